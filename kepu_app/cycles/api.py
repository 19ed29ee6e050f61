"""Endpoints of a Reporting Cycle's buttons."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from kepu_app.access.roles import KEPU_ADMINISTRATOR, NATIONAL_OFFICER
from kepu_app.cycles.closing import MAY_CLOSE
from kepu_app.cycles.opening import MAY_OPEN
from kepu_app.cycles.run import CYCLE, last_run, lock_status, start
from kepu_app.exceptions import CycleStateError
from kepu_app.review.deadlines import is_past
from kepu_app.review.states import CYCLE_CLOSED, CYCLE_DRAFT, CYCLE_LOCKED

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.


@frappe.whitelist(methods=["POST"])
def open_cycle(cycle: str) -> dict[str, Any] | None:
	"""Enqueue creation of each province's submission and each active county's draft, where missing."""
	_check_managers()
	_refuse_after_lock_date(cycle)
	_refuse_another_notice(cycle)
	return _start(cycle, "open", MAY_OPEN, _("started opening the cycle"))


@frappe.whitelist(methods=["POST"])
def close_cycle(cycle: str) -> dict[str, Any] | None:
	"""Enqueue closing: no first submissions any more, and the missing counties are listed."""
	_check_managers()
	return _start(cycle, "close", MAY_CLOSE, _("started closing the cycle"))


@frappe.whitelist(methods=["POST"])
def lock_cycle(cycle: str) -> dict[str, Any] | None:
	"""Enqueue closing and locking: nothing of the cycle can change any more."""
	_check_managers()
	return _start(cycle, "lock", MAY_CLOSE, _("started locking the cycle"))


@frappe.whitelist(methods=["POST"])
def unlock_cycle(cycle: str) -> None:
	"""Set a cycle back from Locked to Closed; for the administrator alone."""
	frappe.only_for(KEPU_ADMINISTRATOR, message=True)
	_refuse_after_lock_date(cycle)
	lock_status(cycle, (CYCLE_LOCKED,))
	frappe.db.set_value(CYCLE, cycle, {"status": CYCLE_CLOSED, "locked_at": None})
	frappe.get_doc(CYCLE, cycle).add_comment("Info", _("unlocked the cycle"))


@frappe.whitelist()
def progress(cycle: str) -> dict[str, Any] | None:
	"""Return the facts of the current or last run; None before the first."""
	_check_managers()
	return last_run(cycle)


def _check_managers() -> None:
	frappe.only_for((KEPU_ADMINISTRATOR, NATIONAL_OFFICER), message=True)


def _start(cycle: str, action: str, allowed: tuple[str, ...], comment: str) -> dict[str, Any] | None:
	start(cycle, action, allowed)
	frappe.get_doc(CYCLE, cycle).add_comment("Info", comment)
	return last_run(cycle)


def _refuse_another_notice(cycle: str) -> None:
	"""Refuse a copied cycle that still has the original's notice."""
	own = frappe.db.get_value(CYCLE, cycle, ["status", "notice_number", "national_deadline"], as_dict=True)
	if not own or own.status != CYCLE_DRAFT:
		return
	other = frappe.db.get_value(CYCLE, {"notice_number": own.notice_number, "name": ["!=", cycle]})
	if other:
		frappe.throw(
			_(
				"The number of the notice is still that of the cycle {0}; enter that of the new notice."
			).format(other),
			CycleStateError,
		)
	if is_past(own.national_deadline):
		frappe.throw(
			_("The national deadline ({0}) is past; enter that of the new notice.").format(
				frappe.format(own.national_deadline, "Date")
			),
			CycleStateError,
		)


def _refuse_after_lock_date(cycle: str) -> None:
	lock_date = frappe.db.get_value(CYCLE, cycle, "hard_lock_date")
	if lock_date and getdate(lock_date) <= getdate():
		frappe.throw(
			_("The hard lock date of the cycle {0} ({1}) has come. Move that date first.").format(
				cycle, frappe.format(lock_date, "Date")
			),
			CycleStateError,
		)
