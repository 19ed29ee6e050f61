"""Results of a paper's review: to its province's group, CAST's group, and the paper's owners."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.core.messaging.texts import RESULTS
from kepu_app.messaging.channels import RESULT, place_name, wants_robot, wants_sms
from kepu_app.messaging.outbox import ROBOT, SMS, put
from kepu_app.review.states import SENT
from kepu_app.utils.doctypes import SUBMISSION


def tell_result(doc: Document, entry: Mapping[str, Any], owners: Callable[[], Collection[str]]) -> None:
	"""Write the messages about a step, in its transaction.

	Args:
		doc: the paper.
		entry: the step, with ``to_state``.
		owners: returns the enabled users who own the paper; the session's user is not notified.
	"""
	state = entry["to_state"]
	if state not in RESULTS:
		return
	told = {"paper": doc.doctype, "state": state, "place": _place(doc)}
	for group in _groups(doc):
		if wants_robot(group, RESULT):
			put(ROBOT, RESULT, province=group, **told)
	if state != SENT and wants_sms(doc.province, RESULT):
		for user in sorted(set(owners()) - {frappe.session.user}):
			if frappe.db.get_value("User", user, "mobile_no"):
				put(SMS, RESULT, province=doc.province, recipient=user, **told)


def _groups(doc: Document) -> tuple[str | None, ...]:
	return (doc.province, None) if doc.doctype == SUBMISSION else (doc.province,)


def _place(doc: Document) -> str:
	county = doc.get("county")
	name = county and frappe.get_cached_value("County", county, "county_name")
	return name or place_name(doc.province)
