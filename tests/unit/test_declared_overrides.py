"""What the app's scripts replace of Frappe's is declared in one way, and nothing is replaced otherwise."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest

from tests.declared_overrides import APP, CALL, Declared, declared, read_for, scripts

ROOT = APP.parent
ESLINT = ROOT / "scripts/lint-js/node_modules/.bin/eslint"
DECLARED = declared()


def test_every_call_is_read() -> None:
	calls = sum(len(CALL.findall(each.read_text(encoding="utf-8"))) for each in scripts())
	assert len(DECLARED) == calls > 30


@pytest.mark.parametrize("each", DECLARED, ids=lambda each: each.place)
def test_a_declaration_is_whole(each: Declared) -> None:
	assert each.target.startswith("frappe.") != each.of_one_object
	assert "." in each.target
	assert each.reason.split()[1:], "it goes on from: since it …"
	assert each.reason == each.reason.strip(" .")
	assert each.versions
	assert set(each.versions) <= set(read_for())
	assert each.comes in ("", "at the start", "later")


def test_none_is_declared_twice() -> None:
	pairs = [(each.target, each.reason) for each in DECLARED]
	assert len(set(pairs)) == len(pairs)


def test_both_registries_were_read_for_the_same_versions() -> None:
	tree = ast.parse((APP / "overrides/registry.py").read_text(encoding="utf-8"))
	[value] = [
		each.value
		for each in tree.body
		if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "READ_FOR"
	]
	assert ast.literal_eval(value) == read_for()


REFUSED = """
frappe.format = (value) => value;
frappe.db.get_value = null;
frappe.ui.form.add_options = null;
frappe.ui.Page.prototype.show = null;
window.known = frappe.ui.Page.prototype;
(({ prototype }) => prototype)(frappe.ui.Page);
Object.getPrototypeOf(window.cur_list).render = null;
Object.defineProperty(frappe.ui, "FileUploader", {});
Object.assign(frappe.dom, { eval: null });
((frm) => { frm.page.add_action_item = () => null; })(window.cur_frm);
((report) => { report.render_chart = function () { return this; }; })(window.cur_report);
""".strip()
TAKEN = """
frappe.listview_settings["County"] = { onload: () => null };
frappe.query_reports["Year to Year"] = {};
frappe.views.calendar["Reporting Cycle"] = {};
frappe.boot.user_info.anybody = {};
frappe.route_options = { year: 2025 };
frappe.provide("kepu.list");
kepu.list.setup = () => null;
((dialog) => { dialog.onhide = () => null; })(window.cur_dialog);
Object.assign({}, frappe.boot);
""".strip()


def test_the_linter_refuses_what_is_replaced_otherwise() -> None:
	if not ESLINT.exists():
		pytest.skip("ESLint is not installed (scripts/lint-js.sh installs it)")
	assert _refused(REFUSED) == list(range(1, len(REFUSED.splitlines()) + 1))
	assert _refused(TAKEN) == []


def _refused(script: str) -> list[int]:
	"""Return the numbers of the lines that the linter complains about."""
	place = ROOT / "kepu_app/public/js/desk/none.js"
	config = Path("scripts/lint-js/eslint.config.js")
	command = [
		str(ESLINT),
		"--config",
		str(config),
		"--format",
		"json",
		"--stdin",
		"--stdin-filename",
		str(place),
	]
	done = subprocess.run(
		command, cwd=ROOT, input=script, capture_output=True, text=True, timeout=120, check=False
	)
	[told] = json.loads(done.stdout)
	return sorted({each["line"] for each in told["messages"] if each["ruleId"] == "no-restricted-syntax"})
