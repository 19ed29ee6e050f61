"""综合评估: the ranking of a closed round, what is made of it, and that it stays as it was."""

import json
import random
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import quote

import frappe
import pytest

from kepu_app.assessment.assessors import ASSESSMENT, MARK
from kepu_app.patches.v0_2 import groups_of_assessed
from tests.site import factories
from tests.site.assessments import ITEMS, REPORT, answered_data, call, ranking, refused
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
)
from tests.site.thirteen_counties import MORE, SECOND
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


def recount(given: dict[tuple[str, str], tuple[int, ...]]) -> dict[str, tuple[int, Decimal]]:
	"""Rank and mean by subject, counted anew: a subject ranks behind those of a better mean."""
	totals: dict[str, list[int]] = {}
	for (_user, subject), marks in given.items():
		totals.setdefault(subject, []).append(sum(marks))
	cent = Decimal("0.01")
	means = {
		subject: (Decimal(sum(each)) / len(each)).quantize(cent, ROUND_HALF_UP)
		for subject, each in totals.items()
	}
	return {
		subject: (1 + sum(other > mean for other in means.values()), mean) for subject, mean in means.items()
	}


def mark_at_random(round_doc: Any, chance: random.Random, late: set[str]) -> dict[tuple[str, str], Any]:
	"""Straight into the tables, as the forms have been tried above."""
	given = {}
	for row in frappe.get_all(ASSESSMENT, {"round": round_doc.name}, ["name", "assessor", "subject"]):
		if (row.assessor, row.subject) == (SECOND, COUNTY):
			frappe.db.set_value(ASSESSMENT, row.name, {"status": "Recused", "reason": "曾在该县任职"})
		elif row.assessor != DEPUTY or row.subject not in late:
			marks = tuple(chance.choice((0, 10, int(full))) for *_item, full, _weight in ITEMS)
			given[row.assessor, row.subject] = marks
			for (number, *_rest), value in zip(ITEMS, marks, strict=True):
				place = {"parent": row.name, "number": number}
				frappe.db.set_value(MARK, place, "value", str(value), update_modified=False)
			frappe.db.set_value(ASSESSMENT, row.name, {"status": "Submitted", "total": f"{sum(marks)}.00"})
	frappe.db.commit()
	return given


@pytest.mark.parametrize("seed", range(6))
def test_the_ranks_equal_an_independent_recount(sign_in: SignIn, round_doc: Any, seed: int) -> None:
	"""Random marks with ties, one recusal and one who is late."""
	given = mark_at_random(round_doc, random.Random(seed), set(list(MORE)[:2]))
	client = sign_in(APPROVER)
	before = ranking(client, round=round_doc.name)
	assert not any(row["rank"] or row["mean"] for row in before["result"])
	assert "assessor_0" not in {each["fieldname"] for each in before["columns"]}
	call(client, "close_round", round_name=round_doc.name)
	rows = {row["subject"]: row for row in ranking(client, round=round_doc.name)["result"]}
	found = {subject: (row["rank"], Decimal(row["trimmed_mean"])) for subject, row in rows.items()}
	assert found == recount(given)
	assert rows[COUNTY]["recused"] == 1
	assert [rows[each]["missing"] for each in list(MORE)[:3]] == [1, 1, 0]


def test_the_result_of_a_closed_round_stays_as_it_was(sign_in: SignIn, round_doc: Any) -> None:
	"""Whatever becomes of the counties, their reports, the sheet or the people afterwards."""
	mark_at_random(round_doc, random.Random(3), set())
	client = sign_in(APPROVER)
	call(client, "close_round", round_name=round_doc.name)
	before = ranking(client, round=round_doc.name)
	assert {row["group"] for row in before["result"]} >= {"宿州市", "安庆市"}
	frappe.db.set_value("County", COUNTY, {"city": "别的市", "county_name": "改名县", "active": 0})
	frappe.db.set_value("User", SECOND, "full_name", "改名的人")
	frappe.db.commit()
	try:
		newer = call(client, "new_version", sheet=round_doc.sheet)
		values = {"items": [{"number": 1, "item": "另一项", "full_marks": "5", "weight": "1"}]}
		answered_data(client.resource("PUT", "Scoring Sheet", newer, json=values))
		client.resource("PUT", "Assessment Round", round_doc.name, json={"assessors": []})
		after = ranking(client, round=round_doc.name)
	finally:
		frappe.db.set_value("County", COUNTY, {"city": "宿州市", "county_name": "埇桥区", "active": 1})
		frappe.db.commit()
	assert (after["result"], after["columns"]) == (before["result"], before["columns"])


def test_older_rounds_get_the_groups_of_their_subjects_once(round_doc: Any) -> None:
	mine = {"round": round_doc.name}
	frappe.db.set_value(ASSESSMENT, mine, "subject_group", None)
	moved = {**mine, "subject": NEIGHBOUR}
	frappe.db.set_value(ASSESSMENT, moved, "subject_group", "原来的市")
	for _again in range(2):
		groups_of_assessed.execute()
	found = dict(frappe.get_all(ASSESSMENT, mine, ["subject", "subject_group"], as_list=True))
	assert (found[COUNTY], found[NEIGHBOUR]) == ("宿州市", "原来的市")


def test_the_ranking_is_its_province_s_alone(sign_in: SignIn, round_doc: Any) -> None:
	call(sign_in(APPROVER), "close_round", round_name=round_doc.name)
	for user in (FOREIGN_APPROVER, REPORTER, ASSESSOR, factories.CITY):
		client = sign_in(user)
		filters = json.dumps({"round": round_doc.name})
		response = client.get("frappe.desk.query_report.run", report_name=REPORT, filters=filters)
		assert response.status_code in (403, 404), user
		for method, arguments in (
			("download_table", {}),
			("compare", {"subjects": json.dumps([COUNTY])}),
			("propose", {"county": COUNTY, "topic": factories.TOPICS[0]}),
			("progress", {}),
			("subjects_of_round", {}),
		):
			refused(client, method, round_name=round_doc.name, **arguments)
	assert len(ranking(sign_in(OFFICER), round=round_doc.name)["result"]) == 13


def test_counties_side_by_side(sign_in: SignIn, round_doc: Any) -> None:
	mark_at_random(round_doc, random.Random(1), set())
	client, keys = sign_in(APPROVER), json.dumps([COUNTY, NEIGHBOUR])
	before = call(client, "compare", round_name=round_doc.name, subjects=keys)
	assert not any(item["marks"] for side in before for item in side["items"])
	call(client, "close_round", round_name=round_doc.name)
	first, second = call(client, "compare", round_name=round_doc.name, subjects=keys)
	assert (first["name"], second["name"]) == ("埇桥区", "砀山县")
	assert [len(item["marks"]) for item in first["items"]] == [2, 2, 2]
	assert [len(item["marks"]) for item in second["items"]] == [3, 3, 3]
	assert first["content"]["figures"]
	assert first["content"]["sections"]
	refused(client, "compare", round_name=round_doc.name, subjects=json.dumps(["410304"]))


def test_the_table_of_marks_as_files(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(APPROVER)
	mark_at_random(round_doc, random.Random(2), set())
	refused(client, "download_table", round_name=round_doc.name)
	call(client, "close_round", round_name=round_doc.name)
	for kind, signature in (("pdf", b"%PDF"), ("xlsx", b"PK")):
		arguments = {"round_name": round_doc.name, "file_type": kind}
		response = client.get("kepu_app.assessment.api.download_table", **arguments)
		assert response.ok
		assert response.content.startswith(signature)
		name = quote(f"{round_doc.title}评分汇总表.{kind}")
		assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"


def test_cases_from_the_ranking(sign_in: SignIn, round_doc: Any) -> None:
	"""A draft is proposed, a missing one is begun; a choice past the rank keeps its reason."""
	for row in frappe.get_all(ASSESSMENT, {"round": round_doc.name}, ["name", "subject"]):
		value = {COUNTY: "20", NEIGHBOUR: "10"}.get(row.subject, "1")
		frappe.db.set_value(MARK, {"parent": row.name}, "value", value, update_modified=False)
		frappe.db.set_value(ASSESSMENT, row.name, "status", "Submitted")
	case = factories.make_case(YEAR, NEIGHBOUR, factories.TOPICS[1])
	frappe.db.commit()
	client, given = sign_in(APPROVER), {"round_name": round_doc.name, "county": NEIGHBOUR}
	refused(client, "propose", **given, topic=factories.TOPICS[1])
	call(client, "close_round", round_name=round_doc.name)
	done = call(client, "propose", **given, topic=factories.TOPICS[1], reason="该县有特色场馆")
	assert (done["case"], done["passed_over"]) == (case.name, ["埇桥区"])
	frappe.db.rollback()
	assert frappe.db.get_value("Typical Case", case.name, "workflow_state") == "Proposed"
	(choice,) = frappe.get_doc("Assessment Round", round_doc.name).choices
	assert (choice.subject, choice.rank, choice.reason) == (NEIGHBOUR, 2, "该县有特色场馆")
	first = call(client, "propose", round_name=round_doc.name, county=COUNTY, topic=factories.TOPICS[0])
	assert (first["case"], first["passed_over"]) == (None, [])
	rows = ranking(client, round=round_doc.name, view="Cases by Topic")["result"]
	of_topic = {row["topic"]: row for row in rows}
	assert "砀山县（2）" in of_topic[factories.TOPICS[1]]["cases"]
	assert "砀山县" not in of_topic[factories.TOPICS[1]]["without"]
	assert "埇桥区（1）" in of_topic[factories.TOPICS[1]]["without"]
	assert "砀山县（2）" in of_topic[factories.TOPICS[0]]["without"]
