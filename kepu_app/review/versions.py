"""The version of a document that a step was decided on.

Optimistic locking: a reviewer with a stale form would otherwise approve a text that he never saw. So every
step by a request names its version: ``modified`` as of the form, the list or the REST response. A step that
names another version than the stored one, or none, is refused. A program that moves documents sends
``modified`` beside ``workflow_state``.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from kepu_app.controllers.intent import intent_of
from kepu_app.exceptions import ChangedMeanwhileError, VersionMissingError


def refuse_other_version(doc: Any, stored: Any) -> None:
	"""Raise unless the step on ``doc`` was decided on the stored version.

	Jobs and commands have loaded the document themselves and need not name one.
	"""
	decided_on = intent_of(doc).decided_on
	if decided_on:
		refuse_changed(stored, decided_on)
	elif frappe.request and not doc.flags.names_version:
		refuse_unnamed()


def refuse_changed(stored: Any, decided_on: Any) -> None:
	"""Raise ChangedMeanwhileError unless the stored version is still ``decided_on``."""
	if cstr(stored.modified) != cstr(decided_on):
		frappe.throw(
			_("{0} has been changed meanwhile; please look at it again before you decide.").format(
				frappe.utils.escape_html(cstr(stored.get_title() or stored.name))
			),
			ChangedMeanwhileError,
			_("Changed Meanwhile"),
		)


def refuse_unnamed() -> None:
	"""Raise VersionMissingError, for a step that names no version."""
	frappe.throw(
		_("The step does not say which version it was decided on. Open the document anew and decide again."),
		VersionMissingError,
		_("Changed Meanwhile"),
	)
