"""The package in the Desk: built by the worker, kept, handed out to those who may; stamped scans; sending."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest

from kepu_app.core.packages import verify_package
from kepu_app.packages.build import run, working_folder
from kepu_app.packages.start import FOR_SENDING, FOR_STAMPING, OUTDATED, start_build
from kepu_app.packages.state import build_of, build_state, note
from kepu_app.utils.background import is_running
from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.runs import INTERRUPTED, RUNNING
from tests.blank_pdf import blank_pdf
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.endpoints import act, acted, error_type, said, upload
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN_APPROVER,
	OFFICER,
	REPORTER,
	World,
	acting_as,
	step,
)
from tests.site.mails import outgoing_account
from tests.waiting import wait_for
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]
FinishJobs = Callable[..., None]


@pytest.fixture
def finalised(world: World, made_once: Callable[..., None], finish_jobs: FinishJobs) -> Any:
	"""Provide a submission whose package has been built for stamping."""

	def finalise() -> None:
		step(papers.ready_submission(world), APPROVER, "Finalise")
		finish_jobs(300)

	made_once(finalise)
	return frappe.get_doc(SUBMISSION, world.submission())


def path_of(url: str) -> Path:
	return Path(frappe.get_doc("File", {"file_url": url}).get_full_path())


def names_in(path: Path) -> list[str]:
	with zipfile.ZipFile(path) as archive:
		return [name.split("/", 1)[1] for name in archive.namelist()]


def test_finalising_builds_a_package_that_verifies(finalised: Any) -> None:
	path = path_of(finalised.package)
	assert finalised.package.startswith("/private/")
	assert verify_package(path).is_intact
	assert hashlib.sha256(path.read_bytes()).hexdigest() == finalised.package_sha256
	assert [row.kind for row in finalised.packages] == [FOR_STAMPING]
	assert f"1-工作总结/{COUNTY}-埇桥区-{YEAR}年工作总结.pdf" in names_in(path)
	assert not working_folder(finalised.name).exists()


def test_each_finalisation_keeps_its_package(finalised: Any, finish_jobs: FinishJobs) -> None:
	first = finalised.package_sha256
	step(finalised, APPROVER, "Take Back")
	step(finalised, APPROVER, "Finalise")
	finish_jobs(300)
	again = frappe.get_doc(SUBMISSION, finalised.name)
	assert [row.sha256 for row in again.packages] == [first, first], "same content, same bytes"


def test_scans_bring_a_package_for_sending(finalised: Any, finish_jobs: FinishJobs) -> None:
	doc = papers.scan_everything(finalised)
	assert doc.package_status == OUTDATED
	finish_jobs(300)
	doc.reload()
	assert doc.packages[-1].kind == FOR_SENDING
	assert not doc.package_status
	stamped = [name for name in names_in(path_of(doc.package)) if "盖章件" in name]
	assert len(stamped) == 4


def test_sending_needs_scans_and_an_up_to_date_package(finalised: Any, finish_jobs: FinishJobs) -> None:
	with pytest.raises(frappe.ValidationError, match="埇桥区"):
		step(finalised, APPROVER, "Send")
	doc = papers.scan_everything(finalised)
	frappe.db.set_value(SUBMISSION, doc.name, "package_status", OUTDATED)
	with pytest.raises(frappe.ValidationError):
		step(doc, APPROVER, "Send")
	finish_jobs(300)
	frappe.db.set_value(SUBMISSION, doc.name, "package_status", None)
	assert step(doc, APPROVER, "Send").workflow_state == "Sent"


def test_a_cycle_may_let_the_scans_follow_on_paper(finalised: Any) -> None:
	frappe.db.set_value("Reporting Cycle", YEAR, "scans_follow_on_paper", 1)
	frappe.clear_document_cache("Reporting Cycle", YEAR)
	assert step(finalised, APPROVER, "Send").workflow_state == "Sent"


def test_a_county_attaches_the_scan_of_its_frozen_summary(finalised: Any) -> None:
	summary = frappe.get_doc("Annual Summary", f"{YEAR}-{COUNTY}")
	with acting_as(REPORTER):
		summary.stamped_scan = papers.attach(summary, "gaizhang.pdf", blank_pdf())
		summary.save()
	assert frappe.db.get_value(SUBMISSION, finalised.name, "package_status") == OUTDATED


def add_scan(submission: Any, name: str, content: bytes) -> None:
	url = papers.attach(submission, name, content)
	submission.append("scans", {"paper": "Case Book", "file": url})
	submission.save()


@pytest.mark.parametrize(
	("name", "content"),
	[
		("scan.pdf", b"not a pdf"),
		("scan.pdf", b"%PDF-1.7\nbroken"),
		("scan.png", blank_pdf()),
		("scan.png", b"\x89PNG\r\n\x1a\nbroken"),
	],
)
def test_what_is_no_scan_is_refused_and_changes_nothing(finalised: Any, name: str, content: bytes) -> None:
	"""A damaged picture is refused when it is attached, anything else when the scan is stored."""
	with acting_as(APPROVER), pytest.raises(frappe.ValidationError):
		add_scan(finalised, name, content)
	assert frappe.get_doc(SUBMISSION, finalised.name).scans == []


def test_scan_pages_are_counted(finalised: Any) -> None:
	with acting_as(APPROVER):
		url = papers.attach(finalised, "three.pdf", blank_pdf(3))
		finalised.append("scans", {"paper": "Case Book", "file": url, "pages": 99})
		finalised.save()
	assert frappe.get_doc(SUBMISSION, finalised.name).scans[0].pages == 3


@pytest.mark.parametrize("state", ["Sent", "Accepted"])
def test_what_was_sent_is_not_built_anew(fresh: World, sign_in: SignIn, state: str) -> None:
	submission = frappe.get_doc(SUBMISSION, fresh.submission())
	factories.force_state(submission, state)
	before = factories.stored(submission)
	response = sign_in(OFFICER).call("kepu_app.packages.api.build", submission=submission.name)
	assert error_type(response) == "ValidationError"
	frappe.db.rollback()
	assert factories.stored(submission) == before


def test_only_those_who_may_read_get_the_package(finalised: Any, sign_in: SignIn) -> None:
	address = finalised.package
	assert sign_in(APPROVER).request("GET", address).ok
	assert sign_in(OFFICER).request("GET", address).ok
	for user in (FOREIGN_APPROVER, REPORTER):
		assert sign_in(user).request("GET", address).status_code == 403
	for method in ("status", "build"):
		response = sign_in(FOREIGN_APPROVER).call(
			f"kepu_app.packages.api.{method}", submission=finalised.name
		)
		assert response.status_code == 403


def test_the_officer_downloads_several_packages_as_one_zip(finalised: Any, sign_in: SignIn) -> None:
	officer = sign_in(OFFICER)
	response = officer.get("kepu_app.packages.api.download_packages", submissions=f'["{finalised.name}"]')
	assert response.ok, said(response)
	with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
		[name] = archive.namelist()
		assert hashlib.sha256(archive.read(name)).hexdigest() == finalised.package_sha256


def test_a_province_without_a_package_is_named(finalised: Any, sign_in: SignIn) -> None:
	names = frappe.as_json([finalised.name, f"{YEAR}-410000"])
	response = sign_in(OFFICER).get("kepu_app.packages.api.download_packages", submissions=names)
	assert response.status_code == 417
	[message] = json.loads(response.json()["_server_messages"])
	assert "河南省" in json.loads(message)["message"]


def test_the_nationwide_overview_holds_what_the_reader_may_list(finalised: Any, sign_in: SignIn) -> None:
	method = "kepu_app.packages.api.download_overview"
	everything = sign_in(OFFICER).get(method, cycle=YEAR)
	assert everything.ok
	assert everything.content[:2] == b"PK"
	home = sign_in(APPROVER).get(method, cycle=YEAR)
	assert home.ok
	assert "河南省" in texts(everything.content)
	assert "河南省" not in texts(home.content)
	assert sign_in(REPORTER).get(method, cycle=YEAR).status_code == 403


def texts(workbook: bytes) -> str:
	with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
		return "".join(
			archive.read(name).decode()
			for name in archive.namelist()
			if name.endswith(("sharedStrings.xml", "sheet1.xml"))
		)


def test_two_people_pressing_at_once_start_one_build(finalised: Any, finish_jobs: FinishJobs) -> None:
	frappe.db.get_value(SUBMISSION, finalised.name, "name", for_update=True)
	frappe.db.set_value(SUBMISSION, finalised.name, "package_status", OUTDATED)
	assert start_build(finalised.name, FOR_STAMPING)
	assert not start_build(finalised.name, FOR_STAMPING)
	frappe.db.commit()
	finish_jobs(300)  # the next test finalises the same submission, which starts no second build


BUILD = """
	import frappe, os, sys, time
	os.chdir(sys.argv[1])
	frappe.init(sys.argv[2])
	frappe.connect()
	from kepu_app.packages import build
	tell = build.note
	def slowly(*arguments, **facts):
		tell(*arguments, **facts)
		frappe.db.commit()
		print(facts.get("done"), flush=True)
		if facts.get("done") == int(sys.argv[4]):
			time.sleep(60)
	build.note = slowly
	build.run(sys.argv[3], "For Stamping")
"""


@pytest.mark.parametrize("papers_done", [0, 1, 3])
def test_a_killed_build_is_told_of_and_the_next_one_succeeds(
	finalised: Any, site: str, papers_done: int
) -> None:
	frappe.db.set_value(SUBMISSION, finalised.name, "package_status", OUTDATED)
	frappe.db.commit()
	files = frappe.db.count("File", {"attached_to_name": finalised.name})
	arguments = [os.environ["KEPU_TEST_SITES"], site, finalised.name, str(papers_done)]
	process = subprocess.Popen(
		[sys.executable, "-c", textwrap.dedent(BUILD), *arguments], stdout=subprocess.PIPE, text=True
	)
	assert process.stdout is not None
	for line in process.stdout:
		if line.strip() == str(papers_done):
			break
	assert is_running(build_of(finalised.name).job)
	process.send_signal(signal.SIGKILL)
	process.wait(10)
	wait_for(lambda: not is_running(build_of(finalised.name).job))
	frappe.db.rollback()
	assert build_state(finalised.name).state == INTERRUPTED
	assert frappe.db.count("File", {"attached_to_name": finalised.name}) == files

	run(finalised.name, FOR_STAMPING)
	doc = frappe.get_doc(SUBMISSION, finalised.name)
	assert not doc.package_status
	assert doc.packages[-1].sha256 == finalised.package_sha256
	assert verify_package(path_of(doc.package)).is_intact
	assert not working_folder(finalised.name).exists()


def test_a_failed_build_says_why(finalised: Any) -> None:
	"""A character that no font has, put there past the form."""
	section = frappe.get_all("Summary Section", {"parent": f"{YEAR}-{COUNTY}"}, pluck="name", limit=1)[0]
	frappe.db.set_value("Summary Section", section, "text", "没有字体的字符：\U000f1234")
	frappe.db.set_value(SUBMISSION, finalised.name, "package_status", OUTDATED)
	frappe.db.commit()
	with pytest.raises(Exception, match="F1234"):
		run(finalised.name, FOR_STAMPING)
	assert "F1234" in build_state(finalised.name).message


def test_a_state_that_nobody_works_on_is_interrupted(finalised: Any) -> None:
	note(finalised.name, RUNNING, done=2, total=5)
	assert build_state(finalised.name).state == INTERRUPTED


# ---------------------------------------------------------------------- sending


def test_the_mail_is_shown_before_it_is_sent(finalised: Any, sign_in: SignIn) -> None:
	response = sign_in(APPROVER).call("kepu_app.packages.api.preview_mail", submission=finalised.name)
	assert response.ok, said(response)
	preview = response.json()["message"]
	assert preview["recipient"] == "jicengfuwuchu@163.com"
	assert "安徽省" in preview["subject"]
	assert finalised.package_sha256 in preview["message"]
	assert not preview["attachment"]["as_link"]
	assert len(preview["missing_scans"]) == 4


def test_above_the_limit_the_package_goes_as_a_link(finalised: Any) -> None:
	from kepu_app.packages.mail import preview

	limit = frappe.db.get_single_value("Kepu Settings", "mail_size_limit")
	frappe.db.set_single_value("Kepu Settings", "mail_size_limit", 0)
	with acting_as(APPROVER):
		facts = preview(finalised.name)["attachment"]
	# Frappe remembers single values past a rollback.
	frappe.db.set_single_value("Kepu Settings", "mail_size_limit", limit)
	assert facts["as_link"]
	assert facts["url"].endswith(".zip")


def send_as(client: Any, submission: str, **mail: Any) -> Any:
	"""Return the dialog's button, of whoever has seen what is stored."""
	frappe.db.rollback()
	seen = str(frappe.db.get_value(SUBMISSION, submission, "modified"))
	return client.call("kepu_app.packages.api.send", submission=submission, seen=seen, **mail)


def test_no_mail_goes_without_an_account_and_nothing_is_sent_halfway(
	finalised: Any, sign_in: SignIn, finish_jobs: FinishJobs
) -> None:
	papers.scan_everything(finalised)
	finish_jobs(300)
	mail = {"with_mail": True, "subject": "s", "message": "m"}
	response = send_as(sign_in(APPROVER), finalised.name, **mail)
	assert response.status_code == 417
	frappe.db.rollback()
	assert frappe.db.get_value(SUBMISSION, finalised.name, "workflow_state") == "Awaiting Seal"
	assert frappe.db.count("Email Queue", {"reference_name": finalised.name}) == 0


def test_a_person_sends_the_mail_with_the_package(finalised: Any, finish_jobs: FinishJobs) -> None:
	"""Into the queue and no further: the account's server is this machine, where nothing listens."""
	papers.scan_everything(finalised)
	finish_jobs(300)
	from kepu_app.packages.mail import send

	with outgoing_account():
		with acting_as(APPROVER):
			assert send(finalised.name, True, "汇总材料", "<p>请查收</p>") == "Sent"
		[mail] = frappe.get_all(
			"Email Queue", {"reference_name": finalised.name}, ["name", "attachments", "status"]
		)
		assert "fid" in mail.attachments
		assert mail.status == "Not Sent"
		recipients = frappe.get_all("Email Queue Recipient", {"parent": mail.name}, pluck="recipient")
		assert recipients == ["jicengfuwuchu@163.com"]


def test_only_the_province_sends(finalised: Any, sign_in: SignIn) -> None:
	for user in (FOREIGN_APPROVER, REPORTER, OFFICER):
		response = send_as(sign_in(user), finalised.name)
		assert not response.ok, user
	frappe.db.rollback()
	assert frappe.db.get_value(SUBMISSION, finalised.name, "workflow_state") == "Awaiting Seal"


def test_a_scan_of_somebody_elses_file_is_refused(finalised: Any, sign_in: SignIn) -> None:
	stranger = frappe.get_doc(SUBMISSION, f"{YEAR}-410000")
	with acting_as(FOREIGN_APPROVER):
		url = papers.attach(stranger, "foreign.pdf", blank_pdf())
	frappe.db.commit()
	response = sign_in(APPROVER).resource(
		"PUT", SUBMISSION, finalised.name, json={"scans": [{"paper": "Case Book", "file": url}]}
	)
	assert not response.ok
	assert error_type(response)


def test_a_frozen_submission_takes_scans_and_nothing_else(finalised: Any, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	response = client.resource("PUT", SUBMISSION, finalised.name, json={"contact_name": "另一人"})
	assert error_type(response) == "FrozenError"
	response = upload(client, SUBMISSION, finalised.name, "book.pdf", blank_pdf())
	assert response.ok, said(response)
	url = response.json()["message"]["file_url"]
	rows = [{"paper": "Case Book", "file": url}]
	assert client.resource("PUT", SUBMISSION, finalised.name, json={"scans": rows}).ok
	assert acted(client, (SUBMISSION, finalised.name), "Take Back")["workflow_state"] == "Collecting"
	assert error_type(act(client, (SUBMISSION, finalised.name), "Send"))
