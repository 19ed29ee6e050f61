"""What somebody may try who knows Frappe: to see another province, or to change what is not his to change.

``Province`` is what such a user would like to see.
"""

import json
from collections.abc import Iterator
from typing import Any

import frappe
import pytest

from kepu_app import hooks
from kepu_app.access.allowed import METHODS
from kepu_app.access.personal import PERSONAL
from kepu_app.access.policies import POLICIES, RECORDS, ROWS
from tests.site import factories, sweep
from tests.site.attack_endpoints import CHART, COUNTS, lists_of, numbers_in, openings
from tests.site.client import Client
from tests.site.compat import HAS_HEATMAPS, IS_16
from tests.site.endpoints import CHANGES, act, error_type, finished, post, put, read, said, upload
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	World,
	records_here,
)
from tests.site.foreign_province import MARK, Province, SignIn
from tests.years import year_of

YEAR = year_of(__file__)
ADMINISTRATOR = "Administrator"
OUTSIDERS = (REPORTER, CITY, APPROVER, UNASSIGNED, STRANGER)


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	yield world
	factories.remove_standards()


@pytest.fixture(scope="module")
def province(world: World, sign_in: SignIn) -> Province:
	return Province(world, sign_in)


@pytest.fixture(scope="module")
def clients(world: World, sign_in: SignIn) -> dict[str, Client]:
	users = (*OUTSIDERS, OFFICER, FOREIGN_APPROVER, FOREIGN_REPORTER, ADMINISTRATOR, DEPUTY)
	return {user: sign_in(user) for user in users}


# ---------------------------------------------------------------------- seeing another province


@pytest.mark.parametrize("user", [REPORTER, APPROVER, UNASSIGNED])
@pytest.mark.parametrize("doctype", [*POLICIES, *ROWS])
def test_no_endpoint_lists_another_province(
	province: Province, clients: dict[str, Client], user: str, doctype: str
) -> None:
	for endpoint, response in lists_of(clients[user], doctype).items():
		assert not province.seen_in(response.text), f"{endpoint}: {response.text[:300]}"


@pytest.mark.parametrize("user", [REPORTER, APPROVER])
@pytest.mark.parametrize("record", sorted(RECORDS))
def test_no_endpoint_lists_records_about_another_province(
	province: Province, clients: dict[str, Client], user: str, record: str
) -> None:
	for endpoint, response in lists_of(clients[user], record).items():
		assert not province.seen_in(response.text), f"{endpoint}: {response.text[:300]}"


def test_every_listing_endpoint_lists_for_whoever_may(province: Province, clients: dict[str, Client]) -> None:
	"""Without this the tests above could not fail."""
	name = province.names["Typical Case"]
	answers = lists_of(clients[FOREIGN_APPROVER], "Typical Case")
	silent = {endpoint for endpoint, response in answers.items() if name not in response.text}
	# get_value gives one record, of which the newest may be another one.
	closed = {"data export", "import template", "tagged", "web list"}
	assert all(answers[endpoint].status_code == 403 for endpoint in closed)
	assert silent - {"get_value"} == {"group by", "group by assigned", *closed, *DRAWN}
	# By a field of every DocType Frappe 16 groups lists, and no charts.
	for endpoint in ("group by", "group by assigned", *(() if IS_16 else ("chart",))):
		assert province.seen_in(answers[endpoint].text), endpoint
	for endpoint in ("heatmap", "line", "card"):
		assert answers[endpoint].ok or (endpoint == "heatmap" and not HAS_HEATMAPS), said(answers[endpoint])


DRAWN = ("chart", "heatmap", "line", "card")


@pytest.mark.parametrize("endpoint", COUNTS)
@pytest.mark.parametrize(
	"doctype", ["Annual Summary", "Typical Case", "Speaker Nominee", "Provincial Submission"]
)
def test_no_endpoint_counts_another_province(
	province: Province, clients: dict[str, Client], endpoint: str, doctype: str
) -> None:
	filters = json.dumps([[doctype, "province", "=", FOREIGN], [doctype, "cycle", "=", YEAR]])
	for user in (REPORTER, CITY, APPROVER, UNASSIGNED):
		response = COUNTS[endpoint](clients[user], doctype, filters)
		assert not numbers_in(response), f"{user} counts {numbers_in(response)}: {response.text[:200]}"


def test_every_counting_endpoint_counts_for_whoever_may(
	province: Province, clients: dict[str, Client]
) -> None:
	"""Without this the test above could not fail."""
	doctype = "Annual Summary"
	filters = json.dumps([[doctype, "province", "=", FOREIGN], [doctype, "cycle", "=", YEAR]])
	for endpoint, count in COUNTS.items():
		response = count(clients[FOREIGN_APPROVER], doctype, filters)
		if endpoint in ("goal", "filter dashboard", "stats"):
			assert response.status_code == 403, endpoint
		elif endpoint != "heatmap" or HAS_HEATMAPS:
			assert response.ok, f"{endpoint}: {said(response)}"
			assert numbers_in(response), f"{endpoint}: {response.text[:200]}"


@pytest.mark.parametrize("user", [REPORTER, APPROVER, STRANGER])
def test_no_endpoint_opens_a_document_of_another_province(
	province: Province, clients: dict[str, Client], user: str
) -> None:
	client = clients[user]
	for doctype, name in {**province.names, "County": FOREIGN_COUNTY, "Province": FOREIGN}.items():
		for endpoint, response in openings(client, doctype, name, YEAR).items():
			asked = [doctype, name, FOREIGN_COUNTY]
			assert not province.seen_in(response.text, asked), f"{endpoint}: {response.text[:300]}"


@pytest.mark.parametrize("user", [REPORTER, APPROVER, STRANGER])
def test_no_file_of_another_province_is_handed_out(
	province: Province, clients: dict[str, Client], user: str
) -> None:
	client = clients[user]
	for url in province.files.values():
		assert not client.request("GET", url).ok
		assert not client.get("frappe.core.doctype.file.file.download_file", file_url=url).ok
		assert not client.get("frappe.handler.download_file", file_url=url).ok
	assert clients[FOREIGN_APPROVER].request("GET", province.files["Typical Case"]).ok


def test_global_search_finds_what_one_may_see(
	province: Province, clients: dict[str, Client], world: World
) -> None:
	"""An administrator may have the app's documents searched."""
	settings = frappe.get_doc("Global Search Settings")
	before = [row.document_type for row in settings.allowed_in_global_search]
	own = factories.make_case(YEAR)
	content = "标题：双语科普展演"
	frappe.get_doc("Global Search Settings").append(
		"allowed_in_global_search", {"document_type": "Typical Case"}
	).db_insert()
	frappe.cache.hdel("global_search", "search_priorities")
	for name in (own.name, province.names["Typical Case"]):
		frappe.db.sql(
			"insert into __global_search (doctype, name, content, published, title, route) values (%s, %s, %s, 0, '', '')",
			("Typical Case", name, content),
		)
	frappe.db.commit()
	try:
		found = clients[REPORTER].call("frappe.utils.global_search.search", text="双语科普展演", limit=50)
		assert found.ok, said(found)
		assert {each["name"] for each in found.json()["message"]} <= {own.name}
	finally:
		frappe.db.delete("__global_search", {"doctype": "Typical Case"})
		frappe.db.delete(
			"Global Search DocType", {"document_type": ["not in", before], "parent": "Global Search Settings"}
		)
		frappe.cache.hdel("global_search", "search_priorities")
		frappe.db.commit()


def test_a_chart_is_drawn_for_who_looks(province: Province, clients: dict[str, Client]) -> None:
	"""Frappe keeps one picture of a stored chart for all."""
	chart = frappe.new_doc("Dashboard Chart")
	chart.update({"chart_name": f"各省案例{YEAR}", "chart_type": "Group By", "document_type": "Typical Case"})
	chart.update({"group_by_type": "Count", "group_by_based_on": "province", "is_public": 1, "type": "Bar"})
	chart.update({"filters_json": json.dumps([["Typical Case", "cycle", "=", YEAR, False]])})
	chart.insert()
	frappe.db.commit()
	try:
		everywhere = clients[OFFICER].call(CHART, chart_name=chart.name).json()["message"]
		# Frappe 15 shows codes, 16 names.
		foreign = {FOREIGN, frappe.db.get_value("Province", FOREIGN, "province_name")}
		assert foreign & set(everywhere["labels"])
		for user in (REPORTER, APPROVER):
			seen = clients[user].call(CHART, chart_name=chart.name).json().get("message")
			assert not foreign & set((seen or {}).get("labels", []))
	finally:
		chart.delete()
		frappe.db.commit()


def test_a_report_by_mail_is_the_reader_s(province: Province) -> None:
	"""An Auto Email Report, made by whoever may, is filled with what its user may list."""
	report = frappe.new_doc("Report")
	report.update(
		{"report_name": f"案例{YEAR}", "ref_doctype": "Typical Case", "report_type": "Report Builder"}
	)
	report.update(
		{"is_standard": "No", "json": json.dumps({"fields": [["name", "Typical Case"]], "filters": []})}
	)
	report.insert()
	mail = frappe.new_doc("Auto Email Report")
	mail.update({"report": report.name, "user": APPROVER, "email_to": APPROVER, "format": "HTML"})
	mail.update({"frequency": "Daily", "filters": "{}", "no_of_rows": 100})
	factories.make_case(YEAR)
	content = mail.get_report_content() or ""
	assert province.names["Typical Case"] not in content
	mail.user = FOREIGN_APPROVER
	assert province.names["Typical Case"] in mail.get_report_content()


def test_a_list_that_is_open_is_not_told_of_others(
	province: Province, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
	"""Frappe tells every open list of a DocType which document somebody has just changed."""
	rooms: list[tuple[str, Any]] = []
	monkeypatch.setattr(frappe, "publish_realtime", lambda event, *rest, **more: rooms.append((event, more)))
	factories.make_case(YEAR, FOREIGN_COUNTY)
	events = [event for event, more in rooms if "Typical Case" in json.dumps(more, default=str)]
	assert "list_update" not in events


# ---------------------------------------------------------------------- every method there is


def methods() -> list[tuple[str, list[str]]]:
	found = [each for app in ("frappe", "kepu_app") for each in sweep.whitelisted_methods(app)]
	return [each for each in found if each[0] not in sweep.LEFT_OUT and "setup_wizard" not in each[0]]


@pytest.mark.slow
@pytest.mark.parametrize("doctype", ["Annual Summary", "Speaker Nominee"])
def test_no_method_shows_or_changes_another_province(
	province: Province, sign_in: SignIn, doctype: str
) -> None:
	"""Whatever Frappe and the app hand out, asked as a provincial approver about another province."""
	before, client, name = province.everything(), sign_in(APPROVER), province.names[doctype]
	tried = 0
	for path, parameters in methods():
		arguments = sweep.guessed_arguments(parameters, doctype, name, MARK)
		if arguments is None:
			continue
		response = client.call(path, **arguments)
		tried += 1
		assert not province.seen_in(response.text, arguments), f"{path}: {response.text[:300]}"
	assert tried > 150
	assert client.get("frappe.auth.get_logged_user").json().get("message") == APPROVER
	assert province.everything() == before


# ---------------------------------------------------------------------- changing what is not one's own


@pytest.mark.parametrize("user", [REPORTER, APPROVER])
def test_no_endpoint_changes_another_province(
	province: Province, clients: dict[str, Client], user: str
) -> None:
	before, client = province.everything(), clients[user]
	values = {
		"Annual Summary": {"on_behalf_of": "改"},
		"Typical Case": {"text": "改"},
		"Speaker Nominee": {"bio": "改"},
		"Provincial Submission": {"contact_name": "改"},
		"Evaluation Standard": {"source": "改"},
	}
	for doctype, name in province.names.items():
		disguised = {**values[doctype], "county": COUNTY, "province": HOME}
		for change in CHANGES.values():
			change(client, doctype, name, values[doctype])
			change(client, doctype, name, disguised)
		for action in ("Approve", "Return", "Select", "Nominate", "Finalise"):
			act(client, (doctype, name), action, "原因")
		client.resource("DELETE", doctype, name)
		client.call("frappe.rename_doc", doctype=doctype, old=name, new=f"{YEAR}-000000", force=1)
		client.call("frappe.model.document.unlock_document", doctype=doctype, name=name)
	assert province.everything() == before


def _counts_about(name: str) -> dict[str, int]:
	return {
		record: frappe.db.count(record, {field: name}) for record, (_about, field) in records_here().items()
	}


def test_nothing_is_hung_on_another_province(province: Province, clients: dict[str, Client]) -> None:
	client, doctype, name = clients[APPROVER], "Typical Case", province.names["Typical Case"]
	before = _counts_about(name)
	about = {"reference_doctype": doctype, "reference_name": name}
	refused = [
		upload(client, doctype, name, "x.txt", b"x"),
		client.call(
			"frappe.client.attach_file",
			filename="y.txt",
			filedata="y",
			doctype=doctype,
			docname=name,
			is_private=1,
		),
		client.resource(
			"POST",
			"File",
			json={
				"file_name": "z.txt",
				"content": "z",
				"is_private": 1,
				"attached_to_doctype": doctype,
				"attached_to_name": name,
			},
		),
		client.resource("POST", "Comment", json={**about, "comment_type": "Comment", "content": "x"}),
		client.resource(
			"POST", "ToDo", json={"reference_type": doctype, "reference_name": name, "description": "x"}
		),
		client.resource(
			"POST", "Tag Link", json={"document_type": doctype, "document_name": name, "tag": "重点"}
		),
		client.resource(
			"POST", "Document Follow", json={"ref_doctype": doctype, "ref_docname": name, "user": client.user}
		),
		client.call("frappe.desk.doctype.tag.tag.add_tag", tag="别的", dt=doctype, dn=name),
		client.call("frappe.desk.like.toggle_like", doctype=doctype, name=name, add="Yes"),
		client.call(
			"frappe.desk.form.assign_to.add", doctype=doctype, name=name, assign_to=json.dumps([APPROVER])
		),
		client.call(
			"frappe.desk.form.utils.add_comment", **about, content="x", comment_email=APPROVER, comment_by="x"
		),
		client.call(
			"frappe.core.doctype.communication.email.make",
			doctype=doctype,
			name=name,
			content="x",
			subject="x",
			recipients=APPROVER,
		),
		client.call("frappe.share.add", doctype=doctype, name=name, user=APPROVER, read=1),
	]
	assert [each.url for each in refused if each.ok] == []
	frappe.db.rollback()
	assert _counts_about(name) == before


def test_a_record_is_not_turned_to_one_s_own_document(
	province: Province, clients: dict[str, Client], world: World
) -> None:
	"""Frappe asks for the document that the record names now, after the request has named another."""
	own = factories.make_case(YEAR)
	frappe.db.commit()
	client = clients[APPROVER]
	for record in ("File", "ToDo", "Comment"):
		about, name = RECORDS[record]
		turned = {about: "Typical Case", name: own.name, "allocated_to": APPROVER, "owner": APPROVER}
		assert not client.resource("PUT", record, province.records[record], json=turned).ok
	assert not client.request("GET", province.files["Typical Case"]).ok


def test_nobody_is_assigned_or_mentioned_who_may_not_see(world: World, clients: dict[str, Client]) -> None:
	own = factories.make_case(YEAR)
	frappe.db.commit()
	client = clients[APPROVER]
	response = client.call(
		"frappe.desk.form.assign_to.add",
		doctype="Typical Case",
		name=own.name,
		assign_to=json.dumps([FOREIGN_APPROVER]),
	)
	assert error_type(response) == "PermissionError"
	frappe.db.rollback()
	assert not frappe.db.exists("DocShare", {"share_name": own.name})
	assert not frappe.db.exists("ToDo", {"reference_name": own.name})
	log = frappe.new_doc("Notification Log")
	log.update({"for_user": FOREIGN_APPROVER, "document_type": "Typical Case", "document_name": own.name})
	log.update({"subject": "提到了你", "type": "Mention"})
	with pytest.raises(frappe.PermissionError):
		log.insert(ignore_permissions=True)


def test_sharing_is_refused_to_everybody(world: World, clients: dict[str, Client]) -> None:
	own = factories.make_case(YEAR)
	frappe.db.commit()
	for user in (REPORTER, APPROVER, OFFICER, ADMINISTRATOR):
		for arguments in ({"user": STRANGER}, {"everyone": 1}):
			named = {"doctype": "Typical Case", "name": own.name, "read": 1}
			assert not clients[user].call("frappe.share.add", **named, **arguments).ok
	share = {"share_doctype": "Typical Case", "share_name": own.name, "user": STRANGER, "read": 1}
	assert not clients[ADMINISTRATOR].resource("POST", "DocShare", json=share).ok
	frappe.db.rollback()
	assert not frappe.db.exists("DocShare", {"share_name": own.name})


def test_an_action_on_many_says_nothing_of_others(province: Province, clients: dict[str, Client]) -> None:
	names = [province.names["Speaker Nominee"]]
	path = "kepu_app.review.bulk.start"
	arguments = {"names": names, "action": "Nominate", "seen": {names[0]: "2025-01-01"}}
	started = clients[APPROVER].call(path, doctype="Speaker Nominee", **arguments)
	answer = finished(clients[APPROVER], started)
	assert [row["ok"] for row in answer.json()["message"]["rows"]] == [False]
	assert not province.seen_in(answer.text, names)


# ---------------------------------------------------------------------- files


def test_a_file_is_not_had_by_its_address(
	province: Province, clients: dict[str, Client], world: World
) -> None:
	"""A record, or an Attach field, that names somebody else's file would hand it out."""
	url, client = province.files["Annual Summary"], clients[REPORTER]
	own = ("Annual Summary", world.summary())
	refused = [
		client.resource("POST", "File", json={"file_url": url, "is_private": 1}),
		client.resource(
			"POST",
			"File",
			json={
				"file_url": url,
				"attached_to_doctype": own[0],
				"attached_to_name": own[1],
				"is_private": 1,
			},
		),
		client.request(
			"POST",
			"/api/method/upload_file",
			data={"file_url": url, "doctype": own[0], "docname": own[1], "is_private": 1},
		),
		client.resource("PUT", *own, json={"stamped_scan": url}),
		client.resource("PUT", "User", REPORTER, json={"user_image": url}),
		client.call(
			"frappe.utils.file_manager.add_attachments",
			doctype=own[0],
			name=own[1],
			attachments=[province.records["File"]],
		),
	]
	assert [each.url for each in refused if each.ok] == []
	assert not client.request("GET", url).ok
	assert clients[FOREIGN_APPROVER].request("GET", url).ok


def test_files_of_the_documents_are_private(world: World, clients: dict[str, Client]) -> None:
	client, own = clients[REPORTER], ("Annual Summary", world.summary())
	assert not upload(client, *own, "open.txt", b"open", is_private=0).ok
	response = upload(client, *own, "closed.txt", "不公开的".encode())
	assert response.ok, said(response)
	name = response.json()["message"]["name"]
	assert not client.resource("PUT", "File", name, json={"is_private": 0}).ok
	assert client.request("GET", response.json()["message"]["file_url"]).content.decode() == "不公开的"
	assert response.json()["message"]["file_url"].startswith("/private/")


def test_a_file_that_a_frozen_document_holds_stays(world: World, clients: dict[str, Client]) -> None:
	doc = factories.approved_summary(world, NEIGHBOUR)
	frappe.db.commit()
	client = clients[DEPUTY]
	url = uploaded(client, doc, "盖章件.txt", "盖章".encode(), fieldname="stamped_scan")
	put(client, doc.doctype, doc.name, stamped_scan=url)
	loose = uploaded(client, doc, "草稿.txt", "草稿".encode())
	submission = frappe.get_doc("Provincial Submission", world.submission())
	for state in ("Sent", "Accepted"):
		factories.force_state(submission, state)
		for user in (DEPUTY, ADMINISTRATOR):
			for address in (url, loose):
				assert not take_away(clients[user], address).ok
			assert not upload(clients[user], doc.doctype, doc.name, "新.txt", b"new").ok
	assert client.request("GET", url).ok
	factories.force_state(submission, "Awaiting Seal")
	assert take_away(client, loose).ok
	factories.renew_documents(world)


def uploaded(client: Client, doc: Any, filename: str, content: bytes, **values: Any) -> str:
	response = upload(client, doc.doctype, doc.name, filename, content, **values)
	assert response.ok, said(response)
	return response.json()["message"]["file_url"]


def take_away(client: Client, url: str) -> Any:
	frappe.db.rollback()
	name = frappe.db.get_value("File", {"file_url": url})
	return client.call("frappe.desk.form.utils.remove_attach", fid=name)


def test_files_do_not_come_along_with_an_amendment(province: Province, clients: dict[str, Client]) -> None:
	"""Frappe copies the files of the document that a new one says it amends."""
	values = {"cycle": YEAR, "county": COUNTY, "topic": "resources", "title": "新", "text": "文"}
	made = post(clients[REPORTER], "Typical Case", **values, amended_from=province.names["Typical Case"])
	frappe.db.rollback()
	assert not frappe.db.exists("File", {"attached_to_name": made["name"]})
	assert not read(clients[REPORTER], "Typical Case", made["name"]).get("amended_from")


# ---------------------------------------------------------------------- standards and boards


def test_an_approver_makes_no_national_standard(world: World, clients: dict[str, Client]) -> None:
	criteria = [{"number": 1, "criterion_group": "条件", "title": "阵地"}]
	for province in ("", None, FOREIGN):
		values = {"standard_name": "冒充的标准", "criteria": criteria, "province": province}
		response = clients[APPROVER].resource("POST", "Evaluation Standard", json=values)
		assert error_type(response) == "PermissionError"
	values = {"standard_name": "本省标准", "criteria": criteria, "province": HOME}
	made = post(clients[APPROVER], "Evaluation Standard", **values)
	response = clients[APPROVER].resource("PUT", "Evaluation Standard", made["name"], json={"province": ""})
	assert not response.ok


def test_only_a_national_standard_is_refined(province: Province, clients: dict[str, Client]) -> None:
	criteria = [{"number": 1, "criterion_group": "条件", "title": "阵地"}]
	values = {"standard_name": "细化别省的标准", "criteria": criteria, "province": HOME}
	response = clients[APPROVER].resource(
		"POST", "Evaluation Standard", json={**values, "refines": province.names["Evaluation Standard"]}
	)
	assert not response.ok


def test_somebody_else_s_standard_is_not_renamed(province: Province, clients: dict[str, Client]) -> None:
	national = frappe.db.get_value("Reporting Cycle", YEAR, "standard")
	for name in (national, province.names["Evaluation Standard"]):
		arguments = {"doctype": "Evaluation Standard", "old": name, "new": "改名的标准"}
		response = clients[APPROVER].call("frappe.rename_doc", **arguments, force=1)
		assert error_type(response) == "PermissionError"
		assert frappe.db.exists("Evaluation Standard", name)


def test_a_board_is_its_owner_s(world: World) -> None:
	board = frappe.new_doc("Kanban Board")
	board.update(
		{"kanban_board_name": f"案例{YEAR}", "reference_doctype": "Typical Case", "field_name": "topic"}
	)
	board.append("columns", {"column_name": "resources", "order": "[]"})
	board.insert()
	assert board.private == 1


# ---------------------------------------------------------------------- the closing of the endpoints is complete


def test_every_table_and_document_has_a_condition() -> None:
	doctypes = frappe.get_all("DocType", {"module": "Kepu", "issingle": 0}, pluck="name")
	free = {
		"Reporting Cycle",
		"Cycle Heading",
		"Cycle Topic",
		"Sent Reminder",
		"Allowed Call",
		"Refused Call",
		"Outgoing Message",
		"Review Remark",  # no role reads it as a document; the form's facts bring it, to who reads the history
	}
	assert not frappe.get_all("DocPerm", {"parent": "Review Remark"})
	assert {*POLICIES, *ROWS} == set(doctypes) - free
	assert set(hooks.permission_query_conditions) == {*POLICIES, *ROWS, *RECORDS, *PERSONAL, "User"}


def test_every_record_about_a_document_that_others_may_list_is_held_to_it(clients: dict[str, Client]) -> None:
	"""DocTypes of Frappe with a field for a DocType and one for a name in it, readable by any desk user."""
	open_to_all = {"All", "Desk User", "Guest"}
	readable = frappe.get_all("DocPerm", {"role": ["in", sorted(open_to_all)], "read": 1}, pluck="parent")
	pointing = frappe.get_all(
		"DocField", {"fieldtype": "Dynamic Link", "parent": ["in", readable]}, pluck="parent"
	)
	navigation = {"Workspace", "Desktop Icon"}  # of Frappe 16: links to lists and pages, not to a document
	assert set(pointing) - navigation <= set(RECORDS)


def test_records_are_named_by_fields_that_exist() -> None:
	for record, fields in records_here().items():
		assert set(fields) <= set(frappe.db.get_table_columns(record)), record
	assert set(RECORDS) - set(records_here()) <= {"Event", "Energy Point Log"}


def test_no_other_path_leads_to_what_was_replaced() -> None:
	"""A function can be called by the name of every module that imports it."""
	import inspect
	import sys

	replaced = {value for path in hooks.override_whitelisted_methods if (value := _attribute(path))}
	paths = {
		f"{name}.{attribute}"
		for name, module in list(sys.modules.items())
		if name.startswith("frappe")
		for attribute, value in list(vars(module).items())
		if inspect.isfunction(value) and value in replaced
	}
	harmless = {
		"frappe.workflow.doctype.workflow_action.workflow_action.apply_workflow",
		# Of Frappe 16; the gate knows this name of the list of workspaces for nobody of the app.
		"frappe.desk.doctype.workspace.workspace.get_workspace_sidebar_items",
	}
	assert not harmless & set(METHODS)
	assert paths - harmless <= set(hooks.override_whitelisted_methods)


def _attribute(path: str) -> Any:
	"""What a path leads to; nothing where this version of Frappe does not have it."""
	module, _, name = path.rpartition(".")
	return getattr(frappe.get_module(module), name, None)


def test_other_cities_are_out_of_reach(world: World, sign_in: SignIn) -> None:
	client = sign_in(OTHER_CITY_REVIEWER)
	assert not client.resource("GET", "Annual Summary", world.summary()).ok
	response = client.resource("GET", "Annual Summary", params={"limit_page_length": 500})
	assert world.summary() not in response.text
