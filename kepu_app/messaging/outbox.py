"""Writes to Outgoing Message, with delivery after the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from redis.exceptions import RedisError

from kepu_app.controllers.intent import intend
from kepu_app.utils import logs

LOG = "Outgoing Message"
ROBOT, SMS = "Robot", "SMS"
DELIVER = "kepu_app.messaging.delivery.deliver"
LONGEST_RUN = 1500
"""Timeout of the job in seconds, on Frappe's long queue."""

_SAVEPOINT = "kepu_message"
_logger = logs.of(__name__)


def put(channel: str, kind: str, once_key: str | None = None, **values: Any) -> None:
	"""Write a message to be sent, unless its key exists already.

	Nothing is written on a site with muted mails. An error is logged in the Error Log, and does not stop the step
	that the message reports.

	Args:
		channel: ``ROBOT`` or ``SMS``.
		kind: Reminder or Result.
		once_key: key of what it reports, if that may be sent only once.
		values: other fields of Outgoing Message.
	"""
	if frappe.are_emails_muted():  # a demo or a test copy
		return
	frappe.db.savepoint(_SAVEPOINT)
	try:
		if not (once_key and frappe.db.exists(LOG, {"once_key": once_key})):
			_insert({"channel": channel, "kind": kind, "once_key": once_key, "status": "Waiting", **values})
			_send_after_commit()
	except Exception:
		frappe.db.rollback(save_point=_SAVEPOINT)
		frappe.log_error(title="Message not written")


@contextmanager
def held() -> Iterator[None]:
	"""Hold messages of a run with many transactions; send them at the end, one per group."""
	before, frappe.flags.kepu_messages_held = frappe.flags.kepu_messages_held, True
	try:
		yield
	finally:
		frappe.flags.kepu_messages_held = before
		if not before and frappe.flags.kepu_messages_wait:
			start_delivery()


def start_delivery() -> None:
	"""Enqueue the job. Without a queue the messages wait for the hourly job."""
	frappe.flags.kepu_messages_asked = frappe.flags.kepu_messages_wait = False
	try:
		frappe.enqueue(DELIVER, queue="long", timeout=LONGEST_RUN)
	except RedisError:
		_logger.warning("Messages wait: the queue cannot be reached.", exc_info=True)


def _insert(values: dict[str, Any]) -> None:
	message = frappe.new_doc(LOG)
	message.update(values)
	intend(message, by_system=True)
	# No user may write to the log, whoever took the step.
	message.insert(ignore_permissions=True)


def _send_after_commit() -> None:
	if not frappe.flags.kepu_messages_asked:
		frappe.flags.kepu_messages_asked = True
		frappe.db.after_commit.add(_committed)
		frappe.db.after_rollback.add(_undone)


def _committed() -> None:
	frappe.flags.kepu_messages_asked = False
	if frappe.flags.kepu_messages_held:
		frappe.flags.kepu_messages_wait = True
	else:
		start_delivery()


def _undone() -> None:
	frappe.flags.kepu_messages_asked = False
