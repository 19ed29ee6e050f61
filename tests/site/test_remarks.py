"""Remarks beside a text: who writes, reads, ticks and withdraws them, tried by those who may not."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from kepu_app.review import remarks
from kepu_app.utils.doctypes import CASE, SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, error_type, read
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	CITY,
	DEPUTY,
	FOREIGN_APPROVER,
	FOREIGN_REPORTER,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REASON,
	REPORTER,
	UNASSIGNED,
	World,
	acting_as,
	reporter,
)
from tests.years import year_of

YEAR = year_of(__file__)
REMARK = "Review Remark"
API = "kepu_app.review.api."
TEXT = "请写明场次的来源。"
OUTSIDERS = (
	FOREIGN_REPORTER,
	FOREIGN_APPROVER,
	OTHER_CITY_REVIEWER,
	reporter(NEIGHBOUR),
	ASSESSOR,
	UNASSIGNED,
	factories.STRANGER,
)
SignIn = Callable[[str], Client]


@pytest.fixture
def pending(world: World) -> Iterator[Any]:
	"""Yield the county's summary before the city."""
	doc = factories.handed_in_summary(world)
	frappe.db.commit()
	yield doc
	factories.start_anew()
	frappe.db.set_value("Reporting Cycle", YEAR, "status", "Open")
	frappe.db.commit()
	factories.renew_documents(world)


def quote_of(doc: Any) -> str:
	return doc.sections[0].text.split("，")[0]


def written(doc: Any, user: str = CITY, text: str = TEXT) -> int:
	"""Return the name of a remark on the first section, by a reviewer."""
	with acting_as(user):
		rows = remarks.add(doc.doctype, doc.name, 0, quote_of(doc), text)["rows"]
	frappe.db.commit()
	return max(row.name for row in rows)


def returned(doc: Any, user: str = CITY) -> Any:
	doc = factories.step(doc, user, "Return", REASON)
	frappe.db.commit()
	return doc


def seen(user: str, doc: Any) -> dict[str, Any]:
	with acting_as(user):
		return remarks.remarks_of(frappe.get_doc(doc.doctype, doc.name))


def call(client: Client, method: str, doc: Any, **values: Any) -> requests.Response:
	return client.call(API + method, doctype=doc.doctype, name=doc.name, **values)


def stored(name: int) -> Any:
	frappe.db.rollback()
	return frappe.db.get_value(REMARK, name, ["remark", "done", "done_by", "withdrawn"], as_dict=True)


class TestTheWayOfARemark:
	def test_the_county_reads_it_once_it_is_returned_and_ticks_it_off(
		self, pending: Any, sign_in: SignIn
	) -> None:
		answer = call(sign_in(CITY), "add_remark", pending, part=0, quote=quote_of(pending), remark=TEXT)
		assert answer.ok, answer.text
		(row,) = answer.json()["message"]["rows"]
		assert (row["remark"], row["quote"], row["part"]) == (TEXT, quote_of(pending), 0)
		assert (row["user"], row["role"], row["is_own"]) == (CITY, "Kepu City Reviewer", True)
		assert not seen(REPORTER, pending)["rows"], "not before it is handed on"
		returned(pending)
		found = seen(REPORTER, pending)
		assert (found["may_tick"], found["may_write"]) == (True, False)
		assert [each.name for each in found["rows"]] == [row["name"]]
		assert call(sign_in(REPORTER), "set_remark_done", pending, remark=row["name"], done=1).ok
		assert (stored(row["name"]).done, stored(row["name"]).done_by) == (1, REPORTER)

	def test_the_reviewer_sees_it_ticked_and_opens_it_again(self, pending: Any, sign_in: SignIn) -> None:
		name = written(pending)
		returned(pending)
		with acting_as(REPORTER):
			remarks.set_done(SUMMARY, pending.name, name, True)
		factories.step(pending, REPORTER, "Submit for Review")
		frappe.db.commit()
		(row,) = seen(CITY, pending)["rows"]
		assert (row.done, row.done_by_name) == (1, frappe.db.get_value("User", REPORTER, "full_name"))
		assert call(sign_in(CITY), "set_remark_done", pending, remark=name, done=0).ok
		assert (stored(name).done, stored(name).done_by) == (0, None)

	def test_what_is_open_is_counted_for_whoever_reads_it(self, pending: Any, sign_in: SignIn) -> None:
		written(pending)
		done = written(pending, text="请补充照片。")
		names = f'["{pending.name}", "gone"]'

		def counted(user: str) -> tuple[int, int]:
			answer = sign_in(user).get(API + "open_remarks", doctype=SUMMARY, names=names).json()["message"]
			return answer["remarks"], answer["documents"]

		assert counted(REPORTER) == (0, 0), "not before they are handed on"
		returned(pending)
		assert counted(REPORTER) == (2, 1)
		with acting_as(REPORTER):
			remarks.set_done(SUMMARY, pending.name, done, True)
		frappe.db.commit()
		assert counted(REPORTER) == (1, 1)
		assert {counted(user) for user in (FOREIGN_REPORTER, reporter(NEIGHBOUR), OTHER_CITY_REVIEWER)} == {
			(0, 0)
		}

	def test_what_the_city_wrote_goes_with_the_text_to_the_province(self, pending: Any) -> None:
		written(pending)
		factories.step(pending, CITY, "Pass City Review")
		for user in (APPROVER, REPORTER, OFFICER):
			assert [row.remark for row in seen(user, pending)["rows"]] == [TEXT]

	def test_one_that_is_withdrawn_is_seen_by_nobody(self, pending: Any, sign_in: SignIn) -> None:
		name = written(pending)
		assert call(sign_in(CITY), "withdraw_remark", pending, remark=name).ok
		assert stored(name).withdrawn == 1
		assert not seen(CITY, pending)["rows"]
		assert (
			error_type(call(sign_in(CITY), "set_remark_done", pending, remark=name, done=1))
			== "PermissionError"
		)

	def test_cases_have_them_too(self, world: World) -> None:
		case = factories.proposed_case(world)
		with acting_as(APPROVER):
			(row,) = remarks.add(CASE, case.name, 0, "以赛促学", TEXT)["rows"]
		assert row.heading == case.title
		frappe.db.rollback()


class TestWhoMayNot:
	def test_write_one(self, pending: Any, sign_in: SignIn) -> None:
		"""The city's turn: neither the author, nor who reviews later or reads, nor anybody from elsewhere."""
		for user in (REPORTER, APPROVER, OFFICER, *OUTSIDERS):
			answer = call(sign_in(user), "add_remark", pending, part=0, quote=quote_of(pending), remark=TEXT)
			assert answer.status_code in (403, 404), f"{user}: {answer.text[:200]}"
		frappe.db.rollback()
		assert not frappe.db.count(REMARK, {"reference_name": pending.name})

	@pytest.mark.parametrize("state", ["Draft", "Returned", "Approved", "Accepted"])
	def test_write_one_in_another_state(self, pending: Any, state: str) -> None:
		factories.force_state(pending, state)
		for user in (CITY, APPROVER):
			with acting_as(user), pytest.raises(frappe.PermissionError):
				remarks.add(SUMMARY, pending.name, 0, quote_of(pending), TEXT)

	def test_tick_withdraw_or_read_one_of_another_place(self, pending: Any, sign_in: SignIn) -> None:
		name = written(pending)
		returned(pending)
		for user in OUTSIDERS:
			client = sign_in(user)
			assert not call(client, "set_remark_done", pending, remark=name, done=1).ok, user
			assert not call(client, "withdraw_remark", pending, remark=name).ok, user
			facts = client.get("kepu_app.review.api.form_facts", doctype=SUMMARY, name=pending.name)
			assert TEXT not in facts.text
		assert (stored(name).done, stored(name).withdrawn) == (0, 0)

	def test_a_guest_gets_nothing(self, pending: Any, url: str) -> None:
		name = written(pending)
		arguments = {"doctype": SUMMARY, "name": pending.name, "remark": name, "done": 1}
		for method in ("add_remark", "set_remark_done", "withdraw_remark"):
			answer = requests.post(f"{url}/api/method/{API}{method}", json=arguments, timeout=30)
			assert answer.status_code in (401, 403)
		assert stored(name).done == 0

	def test_reach_one_through_another_document(self, pending: Any, world: World, sign_in: SignIn) -> None:
		name = written(pending)
		returned(pending)
		neighbour = frappe.get_doc(SUMMARY, world.summary(NEIGHBOUR))
		client = sign_in(reporter(NEIGHBOUR))
		assert (
			error_type(call(client, "set_remark_done", neighbour, remark=name, done=1)) == "PermissionError"
		)
		assert stored(name).done == 0

	def test_tick_one_that_is_not_handed_on_yet(self, pending: Any, sign_in: SignIn) -> None:
		name = written(pending)
		assert (
			error_type(call(sign_in(REPORTER), "set_remark_done", pending, remark=name, done=1))
			== "PermissionError"
		)
		assert stored(name).done == 0

	def test_withdraw_what_another_wrote(self, pending: Any, sign_in: SignIn) -> None:
		factories.force_state(pending, "Pending Provincial Review")
		name = written(pending, APPROVER)
		assert error_type(call(sign_in(DEPUTY), "withdraw_remark", pending, remark=name)) == "PermissionError"
		assert stored(name).withdrawn == 0

	def test_touch_the_record_itself(self, pending: Any, sign_in: SignIn) -> None:
		name = written(pending)
		returned(pending)
		for user in (REPORTER, CITY, APPROVER, OFFICER, factories.KEEPER):
			client = sign_in(user)
			assert not client.resource("GET", REMARK, str(name)).ok
			assert not client.resource("DELETE", REMARK, str(name)).ok
			for change in CHANGES.values():
				change(client, REMARK, str(name), {"remark": "改", "done": 1})
		assert (stored(name).remark, stored(name).done) == (TEXT, 0)
		record = frappe.get_doc(REMARK, name)
		record.flags.from_review = True
		record.remark = "改"
		with pytest.raises(frappe.PermissionError):
			record.save(ignore_permissions=True)
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc(REMARK, name, force=True)


class TestLimits:
	def test_words_that_are_not_in_one_paragraph_are_refused(self, pending: Any) -> None:
		two_lines = quote_of(pending)[:4] + "\n" + quote_of(pending)[4:]
		for quote in ("别处的字句", "  ", "", two_lines):
			with acting_as(CITY), pytest.raises(frappe.ValidationError):
				remarks.add(SUMMARY, pending.name, 0, quote, TEXT)

	@pytest.mark.parametrize("text", ["", " 　\n", "字" * (remarks.MOST_CHARACTERS + 1)])
	def test_a_remark_is_neither_blank_nor_an_essay(self, pending: Any, text: str) -> None:
		with acting_as(CITY), pytest.raises(frappe.ValidationError):
			remarks.add(SUMMARY, pending.name, 0, quote_of(pending), text)

	def test_a_part_that_is_not_there_is_refused(self, pending: Any) -> None:
		for part in (-1, 99):
			with acting_as(CITY), pytest.raises(frappe.ValidationError):
				remarks.add(SUMMARY, pending.name, part, quote_of(pending), TEXT)

	def test_nothing_changes_in_a_locked_cycle_or_a_frozen_province(self, pending: Any, world: World) -> None:
		name = written(pending)
		submission = frappe.get_doc("Provincial Submission", world.submission())
		for lock in (
			lambda: factories.force_state(submission, "Sent"),
			lambda: frappe.db.set_value("Reporting Cycle", YEAR, "status", "Locked"),
		):
			lock()
			for step in (
				lambda: remarks.add(SUMMARY, pending.name, 0, quote_of(pending), TEXT),
				lambda: remarks.set_done(SUMMARY, pending.name, name, True),
				lambda: remarks.withdraw(SUMMARY, pending.name, name),
			):
				with acting_as(CITY), pytest.raises(frappe.ValidationError, match=r"锁定|不能"):
					step()
			factories.force_state(submission, "Collecting")

	def test_a_remark_is_no_change_of_the_document(self, pending: Any, sign_in: SignIn) -> None:
		"""Whoever has the text open goes on with it: nobody is told that it was changed meanwhile."""
		before = read(sign_in(REPORTER), SUMMARY, pending.name)["modified"]
		written(pending)
		assert read(sign_in(REPORTER), SUMMARY, pending.name)["modified"] == before
