"""自下推荐: counties and cities recommend nominees to their province.

The recommender decides who reads the record. A county's is read by county, city and province; a city's by
city and province; the province's own by it alone.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from kepu_app.access.scopes import city_key, scope_of
from kepu_app.exceptions import EditRoleError
from kepu_app.review.entering import reports_for
from kepu_app.review.states import RECOMMENDED, WRITING_STATES


def recommender_of(nominee: Any) -> tuple[str | None, str | None]:
	"""Return who recommends a new nominee, by the session's user: the county, or the city's key.

	Neither where the province enters the nominee itself.
	"""
	scope = scope_of()
	if scope.everything or nominee.province in scope.provinces:
		return None, None
	if reports_for(nominee.county):
		return nominee.county, None
	key = city_key(nominee.province, nominee.city)
	return None, key if key in scope.cities else None


def is_from_below(nominee: Any) -> bool:
	"""Return whether a county or a city recommended the nominee."""
	return bool(nominee.recommending_county or nominee.recommending_city)


def is_of_own_city(nominee: Any) -> bool:
	"""Return whether the user reviews for the city of the nominee's county."""
	return city_key(nominee.province, nominee.city) in scope_of().cities


def edit_refusal(nominee: Any, state: str | None) -> str | None:
	"""Return why the user may not edit a nominee in this state, as HTML; None if he may.

	The workflow says which roles may edit in a state; this says whose. A draft is its recommenders'; a
	recommended one lies with the city, or without one with the province.
	"""
	if scope_of().everything or _is_with_user(nominee, state):
		return None
	return _("In the state {0} the nominee lies with somebody else: {1}.").format(
		frappe.bold(_(state)), _holder(nominee, state)
	)


def _is_with_user(nominee: Any, state: str | None) -> bool:
	if state == RECOMMENDED:
		return is_of_own_city(nominee) if nominee.needs_city_review else is_of_own_province(nominee)
	if state not in WRITING_STATES:
		return is_of_own_province(nominee)
	if nominee.recommending_county:
		return reports_for(nominee.recommending_county)
	if nominee.recommending_city:
		return nominee.recommending_city in scope_of().cities
	return is_of_own_province(nominee)


def is_ranked_anew(doc: Any, field: str) -> bool:
	"""Return whether ``city_rank`` or ``rank`` differs from the stored one, which is 0 for a new document."""
	before = doc.get_doc_before_save()
	return cint(doc.get(field)) != (cint(before.get(field)) if before else 0)


def refuse_city_rank_of_others(doc: Any) -> None:
	"""Raise EditRoleError: only the city ranks what its counties propose."""
	if is_ranked_anew(doc, "city_rank") and not is_of_own_city(doc):
		frappe.throw(_("The rank in the city is set by the city."), EditRoleError)


def is_of_own_province(nominee: Any) -> bool:
	"""Return whether the user approves for the nominee's province."""
	return nominee.province in scope_of().provinces


def _holder(nominee: Any, state: str | None) -> str:
	if state in WRITING_STATES and nominee.recommending_county:
		return _("the county")
	if (state in WRITING_STATES and nominee.recommending_city) or (
		state == RECOMMENDED and nominee.needs_city_review
	):
		return _("the city")
	return _("the province")
