"""Message settings of each province and CAST, and their robots."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.core.errors import InputError
from kepu_app.core.messaging.addresses import Robot, read_address

SETTINGS = "Kepu Settings"
REMINDER, RESULT = "Reminder", "Result"
ROBOT_SWITCH = {REMINDER: "robot_reminders", RESULT: "robot_results"}
SMS_SWITCH = {REMINDER: "sms_reminders", RESULT: "sms_results"}


def wants_robot(province: str | None, kind: str) -> bool:
	"""Return whether messages of a kind go to the group of a province, or of CAST (None)."""
	return _is_on(province, ROBOT_SWITCH[kind])


def wants_sms(province: str | None, kind: str) -> bool:
	"""Return whether a province's users get text messages of a kind; for None, reminders to CAST's assessors."""
	return _is_on(province, SMS_SWITCH[kind])


def robot_of(province: str | None) -> Robot | None:
	"""Return the robot of a province, or of CAST (None); None if it has none.

	Raises:
		InputError: the URL is not allowed any more.
	"""
	holder = frappe.get_doc("Province", province) if province else frappe.get_doc(SETTINGS)
	return _read(holder)


def check_robot(holder: Document) -> None:
	"""Validate the robot entered in a Province or in Kepu Settings.

	Raises:
		ValidationError: the URL is not a robot's.
	"""
	for field in ("robot_address", "robot_secret"):
		holder.set(field, (holder.get(field) or "").strip() or None)
	try:
		_read(holder)
	except InputError as error:
		frappe.throw(escape_html(error.message))


def place_name(province: str | None) -> str:
	"""Return a province's name in messages; 中国科协 for None."""
	return frappe.get_cached_value("Province", province, "province_name") if province else "中国科协"


def more_hosts() -> Collection[str]:
	"""Return hosts allowed beyond the vendors' own, by the site's configuration: no endpoint changes it."""
	return tuple(frappe.conf.get("kepu_robot_hosts") or ())


def _read(holder: Document) -> Robot | None:
	address = _password(holder, "robot_address")
	return read_address(address, _password(holder, "robot_secret"), more_hosts()) if address else None


def _password(holder: Document, field: str) -> str:
	if not holder.get(field):
		return ""
	if not holder.is_dummy_password(holder.get(field)):
		return holder.get(field)
	return holder.get_password(field, raise_exception=False) or ""


def _is_on(province: str | None, field: str) -> bool:
	value: Any = (
		frappe.get_cached_value("Province", province, field)
		if province
		else frappe.db.get_single_value(SETTINGS, field)
	)
	return bool(value)
