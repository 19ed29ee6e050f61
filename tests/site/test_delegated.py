"""Reports that Frappe sends by itself: in one's own name, and none about the app's documents but by administrators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories, new_users
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import World
from tests.years import year_of

YEAR = year_of(__file__)
SENDER = f"report-sender@{factories.DOMAIN}"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	new_users.make_user(SENDER, "Report Manager", "Prepared Report User", "Dashboard Manager")
	frappe.db.commit()
	yield world
	frappe.db.rollback()
	frappe.db.delete("Auto Email Report", {"owner": SENDER})
	frappe.db.delete("Report", {"owner": SENDER})
	frappe.db.commit()


@pytest.fixture
def own_report(world: World) -> Callable[[str], str]:
	def make(doctype: str) -> str:
		name = f"Delegated {doctype}"
		if not frappe.db.exists("Report", name):
			report = frappe.new_doc("Report")
			report.update(
				{
					"report_name": name,
					"ref_doctype": doctype,
					"report_type": "Report Builder",
					"is_standard": "No",
				}
			)
			report.insert(ignore_permissions=True)
			frappe.db.set_value("Report", name, "owner", SENDER)
			frappe.db.commit()
		return name

	return make


def mail(report: str, user: str = SENDER) -> dict[str, Any]:
	return {
		"report": report,
		"user": user,
		"email_to": "somebody@elsewhere.example",
		"frequency": "Daily",
		"format": "CSV",
		"filters": "{}",
		"no_of_rows": 100,
		"send_if_data": 0,
		"enabled": 1,
	}


@pytest.mark.parametrize("user", ["Administrator", SENDER])
@pytest.mark.parametrize("report", ["Speaker Roster", "County Filing Status", "Library of Cases"])
def test_no_report_of_the_app_is_sent_by_a_user_of_another(
	world: World, sign_in: SignIn, report: str, user: str
) -> None:
	response = sign_in(SENDER).resource("POST", "Auto Email Report", json=mail(report, user))
	assert response.status_code == 403, said(response)
	assert not frappe.db.exists("Auto Email Report", {"report": report})


@pytest.mark.parametrize("doctype", ["User", "County", "Speaker Nominee", "File", "Communication"])
def test_nor_one_of_his_own_about_its_documents(
	sign_in: SignIn, own_report: Callable[[str], str], doctype: str
) -> None:
	response = sign_in(SENDER).resource("POST", "Auto Email Report", json=mail(own_report(doctype)))
	assert response.status_code == 403, said(response)


def test_nor_one_in_somebody_else_s_name(sign_in: SignIn, own_report: Callable[[str], str]) -> None:
	response = sign_in(SENDER).resource(
		"POST", "Auto Email Report", json=mail(own_report("Note"), "Administrator")
	)
	assert response.status_code == 403, said(response)


def test_one_s_own_report_goes_on_being_sent(sign_in: SignIn, own_report: Callable[[str], str]) -> None:
	client = sign_in(SENDER)
	response = client.resource("POST", "Auto Email Report", json=mail(own_report("Note")))
	assert response.ok, said(response)
	name = response.json()["data"]["name"]
	response = client.resource("PUT", "Auto Email Report", name, json={"user": "Administrator"})
	assert response.status_code == 403, said(response)


@pytest.mark.parametrize("report", ["Speaker Roster", "County Filing Status"])
def test_one_that_was_made_before_is_read_as_its_user(world: World, report: str) -> None:
	"""As the daily job does it, which runs as Administrator."""
	from kepu_app.overrides.replaced import install

	install()
	sent = frappe.new_doc("Auto Email Report")
	sent.update({**mail(report), "report_type": "Script Report", "filters": frappe.as_json({"cycle": YEAR})})
	with pytest.raises(frappe.PermissionError):
		sent.get_report_content()
	assert frappe.session.user == "Administrator"
	sent.user = "Administrator"
	assert sent.get_report_content()
