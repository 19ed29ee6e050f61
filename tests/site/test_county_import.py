"""The county list: checked as a whole, written as a whole, and nothing the second time."""

import base64
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import frappe
import pytest
from openpyxl import load_workbook

from kepu_app.access.roles import (
	CITY_REVIEWER,
	COUNTY_REPORTER,
	KEPU_ADMINISTRATOR,
	NATIONAL_OFFICER,
	PROVINCIAL_APPROVER,
)
from kepu_app.core.county_list import (
	AssignedRole,
	CountyEntry,
	KnownList,
	UserEntry,
	read_county_list,
	write_county_list,
)
from kepu_app.core.defaults import provinces
from kepu_app.core.model import County
from kepu_app.county_list import jobs
from kepu_app.county_list.kept import keep
from kepu_app.utils.background import exclusive
from tests.site import factories
from tests.site.client import Client
from tests.site.compat import drop_waiting_jobs
from tests.site.factories import acting_as, make_county
from tests.site.new_users import make_whole_user

SignIn = Callable[[str], Client]
ACTIONS = "kepu_app.county_list.api."
ADMIN, OFFICER, REPORTER = "admin@list.test", "officer@list.test", "reporter@list.test"
QINGHAI, GANSU = "630000", "620000"
CODES = ("630203", "630222", "620602", "620621")
DUODE = CountyEntry(County("630203", "平安区", "海东市", "第一批", "2021-2025年度"), QINGHAI, 0)
MINHE = CountyEntry(County("630222", "民和回族土族自治县", "海东市", "", ""), QINGHAI, 0)
LIANGZHOU = CountyEntry(County("620602", "凉州区", "武威市", "第二批", "2021-2025年度"), GANSU, 0)
COUNTIES = (DUODE, MINHE, LIANGZHOU)
USERS = (
	UserEntry("li@list.test", "李静", AssignedRole.COUNTY_REPORTER, QINGHAI, "630203", phone="13997200001"),
	UserEntry("wang@list.test", "王芳", AssignedRole.COUNTY_REPORTER, GANSU, "620602"),
	UserEntry("wang@list.test", "王芳", AssignedRole.CITY_REVIEWER, QINGHAI, city="海东市"),
	UserEntry("zhao@list.test", "王芳", AssignedRole.PROVINCIAL_APPROVER, GANSU, phone="0931-8960000"),
)


@pytest.fixture(scope="module", autouse=True)
def _people(_site_connection: None) -> Iterator[None]:
	_remove_everything()
	make_whole_user(ADMIN, KEPU_ADMINISTRATOR)
	make_whole_user(OFFICER, NATIONAL_OFFICER)
	make_whole_user(REPORTER)
	make_county("620621", "民勤县", GANSU, "武威市", users=[{"user": REPORTER}])
	frappe.db.commit()
	yield
	_remove_everything()


@pytest.fixture(autouse=True)
def _no_list(_people: None) -> Iterator[None]:
	yield
	_remove_list()


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
	return sign_in(ADMIN)


def list_of(counties: Sequence[CountyEntry] = COUNTIES, users: Sequence[UserEntry] = USERS) -> bytes:
	return write_county_list(provinces(), date(2025, 1, 20), counties=counties, users=users)


def check(client: Client, content: bytes) -> dict[str, Any]:
	response = client.call(ACTIONS + "check", name="名单.xlsx", content=base64.b64encode(content).decode())
	assert response.ok, response.text
	return response.json()["message"]


def imported(content: bytes, welcome: bool = False) -> dict[str, Any]:
	"""Import in this process as the administrator of the counties, as the worker would."""
	with acting_as(ADMIN):
		jobs.execute(keep(content, "名单.xlsx"), welcome, "zh")
		return jobs.IMPORT.facts()


def kept_content() -> dict[str, Any]:
	"""All that an import can change."""
	counties = frappe.get_all("County", {"name": ["in", CODES]}, ["*"], order_by="name")
	return {
		"counties": [dict(each) for each in counties],
		"county users": rows_of("County User", CODES),
		"province users": rows_of("Province User", (QINGHAI, GANSU)),
		"users": frappe.get_all("User", {"name": ["like", "%@list.test"]}, ["name", "full_name", "modified"]),
		"permissions": frappe.get_all("User Permission", {"user": ["like", "%@list.test"]}, pluck="name"),
	}


def rows_of(doctype: str, parents: Sequence[str]) -> list[dict[str, Any]]:
	filters = {"parent": ["in", parents], "user": ["like", "%@list.test"]}
	return [dict(each) for each in frappe.get_all(doctype, filters, ["*"], order_by="parent, idx")]


def _remove_list() -> None:
	factories.start_anew()
	listed = ["like", "%@list.test"]
	others = frappe.get_all(
		"User", [["name", *listed], ["name", "not in", (ADMIN, OFFICER, REPORTER)]], pluck="name"
	)
	for table in ("County User", "Province User"):
		frappe.db.delete(table, {"user": ["in", others]})
	for code in CODES:
		if code != "620621":
			frappe.delete_doc("County", code, force=True, ignore_missing=True)
	frappe.clear_document_cache("Province")
	_forget_users(others)
	jobs.IMPORT.store.write(None)
	frappe.db.commit()


def _remove_everything() -> None:
	_remove_list()
	frappe.delete_doc("County", "620621", force=True, ignore_missing=True)
	_forget_users([ADMIN, OFFICER, REPORTER])
	frappe.db.commit()


def _forget_users(names: list[str]) -> None:
	# Frappe refuses to delete users while nobody but Administrator is a System Manager.
	for doctype, field in (
		("Has Role", "parent"),
		("User Permission", "user"),
		("Notification Settings", "name"),
		("User", "name"),
	):
		frappe.db.delete(doctype, {field: ["in", names]})
	for name in names:
		frappe.clear_cache(user=name)


class TestImport:
	def test_writes_counties_users_and_assignments(self) -> None:
		run = imported(list_of())
		assert (run["state"], run["changes"]) == (
			"Done",
			{
				"new_counties": 3,
				"changed_counties": 0,
				"new_users": 3,
				"new_assignments": 4,
				"changed_phones": 0,
			},
		)
		county = frappe.get_doc("County", "630203")
		assert (county.county_name, county.province, county.city) == ("平安区", QINGHAI, "海东市")
		assert (county.batch, county.period, county.active) == ("第一批", "2021-2025年度", 1)
		assert [(row.user, row.full_name, row.phone) for row in county.users] == [
			("li@list.test", "李静", "13997200001")
		]
		assert [
			(row["parent"], row["user"], row["role"], row["city"])
			for row in rows_of("Province User", (QINGHAI, GANSU))
		] == [
			(GANSU, "zhao@list.test", PROVINCIAL_APPROVER, ""),
			(QINGHAI, "wang@list.test", CITY_REVIEWER, "海东市"),
		]

	def test_people_get_the_roles_of_the_list_and_no_other(self) -> None:
		imported(list_of())
		roles = {
			user: set(frappe.get_all("Has Role", {"parent": user, "parenttype": "User"}, pluck="role"))
			for user in ("li@list.test", "wang@list.test", "zhao@list.test")
		}
		assert roles == {
			"li@list.test": {COUNTY_REPORTER},
			"wang@list.test": {COUNTY_REPORTER, CITY_REVIEWER},
			"zhao@list.test": {PROVINCIAL_APPROVER},
		}

	def test_a_reviewer_reaches_the_counties_that_came_with_the_same_list(self) -> None:
		imported(list_of())
		with acting_as("wang@list.test"):
			assert set(frappe.get_list("County", pluck="name")) == {"630203", "630222", "620602"}

	def test_a_second_time_changes_nothing_and_says_so(self, admin: Client) -> None:
		imported(list_of())
		before = kept_content()
		found = check(admin, list_of())
		assert not any(found["changes"].values())
		run = imported(list_of())
		assert (run["state"], any(run["changes"].values())) == ("Done", False)
		assert kept_content() == before

	def test_the_present_list_comes_out_and_changes_nothing_when_it_comes_in(self, admin: Client) -> None:
		imported(list_of())
		response = admin.get(ACTIONS + "download", filled=1)
		assert response.ok
		name = quote("全国科普示范县名单.xlsx")
		assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
		known = KnownList(provinces())
		content = read_county_list(response.content, known)
		assert {each.county.code for each in content.counties} >= set(CODES)
		assert {each.email for each in content.users} >= {"li@list.test", "wang@list.test", "zhao@list.test"}
		assert not any(check(admin, response.content)["changes"].values())

	def test_only_what_differs_is_written_and_blanks_leave_things_alone(self) -> None:
		imported(list_of())
		batch = CountyEntry(County("630203", "平安区", "", "第二批", ""), QINGHAI, 0)
		changed = list_of([batch, MINHE, LIANGZHOU], [])
		modified = frappe.db.get_value("County", "630222", "modified")
		run = imported(changed)
		assert run["changes"]["changed_counties"] == 1
		assert frappe.db.get_value("County", "630203", ["city", "batch", "period"]) == (
			"海东市",
			"第二批",
			"2021-2025年度",
		)
		assert frappe.db.get_value("County", "630222", "modified") == modified
		assert rows_of("County User", ["630203"])[0]["user"] == "li@list.test"

	def test_a_telephone_number_changes_in_its_row(self) -> None:
		imported(list_of())
		(row,) = rows_of("County User", ["630203"])
		user = UserEntry(
			"li@list.test", "李静", AssignedRole.COUNTY_REPORTER, QINGHAI, "630203", phone="13900000000"
		)
		run = imported(list_of(COUNTIES, [user]))
		assert run["changes"]["changed_phones"] == 1
		(after,) = rows_of("County User", ["630203"])
		assert (after["name"], after["phone"]) == (row["name"], "13900000000")

	def test_a_known_user_keeps_name_and_is_noted(self, admin: Client) -> None:
		imported(list_of())
		user = UserEntry("li@list.test", "李静静", AssignedRole.COUNTY_REPORTER, QINGHAI, "630222")
		found = check(admin, list_of([], [user]))
		assert (found["changes"]["new_users"], found["changes"]["new_assignments"]) == (0, 1)
		assert "li@list.test" in found["notes"][0]
		assert "李静" in found["notes"][0]
		imported(list_of([], [user]))
		assert frappe.db.get_value("User", "li@list.test", "full_name") == "李静"

	def test_more_users_than_frappe_allows_an_hour_and_no_mail(self, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setitem(frappe.local.conf, "throttle_user_limit", 1)
		mails = frappe.db.count("Email Queue")
		assert imported(list_of())["changes"]["new_users"] == 3
		assert frappe.db.count("Email Queue") == mails

	def test_by_the_button_and_the_real_worker(self, admin: Client, finish_jobs: Callable[..., None]) -> None:
		drop_waiting_jobs()
		found = check(admin, list_of())
		assert found["changes"]["new_counties"] == 3
		assert {"name": "630203", "detail": "平安区，海东市"}.items() <= found["lines"][3].items()
		frappe.db.rollback()
		assert not frappe.db.exists("County", "630203")
		started = admin.call(ACTIONS + "start", token=found["token"])
		assert started.ok, started.text
		finish_jobs()
		run = admin.get(ACTIONS + "progress").json()["message"]
		assert (run["state"], run["user"], run["changes"]["new_counties"]) == ("Done", ADMIN, 3)
		assert frappe.db.get_value("County", "630203", "owner") == ADMIN
		again = admin.call(ACTIONS + "start", token=found["token"])
		assert again.status_code == 417


class TestRefusal:
	def test_every_mistake_by_sheet_and_cell_and_nothing_is_written(self, admin: Client) -> None:
		before = kept_content()
		workbook = load_workbook(io.BytesIO(list_of()))
		counties, users = workbook["示范县名单"], workbook["用户"]
		counties["A4"], counties["C5"] = "63020", "青海府"
		users["C5"], users["G7"] = "系统管理员", "12"
		stream = io.BytesIO()
		workbook.save(stream)
		found = check(admin, stream.getvalue())
		assert {(each["sheet"], each["cell"]) for each in found["problems"]} >= {
			("示范县名单", "A4"),
			("示范县名单", "C5"),
			("用户", "C5"),
			("用户", "G7"),
		}
		assert "token" not in found
		run = imported(stream.getvalue())
		assert run["state"] == "Failed"
		frappe.db.rollback()
		assert kept_content() == before

	def test_what_is_no_workbook_is_told_in_words(self, admin: Client) -> None:
		(problem,) = check(admin, "代码,名称\n".encode())["problems"]
		assert "不是Excel工作簿" in problem["message"]

	def test_a_refusal_in_the_middle_leaves_nothing_and_names_the_row(self) -> None:
		before = kept_content()
		long_city = CountyEntry(County("620602", "凉州区", "武威市", "", ""), GANSU, 0)
		frappe.db.set_value("DocField", {"parent": "County", "fieldname": "city"}, "reqd", 1)
		frappe.clear_cache(doctype="County")
		frappe.db.commit()
		try:
			cityless = CountyEntry(County("630222", "民和回族土族自治县", "", "", ""), QINGHAI, 0)
			run = imported(list_of([DUODE, cityless, long_city]))
		finally:
			frappe.db.rollback()
			frappe.db.set_value("DocField", {"parent": "County", "fieldname": "city"}, "reqd", 0)
			frappe.db.commit()
			frappe.clear_cache(doctype="County")
		assert run["state"] == "Failed"
		assert run["error"].startswith("示范县名单!A5")
		assert kept_content() == before

	def test_the_address_of_another_user_is_refused(self, admin: Client) -> None:
		address = frappe.db.get_value("User", "Administrator", "email")
		user = UserEntry(address, "某人", AssignedRole.PROVINCIAL_APPROVER, GANSU)
		(problem,) = check(admin, list_of([], [user]))["problems"]
		assert (problem["sheet"], problem["cell"]) == ("用户", "A4")
		assert "Administrator" in problem["message"]

	def test_a_county_does_not_move_to_another_province(self, admin: Client) -> None:
		frappe.db.set_value("County", "620621", "province", "640000")
		frappe.db.commit()
		moved = CountyEntry(County("620621", "民勤县", "武威市", "", ""), GANSU, 0)
		(problem,) = check(admin, list_of([moved], []))["problems"]
		frappe.db.set_value("County", "620621", "province", GANSU)
		frappe.db.commit()
		assert problem["cell"] == "C4"

	def test_killed_in_the_middle_writes_nothing_and_can_be_done_again(self, site: str) -> None:
		before = kept_content()
		with acting_as(ADMIN):
			token = keep(list_of(), "名单.xlsx")
		frappe.db.commit()
		script = Path(__file__).with_name("county_import_job.py")
		environment = {**os.environ, "PYTHONPATH": str(script.parents[2])}
		for number in (1, 4, 7):
			command = [sys.executable, str(script), site, ADMIN, token, str(number)]
			killed = subprocess.run(command, env=environment, timeout=180, check=False, capture_output=True)
			assert killed.returncode == -9, killed.stderr.decode()
			frappe.db.rollback()
			assert kept_content() == before
		assert imported(list_of())["state"] == "Done"

	def test_two_at_once(self, admin: Client) -> None:
		token = check(admin, list_of())["token"]
		with exclusive(jobs.IMPORT.job) as is_alone:
			assert is_alone
			response = admin.call(ACTIONS + "start", token=token)
		assert (response.status_code, "AlreadyRunningError" in response.text) == (417, True)

	def test_no_welcome_mail_without_an_account_to_send_it(self, admin: Client) -> None:
		assert not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1})
		token = check(admin, list_of())["token"]
		assert admin.call(ACTIONS + "start", token=token, welcome=True).status_code == 417


class TestWhoMay:
	@pytest.mark.parametrize("user", [REPORTER, OFFICER])
	@pytest.mark.parametrize("action", ["download", "check", "start", "progress"])
	def test_nobody_but_the_administrator(self, sign_in: SignIn, user: str, action: str) -> None:
		arguments = {
			"download": {"filled": 1},
			"check": {"name": "x", "content": base64.b64encode(list_of()).decode()},
			"start": {"token": "x"},
			"progress": {},
		}[action]
		client = sign_in(user)
		send = client.get if action in ("download", "progress") else client.call
		response = send(ACTIONS + action, **arguments)
		assert response.status_code == 403
		assert "630203" not in response.text

	def test_a_checked_list_is_only_for_who_checked_it(self, admin: Client, sign_in: SignIn) -> None:
		token = check(admin, list_of())["token"]
		assert sign_in("Administrator").call(ACTIONS + "start", token=token).status_code == 417


class TestNobodyRulesByTheWay:
	"""Frappe makes whoever is saved a System Manager while nobody but Administrator is one."""

	def test_assigning_and_taking_away(self) -> None:
		assert not frappe.get_all(
			"Has Role", {"role": "System Manager", "parenttype": "User", "parent": ["!=", "Administrator"]}
		)
		imported(list_of())
		county = frappe.get_doc("County", "630203")
		county.users = []
		county.save()
		user = frappe.get_doc("User", "li@list.test")
		assert [row.role for row in user.roles] == []
		user.bio = "x"
		user.user_type = "System User"
		user.save()
		assert "System Manager" not in frappe.get_roles("li@list.test")

	def test_on_purpose_it_is_still_possible(self) -> None:
		user = frappe.get_doc("User", REPORTER)
		user.append_roles("System Manager")
		user.save()
		assert "System Manager" in frappe.get_roles(REPORTER)
		frappe.db.rollback()
		frappe.clear_cache(user=REPORTER)
