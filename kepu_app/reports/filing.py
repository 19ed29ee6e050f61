"""Which county has filed: the single definition behind the figures of reports and workspace.

Each expected county is in exactly one state of filing:

- ``Missing``: nothing has been handed in, or it was withdrawn before anybody acted on it;
- ``Returned``: the summary was returned and has not been handed in again;
- ``In Review``: handed in, and not approved yet;
- ``Approved``: approved by the province, or accepted for good.

Filed: in review or approved. Late: filed, but first handed in after the county's deadline. Overdue: not filed
although that deadline is past. A county's deadline is its province's own, else the national one; the last day
is still in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import frappe
from frappe.utils import cint, getdate
from pypika.functions import Coalesce, Count
from pypika.terms import Case, Criterion

from kepu_app.reports.listed import listed
from kepu_app.reports.rates import share
from kepu_app.reports.selection import CycleFacts
from kepu_app.review.deadlines import county_deadline_term
from kepu_app.review.states import HELD, RETURNED, WRITING_STATES

MISSING, IN_REVIEW, APPROVED = "Missing", "In Review", "Approved"
FILING_STATES = (APPROVED, IN_REVIEW, RETURNED, MISSING)
FILED = (APPROVED, IN_REVIEW)


@dataclass(frozen=True)
class Filing:
	"""Counts of counties by state of filing; ``late`` of those that filed, ``overdue`` of the rest.

	Instances add up.
	"""

	approved: int = 0
	in_review: int = 0
	returned: int = 0
	missing: int = 0
	late: int = 0
	overdue: int = 0

	def __add__(self, other: Filing) -> Filing:
		return Filing(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

	@property
	def expected(self) -> int:
		return self.filed + self.returned + self.missing

	@property
	def filed(self) -> int:
		return self.approved + self.in_review

	@property
	def completeness(self) -> float | None:
		"""Return the percentage of expected counties that have filed; None where none is expected."""
		return share(self.filed, self.expected)

	@property
	def timeliness(self) -> float | None:
		"""Return the percentage of expected counties that have filed in time; None where none is expected."""
		return share(self.filed - self.late, self.expected)


def filing_by_province(cycle: CycleFacts, province: str = "") -> dict[str, Filing]:
	"""Return the figures by province code, without provinces in which no county is expected."""
	columns = _Columns(cycle)
	keys = (columns.county.province, columns.state, columns.was_late, columns.is_past)
	groups = columns.expected(province).select(*keys, Count("*").as_("counties")).groupby(*keys)
	figures: dict[str, Filing] = defaultdict(Filing)
	for group in groups.run(as_dict=True):
		figures[group.province] += filing_of(group, group.counties)
	return dict(figures)


def filing_of(group: Mapping[str, Any], counties: int = 1) -> Filing:
	"""Return the figures of ``counties`` that agree in ``filing``, ``was_late`` and ``is_past``."""
	has_filed = group["filing"] in FILED
	return Filing(
		**{frappe.scrub(group["filing"]): counties},
		late=counties if has_filed and cint(group["was_late"]) else 0,
		overdue=counties if not has_filed and cint(group["is_past"]) else 0,
	)


def expected_counties(cycle: CycleFacts, province: str = "") -> list[Any]:
	"""Return a row for each expected county, by code: its columns, its deadline and what it filed."""
	columns = _Columns(cycle)
	county, summary, home = columns.county, columns.summary, frappe.qb.DocType("Province")
	query = columns.expected(province).left_join(home).on(home.name == county.province)
	query = query.select(
		county.name.as_("county"),
		county.county_name,
		county.city,
		county.province,
		home.province_name,
		summary.name.as_("summary"),
		summary.workflow_state,
		summary.first_submitted_at,
		summary.last_reminded_at,
		columns.deadline,
		columns.state,
		columns.was_late,
		columns.is_past,
	)
	return query.orderby(county.name).run(as_dict=True)


def total(figures: Iterable[Filing]) -> Filing:
	"""Return the sum of the figures."""
	return sum(figures, Filing())


def is_filed(summary: Any) -> Criterion:
	"""Return the condition on the table of Annual Summary for a filed summary."""
	under_way = summary.workflow_state.notin(WRITING_STATES) & summary.first_submitted_at.isnotnull()
	return summary.workflow_state.isin(HELD["Annual Summary"]) | under_way


class _Columns:
	"""The joined tables of one cycle and what is computed from them."""

	def __init__(self, cycle: CycleFacts) -> None:
		self.cycle = cycle
		self.county = frappe.qb.DocType("County")
		self.summary = frappe.qb.DocType("Annual Summary")
		self.submission = frappe.qb.DocType("Provincial Submission")
		deadline = county_deadline_term(self.submission, str(cycle.national_deadline))
		self.deadline = deadline.as_("deadline")
		self.is_past = Case().when(deadline < str(getdate()), 1).else_(0).as_("is_past")
		self.was_late = Coalesce(self.summary.submitted_late, 0).as_("was_late")
		self.state = self._state().as_("filing")

	def expected(self, province: str) -> Any:
		"""Query the counties that are expected to file: the active ones; once the cycle is over, those with a summary.

		A province's deadline binds its counties, who may not read the province's submission; so that column is read
		without the condition of the list.
		"""
		county, summary, submission = self.county, self.summary, self.submission
		mine = (summary.county == county.name) & (summary.cycle == self.cycle.name)
		here = (submission.province == county.province) & (submission.cycle == self.cycle.name)
		asked = summary.name.isnotnull() if self.cycle.is_over else county.active == 1
		query = (
			frappe.qb.from_(county)
			.left_join(summary)
			.on(mine & listed("Annual Summary"))
			.left_join(submission)
			.on(here)
			.where(listed("County") & asked)
		)
		return query.where(county.province == province) if province else query

	def _state(self) -> Case:
		summary = self.summary
		return (
			Case()
			.when(summary.workflow_state.isin(HELD["Annual Summary"]), APPROVED)
			.when(summary.workflow_state == RETURNED, RETURNED)
			.when(is_filed(summary), IN_REVIEW)
			.else_(MISSING)
		)
