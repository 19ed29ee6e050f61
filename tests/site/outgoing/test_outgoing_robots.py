"""Messages to group robots: the address, the signature, and the button that tries them."""

import base64
import hashlib
import hmac
from collections.abc import Callable

import frappe

from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import error_type, messages
from tests.site.factories import APPROVER, CITY, COUNTY, HOME, KEEPER, OFFICER, REPORTER, World, acting_as
from tests.site.outgoing.messages import (
	REASON,
	SECRET,
	SETTINGS,
	TOKEN,
	draft_again,
	sent,
	set_cast,
	switch_on,
)
from tests.site.outgoing.recorder import Recorder
from tests.waiting import wait_for

SignIn = Callable[[str], Client]


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
		set_cast()
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
