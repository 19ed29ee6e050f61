"""Mails that a person writes: in whose name, about what, to whom, with which files. Attacks and what goes on working."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import error_type, messages, said, upload
from tests.site.factories import (
	APPROVER,
	DEPUTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	OFFICER,
	REPORTER,
	STRANGER,
	World,
)
from tests.site.mails import outgoing_account
from tests.site.sample_files import picture
from tests.years import year_of

YEAR = year_of(__file__)
MAKE = "frappe.core.doctype.communication.email.make"
CANARY = "金丝雀邮件附件"
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def account(world: World) -> Iterator[None]:
	frappe.db.delete("Email Queue")
	frappe.db.delete("Communication", {"owner": ["like", f"%@{factories.DOMAIN}"]})
	with outgoing_account():
		frappe.db.commit()
		yield


@pytest.fixture(scope="module")
def client(world: World, sign_in: SignIn) -> Client:
	"""Counties write no mails from the Desk; provinces and CAST do."""
	return sign_in(APPROVER)


@pytest.fixture(scope="module")
def foreign_file(world: World, sign_in: SignIn) -> dict[str, Any]:
	summary = ("Annual Summary", world.summary(FOREIGN_COUNTY))
	return upload(sign_in(FOREIGN_REPORTER), *summary, "密.txt", CANARY.encode()).json()["message"]


def mail(world: World, **values: Any) -> dict[str, Any]:
	"""Return what the dialog for a mail about a county's summary sends, as its province's approver has it."""
	about = {"doctype": "Annual Summary", "name": world.summary()}
	return {
		**about,
		"recipients": REPORTER,
		"subject": "请审核",
		"content": "<p>请看</p>",
		"send_email": 1,
		"communication_medium": "Email",
		"sender": APPROVER,
		"attachments": "[]",
		**values,
	}


def queued() -> list[Any]:
	frappe.db.rollback()
	return frappe.get_all("Email Queue", fields=["name", "sender", "message", "reference_name"])


def written() -> list[Any]:
	frappe.db.rollback()
	return frappe.get_all(
		"Communication", {"owner": ["like", f"%@{factories.DOMAIN}"]}, ["name", "sender", "recipients"]
	)


# ---------------------------------------------------------------------- about what


@pytest.mark.parametrize(
	"about",
	[
		{"doctype": None, "name": None},
		{"doctype": "", "name": ""},
		{"doctype": "Annual Summary", "name": ""},
		{"doctype": "", "name": "x"},
		{"doctype": "Annual Summary", "name": "not-there"},
		{"doctype": "No Such DocType", "name": "x"},
		{"doctype": ["Annual Summary"], "name": {"x": 1}},
		{"doctype": "User", "name": REPORTER},
		{"doctype": "Kepu Settings", "name": "Kepu Settings"},
	],
)
def test_a_mail_about_nothing(client: Client, world: World, about: dict[str, Any]) -> None:
	assert not client.call(MAKE, **mail(world, **about)).ok
	assert not queued()
	assert not written()


def test_a_mail_about_a_foreign_document(client: Client, world: World) -> None:
	foreign = [
		("Annual Summary", world.summary(FOREIGN_COUNTY)),
		("Provincial Submission", world.submission(FOREIGN)),
		("Province", FOREIGN),
		("County", FOREIGN_COUNTY),
	]
	for doctype, name in foreign:
		assert not client.call(MAKE, **mail(world, doctype=doctype, name=name)).ok
	assert not queued()


def test_a_mail_by_somebody_who_may_only_read(sign_in: SignIn, world: World) -> None:
	assert not sign_in(REPORTER).call(MAKE, **mail(world, recipients=APPROVER, sender=REPORTER)).ok
	assert not queued()


# ---------------------------------------------------------------------- in whose name


@pytest.mark.parametrize(
	"sender",
	[DEPUTY, f"王芳 <{DEPUTY}>", "cast@example.invalid", f"{APPROVER}\r\nBcc: x@example.invalid", ""],
)
def test_a_mail_in_another_name(client: Client, world: World, sender: str) -> None:
	response = client.call(MAKE, **mail(world, sender=sender, sender_full_name="中国科协"))
	assert response.ok, said(response)
	[record] = written()
	assert APPROVER in record.sender
	[sent] = queued()
	assert APPROVER in sent.message
	assert "中国科协" not in sent.message
	for other in (f"From: {DEPUTY}", DEPUTY, "cast@example.invalid", "x@example.invalid"):
		assert other not in sent.message


@pytest.mark.parametrize(
	"values",
	[
		{"sent_or_received": "Received"},
		{"communication_type": "Automated Message"},
		{"communication_type": "Comment"},
		{"communication_medium": "SMS"},
		{"now": True},
		{"send_after": "2020-01-01"},
		{"print_html": "<iframe src=file:///etc/passwd>"},
		{"email_template": "Provincial Submission to CAST"},
	],
)
def test_what_the_dialog_does_not_say_is_dropped(
	client: Client, world: World, values: dict[str, Any]
) -> None:
	client.call(MAKE, **mail(world, **values))
	for record in written():
		stored = frappe.get_doc("Communication", record.name)
		assert stored.sent_or_received == "Sent"
		assert stored.communication_type == "Communication"
		assert not stored.email_template
	for sent in queued():
		assert "root:" not in sent.message


# ---------------------------------------------------------------------- to whom


@pytest.mark.parametrize("field", ["recipients", "cc", "bcc"])
@pytest.mark.parametrize(
	"address",
	[
		"anybody@example.invalid",
		FOREIGN_APPROVER,
		FOREIGN_REPORTER,
		STRANGER,
		f"{REPORTER}, anybody@example.invalid",
		[REPORTER, "anybody@example.invalid"],
		f'"{REPORTER}" <anybody@example.invalid>',
		f"{REPORTER}\nanybody@example.invalid",
	],
)
def test_a_mail_to_anybody(client: Client, world: World, field: str, address: Any) -> None:
	response = client.call(MAKE, **mail(world, **{field: address}))
	assert response.status_code in (403, 417)
	assert "anybody@example.invalid" in messages(response) or "没有发送" in messages(response)
	assert not queued()
	assert not written()


def test_a_mail_to_those_who_see_the_document(client: Client, world: World) -> None:
	response = client.call(MAKE, **mail(world, cc=OFFICER, send_me_a_copy=1))
	assert response.ok, said(response)
	[sent] = queued()
	assert sent.reference_name == world.summary()
	recipients = frappe.get_all("Email Queue Recipient", {"parent": sent.name}, pluck="recipient")
	assert {REPORTER, OFFICER} <= set(recipients) <= {APPROVER, OFFICER, REPORTER}


def test_a_province_writes_to_the_office_that_receives(world: World, sign_in: SignIn) -> None:
	frappe.db.set_value("Reporting Cycle", YEAR, "receiving_mail", "kepu@cast.example")
	frappe.clear_document_cache("Reporting Cycle", YEAR)
	frappe.db.commit()
	about = {"doctype": "Provincial Submission", "name": world.submission()}
	values = mail(world, **about, recipients="kepu@cast.example", sender=APPROVER)
	response = sign_in(APPROVER).call(MAKE, **values)
	assert response.ok, said(response)
	assert len(queued()) == 1


# ---------------------------------------------------------------------- with what


def test_a_foreign_file_goes_along(client: Client, world: World, foreign_file: dict[str, Any]) -> None:
	for attachments in (
		json.dumps([foreign_file["name"]]),
		[foreign_file["name"]],
		[{"fname": "x.html", "fcontent": "<script>"}],
		[{"fid": foreign_file["name"]}],
		[foreign_file["file_url"]],
		["not-there"],
		[None],
	):
		assert not client.call(MAKE, **mail(world, attachments=attachments)).ok, attachments
	assert not queued()
	frappe.db.rollback()
	assert frappe.db.count("File", {"file_url": foreign_file["file_url"]}) == 1


def test_an_own_file_goes_along(client: Client, world: World) -> None:
	own = upload(client, "Annual Summary", world.summary(), "附.txt", b"own").json()["message"]
	response = client.call(MAKE, **mail(world, attachments=json.dumps([own["name"]])))
	assert response.ok, said(response)
	[sent] = queued()
	assert json.loads(frappe.db.get_value("Email Queue", sent.name, "attachments"))
	assert client.request("GET", own["file_url"]).text == "own"


@pytest.mark.parametrize(
	"source",
	[
		"private/files/{0}",
		"/private/files/{0}",
		"/private/files/./{0}",
		"//etc/passwd",
		"../common_site_config.json",
	],
)
@pytest.mark.parametrize("attribute", ["embed", "src"])
def test_a_picture_in_the_text_is_a_file_of_the_machine(
	client: Client, world: World, foreign_file: dict[str, Any], source: str, attribute: str
) -> None:
	"""Frappe puts into a mail whatever file a picture of its text names."""
	path = source.format(Path(foreign_file["file_url"]).name)
	client.call(MAKE, **mail(world, content=f'<p>x</p><img {attribute}="{path}">'))
	for sent in queued():
		for secret in (CANARY.encode(), b"root:x:", b"root_password"):
			assert secret not in frappe.safe_encode(sent.message)
			assert _base64_of(secret) not in sent.message


def _base64_of(text: bytes) -> str:
	import base64

	return base64.b64encode(text[: len(text) // 3 * 3]).decode()


def test_a_picture_that_the_user_may_read_goes_into_the_text(client: Client, world: World) -> None:
	from kepu_app.overrides import mail as rules

	own = upload(client, "Annual Summary", world.summary(), "图.png", picture()).json()["message"]
	frappe.db.rollback()

	def read(path: str) -> bytes:
		return b"read"

	with factories.acting_as(APPROVER):
		assert rules.get_filecontent_from_path(read, own["file_url"]) == b"read"
		assert rules.get_filecontent_from_path(read, "assets/frappe/images/frappe-favicon.svg") == b"read"
	with factories.acting_as(FOREIGN_REPORTER):
		assert rules.get_filecontent_from_path(read, own["file_url"]) is None


# ---------------------------------------------------------------------- by other endpoints


def test_a_mail_by_rest(client: Client, world: World) -> None:
	values = {
		"communication_type": "Communication",
		"communication_medium": "Email",
		"sent_or_received": "Sent",
		"subject": "x",
		"content": "x",
		"sender": DEPUTY,
		"recipients": "anybody@example.invalid",
	}
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary()}
	for each in (values, {**values, **about}):
		assert not client.resource("POST", "Communication", json=each).ok
		assert not client.call("frappe.client.insert", doc={"doctype": "Communication", **each}).ok
	queue = {"sender": DEPUTY, "message": "x", "recipients": [{"recipient": "anybody@example.invalid"}]}
	assert error_type(client.resource("POST", "Email Queue", json=queue)) == "PermissionError"
	assert not queued()


@pytest.mark.parametrize("way", ["map_docs", "make_mapped_doc", "get_all_nodes", "cmd"])
def test_a_mail_by_a_dispatcher(client: Client, world: World, way: str, foreign_file: dict[str, Any]) -> None:
	values = mail(world, doctype=None, name=None, recipients="x@example.invalid", sender=DEPUTY)
	values["attachments"] = json.dumps([foreign_file["name"]])
	if way == "cmd":
		client.request("POST", "/", data={"cmd": MAKE, **{k: v or "" for k, v in values.items()}})
	elif way == "get_all_nodes":
		body = {**values, "tree_method": MAKE, "parent": "x", "label": "x"}
		client.request("POST", "/api/method/frappe.desk.treeview.get_all_nodes", json=body)
	else:
		body = {**values, "method": MAKE, "source_name": "x", "source_names": '["x"]', "target_doc": "{}"}
		body["args"] = json.dumps(values)
		client.request("POST", f"/api/method/frappe.model.mapper.{way}", json=body)
	assert not queued()
	assert not [each for each in written() if DEPUTY in (each.sender or "")]
	assert frappe.db.count("File", {"file_url": foreign_file["file_url"]}) == 1


def test_a_user_of_another_app_writes_as_before(sign_in: SignIn) -> None:
	response = sign_in(STRANGER).call(MAKE, recipients="x@example.invalid", subject="x", content="x")
	assert response.ok, said(response)
