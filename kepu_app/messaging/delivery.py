"""Background job that sends waiting messages, batched per group, and per user and kind.

A message is marked before sending, so that one in flight when the job is killed is not sent twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url, now_datetime
from rq.timeouts import JobTimeoutException

from kepu_app.core.messaging import texts
from kepu_app.exceptions import GatewayUnreachableError, NotTakenError
from kepu_app.messaging import robots, sms
from kepu_app.messaging.channels import REMINDER, place_name, robot_of
from kepu_app.messaging.outbox import LOG, ROBOT
from kepu_app.utils.background import exclusive
from kepu_app.utils.jobs import count, job

LOCK = "kepu-messages"
OLDEST = timedelta(days=1)
"""Age at which an unsent message expires."""

MOST_UNREACHABLE = 3
"""Consecutive timeouts of the gateway; then the rest is given up."""

_FIELDS = ("name", "creation", "channel", "kind", "province", "recipient", "text", "paper", "state", "place")


@job("delivery of messages")
def deliver() -> None:
	"""Send waiting messages. A job, enqueued after each transaction that wrote some, and hourly.

	Only one works at a time. Messages written while one ends are sent by it, or by the next."""
	while _is_anything_waiting():
		with exclusive(LOCK) as is_alone:
			if not is_alone:
				return
			_give_up({"status": "Sending"}, _("The job was ended while it was being sent."))
			_give_up(
				{"status": "Waiting", "creation": ["<", now_datetime() - OLDEST]},
				_("It waited for more than a day."),
			)
			_deliver_waiting()


def _is_anything_waiting() -> bool:
	frappe.db.rollback()  # a new snapshot
	return bool(frappe.db.exists(LOG, {"status": ("in", ("Waiting", "Sending"))}))


def _deliver_waiting() -> None:
	rows = frappe.get_all(LOG, {"status": "Waiting"}, _FIELDS, order_by="creation asc, name asc")
	_deliver_to_groups([each for each in rows if each.channel == ROBOT])
	_deliver_to_people([each for each in rows if each.channel != ROBOT])


def _deliver_to_groups(rows: Sequence[Any]) -> None:
	for province, found in _by(rows, lambda each: each.province).items():
		text = _robot_text(province, found)
		_send(found, text, partial(_send_to_robot, province, text))


def _deliver_to_people(rows: Sequence[Any]) -> None:
	unreachable = 0
	for (recipient, _kind), found in _by(rows, lambda each: (each.recipient, each.kind)).items():
		if unreachable >= MOST_UNREACHABLE:
			_finish(found, found[0].text, _("The gateway did not answer; no more were tried."))
			continue
		text = _sms_text(found)
		error = _send(found, text, partial(_send_to_person, recipient, text))
		unreachable = unreachable + 1 if isinstance(error, GatewayUnreachableError) else 0


def _robot_text(province: str | None, rows: Sequence[Any]) -> str:
	lines = [each.text for each in rows if each.kind == REMINDER]
	facts = _facts(rows)
	if facts:
		lines.append(texts.results_of(place_name(province), facts))
	return texts.robot_message(lines, get_url())


def _sms_text(rows: Sequence[Any]) -> str:
	facts = _facts(rows)
	return texts.result_sms(facts, get_url()) if facts else rows[-1].text


def _facts(rows: Sequence[Any]) -> list[texts.Fact]:
	return [texts.Fact(each.paper, each.state, each.place or "") for each in rows if each.kind != REMINDER]


def _send_to_robot(province: str | None, text: str) -> None:
	robot = robot_of(province)
	if not robot:
		raise NotTakenError(_("There is no address of a group robot."))
	robots.send(robot, text)


def _send_to_person(user: str, text: str) -> None:
	account = frappe.db.get_value("User", user, ["enabled", "mobile_no"], as_dict=True)
	if not account or not account.enabled or not account.mobile_no:
		raise NotTakenError(_("The account is disabled, or has no mobile number."))
	sms.send(account.mobile_no, text)


def _send(rows: Sequence[Any], text: str, send: Callable[[], None]) -> Exception | None:
	"""Send one message for these rows; store an error with them and return it."""
	_mark(rows, {"status": "Sending"})
	try:
		send()
	except JobTimeoutException:
		raise
	except Exception as error:
		frappe.db.rollback()
		_finish(rows, text, str(error) or type(error).__name__)
		if not isinstance(error, NotTakenError):
			frappe.log_error(title="Message not sent")
			frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the next message may roll back
		return error
	_finish(rows, text, None)
	return None


def _finish(rows: Sequence[Any], text: str | None, error: str | None) -> None:
	status = "Failed" if error else "Delivered"
	count(**{status.lower(): 1})
	_mark(
		rows, {"status": status, "text": text, "error": error, "sent_at": None if error else now_datetime()}
	)


def _mark(rows: Sequence[Any], values: Mapping[str, Any]) -> None:
	frappe.db.set_value(LOG, {"name": ["in", [each.name for each in rows]]}, values, update_modified=False)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- each message is stored on its own


def _give_up(filters: Mapping[str, Any], why: str) -> None:
	frappe.db.set_value(LOG, filters, {"status": "Failed", "error": why}, update_modified=False)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the end of these messages


def _by(rows: Sequence[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
	found: dict[Any, list[Any]] = defaultdict(list)
	for each in rows:
		found[key(each)].append(each)
	return found
