"""Shifts the sample submissions in time: to the days before a demo is created, and to the year before.

The sample is of the notice's own year. Unshifted, it would be overdue by more than a year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import AnnualSummary, Submission, TypicalCase
from kepu_app.demo import plan
from kepu_app.demo.sample import load_collection, load_sample, sample_provinces

LAST_STEP = date(2025, 2, 25)
"""Last date in the sample: its first province is accepted, and its speakers are appointed."""

NATIONAL_DAYS = 24
COUNTY_DAYS = {"河南省": 8, "湖北省": 15}
"""Days from the demo's creation to the deadlines: CAST's, and those of the provinces that still collect."""

MISSING_REASON = "负责同志刚到岗，工作总结尚在履行市政府审签程序，已书面承诺尽快补报。"
"""Without dates: the sample's own reason has some."""

_YEAR = re.compile(r"(?<![-—\d])(202[4-6])(?=年)")
"""The sample's own year or a coming one in a text; not the 2021-2025年度 of a batch."""


@dataclass(frozen=True)
class Edition:
	"""A year of the demo: each province's submission and its counties' deadline. ``is_over``: the year is finished, and
	every province accepted."""

	cycle: Cycle
	samples: Mapping[str, Submission]
	deadlines: Mapping[str, date]
	is_over: bool = False

	@property
	def name(self) -> str:
		"""Return the name of the Reporting Cycle."""
		return str(self.cycle.year)


def year_of(today: date) -> int:
	"""Return the reported year: the previous one, as in the notice, which comes in January."""
	return max(today.year, 2026) - 1


def day_of_notice(notice: date) -> date:
	"""Return a date whose demo has the notice date ``notice``."""
	return LAST_STEP + (notice - load_sample().cycle.notice_date)


def living_edition(today: date) -> Edition:
	"""Return the edition in progress on ``today``: past steps lie before, the deadlines after."""
	shift = timedelta(weeks=(today - LAST_STEP).days // 7)
	years = year_of(today) - load_sample().cycle.year
	cycle = replace(
		_moved_cycle(load_sample().cycle, shift, years),
		national_deadline=today + timedelta(days=NATIONAL_DAYS),
	)
	names = sample_provinces()
	coming = {name: today + timedelta(days=days) for name, days in COUNTY_DAYS.items()}
	return Edition(cycle, _moved(names, cycle, shift, years), {**_deadlines(names, shift), **coming})


def finished_edition(today: date) -> Edition:
	"""Return the edition of the year before: the sample's provinces that are ready to send, all accepted."""
	years = year_of(today) - 1 - load_sample().cycle.year
	shift = timedelta(weeks=52 * years)
	cycle = _moved_cycle(load_sample().cycle, shift, years)
	names = tuple(name for name in sample_provinces() if name in plan.SUBMISSIONS)
	return Edition(cycle, _moved(names, cycle, shift, years), _deadlines(names, shift), is_over=True)


def _moved(names: tuple[str, ...], cycle: Cycle, shift: timedelta, years: int) -> dict[str, Submission]:
	return {name: _moved_submission(load_sample(name), cycle, shift, years) for name in names}


def _deadlines(names: tuple[str, ...], shift: timedelta) -> dict[str, date]:
	return {name: load_collection(name).county_deadline + shift for name in names}


def _moved_cycle(cycle: Cycle, shift: timedelta, years: int) -> Cycle:
	"""Shift the cycle. Notices of other years are unknown: their numbers are marked as invented."""
	if not years:
		return cycle
	return replace(
		cycle,
		year=cycle.year + years,
		notice_title=_in_year(cycle.notice_title, years),
		short_notice_title=_in_year(cycle.short_notice_title, years),
		notice_number=f"演示〔{cycle.year + years + 1}〕1号",
		notice_date=cycle.notice_date + shift,
		national_deadline=cycle.national_deadline + shift,
	)


def _moved_submission(sample: Submission, cycle: Cycle, shift: timedelta, years: int) -> Submission:
	return replace(
		sample,
		cycle=cycle,
		summaries=tuple(_moved_summary(each, shift, years) for each in sample.summaries),
		cases=tuple(_moved_case(each, years) for each in sample.cases),
		missing=tuple(replace(each, reason=MISSING_REASON) if shift else each for each in sample.missing),
		dated=_on_a_working_day(sample.dated, shift),
	)


def _moved_summary(summary: AnnualSummary, shift: timedelta, years: int) -> AnnualSummary:
	sections = tuple(replace(each, text=_in_year(each.text, years)) for each in summary.sections)
	return replace(summary, sections=sections, dated=_on_a_working_day(summary.dated, shift))


def _moved_case(case: TypicalCase, years: int) -> TypicalCase:
	return replace(case, title=_in_year(case.title, years), text=_in_year(case.text, years))


def _on_a_working_day(day: date | None, shift: timedelta) -> date | None:
	"""Shift a date; a weekend date, worked in 2025, becomes the Friday before."""
	if day is None or not shift:
		return day
	moved = day + shift
	return moved - timedelta(days=max(0, moved.weekday() - 4))


def _in_year(text: str, years: int) -> str:
	return _YEAR.sub(lambda found: str(int(found[1]) + years), text)
