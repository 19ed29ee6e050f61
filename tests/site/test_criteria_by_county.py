"""Which county meets which criterion: values, filters, what a province asks beyond the nation, by whom it is seen."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	HOME,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	World,
)
from tests.site.queries import statements
from tests.years import year_of

YEAR = year_of(__file__)
REPORT = "Criteria by County"
VALUES = {COUNTY: "100", NEIGHBOUR: "1", OTHER_CITY: "50", FOREIGN_COUNTY: "77"}
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	for county, value in VALUES.items():
		_file(world, county, value)
	frappe.db.commit()
	yield world
	factories.remove_standards()


def _file(world: World, county: str, value: str) -> None:
	doc = frappe.get_doc("Annual Summary", world.summary(county))
	with factories.acting_as(factories.reporter(county)):
		for row in doc.assessments:
			if row.indicator_code:
				row.value = value
		doc.save()
	factories.approved_summary(world, county)


def run(client: Client, **filters: Any) -> list[dict[str, Any]]:
	"""Return the rows that the Desk is given."""
	response = client.get(
		"frappe.desk.query_report.run",
		report_name=REPORT,
		filters=json.dumps({"cycle": YEAR, **filters}),
	)
	assert response.ok, said(response)
	return [row for row in response.json()["message"]["result"] if isinstance(row, dict)]


def counties(rows: list[dict[str, Any]]) -> set[str]:
	return {row["county"] for row in rows}


@pytest.mark.parametrize(
	("reader", "seen"),
	[
		(OFFICER, set(VALUES)),
		(APPROVER, {COUNTY, NEIGHBOUR, OTHER_CITY}),
		(FOREIGN_APPROVER, {FOREIGN_COUNTY}),
		(CITY, {COUNTY, NEIGHBOUR}),
		(REPORTER, {COUNTY}),
		(UNASSIGNED, set()),
	],
)
def test_each_role_sees_its_own_counties(reader: str, seen: set[str], world: World, sign_in: SignIn) -> None:
	rows = run(sign_in(reader))
	assert counties(rows) == seen
	text = json.dumps(rows, ensure_ascii=False)
	for county in set(VALUES) - seen:
		assert factories.COUNTIES[county][0] not in text


def test_a_stranger_opens_it_not(world: World, sign_in: SignIn) -> None:
	response = sign_in(STRANGER).get("frappe.desk.query_report.run", report_name=REPORT, filters="{}")
	assert response.status_code == 403


def test_filters_narrow_and_never_widen(world: World, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	assert counties(run(client, city="宿州市")) == {COUNTY, NEIGHBOUR}
	assert counties(run(client, county=NEIGHBOUR)) == {NEIGHBOUR}
	assert run(client, county=FOREIGN_COUNTY) == []
	assert {row["number"] for row in run(client, criterion=2)} == {2}
	for answer in ("Met", "Not Met", "No Answer"):
		assert {row["answer"] for row in run(client, answer=answer)} <= {answer}
	everything = run(client)
	assert len(everything) == sum(len(run(client, answer=each)) for each in ("Met", "Not Met", "No Answer"))


def test_rows_say_what_the_county_has_entered(world: World, sign_in: SignIn) -> None:
	rows = {row["place"]: row for row in run(sign_in(REPORTER))}
	stored = frappe.get_doc("Annual Summary", world.summary()).assessments
	assert len(rows) == len(stored)
	for each in stored:
		assert rows[each.idx]["answer"] == (each.met or "No Answer")
		assert rows[each.idx]["value"] == (float(each.value) if each.value else None)


def test_chart_and_figures_count_counties_once_for_each_criterion(world: World, sign_in: SignIn) -> None:
	"""However many figures a criterion has."""
	response = sign_in(APPROVER).get(
		"frappe.desk.query_report.run", report_name=REPORT, filters=json.dumps({"cycle": YEAR})
	)
	found = response.json()["message"]
	given: dict[tuple[str, int], set[str]] = {}
	for row in found["result"]:
		given.setdefault((row["county"], row["number"]), set()).add(row["answer"])
	assert any(
		len([row for row in found["result"] if (row["county"], row["number"]) == key]) > 1 for key in given
	)
	not_met = sum("Not Met" in answers for answers in given.values())
	met = sum("Met" in answers and "Not Met" not in answers for answers in given.values())
	figures = {each["label"]: each["value"] for each in found["report_summary"]}
	assert (figures["达标"], figures["未达标"]) == (met, not_met)
	assert figures["达标"] + figures["未达标"] + figures["未自评"] == len(given)
	bars = [each["values"] for each in found["chart"]["data"]["datasets"]]
	assert max(sum(pair) for pair in zip(*bars, strict=True)) <= 3


def test_ordered_by_value_the_highest_of_a_figure_comes_first(world: World, sign_in: SignIn) -> None:
	rows = [row for row in run(sign_in(APPROVER), order="Value") if row["value"] is not None]
	by_figure: dict[str, list[float]] = {}
	for row in rows:
		by_figure.setdefault(row["indicator"], []).append(row["value"])
	assert by_figure
	assert all(values == [100.0, 50.0, 1.0] for values in by_figure.values())


def test_what_a_province_asks_beyond_the_nation(world: World, sign_in: SignIn) -> None:
	summary = frappe.get_doc("Annual Summary", world.summary())
	stricter = next(row for row in summary.assessments if row.indicator_code and row.comparison == ">=")
	frappe.db.set_value("Summary Assessment", stricter.name, "threshold", "9999")
	added = frappe.copy_doc(summary.assessments[0])
	added.update({"criterion": 13, "title": "省定指标", "idx": 99, "indicator_code": None, "met": "Met"})
	added.update(
		{"docstatus": 0, "parent": summary.name, "parenttype": "Annual Summary", "parentfield": "assessments"}
	)
	added.name = frappe.generate_hash(length=10)
	added.db_insert()
	frappe.db.commit()
	try:
		rows = {row["place"]: row for row in run(sign_in(APPROVER), beyond=1)}
		assert set(rows) == {stricter.idx, 99}
		assert rows[stricter.idx]["beyond"].startswith("国家标准为≥")
		assert rows[99]["beyond"] == "本省增加的指标"
	finally:
		frappe.db.delete("Summary Assessment", {"name": added.name})
		frappe.db.set_value("Summary Assessment", stricter.name, "threshold", stricter.threshold)
		frappe.db.commit()


def test_the_number_of_queries_does_not_grow_with_the_counties(world: World) -> None:
	def queries(**filters: Any) -> int:
		from kepu_app.kepu.report.criteria_by_county.criteria_by_county import execute

		execute({"cycle": YEAR, **filters})
		with statements() as asked:
			execute({"cycle": YEAR, **filters})
		return len(asked)

	with factories.acting_as(OFFICER):
		assert queries(county=COUNTY) == queries() <= 5
		assert queries(province=HOME) <= 5
