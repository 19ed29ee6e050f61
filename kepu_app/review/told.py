"""The outcome of a step, in a sentence for the user who took it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.review.states import (
	ACCEPTED,
	APPROVED,
	AWAITING_SEAL,
	DRAFT,
	PENDING_CITY,
	PENDING_PROVINCE,
	PROPOSED,
	RECOMMENDED,
	RETURNED,
	RETURNED_BY_CAST,
	SENT,
)


def tell(doc: Document) -> None:
	"""Show the sentence as an alert, which fades."""
	frappe.msgprint(sentence(doc), alert=True, indicator="green")


def sentence(doc: Document) -> str:
	"""Return what was done and who is next, as HTML; for an administrator's own states, the state."""
	known = _sentences().get(doc.workflow_state)
	if not known:
		return _("Done; the state is now {0}.").format(_(doc.workflow_state))
	return known.format(province=_province(doc), city=_city(doc), author=_author(doc), next=_next(doc))


def _sentences() -> dict[str, str]:
	return {
		DRAFT: _("Taken back; it can be changed and handed in again."),
		PENDING_CITY: _("Handed in; it waits for the review by {city}."),
		PENDING_PROVINCE: _("Handed in; it waits for the review by {province}."),
		RETURNED: _("Returned to {author} with the reason."),
		APPROVED: _("Approved; it goes into the package of {province}."),
		RECOMMENDED: _("Recommended; it waits for the review by {next}."),
		PROPOSED: _("Proposed; it waits for the decision of {province}."),
		AWAITING_SEAL: _("Finalised; print the papers, have them stamped and add the scans."),
		SENT: _("Sent; it waits for the acceptance by CAST."),
		RETURNED_BY_CAST: _("Returned to {province} with the reason."),
		ACCEPTED: _("Accepted; nothing of it changes any more."),
	}


def _province(doc: Document) -> str:
	return escape_html(frappe.get_cached_value("Province", doc.province, "province_name") or doc.province)


def _city(doc: Document) -> str:
	return escape_html(doc.get("city") or "")


def _next(doc: Document) -> str:
	"""Return who reviews what a county has recommended."""
	return _city(doc) if doc.get("needs_city_review") else _province(doc)


def _author(doc: Document) -> str:
	"""Return who has to mend what was returned; for nominees the recommender, else the province."""
	if doc.get("recommending_city"):
		return _city(doc)
	county = doc.get("recommending_county") if doc.doctype == "Speaker Nominee" else doc.get("county")
	name = county and frappe.get_cached_value("County", county, "county_name")
	return escape_html(name) if name else _province(doc)
