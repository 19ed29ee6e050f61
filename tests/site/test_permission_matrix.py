"""Who may do what, by REST: every role, every DocType, every right, for what is his own and what is not.

The tables are the truth that the site is held against. Columns: ``own`` is the user's county, city or
province, ``near`` another city of the same province, ``far`` another province. A dot is a right that is
refused. Letters: r read, l list, c create, w write, d delete, R report, e export, p print, s share,
a some action of the workflow. Frappe lets whoever reads print.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site import assessments, factories, records
from tests.site.client import Client
from tests.site.endpoints import act, said
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_COUNTY,
	HOME,
	KEEPER,
	OFFICER,
	OTHER_CITY,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)
LETTERS = "rlcwdRepsa"

MATRIX = """
	role        doctype                own         near        far

	reporter    Province               rl.....p..  -           ..........
	reporter    County                 rl.....p..  ..........  ..........
	reporter    Evaluation Standard    rl.....p..  -           ..........
	reporter    Reporting Cycle        rl.....p..  -           -
	reporter    Annual Summary         rl.w.Rep.a  ..........  ..........
	reporter    Typical Case           rlcwdR.p.a  ..........  ..........
	reporter    Speaker Nominee        rlcwdR.p.a  ..........  ..........
	reporter    Provincial Submission  ..........  -           ..........
	reporter    Review Entry           rl...R.p..  ..........  ..........
	reporter    Review Remark          ..........  -           ..........
	reporter    Kepu Settings          ..........  -           -
	reporter    Sent Reminder          ..........  -           -
	reporter    Receipt List           ..........  -           ..........
	reporter    Refused Call           ..........  -           -
	reporter    Outgoing Message       ..........  -           -
	reporter    Scoring Sheet          ..........  -           ..........
	reporter    Assessment Round       ..........  -           ..........
	reporter    Subject Assessment     ..........  -           ..........

	city        Province               rl.....p..  -           ..........
	city        County                 rl...R.p..  ..........  ..........
	city        Evaluation Standard    rl.....p..  -           ..........
	city        Reporting Cycle        rl.....p..  -           -
	city        Annual Summary         rl.w.Rep.a  ..........  ..........
	city        Typical Case           rl.w.R.p.a  ..........  ..........
	city        Speaker Nominee        rlcwdR.p.a  ..........  ..........
	city        Provincial Submission  ..........  -           ..........
	city        Review Entry           rl...R.p..  ..........  ..........
	city        Review Remark          ..........  -           ..........
	city        Kepu Settings          ..........  -           -
	city        Sent Reminder          ..........  -           -
	city        Receipt List           ..........  -           ..........
	city        Refused Call           ..........  -           -
	city        Outgoing Message       ..........  -           -
	city        Scoring Sheet          ..........  -           ..........
	city        Assessment Round       ..........  -           ..........
	city        Subject Assessment     ..........  -           ..........

	approver    Province               rl.....p..  -           ..........
	approver    County                 rl...R.p..  rl...R.p..  ..........
	approver    Evaluation Standard    rlcw...p..  -           ..........
	approver    Reporting Cycle        rl.....p..  -           -
	approver    Annual Summary         rl.w.Rep.a  rl.w.Rep.a  ..........
	approver    Typical Case           rlcwdRep.a  rlcwdRep.a  ..........
	approver    Speaker Nominee        rlcwdRep.a  rlcwdRep.a  ..........
	approver    Provincial Submission  rl.w.Rep.a  -           ..........
	approver    Review Entry           rl...Rep..  rl...Rep..  ..........
	approver    Review Remark          ..........  -           ..........
	approver    Kepu Settings          ..........  -           -
	approver    Sent Reminder          ..........  -           -
	approver    Receipt List           rlcwdR.p..  -           ..........
	approver    Refused Call           ..........  -           -
	approver    Outgoing Message       ..........  -           -
	approver    Scoring Sheet          rlcw...p..  -           ..........
	approver    Assessment Round       rlcwdR.p..  -           ..........
	approver    Subject Assessment     rl...Rep..  -           ..........

	officer     Province               rl...R.p..  -           rl...R.p..
	officer     County                 rl...Rep..  rl...Rep..  rl...Rep..
	officer     Evaluation Standard    rl...Rep..  -           rl...Rep..
	officer     Reporting Cycle        rlcw.R.p..  -           -
	officer     Annual Summary         rl...Rep..  rl...Rep..  rl...Rep..
	officer     Typical Case           rl...Rep..  rl...Rep..  rl...Rep..
	officer     Speaker Nominee        rl.w.Rep.a  rl.w.Rep.a  rl.w.Rep.a
	officer     Provincial Submission  rl.w.Rep.a  -           rl.w.Rep.a
	officer     Review Entry           rl...Rep..  rl...Rep..  rl...Rep..
	officer     Review Remark          ..........  -           ..........
	officer     Kepu Settings          ..........  -           -
	officer     Sent Reminder          rl...R.p..  -           -
	officer     Receipt List           ..........  -           ..........
	officer     Refused Call           ..........  -           -
	officer     Outgoing Message       ..........  -           -
	officer     Scoring Sheet          rl...Rep..  -           rl...Rep..
	officer     Assessment Round       rl...R.p..  -           rl...R.p..
	officer     Subject Assessment     rl...Rep..  -           rl...Rep..

	keeper      Province               rlcw.Rep..  -           rlcw.Rep..
	keeper      County                 rlcwdRep..  rlcwdRep..  rlcwdRep..
	keeper      Evaluation Standard    rlcwdRep..  -           rlcwdRep..
	keeper      Reporting Cycle        rlcwdRep..  -           -
	keeper      Annual Summary         rl...Rep..  rl...Rep..  rl...Rep..
	keeper      Typical Case           rl...Rep..  rl...Rep..  rl...Rep..
	keeper      Speaker Nominee        rl...Rep..  rl...Rep..  rl...Rep..
	keeper      Provincial Submission  rl...Rep..  -           rl...Rep..
	keeper      Review Entry           rl...Rep..  rl...Rep..  rl...Rep..
	keeper      Review Remark          ..........  -           ..........
	keeper      Kepu Settings          r..w...p..  -           -
	keeper      Sent Reminder          rl...Rep..  -           -
	keeper      Receipt List           rl...R.p..  -           rl...R.p..
	keeper      Refused Call           rl...R.p..  -           -
	keeper      Outgoing Message       rl...R.p..  -           -
	keeper      Scoring Sheet          rlcwdRep..  -           rlcwdRep..
	keeper      Assessment Round       rl...Rep..  -           rl...Rep..
	keeper      Subject Assessment     rl...Rep..  -           rl...Rep..

	unassigned  Province               ..........  -           ..........
	unassigned  County                 ..........  ..........  ..........
	unassigned  Evaluation Standard    ..........  -           ..........
	unassigned  Reporting Cycle        rl.....p..  -           -
	unassigned  Annual Summary         ..........  ..........  ..........
	unassigned  Typical Case           ..........  ..........  ..........
	unassigned  Speaker Nominee        ..........  ..........  ..........
	unassigned  Provincial Submission  ..........  -           ..........
	unassigned  Review Entry           ..........  ..........  ..........
	unassigned  Review Remark          ..........  -           ..........
	unassigned  Kepu Settings          ..........  -           -
	unassigned  Sent Reminder          ..........  -           -
	unassigned  Receipt List           ..........  -           ..........
	unassigned  Refused Call           ..........  -           -
	unassigned  Outgoing Message       ..........  -           -
	unassigned  Scoring Sheet          ..........  -           ..........
	unassigned  Assessment Round       ..........  -           ..........
	unassigned  Subject Assessment     ..........  -           ..........

	stranger    Province               ..........  -           ..........
	stranger    County                 ..........  ..........  ..........
	stranger    Evaluation Standard    ..........  -           ..........
	stranger    Reporting Cycle        ..........  -           -
	stranger    Annual Summary         ..........  ..........  ..........
	stranger    Typical Case           ..........  ..........  ..........
	stranger    Speaker Nominee        ..........  ..........  ..........
	stranger    Provincial Submission  ..........  -           ..........
	stranger    Review Entry           ..........  ..........  ..........
	stranger    Review Remark          ..........  -           ..........
	stranger    Kepu Settings          ..........  -           -
	stranger    Sent Reminder          ..........  -           -
	stranger    Receipt List           ..........  -           ..........
	stranger    Refused Call           ..........  -           -
	stranger    Outgoing Message       ..........  -           -
	stranger    Scoring Sheet          ..........  -           ..........
	stranger    Assessment Round       ..........  -           ..........
	stranger    Subject Assessment     ..........  -           ..........

	assessor    Province               ..........  -           ..........
	assessor    County                 ..........  ..........  ..........
	assessor    Evaluation Standard    ..........  -           ..........
	assessor    Reporting Cycle        ..........  -           -
	assessor    Annual Summary         ..........  ..........  ..........
	assessor    Typical Case           ..........  ..........  ..........
	assessor    Speaker Nominee        ..........  ..........  ..........
	assessor    Provincial Submission  ..........  -           ..........
	assessor    Review Entry           ..........  ..........  ..........
	assessor    Review Remark          ..........  -           ..........
	assessor    Kepu Settings          ..........  -           -
	assessor    Sent Reminder          ..........  -           -
	assessor    Receipt List           ..........  -           ..........
	assessor    Refused Call           ..........  -           -
	assessor    Outgoing Message       ..........  -           -
	assessor    Scoring Sheet          ..........  -           ..........
	assessor    Assessment Round       ..........  -           ..........
	assessor    Subject Assessment     rl.....p..  -           ..........
"""
USERS = {
	"reporter": REPORTER,
	"city": CITY,
	"approver": APPROVER,
	"officer": OFFICER,
	"keeper": KEEPER,
	"unassigned": UNASSIGNED,
	"stranger": STRANGER,
	"assessor": ASSESSOR,
}
PLACES = {"own": (HOME, COUNTY), "near": (HOME, OTHER_CITY), "far": (FOREIGN, FOREIGN_COUNTY)}
ROWS = [line.split() for line in MATRIX.strip().splitlines()[1:] if line.strip()]
CELLS = [
	(row[0], " ".join(row[1:-3]), place, rights)
	for row in ROWS
	for place, rights in zip(PLACES, row[-3:], strict=True)
	if rights != "-"
]


class Grid:
	"""The documents of each place, and a session of each user."""

	def __init__(self, world: World, sign_in: Callable[[str], Client]) -> None:
		self.world = world
		self.clients = {role: sign_in(user) for role, user in USERS.items()}
		self.names = {place: self._make(*codes) for place, codes in PLACES.items()}
		frappe.db.commit()

	def _make(self, province: str, county: str) -> dict[str, str]:
		case = factories.proposed_case(self.world, county)
		nominee = factories.make_nominee(YEAR, county, user=factories.reporter(county))
		round_doc = assessments.revealed_round(YEAR, province, county)
		return {
			"Province": province,
			"County": county,
			"Evaluation Standard": records.make_standard(province, f"{county}细化标准"),
			"Reporting Cycle": YEAR,
			"Annual Summary": self.world.summary(county),
			"Typical Case": case.name,
			"Speaker Nominee": nominee.name,
			"Provincial Submission": self.world.submission(province),
			"Review Entry": str(factories.entries(case)[0].name),
			"Review Remark": records.make_remark(case),
			"Kepu Settings": "Kepu Settings",
			"Sent Reminder": records.make_reminder(YEAR),
			"Receipt List": records.make_receipt_list(YEAR, province),
			"Refused Call": records.make_refusal(),
			"Outgoing Message": records.make_message(),
			"Scoring Sheet": round_doc.sheet,
			"Assessment Round": round_doc.name,
			"Subject Assessment": assessments.of(round_doc.name, county),
		}


@pytest.fixture(scope="module")
def grid(world: World, sign_in: Callable[[str], Client]) -> Iterator[Grid]:
	yield Grid(world, sign_in)
	assessments.end(YEAR)
	factories.remove_standards()


# ---------------------------------------------------------------------- how a right is tried


def is_refused(response: requests.Response) -> bool:
	"""Whether the site refused for want of a right; any other error comes after the rights were asked."""
	if response.status_code >= 500:
		raise AssertionError(said(response))
	return response.status_code == 403


def may_read(client: Client, doctype: str, name: str, place: str) -> bool:
	return client.resource("GET", doctype, name).ok


def may_list(client: Client, doctype: str, name: str, place: str) -> bool:
	response = client.resource("GET", doctype, params={"filters": json.dumps([["name", "=", name]])})
	return response.ok and [str(row["name"]) for row in response.json()["data"]] == [name]


def may_create(client: Client, doctype: str, name: str, place: str) -> bool:
	"""With what the rights depend on, and without the rest, so that nothing comes of it."""
	province, county = PLACES[place]
	values = {
		"Province": {"code": "99"},
		"County": {"code": f"{county[:4]}99", "province": province},
		"Evaluation Standard": {"standard_name": "新标准", "province": province},
		"Reporting Cycle": {"year": 1999},
		"Review Entry": {"reference_doctype": "County", "reference_name": county},
		"Review Remark": {"reference_doctype": "County", "reference_name": county},
		"Receipt List": {"province": province},
		"Scoring Sheet": {"province": province, "title": "新表"},
	}.get(doctype, {"cycle": YEAR, "county": county, "province": province})
	response = client.resource("POST", doctype, json=values)
	assert not response.ok, f"{client.user} made a {doctype} of {values}"
	return not is_refused(response)


def may_write(client: Client, doctype: str, name: str, place: str) -> bool:
	"""Return what is there already, so that nothing comes of it."""
	return client.resource("PUT", doctype, name, json={"idx": 0}).ok


def may_delete(client: Client, doctype: str, name: str, place: str) -> bool:
	"""One made for that, where a right might be there."""
	province, county = PLACES[place]
	if doctype == "Typical Case":
		name = factories.make_case(YEAR, county).name
	elif doctype == "Speaker Nominee":
		is_recommended = place == "own" and client.user in (REPORTER, CITY)
		author = client.user if is_recommended else factories.approver_of(province)
		name = factories.make_nominee(YEAR, county, user=author).name
	elif doctype == "Evaluation Standard":
		name = records.make_standard(province, frappe.generate_hash(length=8))
	elif doctype == "Receipt List":
		name = records.make_receipt_list(YEAR, province)
	elif doctype == "Scoring Sheet":
		name = assessments.make_sheet(province).name
	elif doctype == "Assessment Round":
		name = assessments.make_round(YEAR, province, []).name
	frappe.db.commit()
	response = client.resource("DELETE", doctype, name)
	return not is_refused(response)


def may_report(client: Client, doctype: str, name: str, place: str) -> bool:
	"""Return what ``query_report.run`` asks; the app's own reports have tests of their own."""
	response = client.get("frappe.client.has_permission", doctype=doctype, docname=name, perm_type="report")
	return response.ok and response.json()["message"]["has_permission"]


def may_export(client: Client, doctype: str, name: str, place: str) -> bool:
	fields = [f"`tab{doctype}`.`name`"]
	response = client.call(
		"frappe.desk.reportview.export_query",
		doctype=doctype,
		file_format_type="CSV",
		title="x",
		fields=json.dumps(fields),
		filters=json.dumps([[doctype, "name", "=", name]]),
	)
	return response.ok and name in response.text


def may_print(client: Client, doctype: str, name: str, place: str) -> bool:
	response = client.get(
		"frappe.www.printview.get_html_and_style", doc=doctype, name=name, print_format="Standard"
	)
	return not is_refused(response)


def may_share(client: Client, doctype: str, name: str, place: str) -> bool:
	response = client.call("frappe.share.add", doctype=doctype, name=name, user=STRANGER, read=1)
	return response.ok


def may_act(client: Client, doctype: str, name: str, place: str) -> bool:
	"""Whether some state of the workflow offers an action; what is offered to nobody is refused, too."""
	if doctype not in WORKFLOW_DOCTYPES:
		return False
	doc = frappe.get_doc(doctype, name)
	workflow = frappe.get_cached_doc(
		"Workflow", frappe.get_cached_value("Workflow", {"document_type": doctype})
	)
	try:
		return any(
			_offers(client, doc, state) for state in dict.fromkeys(row.state for row in workflow.states)
		)
	finally:
		frappe.db.set_value(
			doctype,
			name,
			{"workflow_state": doc.workflow_state, "docstatus": doc.docstatus},
			update_modified=False,
		)
		frappe.db.commit()


def _offers(client: Client, doc: Any, state: str) -> bool:
	factories.force_state(doc, state)
	named = {"doctype": doc.doctype, "name": doc.name}
	response = client.call("frappe.model.workflow.get_transitions", doc=named)
	actions = [each["action"] for each in response.json().get("message") or ()] if response.ok else []
	if not response.ok:
		for row in frappe.get_all("Workflow Transition", {"state": state}, pluck="action", distinct=True):
			assert act(client, (doc.doctype, doc.name), row, "原因").status_code == 403
	return bool(actions)


PROBES: dict[str, Callable[[Client, str, str, str], bool]] = {
	"r": may_read,
	"l": may_list,
	"c": may_create,
	"w": may_write,
	"d": may_delete,
	"R": may_report,
	"e": may_export,
	"p": may_print,
	"s": may_share,
	"a": may_act,
}


@pytest.mark.parametrize(
	("role", "doctype", "place", "rights"), CELLS, ids=[f"{c[0]}-{c[1]}-{c[2]}" for c in CELLS]
)
def test_rights(grid: Grid, role: str, doctype: str, place: str, rights: str) -> None:
	client, name = grid.clients[role], grid.names[place][doctype]
	found = "".join(letter if PROBES[letter](client, doctype, name, place) else "." for letter in LETTERS)
	assert found == rights


def test_the_tables_name_every_role_and_every_doctype() -> None:
	doctypes = frappe.get_all("DocType", {"module": "Kepu", "istable": 0}, pluck="name")
	expected = {(role, doctype) for role in USERS for doctype in doctypes}
	assert {(role, doctype) for role, doctype, _place, _rights in CELLS} == expected
