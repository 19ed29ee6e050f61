"""What people typed into titles, names and files shows as text in the messages that tell of it."""

import json
from collections.abc import Callable, Iterator
from email import message_from_string, policy
from typing import Any

import frappe
import pytest
import requests

from kepu_app.exceptions import FrozenError, QuotaError, ScanError
from kepu_app.packages.api import download_packages
from kepu_app.packages.scans import count_pages
from kepu_app.review import notify
from kepu_app.review.quotas import take_slot
from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.messages import plain_text_of
from kepu_app.workbooks.export import province_workbook
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import error_type, put
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	HOME,
	REPORTER,
	World,
	acting_as,
)
from tests.site.mails import outgoing_account
from tests.years import year_of

YEAR = year_of(__file__)
TYPED = '<img src=x onerror="alert(1)"> 1<2'
SHOWN = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; 1&lt;2"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def frozen_case(world: World, sign_in: SignIn) -> Iterator[Any]:
	"""Yield a case with such a title, whose province has sent its submission."""
	case = factories.make_case(YEAR)
	frappe.db.commit()
	put(sign_in(REPORTER), case.doctype, case.name, title=TYPED)
	submission = frappe.get_doc(SUBMISSION, world.submission())
	factories.force_state(submission, "Sent")
	yield frappe.get_doc(case.doctype, case.name)
	factories.force_state(submission, "Collecting")


def messages_of(response: requests.Response) -> list[str]:
	return [json.loads(each)["message"] for each in json.loads(response.json()["_server_messages"])]


def test_the_title_of_a_frozen_document(frozen_case: Any, sign_in: SignIn) -> None:
	response = sign_in(REPORTER).resource(
		"PUT", frozen_case.doctype, frozen_case.name, json={"text": "另一段。"}
	)
	assert error_type(response) == "FrozenError"
	[message] = messages_of(response)
	assert SHOWN in message
	assert "<img" not in message


def test_where_text_is_shown_as_text_it_stands_as_typed(frozen_case: Any) -> None:
	frozen_case.text = "另一段。"
	with acting_as(REPORTER), pytest.raises(FrozenError) as caught:
		frozen_case.save()
	assert TYPED in plain_text_of(caught.value)


def test_the_subject_of_a_mail_is_no_html(frozen_case: Any) -> None:
	with outgoing_account():
		notify._send_mail(REPORTER, frozen_case, {"to_state": "Returned", "reason": "请改。"})
		[queued] = frappe.get_all("Email Queue", {"reference_name": frozen_case.name}, pluck="message")
	subject = message_from_string(queued, policy=policy.default)["Subject"]
	assert TYPED in subject


def test_quotas(frozen_case: Any) -> None:
	with pytest.raises(QuotaError) as caught:
		take_slot(frozen_case, "topic_slot", f"{YEAR}-{HOME}/x", 0, TYPED)
	assert SHOWN in str(caught.value)


def test_submissions_without_a_package(world: World) -> None:
	name = world.submission()
	frappe.db.set_value(SUBMISSION, name, frappe.get_meta(SUBMISSION).title_field, TYPED)
	with pytest.raises(frappe.ValidationError) as caught:
		download_packages([name])
	assert SHOWN in str(caught.value)


def test_files_that_are_no_scans(world: World) -> None:
	with pytest.raises(ScanError) as caught:
		count_pages(TYPED, SUBMISSION, world.submission())
	assert SHOWN in str(caught.value)


def test_figures(world: World, sign_in: SignIn) -> None:
	summary = frappe.get_doc("Annual Summary", world.summary(FOREIGN_COUNTY))
	row = next(each for each in summary.assessments if each.indicator_code)
	frappe.db.set_value(row.doctype, row.name, "value", TYPED)
	frappe.db.commit()
	step = {"doc": frappe.get_doc(summary.doctype, summary.name).as_json(), "action": "Submit for Review"}
	response = sign_in(FOREIGN_REPORTER).call("frappe.model.workflow.apply_workflow", **step)
	frappe.db.set_value(row.doctype, row.name, "value", row.value)
	frappe.db.commit()
	assert response.status_code == 417
	assert SHOWN in " ".join(messages_of(response))


def test_the_workbook_of_another_province_is_named(world: World, sign_in: SignIn) -> None:
	"""The message is told, though a rehearsal leaves nothing behind."""
	workbook = province_workbook(world.submission(FOREIGN))
	response = sign_in(APPROVER).request(
		"POST",
		"/api/method/kepu_app.workbooks.api.upload",
		data={"doctype": "Annual Summary", "name": world.summary(COUNTY)},
		files={"file": ("外省.xlsx", workbook)},
	)
	assert error_type(response) == "ImportRefusedError"
	[message] = messages_of(response)
	names = [frappe.db.get_value("Province", code, "province_name") for code in (FOREIGN, HOME)]
	assert all(name in message for name in names)
