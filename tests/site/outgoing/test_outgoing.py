"""Messages to group robots and mobile numbers: what arrives, once it is switched on."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import frappe
import pytest
import time_machine

from kepu_app.controllers.intent import intend
from kepu_app.messaging.delivery import deliver
from kepu_app.messaging.outbox import LOG
from kepu_app.reminders import send_due_reminders
from kepu_app.reminders.by_hand import remind_counties
from kepu_app.review import bulk
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site import factories
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	HOME,
	HOME_COUNTIES,
	NEIGHBOUR,
	OFFICER,
	World,
	acting_as,
	step,
)
from tests.site.outgoing.messages import (
	KEY,
	MOBILE,
	REASON,
	SECOND_MOBILE,
	SETTINGS,
	SWITCHES,
	at_deadline,
	draft_again,
	is_impersonal,
	reminders_due,
	sent,
	set_cast,
	switch_on,
)
from tests.site.outgoing.recorder import Recorder
from tests.years import year_of

YEAR = year_of(__file__)


@pytest.fixture
def due(world: World) -> Iterator[str]:
	with reminders_due(world) as deadline:
		yield deadline


class TestOff:
	def test_nothing_is_written_until_somebody_switches_it_on(self, world: World, due: str) -> None:
		summary = factories.handed_in_summary(world)
		step(summary, CITY, "Return", REASON)
		with at_deadline(world):
			assert send_due_reminders() > 0
		assert sent() == []
		draft_again(world, COUNTY)

	def test_a_new_province_has_everything_off(self) -> None:
		assert [frappe.new_doc("Province").get(each) for each in SWITCHES] == [0, 0, 0, 0]
		assert [frappe.new_doc(SETTINGS).get(each) for each in SWITCHES[:3]] == [0, 0, 0]

	@pytest.mark.parametrize("where", ["conf", "flags"])
	def test_with_muted_mails_as_in_the_demo_nothing_is_sent(self, world: World, where: str) -> None:
		switch_on(HOME, *SWITCHES)
		getattr(frappe.local, where).mute_emails = 1
		try:
			step(factories.handed_in_summary(world), CITY, "Return", REASON)
		finally:
			getattr(frappe.local, where).mute_emails = 0
		assert sent() == []
		draft_again(world, COUNTY)


class TestReminders:
	def test_one_message_a_group_and_one_a_person_once(
		self, world: World, server: Recorder, due: str
	) -> None:
		switch_on(HOME, "robot_reminders", "sms_reminders")
		with at_deadline(world):
			send_due_reminders()
			deliver()
			send_due_reminders()
			deliver()
		robot, text_message = server.arrived
		number = len(HOME_COUNTIES)
		site = frappe.utils.get_url()
		assert (robot.path, robot.query) == ("/cgi-bin/webhook/send", {"key": [KEY]})
		assert robot.text == (
			f"【科普示范县】安徽省：还有 {number} 个县未报送，截止 {due}（就在今天）\n{site}"
		)
		form = parse_qs(text_message.body)
		assert (form["to"], form["account"]) == ([MOBILE], ["kexie"])
		assert form["text"] == [
			f"【科普示范县】您有 1 项材料待报送，截止 {due}（就在今天），请登录办理：{site}"
		]
		assert is_impersonal(server)

	def test_a_run_that_died_before_sending_is_made_up_for(
		self, world: World, server: Recorder, due: str
	) -> None:
		switch_on(HOME, "robot_reminders")
		with at_deadline(world):
			send_due_reminders()
			frappe.db.set_single_value(SETTINGS, "reminded_until", None)
			frappe.db.commit()
			send_due_reminders()
			deliver()
		assert len(server.arrived) == 1

	def test_by_hand(self, world: World, server: Recorder) -> None:
		switch_on(HOME, "robot_reminders")
		with acting_as(APPROVER):
			remind_counties([world.summary(), world.summary(NEIGHBOUR)])
		frappe.db.commit()
		deliver()
		assert "安徽省：已提醒 2 个县报送，截止 " in server.arrived[0].text

	def test_casts_group_hears_of_the_country(self, world: World, server: Recorder) -> None:
		set_cast("robot_reminders")
		frappe.db.set_single_value(SETTINGS, {"reminders_enabled": 1, "reminder_days": "0"})
		frappe.db.commit()
		deadline = frappe.db.get_value("Reporting Cycle", YEAR, "national_deadline")
		with time_machine.travel(f"{deadline}T04:00:00+00:00"):
			send_due_reminders()
			deliver()
		[message] = server.arrived
		assert message.text.startswith("【科普示范县】全国：还有 8 个县、32 个省未报送，省级截止 ")
		frappe.db.set_single_value(SETTINGS, "reminder_days", "14,7,3,1,0,-1,-3")


class TestResults:
	def test_steps_of_a_run_are_one_message_and_each_person_is_told_his(
		self, world: World, server: Recorder
	) -> None:
		switch_on(HOME, "robot_results", "sms_results")
		for county in (COUNTY, NEIGHBOUR):
			step(factories.handed_in_summary(world, county), CITY, "Return", REASON)
		frappe.db.commit()
		deliver()
		deliver()
		robot, text_message = server.arrived
		site = frappe.utils.get_url()
		assert robot.text == (f"【科普示范县】安徽省：年度工作总结退回 2 件（埇桥区、砀山县）。\n{site}")
		form = parse_qs(text_message.body)
		assert form["to"] == [MOBILE]
		assert form["text"] == [f"【科普示范县】埇桥区年度工作总结退回，请登录查看：{site}"]
		assert len(form["text"][0]) <= 70
		assert is_impersonal(server)
		assert {each.status for each in sent()} == {"Delivered"}
		draft_again(world, COUNTY, NEIGHBOUR)

	def test_a_case_is_counted_and_not_named(self, world: World, server: Recorder) -> None:
		switch_on(HOME, "robot_results")
		case = factories.proposed_case(world, COUNTY)
		frappe.db.set_value(case.doctype, case.name, "title", "诗词人物王五")
		step(case, APPROVER, "Return", REASON)
		frappe.db.commit()
		deliver()
		assert "安徽省：典型案例退回 1 件。" in server.arrived[0].text
		assert is_impersonal(server)

	def test_a_step_that_is_undone_tells_nobody(self, world: World) -> None:
		switch_on(HOME, "robot_results")
		summary = factories.handed_in_summary(world)
		frappe.db.commit()
		with acting_as(CITY):
			doc = frappe.get_doc(SUMMARY, summary.name)
			intend(doc, reason=REASON)
			doc.workflow_state = "Returned"
			doc.save()
		assert frappe.db.count(LOG) == 1
		frappe.db.rollback()
		assert sent() == []
		draft_again(world, COUNTY)

	def test_a_bulk_step_is_one_message(self, world: World, server: Recorder) -> None:
		switch_on(HOME, "robot_results")
		names = [factories.handed_in_summary(world, county).name for county in (COUNTY, NEIGHBOUR)]
		frappe.db.commit()
		with acting_as(CITY):
			bulk.run(frappe.generate_hash(length=8), SUMMARY, names, "Return", REASON, {}, "zh")
		deliver()
		[message] = server.arrived
		assert "退回 2 件" in message.text
		draft_again(world, COUNTY, NEIGHBOUR)

	def test_of_a_submission_province_and_cast_hear(self, world: World, server: Recorder) -> None:
		switch_on(HOME, "robot_results", "sms_results", address="feishu")
		set_cast("robot_results", address="dingtalk")
		factories.force_state(frappe.get_doc(SUBMISSION, world.submission()), "Sent")
		step(frappe.get_doc(SUBMISSION, world.submission()), OFFICER, "Return", REASON)
		frappe.db.commit()
		deliver()
		by_path = {each.path.split("/")[1]: each for each in server.arrived}
		words = "省级汇总材料被中国科协退回 1 件（安徽省）。"
		assert f"安徽省：{words}" in by_path["open-apis"].text
		assert f"中国科协：{words}" in by_path["robot"].text
		assert parse_qs(by_path["sms"].body)["to"] == [SECOND_MOBILE]
		assert is_impersonal(server)
		factories.force_state(frappe.get_doc(SUBMISSION, world.submission()), "Collecting")
