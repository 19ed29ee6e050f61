"""Messages to group robots and mobile numbers: what does not arrive, and that no step is lost by it."""

from typing import Any

import frappe
import pytest
from frappe.utils import add_days, nowdate

from kepu_app.controllers.intent import intend
from kepu_app.doctor.messages import check_messages
from kepu_app.messaging import apprise_robots, delivery, sms
from kepu_app.messaging.delivery import deliver
from kepu_app.messaging.outbox import LOG
from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.factories import APPROVER, CITY, COUNTY, DEPUTY, HOME, OFFICER, REPORTER, World, step
from tests.site.outgoing.messages import KEY, REASON, draft_again, sent, switch_on
from tests.site.outgoing.recorder import Recorder


class TestFailures:
	@pytest.mark.parametrize(
		("values", "why"),
		[
			({"status": 500}, "服务器的回答是 HTTP 500。"),
			({"status": 302}, "服务器的回答是 HTTP 302。"),
			(
				{"answer": '{"errcode": 93000, "errmsg": "invalid webhook url"}'},
				"服务器没有收下：93000 invalid webhook url",
			),
			({"answer": "<html>"}, "服务器的回答无法识别。"),
		],
	)
	def test_nothing_is_tried_again_and_it_is_told_why(
		self, world: World, server: Recorder, values: dict[str, Any], why: str
	) -> None:
		for name, value in values.items():
			setattr(server, name, value)
		switch_on(HOME)
		_waiting(channel="Robot")
		deliver()
		deliver()
		assert len(server.arrived) == 1
		[message] = sent()
		assert (message.status, message.error, message.sent_at) == ("Failed", why, None)
		assert any("没有发出" in each.problem for each in check_messages())

	def test_a_step_stands_though_the_server_hangs(
		self, world: World, server: Recorder, monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(apprise_robots, "SECONDS", 0.3)
		server.silent = True
		switch_on(HOME, "robot_results")
		summary = step(factories.handed_in_summary(world), CITY, "Return", REASON)
		frappe.db.commit()
		deliver()
		[message] = sent()
		assert (message.status, message.error) == ("Failed", "服务器没有及时应答（ReadTimeout）。")
		assert KEY not in str(message)
		assert frappe.db.get_value(SUMMARY, summary.name, "workflow_state") == "Returned"
		draft_again(world, COUNTY)

	def test_a_gateway_that_does_not_answer_is_left_alone(
		self, world: World, server: Recorder, monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(sms, "SECONDS", (0.2, 0.2))
		server.silent = True
		for user in (REPORTER, APPROVER, DEPUTY, CITY, OFFICER):
			_waiting_sms(user)
		deliver()
		assert len(server.arrived) == 2  # of those with a number
		assert {each.status for each in sent()} == {"Failed"}
		assert {each.error for each in sent()} == {
			"服务器没有及时应答（ReadTimeout）。",
			"账号已停用，或者没有手机号码。",
		}

	def test_after_three_in_a_row_no_more_are_tried(
		self, world: World, server: Recorder, monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(sms, "SECONDS", (0.2, 0.2))
		monkeypatch.setattr(delivery, "MOST_UNREACHABLE", 1)
		server.silent = True
		_waiting_sms(APPROVER)
		_waiting_sms(REPORTER)
		deliver()
		assert len(server.arrived) == 1
		assert {each.error for each in sent()} == {
			"服务器没有及时应答（ReadTimeout）。",
			"短信网关没有应答，其余的不再尝试。",
		}

	def test_what_was_under_way_or_waited_too_long_is_given_up(self, world: World, server: Recorder) -> None:
		switch_on(HOME, "robot_reminders")
		killed, old = (_waiting_sms(REPORTER) for _ in range(2))
		frappe.db.set_value(LOG, killed, "status", "Sending")
		frappe.db.set_value(LOG, old, "creation", add_days(nowdate(), -2), update_modified=False)
		frappe.db.commit()
		deliver()
		assert server.arrived == []
		assert {each.status for each in sent()} == {"Failed"}

	def test_no_table_no_step_is_lost(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
		"""Whatever goes wrong with the message, the paper moves on."""
		switch_on(HOME, "robot_results")
		summary = factories.handed_in_summary(world)
		frappe.db.sql_ddl(f"alter table `tab{LOG}` rename column once_key to gone_key")
		try:
			assert step(summary, CITY, "Return", REASON).workflow_state == "Returned"
			frappe.db.commit()
		finally:
			frappe.db.sql_ddl(f"alter table `tab{LOG}` rename column gone_key to once_key")
		draft_again(world, COUNTY)


def _waiting_sms(user: str) -> str:
	return _waiting(channel="SMS", recipient=user)


def _waiting(**values: Any) -> str:
	message = frappe.new_doc(LOG)
	message.update({"kind": "Reminder", "status": "Waiting", "text": "测试", "province": HOME, **values})
	intend(message, by_system=True)
	name = message.insert().name
	frappe.db.commit()
	return name
