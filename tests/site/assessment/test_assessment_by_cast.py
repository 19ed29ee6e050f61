"""综合评估: CAST selects cases and speakers over all provinces, by the same sheets, assessors and ranking."""

import json
from collections.abc import Callable

import frappe
from frappe.utils import nowdate

from tests.site import assessments, factories
from tests.site.assessments import REPORT, answered, answered_data, call, give, own, ranking, refused, words
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
)
from tests.site.thirteen_counties import SECOND
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


def test_cast_selects_cases_over_all_provinces(sign_in: SignIn) -> None:
	"""The same sheets, assessors and ranking; a province is a filter."""
	world = factories.World(YEAR)
	for county in (COUNTY, factories.FOREIGN_COUNTY):
		factories.force_state(factories.proposed_case(world, county, factories.TOPICS[2]), "Selected")
	client = sign_in(OFFICER)
	doc = assessments.opened_round(YEAR, "", [(SECOND, "")], about="Typical Cases", user=OFFICER)
	assessor = sign_in(SECOND)
	mine = own(assessor, doc.name)
	assert len(mine) == 2
	for name in mine.values():
		give(assessor, name, 10, 10, 10)
		call(assessor, "submit", assessment=name)
	everything = ranking(client, round=doc.name)
	assert [row["rank"] for row in everything["result"]] == [1, 1]
	assert sorted(row["group"] for row in everything["result"]) == ["安徽", "河南"]
	assert len(ranking(client, round=doc.name, province=HOME)["result"]) == 1
	for user in (APPROVER, FOREIGN_APPROVER):
		assert sign_in(user).resource("GET", "Assessment Round", doc.name).status_code in (403, 404)
		assert own(sign_in(user), doc.name) == {}
	assessments.end(YEAR)


def test_cast_selects_speakers_over_all_provinces(sign_in: SignIn) -> None:
	"""By the five qualities; no telephone number, no month of birth; a province is a filter with a count."""
	world = factories.World(YEAR)
	people = ((COUNTY, "张 敏", DEPUTY), (NEIGHBOUR, "李 红", DEPUTY))
	foreign = (factories.FOREIGN_COUNTY, "王 强", factories.FOREIGN_DEPUTY)
	for county, name, user in (*people, foreign):
		factories.force_state(factories.proposed_nominee(world, county, name, user), "Awaiting Appointment")
	waiting = factories.proposed_nominee(world, COUNTY, "赵 未选", DEPUTY)
	frappe.db.commit()
	client, sheet = sign_in(OFFICER), {"about": "Speaker Nominees"}
	ready = answered(client.get("kepu_app.assessment.api.ready_made_items", **sheet))
	made = {**sheet, "title": "全国宣讲团", "items": ready["items"], **ready["rules"]}
	made = answered_data(client.resource("POST", "Scoring Sheet", json=made))
	named = [{"email": each, "full_name": each} for each in (ASSESSOR, SECOND)]
	values = {**sheet, "cycle": YEAR, "sheet": made["name"], "deadline": nowdate(), "assessors": named}
	name = answered_data(client.resource("POST", "Assessment Round", json=values))["name"]
	call(client, "open_round", round_name=name)
	best = mark_speakers(sign_in, name, len(ready["items"]))
	found = ranking(client, round=name)
	assert {row["subject"] for row in found["result"]}.isdisjoint({waiting.name})
	assert [row["rank"] for row in found["result"]] == [1, 2, 2]
	assert found["result"][0]["subject"] == best
	assert "安徽 2、河南 1" in json.dumps(found, ensure_ascii=False)
	assert len(ranking(client, round=name, province=HOME)["result"]) == 2
	assert len(ranking(client, round=name, first=1)["result"]) == 1
	assert len(ranking(client, round=name, first="１")["result"]) == 1
	for odd in ("三", "-1", "1.5"):
		answer = client.get(
			"frappe.desk.query_report.run",
			report_name=REPORT,
			filters=json.dumps({"round": name, "first": odd}),
		)
		assert (answer.status_code, "前几名" in words(answer)) == (417, True), odd
	assert answered(client.get("kepu_app.assessment.api.latest_round")) == name
	pdf = client.get("kepu_app.assessment.api.download_table", round_name=name)
	assert pdf.content.startswith(b"%PDF")
	for user in (APPROVER, FOREIGN_APPROVER, REPORTER):
		assert sign_in(user).resource("GET", "Assessment Round", name).status_code in (403, 404)
		refused(sign_in(user), "compare", round_name=name, subjects=json.dumps([best]))
	assessments.end(YEAR)
	frappe.db.delete("Speaker Nominee", {"cycle": YEAR})
	frappe.db.commit()


def mark_speakers(sign_in: SignIn, round_name: str, items: int) -> str:
	"""Two assessors give 7 for each quality, and 9 to one person, whose key it gives."""
	best = ""
	for user in (ASSESSOR, SECOND):
		client = sign_in(user)
		mine = own(client, round_name)
		assert len(mine) == 3
		best = best or sorted(mine)[-1]
		for subject, assessment in mine.items():
			shown = client.call("kepu_app.assessment.api.form", assessment=assessment).text
			assert not any(secret in shown for secret in ("13800138000", "1980-06", "birth_month"))
			assert client.resource("GET", "Speaker Nominee", subject).status_code in (403, 404)
			for number in range(1, items + 1):
				value = "9" if subject == best else "7"
				call(client, "save_mark", assessment=assessment, number=number, value=value)
			call(client, "submit", assessment=assessment)
	return best
