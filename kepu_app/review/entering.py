"""代录: a province, or a city for its counties, enters a summary that came on paper or by mail.

The workflow says which roles may edit and hand in; a setting of the province, whether they may for a county.
Another user approves, as always: who enters a summary is one of its writers.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from kepu_app.access.roles import SCOPED_ROLES
from kepu_app.access.scopes import scope_of
from kepu_app.review.states import WRITING_STATES


def is_entered_for_county(summary: Any) -> bool:
	"""Return whether the summary lies with a county for which the user does not report."""
	return summary.workflow_state in WRITING_STATES and not reports_for(summary.county)


def entry_refusal(summary: Any, state: str | None) -> str | None:
	"""Return why the user may not enter a summary for its county, as HTML; None if he may."""
	if state not in WRITING_STATES or not _is_entering_role() or reports_for(summary.county):
		return None
	if frappe.get_cached_value("Province", summary.province, "enters_for_counties"):
		return None
	return _(
		"In the state {0} the county writes the summary. {1} does not enter summaries for its counties; an administrator can allow it in the province's settings."
	).format(
		frappe.bold(_(state)),
		frappe.get_cached_value("Province", summary.province, "province_name") or summary.province,
	)


def _is_entering_role() -> bool:
	"""Return whether the user is assigned to divisions; these rules bind nobody else."""
	return not scope_of().everything and bool(set(SCOPED_ROLES).intersection(frappe.get_roles()))


def reports_for(county: str | None) -> bool:
	"""Return whether the session's user reports for this county."""
	return county in scope_of().reported
