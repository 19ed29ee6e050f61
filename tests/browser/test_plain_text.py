"""Text is text: what looks like HTML is shown as it was typed, and never runs."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
EVIL = '<img src=x onerror="window.kepu_ran=1"><script>window.kepu_ran=2</script><b>粗</b> 1<2 & "引"'
BREAKING_OUT = "'\"><svg onload=window.kepu_ran=3>${7*7}{{ 7*7 }}"
SHORT = "<img src=x onerror=kepu_ran=7>"
RAN = "window.kepu_ran"


@pytest.fixture(scope="module", autouse=True)
def _without_the_page_s_policy() -> Iterator[None]:
	"""Under the policy nothing of this would run, escaped or not."""
	file = Path(os.environ["KEPU_TEST_SITES"]) / os.environ["KEPU_TEST_SITE"] / "site_config.json"
	before = file.read_text(encoding="utf-8")
	file.write_text(json.dumps({**json.loads(before), "kepu_desk_policy": 0}), encoding="utf-8")
	yield
	file.write_text(before, encoding="utf-8")


def _set(desk: Desk, doctype: str, name: str, **values: Any) -> None:
	desk.call("frappe.client.set_value", doctype=doctype, name=name, fieldname=values)


def _assert_shown(desk: Desk, *texts: str) -> None:
	desk.page.wait_for_timeout(500)  # a picture that cannot be loaded reports it a little later
	assert desk.value(RAN) is None
	shown = desk.value("document.body.innerText")
	for text in texts:
		assert text in shown


@pytest.fixture
def marked(sign_in: SignIn, data: dict[str, Any]) -> dict[str, Any]:
	"""Provide the documents with such text in every kind of field."""
	documents = data["documents"]
	county, province = sign_in("other_county"), sign_in("province")
	county.go("annual-summary")
	sections = [{"heading": EVIL, "text": f"{BREAKING_OUT}\n第二段{EVIL}"}]
	_set(county, "Annual Summary", documents["empty"], on_behalf_of=EVIL[:130], sections=sections)
	province.go("typical-case")
	_set(province, "Typical Case", documents["case"], title=EVIL, text=f"{EVIL}\n{BREAKING_OUT}")
	_set(
		province,
		"Speaker Nominee",
		documents["nominee"],
		nominee_name=EVIL,
		organisation=EVIL,
		bio=EVIL,
		reasons=[{"reason": EVIL}],
	)
	_set(
		province,
		"Provincial Submission",
		documents["submission"],
		contact_name=EVIL[:130],
		missing=[{"county": "340102", "reason": EVIL}],
	)
	return documents


def test_forms_show_it_as_typed(sign_in: SignIn, marked: dict[str, Any]) -> None:
	writer, reader = sign_in("other_county"), sign_in("national")
	writer.open_form("Annual Summary", marked["empty"])
	assert writer.value(RAN) is None
	assert writer.page.locator(".kepu-section input").first.input_value() == EVIL
	reader.open_form("Annual Summary", marked["empty"])
	_assert_shown(reader, EVIL, BREAKING_OUT, f"第二段{EVIL}", EVIL[:130])
	reader.open_form("Typical Case", marked["case"])
	_assert_shown(reader, EVIL, BREAKING_OUT)
	assert reader.title() == EVIL
	reader.open_form("Speaker Nominee", marked["nominee"])
	_assert_shown(reader, EVIL)
	assert reader.page.locator(".grid-static-col[data-fieldname=reason]:visible").last.inner_text() == EVIL
	reader.open_form("Provincial Submission", marked["submission"])
	_assert_shown(reader, EVIL, EVIL[:130])


@pytest.mark.parametrize(
	("path", "texts"),
	[
		("typical-case", [EVIL]),
		("speaker-nominee", [EVIL]),
		("typical-case/view/report", [EVIL]),
		("speaker-nominee/view/report", [EVIL]),
		("provincial-submission/view/report", []),
		("annual-summary/view/report", []),
	],
)
def test_lists_and_reports_show_it_as_typed(
	sign_in: SignIn, marked: dict[str, Any], path: str, texts: list[str]
) -> None:
	desk = sign_in("national")
	desk.go(path)
	desk.page.locator(".result .list-row-container:visible, .dt-row-0:visible").first.wait_for()
	_assert_shown(desk, *texts)


def test_report_with_all_text_columns(sign_in: SignIn, marked: dict[str, Any]) -> None:
	desk = sign_in("national")
	desk.go("speaker-nominee/view/report")
	desk.page.locator(".dt-row-0:visible").first.wait_for()
	desk.page.evaluate(
		"""() => {
			for (const field of ['bio', 'organisation', 'position']) cur_list._add_field?.(field);
			cur_list.add_column_to_datatable('bio', 'Speaker Nominee', 2);
			cur_list.add_column_to_datatable('reason', 'Nominee Reason', 3);
		}"""
	)
	desk.settle()
	desk.page.wait_for_function("text => document.body.innerText.split(text).length > 3", arg=EVIL)
	_assert_shown(desk, EVIL)


def test_board_shows_it_as_typed(sign_in: SignIn, marked: dict[str, Any]) -> None:
	"""html2text would turn what was escaped by the author into a tag again."""
	desk = sign_in("province")
	desk.go("typical-case")
	_set(desk, "Typical Case", marked["case"], title="&lt;img src=x onerror=window.kepu_ran=4&gt;")
	desk.page.evaluate("() => frappe.require('kanban_board.bundle.js')")
	html = desk.value(
		"frappe.render_template('kanban_card', {title: '<img src=x onerror=alert(1)>', name: 'x', "
		"disable_click: '', doc_content: '', image_url: '', form_link: ''})"
	)
	assert "<img src=x" not in html
	assert "&lt;img src&#x3D;x" in html


def test_link_field_suggests_it_as_typed(sign_in: SignIn, data: dict[str, Any]) -> None:
	administrator = sign_in("administrator")
	administrator.go("county")
	_set(administrator, "County", "341881", city=SHORT)
	try:
		desk = sign_in("province")
		desk.go("typical-case/new")
		field = desk.page.locator("input[data-fieldname=county]")
		field.click()
		field.type("宁国")
		suggestion = desk.page.locator(".awesomplete [role=option]").filter(has_text="宁国市").first
		suggestion.wait_for()
		assert SHORT in suggestion.inner_text()
		assert desk.value(RAN) is None
		suggestion.click()
		desk.page.wait_for_function("() => cur_frm.doc.county === '341881'")
		assert field.input_value() == "宁国市"
	finally:
		_set(administrator, "County", "341881", city="宣城市")


def test_reason_and_history_show_it_as_typed(sign_in: SignIn, data: dict[str, Any]) -> None:
	name = data["documents"]["approved"]
	desk = sign_in("province")
	desk.open_form("Annual Summary", name)
	desk.choose("重新开启")
	dialog = desk.dialog()
	dialog.locator("textarea[data-fieldname=reason]").fill(EVIL)
	dialog.get_by_role("button", name="重新开启").click()
	desk.page.locator(".modal.show").wait_for(state="detached")
	desk.settle()
	_assert_shown(desk, EVIL)
	desk.show_tab("审核与记录")
	assert EVIL in desk.page.locator(".kepu-history-return").last.inner_text()
	desk.page.locator(".kepu-history-compare").click()
	desk.dialog().locator(".kepu-reason").wait_for()
	_assert_shown(desk, EVIL)
