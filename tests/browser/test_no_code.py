"""An administrator changes the app in the browser alone, and a migration keeps all of it.

The administrator has two roles: the app's own for cycles, standards, places and settings, and Frappe's System
Manager for fields, workflows and print formats. ``docs/administration.md`` describes the same way.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PASSWORD
from tests.browser.desk import Desk
from tests.browser.guide import picture, set_up

SignIn = Callable[..., Desk]

PROVINCE, PENDING = "620000", "待省级审核"
FIELD, VALUE = "科普经费（万元）", "126.5"
STATE, ACTION = "待省级复核", "通过初审"
HEADING, TOPIC, LIMIT = "五、下一步工作打算", "青少年科普", "3200"
STANDARD, THRESHOLD = "甘肃省细化测评标准", "1200"


@pytest.fixture
def place(on_site: Callable[..., Any], data: dict[str, Any], tmp_path: Path) -> Iterator[dict[str, Any]]:
	"""Yield a province of one county with people of its own; afterwards the site is as it was."""
	made = on_site("no_code_data.py", "make", PASSWORD)
	kept = tmp_path / "before.json"
	kept.write_text(json.dumps(made), encoding="utf-8")
	yield made
	on_site("no_code_data.py", "put-back", str(kept))


def test_changes_made_in_the_browser_take_effect_and_survive_migrating(
	sign_in: SignIn, place: dict[str, Any], tmp_path: Path
) -> None:
	manager = sign_in(place["users"]["manager"])
	set_up(manager)
	look_at_people(manager)
	add_field(manager)
	add_level(manager)
	change_cycle(manager)
	refine_standard(manager)
	copy_print_format(manager)
	migrate()
	assert_county_finds_them(sign_in(place["users"]["reporter"]), place["summary"])
	assert_review_has_one_more_level(sign_in, place)
	assert_other_provinces_are_reviewed_as_before(manager)
	assert_field_is_in_list_and_overview(manager)
	assert_field_is_on_paper(manager, place["summary"])


# ---------------------------------------------------------------------- what the administrator does


def look_at_people(desk: Desk) -> None:
	"""Who works for a place stands in the place: nothing else is to be set."""
	desk.open_form("Province", PROVINCE)
	people = desk.page.locator(".frappe-control[data-fieldname=users]")
	assert people.locator(".grid-body .grid-row").count() == 2
	people.scroll_into_view_if_needed()
	picture(desk, "people", people)


def add_field(desk: Desk) -> None:
	page = desk.page
	desk.go("customize-form?doc_type=Annual Summary")
	neighbour = page.locator(".form-builder-container .field[title=dated]")
	neighbour.click()
	add = neighbour.locator(".field-actions .add-field-btn")
	picture(desk, "field-add", add)
	add.click()
	page.locator("#autocomplete-area input:visible").fill("浮点")
	page.locator("#autocomplete-area .combo-box-option:visible").get_by_text("浮点数").first.click()
	properties = page.locator(".sidebar-container .control-data")
	properties.locator("[data-fieldname=label] input").fill(FIELD)
	properties.locator("[data-fieldname=in_list_view] input").check()
	update = page.get_by_role("button", name="更新")
	picture(desk, "field-properties", properties.locator("[data-fieldname=label]"), update)
	update.click()
	page.wait_for_function(
		"label => cur_frm.doc.fields.some(row => row.label === label && !row.__islocal && row.fieldname)",
		arg=FIELD,
	)
	desk.settle()


def add_level(desk: Desk) -> None:
	make_record(desk, "workflow-state", workflow_state_name=STATE)
	make_record(desk, "workflow-action-master", workflow_action_name=ACTION)
	desk.go("workflow/Annual Summary Review")
	add_row(desk, "states", state=STATE, allow_edit="省级审核员")
	approval = open_row(desk, "transitions", state=PENDING, next_state="审核通过")
	write_condition(desk, approval, f'doc.province != "{PROVINCE}"')
	picture(desk, "level-condition", approval.locator("[data-fieldname=condition]"))
	close_row(approval)
	add_row(
		desk,
		"transitions",
		condition=f'doc.province == "{PROVINCE}"',
		checked=("kepu_hands_in",),
		unchecked=("allow_self_approval",),
		state=PENDING,
		action=ACTION,
		next_state=STATE,
		allowed="省级审核员",
	)
	step = {"state": STATE, "allowed": "省级审核员"}
	add_row(
		desk,
		"transitions",
		unchecked=("allow_self_approval",),
		**step,  # first: Frappe offers what the first field may hold as soon as the row has unfolded
		action="审核通过",
		next_state="审核通过",
	)
	add_row(desk, "transitions", checked=("kepu_needs_reason",), **step, action="退回", next_state="已退回")
	desk.page.locator(".frappe-control[data-fieldname=transitions]").scroll_into_view_if_needed()
	picture(desk, "level-transitions", desk.page.get_by_role("button", name="保存"))
	desk.save()


def change_cycle(desk: Desk) -> None:
	desk.open_form("Reporting Cycle", "2024")
	desk.show_tab("上限和名额")
	limit = desk.page.locator("[data-fieldname=summary_limit] input")
	limit.fill(LIMIT)
	picture(desk, "cycle-limits", limit)
	desk.show_tab("标题和专题")
	add_row(desk, "headings", texts={"heading": HEADING}, unchecked=("required",))
	add_row(desk, "topics", texts={"code": "youth", "topic_name": TOPIC})
	desk.save()


def refine_standard(desk: Desk) -> None:
	page = desk.page
	desk.go("evaluation-standard/new")
	page.locator("[data-fieldname=standard_name] input").fill(STANDARD)
	choose_link(desk, page.locator(".form-layout:visible"), "province", "甘肃省")
	choose_link(desk, page.locator(".form-layout:visible"), "refines", "全国科普示范县")
	page.wait_for_function("() => cur_frm.doc.criteria?.length > 10")
	row = open_row(desk, "criteria", threshold="1000")
	threshold = row.locator("[data-fieldname=threshold] input")
	threshold.fill(THRESHOLD)
	threshold.press("Tab")
	picture(desk, "standard-threshold", threshold)
	close_row(row)
	desk.save()


def copy_print_format(desk: Desk) -> None:
	page = desk.page
	desk.go("print-format/Annual Summary")
	copy = page.get_by_role("button", name="另存一份修改")
	picture(desk, "print-copy", copy)
	copy.click()
	page.wait_for_function("() => cur_frm?.doctype === 'Print Format' && cur_frm.doc.standard === 'No'")
	desk.settle()
	template = page.locator(".frappe-control[data-fieldname=html]")
	template.locator(".ace_content").click()
	page.keyboard.press("Control+End")
	page.keyboard.insert_text(f'\n<p>{FIELD}：{{{{ paper.extra["{FIELD}"] }}}}</p>')
	page.wait_for_function("field => cur_frm.doc.html.includes(field)", arg=FIELD)
	default = page.get_by_role("button", name="设为默认")
	picture(desk, "print-template", template, default)
	desk.save()
	default.click()
	desk.settle()


def make_record(desk: Desk, path: str, **values: str) -> None:
	desk.go(f"{path}/new")
	for field, value in values.items():
		desk.page.locator(f"[data-fieldname={field}] input:visible").fill(value)
	desk.save()


# ---------------------------------------------------------------------- rows of a table, as one edits them


def add_row(
	desk: Desk,
	table: str,
	*,
	texts: dict[str, str] | None = None,
	condition: str = "",
	checked: tuple[str, ...] = (),
	unchecked: tuple[str, ...] = (),
	**links: str,
) -> None:
	grid = desk.page.locator(f".frappe-control[data-fieldname={table}]")
	rows = grid.locator(".grid-body .grid-row")
	before = rows.count()
	grid.locator(".grid-add-row").click()
	expect(rows).to_have_count(before + 1)  # before, the last one is a row that holds something
	rows.last.locator(".btn-open-row").click()
	form = opened(desk)
	for field, text in (texts or {}).items():
		form.locator(f"[data-fieldname={field}] input:visible").last.fill(text)
	for field, text in links.items():
		choose_link(desk, form, field, text)
	for field in (*checked, *unchecked):
		form.locator(f"[data-fieldname={field}] input[type=checkbox]:visible").last.set_checked(
			field in checked
		)
	if condition:
		write_condition(desk, form, condition)
	close_row(form)


def open_row(desk: Desk, table: str, **shown: str) -> Locator:
	"""Open the row that shows these texts in these columns."""
	rows = desk.page.locator(f".frappe-control[data-fieldname={table}] .grid-body .grid-row")
	for field, text in shown.items():
		cell = desk.page.locator(f".grid-static-col[data-fieldname={field}]").get_by_text(text, exact=True)
		rows = rows.filter(has=cell)
	rows.first.locator(".btn-open-row").click()
	return opened(desk)


def opened(desk: Desk) -> Locator:
	form = desk.page.locator(".grid-row-open .form-in-grid:visible")
	# Frappe puts the cursor into the first field when the row has unfolded.
	desk.page.wait_for_function("() => document.activeElement?.closest('.grid-row-open .form-in-grid')")
	return form


def close_row(form: Locator) -> None:
	form.locator(".grid-collapse-row").click()
	form.wait_for(state="hidden")


def choose_link(desk: Desk, form: Locator, field: str, text: str) -> None:
	"""Types into a link field and takes the first that is offered."""
	control = form.locator(f".frappe-control[data-fieldname={field}]:visible").last
	entry = control.locator("input:visible")
	entry.click()
	entry.fill(text)
	offered = control.locator("[role=option]:visible")
	# Before, everything is offered, and is replaced under the pointer.
	expect(offered.first).to_contain_text(text)
	offered.first.click()
	expect(offered).to_have_count(0)
	desk.answered()  # Frappe asks whether it exists before the field has it


def write_condition(desk: Desk, form: Locator, condition: str) -> None:
	form.locator("[data-fieldname=condition] .ace_content").click()
	desk.page.keyboard.insert_text(condition)
	taken = "text => cur_frm.doc.transitions.some(row => row.condition === text)"
	desk.page.wait_for_function(taken, arg=condition)


# ---------------------------------------------------------------------- the migration


def migrate() -> None:
	sites = Path(os.environ["KEPU_TEST_SITES"])
	site = os.environ["KEPU_TEST_SITE"]
	command = [str(sites.parent / "env/bin/python"), "-m", "frappe.utils.bench_helper", "frappe"]
	done = subprocess.run(
		[*command, "--site", site, "migrate", "--skip-search-index"],
		cwd=sites,
		capture_output=True,
		text=True,
		timeout=600,
		check=False,
	)
	assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


# ---------------------------------------------------------------------- what the others find


def assert_county_finds_them(desk: Desk, summary: str) -> None:
	desk.open_form("Annual Summary", summary)
	assert f"/ {LIMIT}" in desk.page.locator(".kepu-length-count:visible").first.inner_text()
	entry = desk.page.locator(".frappe-control", has_text=FIELD).locator("input:visible").last
	entry.fill(VALUE)
	entry.press("Tab")
	desk.save()
	cells = cells_of(desk.download(lambda: desk.press("下载工作簿", "工作簿")))
	assert FIELD in cells
	assert VALUE in cells
	assert any(HEADING in cell for cell in cells)
	assert any(THRESHOLD in cell for cell in cells)
	desk.choose("提交审核")
	desk.settle()
	assert desk.state() == PENDING
	topics = desk.call("kepu_app.review.api.cycle_facts", cycle="2024")["topics"]
	assert TOPIC in json.dumps(topics, ensure_ascii=False)


def assert_review_has_one_more_level(sign_in: SignIn, place: dict[str, Any]) -> None:
	first, second = sign_in(place["users"]["approver"]), sign_in(place["users"]["second_approver"])
	first.open_form("Annual Summary", place["summary"])
	assert steps_of(first) == {ACTION, f"{ACTION}（附意见）", "退回"}
	first.choose(ACTION)
	first.settle()
	assert first.state() == STATE
	second.open_form("Annual Summary", place["summary"])
	assert steps_of(second) == {"审核通过", "审核通过（附意见）", "退回"}
	second.choose("审核通过")
	second.settle()
	assert second.state() == "审核通过"


def assert_other_provinces_are_reviewed_as_before(desk: Desk) -> None:
	desk.go("workflow/Annual Summary Review")
	rows = desk.value(
		"cur_frm.doc.transitions.filter(row => row.state === 'Pending Provincial Review')"
		".map(row => [row.action, row.condition || ''])"
	)
	assert ["Approve", f'doc.province != "{PROVINCE}"'] in rows
	assert [ACTION, f'doc.province == "{PROVINCE}"'] in rows


def assert_field_is_in_list_and_overview(desk: Desk) -> None:
	desk.go(f"annual-summary?province={PROVINCE}")
	desk.page.locator(".list-row-container:visible", has_text=VALUE).first.wait_for()
	desk.go("provincial-submission")
	desk.page.locator(".menu-btn-group:visible > button").click()
	desk.page.get_by_text("下载全国汇总表").click()
	choose_link(desk, desk.dialog(), "cycle", "2024")
	cells = cells_of(desk.download(desk.dialog().locator(".btn-modal-primary").click))
	assert {FIELD, VALUE} <= set(cells)


def assert_field_is_on_paper(desk: Desk, summary: str) -> None:
	"""Check the own copy: it is the default, so it is shown without being chosen."""
	desk.page.goto(f"{desk.url}/app/print/Annual Summary/{summary}")
	paper = desk.page.frame_locator("iframe.print-format-container").locator(".kepu-paper")
	paper.get_by_text(f"{FIELD}：{VALUE}").wait_for()


def steps_of(desk: Desk) -> set[str]:
	"""Return the steps of the workflow that the form offers."""
	desk.page.locator(".actions-btn-group button").locator("visible=true").click()
	offered = desk.page.locator(".actions-btn-group .dropdown-item:visible").all_inner_texts()
	desk.page.keyboard.press("Escape")
	return {step.strip() for step in offered} - {"帮助"}


def cells_of(file: Path) -> list[str]:
	"""Everything that stands in a workbook's cells."""
	book = load_workbook(file)
	return [
		str(cell)
		for sheet in book
		for row in sheet.iter_rows(values_only=True)
		for cell in row
		if cell is not None
	]
