"""A whole year: opened, filed, returned, reviewed, picked, sealed, sent, accepted, appointed, each by whose
task it is, through the site's HTTP endpoints."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.utils import nowdate

from tests.blank_pdf import blank_pdf
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, acted, error_type, post, put, read, said, save_form, upload
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTIES,
	COUNTY,
	DEPUTY,
	HOME,
	HOME_COUNTIES,
	OFFICER,
	OTHER_CITY_REVIEWER,
	TOPICS,
	World,
	reporter,
)
from tests.years import year_of

YEAR = year_of(__file__)
ABSENT = "340102"
FILING = tuple(code for code in HOME_COUNTIES if code != ABSENT)
SignIn = Callable[[str], Client]

NOMINEES = ("张 敏", "李 强", "王 磊", "赵 丽")

TRAIL_OF_THE_RETURNED_SUMMARY = """
	who              action             from                     to                       reason
	reporter-341302  Submit for Review  Draft                    Pending City Review      -
	city             Return             Pending City Review      Returned                 缺少活动场次
	reporter-341302  Submit for Review  Returned                 Pending City Review      -
	city             Pass City Review   Pending City Review      Pending Provincial Review  -
	approver         Return             Pending Provincial Review  Returned               请补充经费数据
	reporter-341302  Submit for Review  Returned                 Pending City Review      -
	city             Pass City Review   Pending City Review      Pending Provincial Review  -
	approver         Approve            Pending Provincial Review  Approved               -
	officer          Accept             Approved                 Accepted                 -
"""
TRAIL_OF_THE_SUBMISSION = """
	who       action    from              to                reason
	approver  Finalise  Collecting        Awaiting Seal     -
	approver  Send      Awaiting Seal     Sent              -
	officer   Return    Sent              Returned by CAST  名单缺盖章页
	approver  Finalise  Returned by CAST  Awaiting Seal     -
	approver  Send      Awaiting Seal     Sent              -
	officer   Accept    Sent              Accepted          -
"""
TRAIL_OF_A_CASE = """
	who              action            from                 to                   reason
	reporter-341302  Propose           Draft                Pending City Review  -
	city             Pass City Review  Pending City Review  Proposed             -
	approver         Return            Proposed             Returned             请补充成效
	reporter-341302  Propose           Returned             Pending City Review  -
	city             Pass City Review  Pending City Review  Proposed             -
	approver         Select            Proposed             Selected             -
	officer          Accept            Selected             Accepted             -
"""
TRAIL_OF_AN_APPOINTED_NOMINEE = """
	who       action    from                  to                    reason
	deputy    Propose   Draft                 Proposed              -
	approver  Nominate  Proposed              Nominated             -
	officer   Accept    Nominated             Awaiting Appointment  -
	officer   Appoint   Awaiting Appointment  Appointed             -
"""
ROLES = {
	"reporter": "Kepu County Reporter",
	"city": "Kepu City Reviewer",
	"approver": "Kepu Provincial Approver",
	"deputy": "Kepu Provincial Approver",
	"officer": "Kepu National Officer",
}


@pytest.fixture(scope="module")
def year(places: None, sign_in: SignIn, finish_jobs: Callable[..., None]) -> Iterator["Year"]:
	"""Yield the year, gone through once; the tests look at what came of it."""
	factories.end(YEAR)
	factories.make_cycle(YEAR)
	year = Year(sign_in, finish_jobs)
	year.run()
	yield year
	factories.end(YEAR)


class Year:
	"""The people with their sessions, and what they made."""

	def __init__(self, sign_in: SignIn, finish_jobs: Callable[..., None]) -> None:
		self.world = World(YEAR)
		self.finish_jobs = finish_jobs
		self.clients = {
			user: sign_in(user) for user in (APPROVER, DEPUTY, CITY, OTHER_CITY_REVIEWER, OFFICER)
		}
		self.clients |= {reporter(code): sign_in(reporter(code)) for code in HOME_COUNTIES}
		self.cases: list[str] = []
		self.nominees: list[str] = []
		self.refusals: dict[str, str] = {}

	def run(self) -> None:
		self.open()
		for county in FILING:
			self.file_and_approve(county)
		self.pick_cases()
		self.nominate()
		self.finalise_send_and_accept()
		self.appoint()
		frappe.db.rollback()  # the next read shall see what the web server wrote

	def open(self) -> None:
		response = self.clients[OFFICER].call("kepu_app.cycles.api.open_cycle", cycle=YEAR)
		assert response.ok, said(response)
		self.finish_jobs(600)
		assert frappe.db.get_value("Reporting Cycle", YEAR, "status") == "Open"

	def file_and_approve(self, county: str) -> None:
		doc, mine = ("Annual Summary", self.world.summary(county)), self.clients[reporter(county)]
		self.write_in_the_form(county, "全年举办科普活动五十场。")
		acted(mine, doc, "Submit for Review")
		if county == COUNTY:
			self.return_and_correct(county)
		acted(self.clients[self.city_reviewer(county)], doc, "Pass City Review")
		acted(self.clients[APPROVER], doc, "Approve")

	def return_and_correct(self, county: str) -> None:
		doc, mine = ("Annual Summary", self.world.summary(county)), self.clients[reporter(county)]
		city = self.clients[CITY]
		self.refusals["return without a reason"] = error_type(act(city, doc, "Return"))
		acted(city, doc, "Return", "缺少活动场次")
		self.write_in_the_form(county, "全年举办科普活动五十场，覆盖二十二个乡镇。")
		acted(mine, doc, "Submit for Review")
		acted(city, doc, "Pass City Review")
		acted(self.clients[APPROVER], doc, "Return", "请补充经费数据")
		self.write_in_the_form(county, "全年举办科普活动五十场，投入经费三百万元。")
		acted(mine, doc, "Submit for Review")

	def write_in_the_form(self, county: str, text: str) -> None:
		mine = self.clients[reporter(county)]
		doc = read(mine, "Annual Summary", self.world.summary(county))
		for section in doc["sections"]:
			section["text"] = text
		doc |= {"on_behalf_of": f"{COUNTIES[county][0]}科协", "dated": nowdate()}
		response = save_form(mine, doc)
		assert response.ok, said(response)

	def city_reviewer(self, county: str) -> str:
		return CITY if COUNTIES[county][2] == "宿州市" else OTHER_CITY_REVIEWER

	def pick_cases(self) -> None:
		approver = self.clients[APPROVER]
		for county, topic in zip(FILING, TOPICS, strict=True):
			self.cases.append(self.propose_case(county, topic))
			doc = ("Typical Case", self.cases[-1])
			if county == COUNTY:
				acted(approver, doc, "Return", "请补充成效")
				self.bring_to_the_province(county, doc)
			acted(approver, doc, "Select")
		sixth = self.propose_case(ABSENT, TOPICS[0])
		self.refusals["sixth case"] = error_type(act(approver, ("Typical Case", sixth), "Select"))
		acted(approver, ("Typical Case", sixth), "Not Select")
		self.cases.append(sixth)

	def propose_case(self, county: str, topic: str) -> str:
		mine = self.clients[reporter(county)]
		values = {"cycle": YEAR, "county": county, "topic": topic, "title": "科普大集"}
		name = post(mine, "Typical Case", **values, text="把科普送到集市。")["name"]
		self.bring_to_the_province(county, ("Typical Case", name))
		return name

	def bring_to_the_province(self, county: str, case: tuple[str, str]) -> None:
		acted(self.clients[reporter(county)], case, "Propose")
		acted(self.clients[self.city_reviewer(county)], case, "Pass City Review")

	def nominate(self) -> None:
		deputy, approver = self.clients[DEPUTY], self.clients[APPROVER]
		for rank, person in enumerate(NOMINEES, start=1):
			name = post(deputy, "Speaker Nominee", **self.nominee(person, rank))["name"]
			acted(deputy, ("Speaker Nominee", name), "Propose")
			self.nominees.append(name)
		doc = ("Speaker Nominee", self.nominees[0])
		self.refusals["nominating one's own proposal"] = error_type(act(deputy, doc, "Nominate"))
		for name in self.nominees[:3]:
			acted(approver, ("Speaker Nominee", name), "Nominate")
		fourth = ("Speaker Nominee", self.nominees[3])
		self.refusals["fourth nominee"] = error_type(act(approver, fourth, "Nominate"))
		acted(approver, fourth, "Not Nominate")

	def nominee(self, person: str, rank: int) -> dict[str, Any]:
		return {
			"cycle": YEAR,
			"county": COUNTY,
			"nominee_name": person,
			"rank": rank,
			"sex": "女",
			"political_status": "中共党员",
			"birth_month": "1980-06",
			"phone": "13800138000",
			"organisation": "埇桥区科协",
			"position": "副主席",
			"bio": "从事科普工作十五年。",
			"reasons": [{"reason": "善于面向公众宣讲。"}],
		}

	def finalise_send_and_accept(self) -> None:
		approver, officer = self.clients[APPROVER], self.clients[OFFICER]
		doc = ("Provincial Submission", self.world.submission())
		self.refusals["finalising without a reason for a missing county"] = error_type(
			act(approver, doc, "Finalise")
		)
		missing = [{"county": ABSENT, "reason": "区划调整，工作交接中。"}]
		put(approver, *doc, dated=nowdate(), missing=missing, contact_name="王 芳")
		acted(approver, doc, "Finalise")
		self.finish_jobs(600)
		self.refusals["writing into a frozen summary"] = error_type(
			self.clients[reporter(COUNTY)].resource(
				"PUT", "Annual Summary", self.world.summary(), json={"on_behalf_of": "县政府"}
			)
		)
		self.attach_scans()
		self.finish_jobs(600)
		acted(approver, doc, "Send")
		acted(officer, doc, "Return", "名单缺盖章页")
		acted(approver, doc, "Finalise")
		self.finish_jobs(600)
		acted(approver, doc, "Send")
		acted(officer, doc, "Accept")

	def attach_scans(self) -> None:
		for county in FILING:
			mine, name = self.clients[reporter(county)], self.world.summary(county)
			scan = self.uploaded(mine, "Annual Summary", name, f"{county}.pdf", fieldname="stamped_scan")
			put(mine, "Annual Summary", name, stamped_scan=scan)
		approver, name = self.clients[APPROVER], self.world.submission()
		rows = [
			{"paper": paper, "file": self.uploaded(approver, "Provincial Submission", name, f"{paper}.pdf")}
			for paper in ("Case Book", "Nominee List")
		]
		put(approver, "Provincial Submission", name, scans=rows)

	def uploaded(self, client: Client, doctype: str, name: str, filename: str, **values: Any) -> str:
		response = upload(client, doctype, name, filename, blank_pdf(title=filename), **values)
		assert response.ok, said(response)
		return response.json()["message"]["file_url"]

	def appoint(self) -> None:
		officer = self.clients[OFFICER]
		for name, action in zip(self.nominees[:3], ("Appoint", "Appoint", "Not Appoint"), strict=True):
			acted(officer, ("Speaker Nominee", name), action)


def trail(doctype: str, name: str) -> str:
	"""Return a document's history in the form of the tables above."""
	rows = ["who action from to reason"]
	for entry in factories.entries(frappe._dict(doctype=doctype, name=name)):
		who = entry.user.split("@")[0]
		rows.append(f"{who} {entry.action} {entry.from_state} {entry.to_state} {entry.reason or '-'}")
	return "\n".join(rows)


def plain(table: str) -> str:
	"""Return a table above, with single blanks."""
	return "\n".join(" ".join(line.split()) for line in table.strip().splitlines())


def states(doctype: str) -> list[tuple[str, str, int]]:
	filters = {"cycle": YEAR, "province": HOME}
	return frappe.get_all(
		doctype, filters, ["name", "workflow_state", "docstatus"], order_by="name", as_list=True
	)


def test_every_document_ends_in_the_state_it_should(year: Year) -> None:
	summaries = {name: (state, status) for name, state, status in states("Annual Summary")}
	assert summaries.pop(year.world.summary(ABSENT)) == ("Draft", 0)
	assert set(summaries.values()) == {("Accepted", 1)}
	assert len(summaries) == 5
	cases = {name: (state, status) for name, state, status in states("Typical Case")}
	assert [cases[name] for name in year.cases] == [("Accepted", 1)] * 5 + [("Not Selected", 0)]
	nominees = {name: (state, status) for name, state, status in states("Speaker Nominee")}
	assert [nominees[name] for name in year.nominees] == [
		("Appointed", 1),
		("Appointed", 1),
		("Not Appointed", 1),
		("Not Nominated", 0),
	]
	assert states("Provincial Submission") == ((year.world.submission(), "Accepted", 1),)


def test_nobody_else_s_province_has_moved(year: Year) -> None:
	filters = {"cycle": YEAR, "province": ["!=", HOME]}
	assert set(frappe.get_all("Provincial Submission", filters, pluck="workflow_state")) == {"Collecting"}
	assert set(frappe.get_all("Annual Summary", filters, pluck="workflow_state")) == {"Draft"}
	assert not frappe.db.exists("Review Entry", filters)


@pytest.mark.parametrize(
	("doctype", "name", "table"),
	[
		("Annual Summary", lambda year: year.world.summary(), TRAIL_OF_THE_RETURNED_SUMMARY),
		("Provincial Submission", lambda year: year.world.submission(), TRAIL_OF_THE_SUBMISSION),
		("Typical Case", lambda year: year.cases[0], TRAIL_OF_A_CASE),
		("Speaker Nominee", lambda year: year.nominees[0], TRAIL_OF_AN_APPOINTED_NOMINEE),
	],
	ids=["summary", "submission", "case", "nominee"],
)
def test_the_trail_is_complete(year: Year, doctype: str, name: Callable[[Year], str], table: str) -> None:
	assert trail(doctype, name(year)) == plain(table)


def test_each_step_says_in_which_role_and_how_long_the_state_lasted(year: Year) -> None:
	for entry in frappe.get_all("Review Entry", {"cycle": YEAR}, ["user", "role", "hours_in_state", "at"]):
		assert entry.role == ROLES[entry.user.split("@")[0].split("-")[0]]
		assert 0 <= entry.hours_in_state < 1
	by_document: dict[Any, list[Any]] = {}
	for entry in frappe.get_all("Review Entry", {"cycle": YEAR}, ["*"], order_by="creation, name"):
		by_document.setdefault((entry.reference_doctype, entry.reference_name), []).append(entry)
	for steps in by_document.values():
		for earlier, later in itertools.pairwise(steps):
			assert later.from_state == earlier.to_state
			lasted = (later.at - earlier.at).total_seconds() / 3600
			assert later.hours_in_state == pytest.approx(
				lasted, abs=5e-3
			)  # stored to the hundredth by later releases of Frappe


def test_what_may_not_be_was_refused_on_the_way(year: Year) -> None:
	assert year.refusals == {
		"return without a reason": "ReasonMissingError",
		"sixth case": "QuotaError",
		"nominating one's own proposal": "ValidationError",
		"fourth nominee": "QuotaError",
		"finalising without a reason for a missing county": "BreachError",
		"writing into a frozen summary": "FrozenError",
	}


def test_the_submission_says_when_it_was_sent_and_by_whom(year: Year) -> None:
	submission = frappe.get_doc("Provincial Submission", year.world.submission())
	assert (submission.sent_by, submission.sent_late) == (APPROVER, 0)
	assert submission.sent_at
