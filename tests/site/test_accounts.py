"""Accounts of the people of a place, and attacks by which somebody would get more than the place gives."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import frappe
import pytest
import requests
from frappe.utils import add_to_date, getdate

from kepu_app.access.roles import COUNTY_REPORTER
from kepu_app.patches.v0_3 import plain_names
from tests.site import assessments, factories, new_users
from tests.site.client import Client
from tests.site.endpoints import error_type, messages
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	HOME,
	KEEPER,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)
API = "kepu_app.accounts.api."
PASSWORD = "Zhouhe-Kepu-2084!"
MOBILE, SECOND = "13900002084", "13800002084"
PLACE = {"doctype": "County", "name": COUNTY}

SignIn = Callable[[str], Client]


@pytest.fixture
def tidy(world: World) -> Iterator[None]:
	before = {each: _rows(each) for each in (COUNTY, NEIGHBOUR)}
	yield
	frappe.db.rollback()
	frappe.db.set_value("User", REPORTER, "enabled", 1)
	frappe.clear_cache(user=REPORTER)
	for county, rows in before.items():
		doc = frappe.get_doc("County", county)
		doc.set("users", [{"user": each} for each in rows])
		doc.save()
	forget(frappe.get_all("User", {"name": ["like", "%@no-mail.invalid"]}, pluck="name"))
	frappe.db.commit()


def forget(users: list[str]) -> None:
	"""Past Frappe's rule that a System Manager has to remain, which a fresh site does not have."""
	chosen = ["in", users or [""]]
	frappe.db.delete("User", {"name": chosen})
	for table, field in (("Has Role", "parent"), ("User Permission", "user"), ("County User", "user")):
		frappe.db.delete(table, {field: chosen})


def _rows(county: str) -> list[str]:
	return [row.user for row in frappe.get_doc("County", county).users]


def made(client: Client, mobile: str = MOBILE, **more: Any) -> dict[str, Any]:
	response = client.call(API + "make", full_name="宋 禾", mobile=mobile, **{**PLACE, **more})
	assert response.ok, response.text[:800]
	return response.json()["message"]


def user_of(mobile: str) -> str:
	frappe.db.rollback()
	return frappe.db.get_value("User", {"mobile_no": mobile})


def set_password(url: str, slip: dict[str, Any], password: str = PASSWORD) -> requests.Response:
	key = parse_qs(urlparse(slip["link"]).query)["key"][0]
	path = "/api/method/frappe.core.doctype.user.user.update_password"
	return requests.post(url + path, json={"key": key, "new_password": password}, timeout=60)


@pytest.mark.parametrize("manager", [APPROVER, KEEPER])
def test_a_new_clerk_signs_in_by_his_number(tidy: None, sign_in: SignIn, url: str, manager: str) -> None:
	slip = made(sign_in(manager), "139 0000 2084")
	assert (slip["full_name"], slip["place"], slip["login"]) == ("宋 禾", "埇桥区", MOBILE)
	assert set_password(url, slip).ok
	clerk = Client(url, MOBILE, PASSWORD)
	summary = clerk.resource("GET", "Annual Summary", f"{YEAR}-{COUNTY}")
	assert summary.ok
	assert not clerk.resource("GET", "Annual Summary", f"{YEAR}-{NEIGHBOUR}").ok
	roles = set(frappe.get_roles(user_of(MOBILE))) - {"All", "Guest", "Desk User"}
	assert roles == {COUNTY_REPORTER}
	assert not set_password(url, slip, "Another-Kepu-2084!").ok, "the link works once"


def test_a_slip_once_more_ends_the_earlier(tidy: None, sign_in: SignIn, url: str) -> None:
	client = sign_in(APPROVER)
	first = made(client)
	second = client.call(API + "renew", user=user_of(MOBILE), **PLACE).json()["message"]
	assert not set_password(url, first).ok
	assert set_password(url, second).ok


@pytest.mark.parametrize(("days", "works"), [(6, True), (8, False)])
def test_a_slip_lasts_as_long_as_it_says(
	tidy: None, sign_in: SignIn, url: str, days: int, works: bool
) -> None:
	slip = made(sign_in(APPROVER))
	assert getdate(slip["valid_until"]) == getdate(add_to_date(None, days=7))
	user = user_of(MOBILE)
	counted_from = frappe.db.get_value("User", user, "last_reset_password_key_generated_on")
	earlier = add_to_date(counted_from, days=-days)
	frappe.db.set_value("User", user, "last_reset_password_key_generated_on", earlier)
	frappe.db.commit()
	assert set_password(url, slip).ok == works


def test_a_new_account_is_told_of_by_its_slip_alone(tidy: None, sign_in: SignIn) -> None:
	response = sign_in(APPROVER).call(API + "make", full_name="宋 禾", mobile=MOBILE, **PLACE)
	assert response.ok
	assert not messages(response)


def test_handed_over_the_former_is_out_and_keeps_his_history(tidy: None, sign_in: SignIn, url: str) -> None:
	client, former = sign_in(APPROVER), sign_in(REPORTER)
	response = client.call(API + "hand_over", user=REPORTER, full_name="陶 然", mobile=SECOND, **PLACE)
	assert response.ok, response.text[:800]
	assert set_password(url, response.json()["message"]).ok
	assert Client(url, SECOND, PASSWORD).resource("GET", "Annual Summary", f"{YEAR}-{COUNTY}").ok
	assert not former.resource("GET", "Annual Summary", f"{YEAR}-{COUNTY}").ok
	assert not frappe.db.get_value("User", REPORTER, "enabled")
	assert user_of(SECOND) in _rows(COUNTY)
	assert REPORTER not in _rows(COUNTY)


def test_switched_off_is_out_at_once_and_on_again(tidy: None, sign_in: SignIn, url: str) -> None:
	client = sign_in(APPROVER)
	assert set_password(url, made(client)).ok
	clerk, user = Client(url, MOBILE, PASSWORD), user_of(MOBILE)
	assert client.call(API + "set_enabled", user=user, enabled=0, **PLACE).ok
	assert not clerk.resource("GET", "Annual Summary", f"{YEAR}-{COUNTY}").ok
	assert not client.call(API + "renew", user=user, **PLACE).ok
	assert client.call(API + "set_enabled", user=user, enabled=1, **PLACE).ok
	assert Client(url, MOBILE, PASSWORD)
	people = client.get(API + "people", **PLACE).json()["message"]
	managed = {each["user"]: each["managed"] for each in people}
	assert managed[user]
	assert managed[REPORTER]


@pytest.mark.parametrize(
	("user", "place"),
	[
		(APPROVER, ("County", FOREIGN_COUNTY)),
		(APPROVER, ("Province", HOME)),
		(APPROVER, ("Province", FOREIGN)),
		(APPROVER, ("County", "999999")),
		(APPROVER, ("User", APPROVER)),
		(CITY, ("County", COUNTY)),
		(REPORTER, ("County", COUNTY)),
		(OFFICER, ("County", COUNTY)),
		(FOREIGN_APPROVER, ("County", COUNTY)),
	],
)
def test_nobody_manages_another_place(
	world: World, sign_in: SignIn, user: str, place: tuple[str, str]
) -> None:
	client, named = sign_in(user), {"doctype": place[0], "name": place[1]}
	answers = [
		client.get(API + "people", **named),
		client.call(API + "make", full_name="宋 禾", mobile=MOBILE, role="Kepu Provincial Approver", **named),
		client.call(API + "renew", user=REPORTER, **named),
		client.call(API + "set_enabled", user=REPORTER, enabled=0, **named),
		client.call(API + "hand_over", user=REPORTER, full_name="宋 禾", mobile=MOBILE, **named),
	]
	assert all(not each.ok for each in answers), [each.status_code for each in answers]
	assert not user_of(MOBILE)


@pytest.mark.parametrize("victim", ["Administrator", OFFICER, KEEPER, FOREIGN_REPORTER, CITY, APPROVER])
def test_no_account_above_or_beside_is_taken_over(tidy: None, sign_in: SignIn, victim: str) -> None:
	"""Named though they are none of the place, and though somebody has put them there."""
	client = sign_in(APPROVER)
	for is_assigned in (False, True):
		if is_assigned and victim != "Administrator":
			frappe.get_doc(
				{"doctype": "County User", "parent": COUNTY, "parenttype": "County", "parentfield": "users"}
				| {"user": victim, "idx": 9}
			).db_insert()
			frappe.db.commit()
		for method, more in (
			("renew", {}),
			("set_enabled", {"enabled": 0}),
			("hand_over", {"full_name": "宋 禾", "mobile": MOBILE}),
		):
			response = client.call(API + method, user=victim, **PLACE, **more)
			assert error_type(response) == "PermissionError", (method, response.text[:300])
	frappe.db.rollback()
	assert frappe.db.get_value("User", victim, "enabled")
	frappe.db.delete("County User", {"user": victim, "parent": COUNTY, "idx": 9})
	frappe.db.commit()


def test_who_assesses_for_cast_is_not_taken_over(tidy: None, sign_in: SignIn) -> None:
	"""By a new password the province would read marks that are CAST's."""
	assessments.make_round(YEAR, "", [(REPORTER, "")], "Speaker Nominees", OFFICER)
	frappe.db.commit()
	client = sign_in(APPROVER)
	try:
		for method, more in (("renew", {}), ("hand_over", {"full_name": "宋 禾", "mobile": MOBILE})):
			assert error_type(client.call(API + method, user=REPORTER, **PLACE, **more)) == "PermissionError"
	finally:
		assessments.end(YEAR)
	assert client.call(API + "renew", user=REPORTER, **PLACE).ok


def test_a_province_gives_no_role_but_the_countys(tidy: None, sign_in: SignIn) -> None:
	made(sign_in(APPROVER), role="Kepu Provincial Approver", city="宿州市")
	assert COUNTY_REPORTER in frappe.get_roles(user_of(MOBILE))
	assert "Kepu Provincial Approver" not in frappe.get_roles(user_of(MOBILE))


def test_a_number_signs_in_one_person(tidy: None, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	made(client)
	for mobile, told in (
		(MOBILE, "已用于登录"),
		("１３９００００２０８４", "已用于登录"),
		("12345678901", "11位"),
		("1390000208", "11位"),
		("13900002084@kepu.test", "11位"),
	):
		response = client.call(API + "make", full_name="宋 禾", mobile=mobile, **PLACE)
		assert not response.ok
		assert told in messages(response)


def test_what_was_done_stands_in_the_history_of_the_place(tidy: None, sign_in: SignIn) -> None:
	made(sign_in(APPROVER))
	frappe.db.rollback()
	filters = {"reference_doctype": "County", "reference_name": COUNTY, "comment_email": APPROVER}
	notes = frappe.get_all("Comment", filters, pluck="content")
	assert any("宋 禾" in each for each in notes)


MARKUP = '张<img src=x><i>三</i> "&lt;b&gt;四'


def test_a_name_that_is_html_in_other_people_s_desk(tidy: None, sign_in: SignIn) -> None:
	response = sign_in(APPROVER).call(API + "make", full_name=MARKUP, mobile=MOBILE, **PLACE)
	assert response.ok, response.text[:800]
	names = frappe.db.get_value("User", user_of(MOBILE), ["first_name", "full_name"])
	assert not set('<>"').intersection("".join(names)), names
	assert response.json()["message"]["full_name"] == "张 三 lt;b gt;四"
	sign_in(KEEPER).resource("PUT", "User", user_of(MOBILE), json={"last_name": "<img src=y>"})
	assert "<" not in frappe.db.get_value("User", user_of(MOBILE), "full_name")


def test_an_assessor_s_name_that_is_html(tidy: None) -> None:
	user = new_users.make_whole_user("markup@no-mail.invalid", first_name=MARKUP)
	assert not set('<>"').intersection(f"{user.first_name}{user.full_name}")


def test_the_number_that_somebody_signs_in_with_is_not_told_by_the_account(
	tidy: None, sign_in: SignIn, url: str
) -> None:
	slip = made(sign_in(APPROVER))
	assert MOBILE not in user_of(MOBILE)
	assert set_password(url, slip).ok
	for user in (REPORTER, factories.STRANGER):
		answer = sign_in(user).call("frappe.desk.search.search_link", doctype="User", txt=MOBILE[:4])
		assert MOBILE not in answer.text
	again = sign_in(APPROVER).call(API + "make", full_name="宋 禾", mobile=MOBILE, **PLACE)
	assert error_type(again) == "MobileError"


def test_names_of_the_version_before_are_plain_after_the_patch(tidy: None, sign_in: SignIn) -> None:
	made(sign_in(APPROVER))
	frappe.db.rollback()
	user = user_of(MOBILE)
	frappe.db.set_value("User", user, "first_name", MARKUP, update_modified=False)
	for _time in range(2):
		plain_names.execute()
		assert frappe.db.get_value("User", user, "first_name") == "张 三 lt;b gt;四"
