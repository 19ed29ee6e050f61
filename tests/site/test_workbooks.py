"""The workbook in the Desk: taken away filled, brought back after a rehearsal, all or nothing."""

import io
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from openpyxl import load_workbook

from kepu_app.exceptions import ImportRefusedError
from kepu_app.workbooks.export import county_workbook, province_workbook
from kepu_app.workbooks.importing import rehearse, take_back
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN_APPROVER,
	HOME_COUNTIES,
	NEIGHBOUR,
	REPORTER,
	World,
	acting_as,
	reporter,
	stored,
)
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


@pytest.fixture
def world(fresh: World) -> World:
	return fresh


def edited(content: bytes, sheet: str, changes: dict[tuple[str, str], Any]) -> bytes:
	"""Return the workbook with other values in some cells, named by the row's first column and the heading."""
	workbook = load_workbook(io.BytesIO(content))
	cells = workbook[sheet]
	for (row_key, heading), value in changes.items():
		column = next(
			cell.column for row in cells.iter_rows() for cell in row if plain(cell.value) == heading
		)
		row = next(
			row[0].row for row in cells.iter_rows() if any(row_key in str(cell.value or "") for cell in row)
		)
		cells.cell(row, column).value = value
	target = io.BytesIO()
	workbook.save(target)
	return target.getvalue()


def plain(value: Any) -> str:
	return str(value or "").replace("*", "").replace("\n", "").strip()


def submission_of(world: World) -> Any:
	return frappe.get_doc("Provincial Submission", world.submission())


def everything(world: World) -> str:
	names = [world.summary(code) for code in HOME_COUNTIES]
	return "".join(stored(frappe.get_doc("Annual Summary", name)) for name in names)


def test_taken_back_unchanged_it_changes_nothing(world: World) -> None:
	papers.ready_submission(world)
	before = everything(world)
	with acting_as(APPROVER):
		content = province_workbook(world.submission())
		rehearsal = rehearse(content, "原样.xlsx", submission_of(world))
		assert rehearsal.changes == []
		assert take_back(content, "原样.xlsx", submission_of(world)) == 0
	assert everything(world) == before


def test_a_county_takes_its_own_text_back(world: World) -> None:
	factories.fill_summary(world.summary())
	frappe.db.commit()
	with acting_as(REPORTER):
		content = county_workbook(world.submission(), COUNTY)
		changed = edited(content, "工作总结", {("埇桥区", "落款单位"): "埇桥区人民政府"})
		rehearsal = rehearse(changed, "改.xlsx", submission_of(world)).as_dict()
		assert rehearsal["obstacles"] == 0
		[change] = rehearsal["changes"]
		[field] = change["fields"]
		assert (field["old"], field["new"]) == ("埇桥区科协", "埇桥区人民政府")
		assert "工作总结" in field["cell"]
		assert frappe.db.get_value("Annual Summary", world.summary(), "on_behalf_of") == "埇桥区科协"
		assert take_back(changed, "改.xlsx", submission_of(world)) == 1
	assert frappe.db.get_value("Annual Summary", world.summary(), "on_behalf_of") == "埇桥区人民政府"
	assert frappe.db.get_value("Annual Summary", world.summary(), "modified_by") == REPORTER


def test_one_obstacle_and_nothing_is_written(world: World) -> None:
	"""The neighbour's summary waits for its city: the province's workbook cannot change it."""
	for county in (COUNTY, NEIGHBOUR):
		factories.fill_summary(world.summary(county))
	factories.step(
		frappe.get_doc("Annual Summary", world.summary(NEIGHBOUR)), reporter(NEIGHBOUR), "Submit for Review"
	)
	frappe.db.commit()
	before = everything(world)
	both = edited(
		province_workbook(world.submission()),
		"工作总结",
		{("埇桥区", "落款单位"): "甲", ("砀山县", "落款单位"): "乙"},
	)
	with acting_as(REPORTER):
		rehearsal = rehearse(both, "两县.xlsx", submission_of(world)).as_dict()
		assert rehearsal["obstacles"] == 1
		refused = next(each for each in rehearsal["changes"] if each["refusal"])
		assert refused["title"] == "砀山县"
		with pytest.raises(ImportRefusedError):
			take_back(both, "两县.xlsx", submission_of(world))
	assert everything(world) == before


def test_a_document_changed_since_the_download_is_told_and_kept(world: World) -> None:
	factories.fill_summary(world.summary())
	frappe.db.commit()
	with acting_as(REPORTER):
		content = county_workbook(world.submission(), COUNTY)
	factories.fill_summary(world.summary(), text="后来改的")
	frappe.db.commit()
	with acting_as(REPORTER):
		rehearsal = rehearse(content, "旧.xlsx", submission_of(world)).as_dict()
		assert [each["is_outdated"] for each in rehearsal["changes"]] == [True]
		with pytest.raises(ImportRefusedError):
			take_back(content, "旧.xlsx", submission_of(world))
	assert "后来改的" in frappe.get_doc("Annual Summary", world.summary()).sections[0].text


def test_another_provinces_workbook_is_refused(world: World) -> None:
	foreign = province_workbook(world.submission(factories.FOREIGN))
	with acting_as(APPROVER), pytest.raises(ImportRefusedError, match="河南省"):
		rehearse(foreign, "外省.xlsx", submission_of(world))


def test_a_case_and_a_nominee_come_with_the_workbook(world: World) -> None:
	papers.ready_submission(world)
	content = province_workbook(world.submission())
	with acting_as(APPROVER):
		changed = edited(content, "宣讲团人选", {("张 敏", "职务"): "主席"})
		rehearsal = rehearse(changed, "人选.xlsx", submission_of(world)).as_dict()
	[change] = rehearsal["changes"]
	assert change["refusal"], "a nominated person is edited by nobody"


def test_custom_fields_travel_in_the_workbook(world: World) -> None:
	field = frappe.get_doc(
		doctype="Custom Field",
		dt="Annual Summary",
		fieldname="lead_official",
		label="分管领导",
		fieldtype="Data",
		insert_after="dated",
	).insert()
	try:
		factories.fill_summary(world.summary())
		frappe.db.commit()
		with acting_as(REPORTER):
			content = county_workbook(world.submission(), COUNTY)
			changed = edited(content, "工作总结", {("埇桥区", "分管领导"): "副区长"})
			assert take_back(changed, "自定义.xlsx", submission_of(world)) == 1
		assert frappe.db.get_value("Annual Summary", world.summary(), "lead_official") == "副区长"
	finally:
		field.delete()
		frappe.db.commit()


def send(client: Client, world: World, content: bytes, name: str = "a.xlsx", **values: Any) -> Any:
	data = {"doctype": "Provincial Submission", "name": world.submission(), **values}
	return client.request(
		"POST", "/api/method/kepu_app.workbooks.api.upload", data=data, files={"file": (name, content)}
	)


def test_by_the_browsers_endpoint(world: World, sign_in: SignIn) -> None:
	factories.fill_summary(world.summary())
	frappe.db.commit()
	client = sign_in(APPROVER)
	response = client.get(
		"kepu_app.workbooks.api.download", doctype="Provincial Submission", name=world.submission()
	)
	assert response.ok, said(response)
	answer = send(client, world, response.content)
	assert answer.json()["message"]["changes"] == []
	assert send(sign_in(FOREIGN_APPROVER), world, response.content).status_code == 403
