"""Messages to group robots and mobile numbers, against a server of this machine: what arrives, and what does not."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import frappe
import pytest
import time_machine
from frappe.installer import update_site_config
from frappe.utils import add_days, getdate, nowdate

from kepu_app.doctor.messages import check_messages
from kepu_app.messaging import apprise_robots, delivery, sms
from kepu_app.messaging.delivery import deliver
from kepu_app.messaging.outbox import LOG
from kepu_app.reminders import remind_counties, send_due_reminders
from kepu_app.review import bulk
from tests.site import factories
from tests.site.client import Client
from tests.site.compat import CONFIG_KEPT
from tests.site.endpoints import error_type, messages
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN,
	HOME,
	HOME_COUNTIES,
	KEEPER,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
	World,
	acting_as,
	step,
)
from tests.site.recorder import Recorder
from tests.site.waiting import wait_for
from tests.years import year_of

YEAR = year_of(__file__)
SUMMARY, SUBMISSION, SETTINGS = "Annual Summary", "Provincial Submission", "Kepu Settings"
KEY, TOKEN, SECRET = "zqk-key-of-the-group", "zqktoken0123", "SEC0123456789abc"
MOBILE, SECOND_MOBILE = "13900139001", "13900139002"
REASON = "请联系张三丰，电话13700137000。"
NAME = "诸葛小明"
PERSONAL = (NAME, "王 芳", "0551-65000000", "张三丰", "13700137000", "flow.test", "诗词人物王五")
SWITCHES = ("robot_reminders", "robot_results", "sms_reminders", "sms_results")
SECRETS = ("robot_address", "robot_secret")
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def server(_site_connection: None) -> Iterator[Recorder]:
	recorder = Recorder()
	before = frappe.conf.mute_emails
	_configure({"kepu_robot_hosts": [recorder.host], "mute_emails": 0})
	time.sleep(CONFIG_KEPT)
	yield recorder
	_configure({"kepu_robot_hosts": "None", "mute_emails": "None"})
	frappe.local.conf.update({"kepu_robot_hosts": (), "mute_emails": before})
	recorder.close()


def _configure(values: dict[str, Any]) -> None:
	"""For the worker, and for this process."""
	for name, value in values.items():
		update_site_config(name, value)
	frappe.local.conf.update(values)


@pytest.fixture(scope="module")
def world(world: World, server: Recorder) -> Iterator[World]:
	frappe.db.set_value("User", REPORTER, {"mobile_no": MOBILE, "full_name": NAME})
	frappe.db.set_value("User", APPROVER, {"mobile_no": SECOND_MOBILE, "full_name": NAME})
	_set_gateway(f"http://{server.host}/sms")
	frappe.db.commit()
	yield world
	_set_gateway("")
	for user in (REPORTER, APPROVER):
		frappe.db.set_value("User", user, {"mobile_no": None, "full_name": user})
	frappe.db.commit()


@pytest.fixture(autouse=True)
def _quiet(world: World, server: Recorder) -> Iterator[None]:
	"""Everything is off, nothing waits, and no job is put on the queue."""
	_silence(server)
	frappe.flags.kepu_messages_held = True
	language, frappe.local.lang = frappe.local.lang, "zh"
	yield
	frappe.local.lang = language
	frappe.flags.kepu_messages_held = frappe.flags.kepu_messages_wait = False
	frappe.db.rollback()
	_silence(server)


def _silence(server: Recorder) -> None:
	frappe.set_user("Administrator")
	frappe.db.delete(LOG)
	frappe.db.delete("Sent Reminder", {"user": ["like", "%@flow.test"]})
	frappe.db.set_single_value(SETTINGS, {"reminders_enabled": 0, "reminded_until": None})
	off = dict.fromkeys(SWITCHES, 0)
	for province in (HOME, FOREIGN):
		frappe.db.set_value("Province", province, off | dict.fromkeys(SECRETS))
		frappe.clear_document_cache("Province", province)
	frappe.db.set_single_value(SETTINGS, dict.fromkeys(SWITCHES[:3], 0))
	for field in SECRETS:
		frappe.db.set_single_value(SETTINGS, field, "")
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	server.forget()
	frappe.db.commit()


def _set_gateway(url: str) -> None:
	settings = frappe.get_doc("SMS Settings")
	settings.update({"sms_gateway_url": url, "message_parameter": "text", "receiver_parameter": "to"})
	settings.update({"use_post": 1, "parameters": [{"parameter": "account", "value": "kexie"}]})
	settings.flags.ignore_mandatory = True
	settings.save()


def switch_on(
	province: str, *switches: str, address: str | None = "wecom", secret: str | None = None
) -> None:
	doc = frappe.get_doc("Province", province)
	doc.update({each: int(each in switches) for each in SWITCHES})
	doc.update({"robot_address": address and address_of(address), "robot_secret": secret})
	doc.save()


def _set_cast(*switches: str, address: str | None = "wecom") -> None:
	doc = frappe.get_doc(SETTINGS)
	doc.update({each: int(each in switches) for each in SWITCHES[:3]})
	doc.update({"robot_address": address and address_of(address), "robot_secret": None})
	doc.save()


def address_of(vendor: str) -> str:
	paths = {
		"wecom": f"/cgi-bin/webhook/send?key={KEY}",
		"dingtalk": f"/robot/send?access_token={TOKEN}",
		"feishu": f"/open-apis/bot/v2/hook/{KEY}",
	}
	return f"http://{frappe.conf.kepu_robot_hosts[0]}{paths[vendor]}"


def draft_again(world: World, *counties: str) -> None:
	for county in counties:
		factories.force_state(frappe.get_doc(SUMMARY, world.summary(county)), "Draft")


def sent() -> list[Any]:
	frappe.db.rollback()
	return frappe.get_all(LOG, fields=["*"], order_by="creation asc")


def told(server: Recorder) -> str:
	"""All that arrived and all that is kept, without escapes and without whose account it went to."""
	arrived = [
		json.loads(each.body) if each.body.startswith("{") else parse_qs(each.body) for each in server.arrived
	]
	kept = [{**each, "recipient": None, "owner": None, "modified_by": None} for each in sent()]
	return json.dumps([arrived, kept], ensure_ascii=False, default=str)


def is_impersonal(server: Recorder) -> bool:
	everything = told(server)
	return not any(each in everything for each in PERSONAL)


def at_deadline(world: World) -> Any:
	"""The day by which the counties of the one province file."""
	return time_machine.travel(f"{deadline_of(world)}T04:00:00+00:00")


def deadline_of(world: World) -> str:
	return str(frappe.db.get_value(SUBMISSION, world.submission(), "county_deadline") or "")


@pytest.fixture
def due(world: World) -> Iterator[str]:
	"""The day, in the Chinese way, by which the counties file; reminders are on."""
	deadline = add_days(nowdate(), 20)
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", deadline)
	frappe.db.set_single_value(SETTINGS, {"reminders_enabled": 1, "reminder_days": "0"})
	frappe.db.commit()
	yield f"{getdate(deadline).month}月{getdate(deadline).day}日"
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", None)
	frappe.db.set_single_value(SETTINGS, "reminder_days", "14,7,3,1,0,-1,-3")


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
		_set_cast("robot_reminders")
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
			doc.flags.reason = REASON
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
		_set_cast("robot_results", address="dingtalk")
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
	message.flags.by_system = True
	name = message.insert().name
	frappe.db.commit()
	return name


class TestRobot:
	def test_a_signature_as_dingtalk_checks_it(self, world: World, server: Recorder) -> None:
		switch_on(HOME, address="dingtalk", secret=SECRET)
		with acting_as(KEEPER):
			from kepu_app.messaging.api import test_robot

			assert test_robot("Province", HOME) == "钉钉"
		query = {name: values[0] for name, values in server.arrived[0].query.items()}
		signed = f"{query['timestamp']}\n{SECRET}".encode()
		expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
		assert query == {"access_token": TOKEN, "timestamp": query["timestamp"], "sign": expected}

	def test_the_address_is_not_read_back(self, world: World, sign_in: SignIn) -> None:
		switch_on(HOME, address="dingtalk", secret=SECRET)
		frappe.db.commit()
		for user in (KEEPER, APPROVER):
			client = sign_in(user)
			answers = [
				client.resource("GET", "Province", HOME),
				client.get("frappe.desk.form.load.getdoc", doctype="Province", name=HOME),
				client.call(
					"frappe.client.get_password", doctype="Province", name=HOME, fieldname="robot_address"
				),
			]
			assert not any(each in said for said in (a.text for a in answers) for each in (TOKEN, SECRET))
		kept = frappe.db.get_value("Province", HOME, ["robot_address", "robot_secret"])
		versions = frappe.get_all("Version", {"docname": HOME}, pluck="data")
		assert not any(each in str((kept, versions)) for each in (TOKEN, SECRET))

	def test_other_hosts_are_refused_and_the_three_named(self, world: World, sign_in: SignIn) -> None:
		response = sign_in(KEEPER).resource(
			"PUT",
			"Province",
			HOME,
			json={"robot_address": "http://127.0.0.1:6379/robot/send?access_token=abcdefgh"},
		)
		assert response.status_code == 417
		assert all(each in messages(response) for each in ("企业微信", "钉钉", "飞书"))
		assert frappe.db.get_value("Province", HOME, "robot_address") is None

	def test_only_who_may_change_the_record_tests_it(
		self, world: World, sign_in: SignIn, server: Recorder
	) -> None:
		switch_on(HOME)
		_set_cast()
		frappe.db.commit()
		for user in (APPROVER, REPORTER, OFFICER):
			client = sign_in(user)
			for doctype, name in (("Province", HOME), (SETTINGS, SETTINGS)):
				answer = client.call("kepu_app.messaging.api.test_robot", doctype=doctype, name=name)
				assert error_type(answer) == "PermissionError"
			assert error_type(client.call("kepu_app.messaging.api.test_sms")) == "PermissionError"
		assert server.arrived == []

	def test_the_button_says_what_came_of_it(self, world: World, sign_in: SignIn, server: Recorder) -> None:
		client, about = sign_in(KEEPER), {"doctype": "Province", "name": HOME}
		switch_on(HOME)
		frappe.db.commit()
		assert client.call("kepu_app.messaging.api.test_robot", **about).json()["message"] == "企业微信"
		assert "安徽省：这是一条测试消息" in server.arrived[0].text
		server.answer = '{"errcode": 310000, "errmsg": "<b>keywords not in content</b>"}'
		refused = client.call("kepu_app.messaging.api.test_robot", **about)
		assert refused.status_code == 417
		assert "没有发出" in messages(refused)
		assert "<b>keywords" not in messages(refused)
		assert "没有手机号码" in messages(client.call("kepu_app.messaging.api.test_sms"))

	def test_a_step_over_http_is_sent_by_the_worker(
		self, world: World, sign_in: SignIn, server: Recorder
	) -> None:
		switch_on(HOME, "robot_results")
		summary = factories.handed_in_summary(world)
		frappe.db.commit()
		row = {"doc": frappe.get_doc(SUMMARY, summary.name).as_json(), "action": "Return", "reason": REASON}
		assert sign_in(CITY).call("frappe.model.workflow.apply_workflow", **row).ok
		wait_for(lambda: server.arrived)
		assert "退回 1 件（埇桥区）" in server.arrived[0].text
		wait_for(lambda: sent()[0].status == "Delivered")
		draft_again(world, COUNTY)
