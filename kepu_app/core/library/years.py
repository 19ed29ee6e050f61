"""What a county reported in a year, as plain figures that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kepu_app.core.cycle import Criterion
from kepu_app.core.model import AnnualSummary, Submission


@dataclass(frozen=True)
class Figure:
	"""A figure of an indicator; ``threshold`` as the year's standard has it."""

	code: str
	name: str
	unit: str
	value: Decimal
	threshold: Decimal


@dataclass(frozen=True)
class CountyYear:
	"""One county in one year.

	``length`` is that of the summary in the cycle's counting method, None if there is none. ``figures`` are
	by the indicator's code; ``met`` by the criterion's number, None where it was not stated; ``titles``
	likewise. ``days_late`` counts from the deadline: -3 is three days early, None if it was not filed or the
	date is unknown.
	"""

	year: int
	county_code: str
	county: str
	length: int | None
	figures: Mapping[str, Figure]
	met: Mapping[int, bool | None]
	titles: Mapping[int, str]
	days_late: int | None = None

	@property
	def has_filed(self) -> bool:
		return self.length is not None

	@property
	def met_count(self) -> int:
		"""The number of criteria that are met."""
		return sum(each is True for each in self.met.values())


def county_years(
	submission: Submission, deadline: date | None = None, filed: Mapping[str, date] | None = None
) -> list[CountyYear]:
	"""Return every county of a submission in its year, those that have not filed too.

	Args:
		submission: of one province in one cycle; of two summaries of a county the last one counts.
		deadline: by when counties had to file; the cycle's national deadline by default.
		filed: when each county filed, by its code.
	"""
	summaries = {each.county_code: each for each in submission.summaries}
	due = deadline or submission.cycle.national_deadline
	return [
		_county_year(
			submission, each.code, each.name, summaries.get(each.code), due, (filed or {}).get(each.code)
		)
		for each in submission.counties
	]


def _county_year(
	submission: Submission,
	code: str,
	name: str,
	summary: AnnualSummary | None,
	due: date,
	filed: date | None,
) -> CountyYear:
	cycle = submission.cycle
	criteria = cycle.standard.criteria
	return CountyYear(
		year=cycle.year,
		county_code=code,
		county=name,
		length=cycle.counting_method.measure(summary.text) if summary else None,
		figures={each.code: each for criterion in criteria for each in _figures(criterion, summary)},
		met={each.number: summary.meets(each) if summary else None for each in criteria},
		titles={each.number: each.title for each in criteria},
		days_late=(filed - due).days if summary and filed else None,
	)


def _figures(criterion: Criterion, summary: AnnualSummary | None) -> list[Figure]:
	values = {
		code: value
		for each in (summary.assessments if summary else ())
		if each.criterion == criterion.number
		for code, value in each.values.items()
	}
	return [
		Figure(each.code, each.name, each.unit, values[each.code], each.threshold)
		for each in criterion.indicators
		if each.code in values
	]
