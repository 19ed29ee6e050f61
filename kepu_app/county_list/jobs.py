"""Background import of a list: 533 counties and their users exceed a request's timeout."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now

from kepu_app.core.county_list import read_county_list
from kepu_app.core.errors import InputError
from kepu_app.county_list.kept import forget, kept_file
from kepu_app.county_list.plan import known_list, make_plan
from kepu_app.county_list.write import write_plan
from kepu_app.exceptions import ListRefusedError
from kepu_app.utils.jobs import count, job
from kepu_app.utils.runs import DONE, FAILED, RUNNING, BackgroundRun, CacheStore

IMPORT = BackgroundRun("kepu-county-list", CacheStore("kepu_county_list_run"))
"""Stored in Redis: the import is one transaction, so the database cannot show its progress."""

_TOLD_EVERY = 10


@job("county list import", "welcome")
def execute(token: str, welcome: bool, language: str) -> None:
	"""Validate the list again, since data may have changed since the preview, and write it.

	Runs with the rights of the user who confirmed it.
	"""
	frappe.local.lang = language
	with IMPORT.alone() as is_alone:
		if not is_alone:
			return
		try:
			changes = _write(token, welcome)
		except Exception as error:
			frappe.db.rollback()
			tell(FAILED, error=_explained(error), finished=now())
			if isinstance(error, InputError | ListRefusedError):
				count(refused=1)
				return
			raise
		# Commit before reporting success.
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- a background job commits at its end
		count(**changes)
		tell(DONE, changes=changes, finished=now())
		forget(token)


def tell(state: str, **more: Any) -> None:
	"""Store the import's state for a day."""
	IMPORT.tell(state, user=frappe.session.user, **more)


def _write(token: str, welcome: bool) -> dict[str, int]:
	tell(RUNNING, done=0, total=0)
	kept = kept_file(token)
	if kept is None:
		raise ListRefusedError(_("The checked list is no longer at hand. Please check the file once more."))
	content, name = kept
	plan = make_plan(read_county_list(content, known_list(), name=name))
	write_plan(plan, welcome, _tell_progress)
	return plan.summary()


def _tell_progress(done: int, total: int) -> None:
	if done % _TOLD_EVERY == 0 or done == total:
		tell(RUNNING, done=done, total=total)


def _explained(error: Exception) -> str:
	if isinstance(error, InputError | ListRefusedError):
		return str(error)
	return _("An unexpected error ended it; the Error Log has the details.")
