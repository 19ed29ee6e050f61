"""Every text of the app has a Chinese one in ``translations/zh.csv``, and nothing else stands there."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.translation_sources import (
	APP,
	Found,
	everything,
	read_javascript,
	read_jinja,
	read_json,
	read_python,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"\{\w*\}")
ENGLISH = re.compile(r"[A-Za-z]{2,}")

STAYS = {
	"SHA-256": "the name of the checksum",
	">=": "a sign",
	"<=": "a sign",
}
"""Texts that are the same in Chinese, and why."""

LATIN = {
	"Ctrl",
	"PDF",
	"JPG",
	"PNG",
	"Word",
	"Excel",
	"MB",
	"GB",
	"SHA",
	"Redis",
	"CAST",
	"GB2312",
	"WPS",
	"ID",
	"JSON",
	"ZIP",
}
"""Words that Chinese texts have as they are."""

SIGNS_ALONE = ("{0}/{1}", "{0}：{1}", "{0}：{1}（{2}）", "{0}（Word）", "{0}（PDF）")
"""Translations that only put Chinese signs around what is filled in."""

FRAPPES_OWN = """
{0} m|{0} h|{0} d|{0} w|{0} M|{0} y
You changed the value of {0}|You changed the values for {0}
{0} changed the value of {1}|{0} changed the values for {1}
{0} from {1} to {2}|{0} from {1} to {2} in row #{3}
added rows for {0}|removed rows for {0}
You created this|{0} created this|You last edited this|{0} last edited this|You viewed this|{0} viewed this
Type a reply / comment|Search or type a command ({0})|List View|Edit Filters|Public|No.
Clear Assignment|Add Tags
This form is not editable due to a Workflow.|No further records
State|Doc Status|Only Allow Edit For|Is Optional State|Allowed|Allow Self Approval|Style|Document States
Transition Rules|Transitions|States|Is Active
Enter Form Type|Label|Mandatory|Bold|Hidden|In List View|In Standard Filter|Unique|No Copy|Module
Add field|Add tab|Add new tab|Show Preview|Hide Preview|Customize Child Table|Double click to edit label
You attached {0}|{0} attached {1}|You removed attachment {0}|{0} removed attachment {1}|Connections
Tools|Build|Sr
Not allowed via controller permission check
Select a field to edit its properties.|Search properties...|Search fieldtypes...
"""
"""Texts of Frappe that it does not translate, or that read wrongly on the forms of this app."""


@pytest.fixture(scope="module")
def found() -> Found:
	return everything()


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str]]:
	with (APP / "translations/zh.csv").open(encoding="utf-8", newline="") as file:
		return [tuple(row) for row in csv.reader(file)]


def test_every_row_has_three_columns(rows: list[Any]) -> None:
	assert [row for row in rows if len(row) != 3 or not row[0].strip() or not row[1].strip()] == []


def test_every_text_has_a_translation(found: Found, rows: list[Any]) -> None:
	contexts: dict[str, set[str]] = {}
	for source, _translation, context in rows:
		contexts.setdefault(source, set()).add(context)
	missing = {
		f"{each.text!r} in {each.context or 'no context'} ({each.place})"
		for each in found.sources
		if not CHINESE.search(each.text) and each.text not in STAYS and not _is_covered(each, contexts)
	}
	assert sorted(missing) == []


def _is_covered(source: Any, contexts: dict[str, set[str]]) -> bool:
	"""Frappe takes the row of the context, else the one without; ``*`` is only known at run time."""
	has = contexts.get(source.text, set())
	return bool(has if source.context == "*" else has & {source.context, ""})


def test_headings_of_print_have_a_translation(rows: list[Any]) -> None:
	"""Frappe's print asks for headings of tables and sections without their DocType. The four are in its own
	translation, beside those that are listed."""
	plain = {source for source, _translation, context in rows if not context}
	frappes = set((Path(__file__).parent / "frappes_texts.txt").read_text(encoding="utf-8").splitlines())
	missing = {
		f"{doctype['name']}: {field['label']}"
		for file in sorted(APP.glob("kepu/doctype/*/*.json"))
		for doctype in [json.loads(file.read_text(encoding="utf-8"))]
		for field in doctype.get("fields", ())
		if field.get("label") and (doctype.get("istable") or field["fieldtype"] == "Section Break")
		if field["label"] not in {*plain, *frappes, *STAYS, "Full Name", "City", "File Name", "Size"}
	}
	assert sorted(missing) == []


def test_no_text_is_put_together_before_it_is_translated(found: Found) -> None:
	assert found.mistakes == []


def test_no_row_is_there_twice(rows: list[Any]) -> None:
	counted = Counter((source, context) for source, _translation, context in rows)
	assert [key for key, number in counted.items() if number > 1] == []


def test_no_row_is_of_a_text_that_is_gone(found: Found, rows: list[Any]) -> None:
	frappes = _texts_of_frappe()
	known = {each.text for each in found.sources} | found.literals | frappes
	assert [row[0] for row in rows if row[0] not in known] == []


def test_what_is_said_to_be_frappes_is_still_there(rows: list[Any]) -> None:
	frappes = _texts_of_frappe()
	assert frappes - {row[0] for row in rows} == set()


def _texts_of_frappe() -> set[str]:
	"""Those above, and those of Frappe's menus and windows in a file of their own, one a line."""
	listed = (Path(__file__).parent / "frappes_texts.txt").read_text(encoding="utf-8").splitlines()
	return {each for line in FRAPPES_OWN.splitlines() for each in line.split("|") if each} | set(listed)


def test_translations_are_chinese(rows: list[Any]) -> None:
	leftover = [
		(source, translation)
		for source, translation, _context in rows
		if translation not in SIGNS_ALONE and (not CHINESE.search(translation) or _english_in(translation))
	]
	assert leftover == []


def _english_in(translation: str) -> set[str]:
	return set(ENGLISH.findall(PLACE.sub(" ", translation))) - LATIN


def test_translations_have_the_same_places(rows: list[Any]) -> None:
	unlike = [row for row in rows if Counter(PLACE.findall(row[0])) != Counter(PLACE.findall(row[1]))]
	assert unlike == []


# ---- that the test sees what is there ----------------------------------------------------------------


def _found_by(read: Callable[..., None], text: Any) -> Found:
	found = Found()
	read(text, "x", found)
	return found


@pytest.mark.parametrize(
	("code", "texts"),
	[
		('_("A {0}").format(x)', [("A {0}", "")]),
		('frappe._("A", context="C")', [("A", "C")]),
		('_("A", None, "C")', [("A", "C")]),
		('_(\n\t"A "\n\t"B"\n)', [("A B", "")]),
		('N = "A"\n_(N)', [("A", "")]),
		('_("A" if x else "B")', [("A", ""), ("B", "")]),
		("_(state)", []),
		('other("A")', []),
	],
)
def test_python_is_read(code: str, texts: list[tuple[str, str]]) -> None:
	found = _found_by(read_python, code)
	assert [(each.text, each.context) for each in found.sources] == texts
	assert found.mistakes == []


@pytest.mark.parametrize("code", ['_(f"A {x}")', '_("A" + x)', '_("A {0}".format(x))', '_("A %s" % x)'])
def test_python_that_puts_together_is_refused(code: str) -> None:
	assert _found_by(read_python, code).mistakes


@pytest.mark.parametrize(
	("code", "texts"),
	[
		('__("A {0}", [x, f(1)])', [("A {0}", "")]),
		("__('A', null, 'C')", [("A", "C")]),
		('__(\n\t"A",\n\t[y ? "no" : {a: 1}],\n\t"C"\n)', [("A", "C")]),
		('__(x ? "A" : "B")', [("A", ""), ("B", "")]),
		("`<p>${__(\"A\")} ${`${__('B')}`}</p>` + __('C')", [("A", ""), ("B", ""), ("C", "")]),
		('// __("no")\n/* __("no") */ x = "__(\'no\')"; __("A")', [("A", "")]),
		('const r = /["\'`]/g; const q = a / b; __("A")', [("A", "")]),
		("__('it\\'s \\u4e00')", [("it's 一", "")]),
		("__(state)", []),
	],
)
def test_javascript_is_read(code: str, texts: list[tuple[str, str]]) -> None:
	found = _found_by(read_javascript, code)
	assert [(each.text, each.context) for each in found.sources] == texts
	assert found.mistakes == []


@pytest.mark.parametrize("code", ['__("A" + x)', "__(`A ${x}`)", '__("A " +\n"B")'])
def test_javascript_that_puts_together_is_refused(code: str) -> None:
	assert _found_by(read_javascript, code).mistakes


def test_jinja_is_read() -> None:
	found = _found_by(read_jinja, '<p>{{ _("A") }}{% if x %}{{ _("B") | e }}{% endif %}{{ _(x) }}</p>')
	assert [each.text for each in found.sources] == ["A", "B"]


def test_records_are_read() -> None:
	fields = [
		{"fieldname": "a", "fieldtype": "Select", "label": "A", "description": "B", "options": "C\n\nD"},
		{"fieldname": "b", "fieldtype": "Link", "label": "E", "options": "User"},
	]
	record = {"doctype": "DocType", "name": "N", "fields": fields, "permissions": [{"role": "R"}]}
	texts = {(each.text, each.context) for each in _found_by(read_json, record).sources}
	assert texts == {("N", ""), ("A", "N"), ("B", ""), ("C", "N"), ("D", "N"), ("E", "N"), ("R", "")}


def test_workflows_and_the_workspace_are_read() -> None:
	workflow = {"states": [{"state": "S"}], "transitions": [{"action": "T"}]}
	content = '[{"type": "header", "data": {"text": "<span><b>H</b></span>"}}]'
	workspace = {"doctype": "Workspace", "name": "W", "title": "W", "content": content}
	workspace["links"] = [{"label": "L"}]
	texts = {(each.text, each.context) for each in _found_by(read_json, [workflow, workspace]).sources}
	assert texts == {("S", ""), ("T", "Workflow Action"), ("H", ""), ("L", ""), ("W", "")}


def test_no_context_catches_an_option_that_is_a_label_too() -> None:
	"""Frappe translates labels and options in the context of their DocType: with one row for both, one
	reads as the other (达标 as 是否达标)."""
	rows = {(row[0], row[2]) for row in _rows_with_context()}
	caught = []
	for path in sorted(APP.glob("kepu/doctype/*/*.json")):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		fields = doctype.get("fields", [])
		labels = {each.get("label") for each in fields}
		options = {
			option
			for each in fields
			if each["fieldtype"] == "Select"
			for option in each.get("options", "").splitlines()
		}
		caught += [(doctype["name"], each) for each in options & labels if (each, doctype["name"]) in rows]
	assert not caught


def _rows_with_context() -> list[list[str]]:
	with (APP / "translations" / "zh.csv").open(encoding="utf-8", newline="") as file:
		return [row for row in csv.reader(file) if len(row) > 2 and row[2]]
