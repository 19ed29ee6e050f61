"""Messages to group robots and mobile numbers, against a server of this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import frappe
import time_machine
from frappe.installer import update_site_config
from frappe.utils import add_days, getdate, nowdate

from kepu_app.messaging.outbox import LOG
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site import factories
from tests.site.compat import let_config_be_read
from tests.site.factories import APPROVER, FOREIGN, HOME, REPORTER, World
from tests.site.outgoing.recorder import Recorder

SETTINGS = "Kepu Settings"
KEY, TOKEN, SECRET = "zqk-key-of-the-group", "zqktoken0123", "SEC0123456789abc"
MOBILE, SECOND_MOBILE = "13900139001", "13900139002"
REASON = "请联系张三丰，电话13700137000。"
NAME = "诸葛小明"
PERSONAL = (NAME, "王 芳", "0551-65000000", "张三丰", "13700137000", "flow.test", "诗词人物王五")
SWITCHES = ("robot_reminders", "robot_results", "sms_reminders", "sms_results")
SECRETS = ("robot_address", "robot_secret")


@contextmanager
def recording() -> Iterator[Recorder]:
	"""Run a server in the place of robots and gateway, which the worker and this process may write to."""
	recorder = Recorder()
	before = frappe.conf.mute_emails
	_configure({"kepu_robot_hosts": [recorder.host], "mute_emails": 0})
	let_config_be_read()
	yield recorder
	_configure({"kepu_robot_hosts": "None", "mute_emails": "None"})
	frappe.local.conf.update({"kepu_robot_hosts": (), "mute_emails": before})
	recorder.close()


def _configure(values: dict[str, Any]) -> None:
	"""For the worker, and for this process."""
	for name, value in values.items():
		update_site_config(name, value)
	frappe.local.conf.update(values)


@contextmanager
def people_with_numbers(server: Recorder) -> Iterator[None]:
	frappe.db.set_value("User", REPORTER, {"mobile_no": MOBILE, "full_name": NAME})
	frappe.db.set_value("User", APPROVER, {"mobile_no": SECOND_MOBILE, "full_name": NAME})
	_set_gateway(f"http://{server.host}/sms")
	frappe.db.commit()
	yield
	_set_gateway("")
	for user in (REPORTER, APPROVER):
		frappe.db.set_value("User", user, {"mobile_no": None, "full_name": user})
	frappe.db.commit()


@contextmanager
def quiet(server: Recorder) -> Iterator[None]:
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


def set_cast(*switches: str, address: str | None = "wecom") -> None:
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
	"""Return the day by which the counties of the one province file."""
	return time_machine.travel(f"{deadline_of(world)}T04:00:00+00:00")


def deadline_of(world: World) -> str:
	return str(frappe.db.get_value(SUBMISSION, world.submission(), "county_deadline") or "")


@contextmanager
def reminders_due(world: World) -> Iterator[str]:
	"""Yield the day, in the Chinese way, by which the counties file; reminders are on."""
	deadline = add_days(nowdate(), 20)
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", deadline)
	frappe.db.set_single_value(SETTINGS, {"reminders_enabled": 1, "reminder_days": "0"})
	frappe.db.commit()
	yield f"{getdate(deadline).month}月{getdate(deadline).day}日"
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", None)
	frappe.db.set_single_value(SETTINGS, "reminder_days", "14,7,3,1,0,-1,-3")
