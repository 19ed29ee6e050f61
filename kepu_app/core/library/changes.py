"""What changed from year to year: of a county, and of a province as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kepu_app.core.assessment.arithmetic import mean, rounded
from kepu_app.core.library.years import CountyYear, Figure

_SHARE_DIGITS = 4
_MEAN_DIGITS = 1


@dataclass(frozen=True)
class FigureChange:
	"""A figure in two years; a missing one is None, and the difference is None too."""

	code: str
	name: str
	unit: str
	before: Decimal | None
	after: Decimal | None

	@property
	def difference(self) -> Decimal | None:
		if self.before is None or self.after is None:
			return None
		return self.after - self.before


@dataclass(frozen=True)
class CriterionChange:
	"""A criterion that is met in only one of the years, or not stated in one of them."""

	number: int
	title: str
	before: bool | None
	after: bool | None


@dataclass(frozen=True)
class CountyChanges:
	"""What changed for a county between two years; ``figures`` are all that either year has."""

	before: CountyYear
	after: CountyYear
	figures: tuple[FigureChange, ...]
	criteria: tuple[CriterionChange, ...]

	@property
	def length(self) -> int | None:
		"""By how much the summary has grown; None if one of them is missing."""
		return _difference(self.before.length, self.after.length)

	@property
	def days_late(self) -> int | None:
		"""By how many more days it missed the deadline than before; negative is earlier."""
		return _difference(self.before.days_late, self.after.days_late)

	@property
	def met(self) -> int | None:
		"""How many more criteria are met; None if one of the years has no report."""
		if not (self.before.has_filed and self.after.has_filed):
			return None
		return self.after.met_count - self.before.met_count


@dataclass(frozen=True)
class ProvinceYear:
	"""A province in a year. Shares are 0 to 1, of the counties that have filed unless said otherwise; None of
	none. ``on_time`` is of those whose filing date is known."""

	year: int
	counties: int
	filed: int
	filed_share: Decimal | None
	on_time: Decimal | None
	mean_length: Decimal | None
	mean_met: Decimal | None
	met_shares: dict[int, Decimal | None]


@dataclass(frozen=True)
class ProvinceChanges:
	"""A province over the years, oldest first, and the changes of each of its counties."""

	years: tuple[ProvinceYear, ...]
	counties: dict[str, tuple[CountyChanges, ...]]


def compare_county(years: Iterable[CountyYear]) -> tuple[CountyChanges, ...]:
	"""Return the changes from each year to the next, oldest first; nothing with fewer than two.

	Raises:
		ValueError: a year twice, or years of several counties.
	"""
	ordered = sorted(years, key=lambda each: each.year)
	if len({each.county_code for each in ordered}) > 1:
		raise ValueError("compare_county: years of several counties")
	if len({each.year for each in ordered}) < len(ordered):
		raise ValueError("compare_county: a year twice")
	return tuple(_changes(before, after) for before, after in pairwise(ordered))


def compare_province(years: Iterable[CountyYear]) -> ProvinceChanges:
	"""Return a province's years from those of its counties, even of those that joined or left.

	Raises:
		ValueError: a county has a year twice.
	"""
	by_county: dict[str, list[CountyYear]] = {}
	by_year: dict[int, list[CountyYear]] = {}
	for each in years:
		by_county.setdefault(each.county_code, []).append(each)
		by_year.setdefault(each.year, []).append(each)
	return ProvinceChanges(
		tuple(_province_year(year, by_year[year]) for year in sorted(by_year)),
		{code: compare_county(found) for code, found in sorted(by_county.items())},
	)


def _changes(before: CountyYear, after: CountyYear) -> CountyChanges:
	codes = list(dict.fromkeys((*before.figures, *after.figures)))
	figures = (_figure_change(before.figures.get(code), after.figures.get(code)) for code in codes)
	numbers = sorted(before.met.keys() | after.met.keys())
	return CountyChanges(
		before,
		after,
		tuple(change for found in figures for change in found),
		tuple(
			CriterionChange(
				number,
				after.titles.get(number) or before.titles.get(number, ""),
				before.met.get(number),
				after.met.get(number),
			)
			for number in numbers
			if before.met.get(number) is not after.met.get(number)
		),
	)


def _figure_change(before: Figure | None, after: Figure | None) -> list[FigureChange]:
	"""Return one change; two, not comparable, where the later standard uses the code for something else."""
	if before and after and (before.name, before.unit) != (after.name, after.unit):
		return [*_figure_change(before, None), *_figure_change(None, after)]
	known = after or before
	if known is None:
		return []
	values = (before.value if before else None, after.value if after else None)
	return [FigureChange(known.code, known.name, known.unit, *values)]


def _province_year(year: int, counties: Sequence[CountyYear]) -> ProvinceYear:
	filed = [each for each in counties if each.has_filed]
	dated = [each for each in filed if each.days_late is not None]
	numbers = sorted({number for each in counties for number in each.met})
	return ProvinceYear(
		year=year,
		counties=len(counties),
		filed=len(filed),
		filed_share=_share(len(filed), len(counties)),
		on_time=_share(sum((each.days_late or 0) <= 0 for each in dated), len(dated)),
		mean_length=mean([Decimal(each.length or 0) for each in filed], _MEAN_DIGITS),
		mean_met=mean([Decimal(each.met_count) for each in filed], _MEAN_DIGITS),
		met_shares={
			number: _share(sum(each.met.get(number) is True for each in filed), len(filed))
			for number in numbers
		},
	)


def _share(part: int, whole: int) -> Decimal | None:
	return rounded(Fraction(part, whole), _SHARE_DIGITS) if whole else None


def _difference(before: int | None, after: int | None) -> int | None:
	return None if before is None or after is None else after - before
