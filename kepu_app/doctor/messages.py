"""Checks of outgoing messages: group robots and text messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from kepu_app.doctor.finding import Finding, bench_command
from kepu_app.messaging.channels import SETTINGS, place_name
from kepu_app.messaging.outbox import LOG
from kepu_app.messaging.sms import has_gateway

RECENT = timedelta(days=7)
LONG = timedelta(hours=2)


def check_messages() -> Iterator[Finding]:
	"""Check that active channels have a URL or gateway, and that messages were sent."""
	yield from _without_robot()
	if _wants_sms() and not has_gateway():
		yield _minor(_("Text messages are switched on, and there is no gateway"), _("Desk: SMS Settings"))
	recent = [">", now_datetime() - RECENT]
	if failed := frappe.db.count(LOG, {"status": "Failed", "creation": recent}):
		yield _minor(_("{0} messages of the last week were not sent").format(failed), _desk_list())
	old = {"status": ["in", ("Waiting", "Sending")], "creation": ["<", now_datetime() - LONG]}
	if waiting := frappe.db.count(LOG, old):
		remedy = bench_command("execute kepu_app.messaging.delivery.deliver")
		yield _minor(_("{0} messages wait for more than two hours").format(waiting), remedy)


def _without_robot() -> Iterator[Finding]:
	wanting: list[str | None] = frappe.get_all(
		"Province",
		filters={"robot_address": ["is", "not set"]},
		or_filters={"robot_reminders": 1, "robot_results": 1},
		pluck="name",
	)
	settings = frappe.get_cached_doc(SETTINGS)
	if not settings.robot_address and (settings.robot_reminders or settings.robot_results):
		wanting.append(None)
	if wanting:
		names = "、".join(place_name(each) for each in wanting)
		yield _minor(
			_("Messages to the group are switched on without the address of its robot: {0}").format(names),
			_("Desk: Province, or Kepu Settings for CAST"),
		)


def _wants_sms() -> bool:
	return bool(
		frappe.db.get_single_value(SETTINGS, "sms_reminders")
		or frappe.get_all("Province", or_filters={"sms_reminders": 1, "sms_results": 1}, limit=1)
	)


def _minor(problem: str, remedy: str) -> Finding:
	return Finding(problem, remedy, serious=False)


def _desk_list() -> str:
	return _("Desk: list of Outgoing Message, which says why")
