"""What somebody may change in the own account: neither how to sign in, nor what the account may."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.share import add_docshare

from tests.site.client import Client
from tests.site.conftest import PASSWORD
from tests.site.factories import APPROVER, REPORTER

SignIn = Callable[[str], Client]

WAYS_IN: tuple[dict[str, Any], ...] = (
	{"new_password": "Zx9!aaaBBB123"},
	{"mobile_no": "15400000009"},
	{"simultaneous_sessions": 9},
	{"social_logins": [{"provider": "github", "userid": "x", "username": "y"}]},
	{"defaults": [{"defkey": "county", "defvalue": "341302"}]},
	{"user_emails": [{"email_account": "x", "email_id": "x@kepu.test"}]},
)


@pytest.fixture(autouse=True, scope="module")
def _whole_accounts(places: None) -> Iterator[None]:
	"""Yield an account is shared with its owner, as Frappe does for those that it makes whole."""
	flags = {"ignore_share_permission": True}
	shares = [
		add_docshare("User", each, each, write=1, share=1, flags=flags) for each in (REPORTER, APPROVER)
	]
	frappe.db.commit()
	yield
	for share in shares:
		frappe.db.delete("DocShare", {"name": share.name})
	frappe.db.commit()


@pytest.mark.parametrize("user", [REPORTER, APPROVER])
@pytest.mark.parametrize("values", WAYS_IN, ids=lambda values: next(iter(values)))
def test_another_way_in_is_refused(
	places: None, sign_in: SignIn, url: str, user: str, values: dict[str, Any]
) -> None:
	client = sign_in(user)
	for answer in (
		client.call("frappe.client.set_value", doctype="User", name=user, fieldname=values),
		client.resource("PUT", "User", user, json=values),
	):
		assert 400 <= answer.status_code < 500, answer.text[:300]
	assert Client(url, user, PASSWORD).has_session(), "the password is what it was"


def test_how_the_desk_looks_is_everybody_s_own(places: None, sign_in: SignIn) -> None:
	"""Without this the test above could not fail."""
	values = {"desk_theme": "Dark"}
	answer = sign_in(REPORTER).call(
		"frappe.client.set_value", doctype="User", name=REPORTER, fieldname=values
	)
	assert answer.ok, answer.text[:300]
	frappe.db.rollback()
	assert frappe.db.get_value("User", REPORTER, "desk_theme") == "Dark"
	frappe.db.set_value("User", REPORTER, "desk_theme", "Light")
	frappe.db.commit()


@pytest.mark.parametrize("zone", ["<img src=x onerror=alert(1)>", "Asia/Nowhere"])
def test_a_time_zone_is_one_that_there_is(places: None, sign_in: SignIn, zone: str) -> None:
	answer = sign_in(REPORTER).resource("PUT", "User", REPORTER, json={"time_zone": zone})
	assert answer.status_code == 417, answer.text[:300]
	answer = sign_in(REPORTER).resource("PUT", "User", REPORTER, json={"time_zone": "Asia/Urumqi"})
	assert answer.ok, answer.text[:300]
	frappe.db.set_value("User", REPORTER, "time_zone", None)
	frappe.db.commit()


def test_roles_are_not_taken_by_oneself(places: None, sign_in: SignIn) -> None:
	values = {"roles": [{"role": "System Manager"}, {"role": "Kepu National Officer"}]}
	sign_in(REPORTER).resource("PUT", "User", REPORTER, json=values)
	frappe.db.rollback()
	held = frappe.get_all("Has Role", {"parent": REPORTER, "parenttype": "User"}, pluck="role")
	assert not {"System Manager", "Kepu National Officer"}.intersection(held)
