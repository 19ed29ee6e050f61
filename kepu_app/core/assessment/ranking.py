"""From assessments to a ranking that shows how it came about.

An assessor's total is rounded first, and means are taken of the rounded totals: the printed table can be
recounted by hand. The rank follows the rounded trimmed mean, so that what looks equal is equal. Missing and
recused assessors are left out, they never count as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kepu_app.core.assessment.arithmetic import mean, median, ranks, rounded, standard_deviation
from kepu_app.core.assessment.check import check_marks, check_sheet
from kepu_app.core.assessment.model import Assessment, AssessmentState, ScoringSheet, Subject
from kepu_app.core.assessment.naming import distinct_names


@dataclass(frozen=True)
class Score:
	"""One assessor's result; ``total`` is None unless it was submitted. ``is_left_out``: the total is trimmed."""

	assessment: Assessment
	total: Decimal | None = None
	is_left_out: bool = False


@dataclass(frozen=True)
class FarMark:
	"""An outlier among the marks. ``item`` is None for a total; ``usual`` is the median, rounded like totals."""

	assessor: str
	item: int | None
	value: Decimal
	usual: Decimal


@dataclass(frozen=True)
class SubjectResult:
	"""One subject's result. ``mean``, ``trimmed_mean`` and ``rank`` are None without any mark, ``spread``
	(standard deviation of all totals) below two. ``scores`` are in the order of the assessors."""

	subject: Subject
	scores: tuple[Score, ...]
	mean: Decimal | None
	trimmed_mean: Decimal | None
	spread: Decimal | None
	far_marks: tuple[FarMark, ...] = ()
	rank: int | None = None

	@property
	def counted(self) -> int:
		return self._times(AssessmentState.SUBMITTED)

	@property
	def missing(self) -> int:
		return self._times(AssessmentState.MISSING)

	@property
	def recused(self) -> int:
		return self._times(AssessmentState.RECUSED)

	def score(self, assessor: str) -> Score | None:
		"""Return the score of an assessor, None if it was not their task."""
		return next((each for each in self.scores if each.assessment.assessor == assessor), None)

	def _times(self, state: AssessmentState) -> int:
		return sum(each.assessment.state is state for each in self.scores)


@dataclass(frozen=True)
class Ranking:
	"""The results in the order of the subjects given."""

	sheet: ScoringSheet
	assessors: tuple[str, ...]
	results: tuple[SubjectResult, ...]

	def in_order(self) -> tuple[SubjectResult, ...]:
		"""Sort by rank, equal ones as given, those without any mark last."""
		last = len(self.results) + 1
		return tuple(sorted(self.results, key=lambda each: each.rank or last))


def rank_subjects(
	sheet: ScoringSheet, subjects: Sequence[Subject], assessments: Sequence[Assessment]
) -> Ranking:
	"""Rank the subjects.

	Args:
		sheet: the items and the rules of the count.
		subjects: all subjects to list, marked or not; the results make equal names distinct.
		assessments: one for each assessor and subject; an assessor's first one gives the assessor's position.

	Raises:
		InputError: a sheet or a mark that breaks a rule of ``check``, or an unknown subject.
	"""
	check_sheet(sheet)
	subjects = _told_apart(subjects)
	check_marks(sheet, subjects, assessments)
	assessors = tuple(dict.fromkeys(each.assessor for each in assessments))
	of_subject: dict[str, list[Assessment]] = {each.key: [] for each in subjects}
	for each in assessments:
		of_subject[each.subject].append(each)
	places = {assessor: place for place, assessor in enumerate(assessors)}
	results = [
		_result(sheet, each, sorted(of_subject[each.key], key=lambda found: places[found.assessor]))
		for each in subjects
	]
	placed = ranks([each.trimmed_mean for each in results])
	return Ranking(
		sheet, assessors, tuple(replace(each, rank=rank) for each, rank in zip(results, placed, strict=True))
	)


def total_of(sheet: ScoringSheet, assessment: Assessment) -> Decimal | None:
	"""Return an assessor's total on the sheet's scale, rounded; None while a mark is missing."""
	share = Fraction()
	for item in sheet.items:
		value = assessment.value(item.number)
		if value is None:
			return None
		share += Fraction(value) / Fraction(item.full_marks) * Fraction(item.weight)
	weights = sum((Fraction(each.weight) for each in sheet.items), Fraction())
	return rounded(share / weights * Fraction(sheet.scale), sheet.total_digits)


def _told_apart(subjects: Sequence[Subject]) -> list[Subject]:
	names = distinct_names([(each.key, each.name, each.group) for each in subjects])
	return [replace(each, name=name) for each, name in zip(subjects, names, strict=True)]


def _result(sheet: ScoringSheet, subject: Subject, assessments: Sequence[Assessment]) -> SubjectResult:
	scores = _trimmed(sheet, [_score(sheet, each) for each in assessments])
	totals = [each.total for each in scores if each.total is not None]
	kept = [each.total for each in scores if each.total is not None and not each.is_left_out]
	return SubjectResult(
		subject,
		tuple(scores),
		mean(totals, sheet.digits),
		mean(kept, sheet.digits),
		standard_deviation(totals, sheet.digits),
		tuple(_far_marks(sheet, scores)),
	)


def _score(sheet: ScoringSheet, assessment: Assessment) -> Score:
	is_counted = assessment.state is AssessmentState.SUBMITTED
	return Score(assessment, total_of(sheet, assessment) if is_counted else None)


def _trimmed(sheet: ScoringSheet, scores: Sequence[Score]) -> list[Score]:
	"""Mark the trimmed totals; equal ones by assessor's name, so that the order of entry changes nothing."""
	counted = sorted(
		(each for each in scores if each.total is not None),
		key=lambda each: (each.total or Decimal(), each.assessment.assessor),
	)
	if len(counted) < sheet.trim_from or not sheet.trim_each:
		return list(scores)
	ends = [*counted[: sheet.trim_each], *counted[-sheet.trim_each :]]
	left_out = {each.assessment.assessor for each in ends}
	return [replace(each, is_left_out=each.assessment.assessor in left_out) for each in scores]


def _far_marks(sheet: ScoringSheet, scores: Sequence[Score]) -> list[FarMark]:
	counted = [each for each in scores if each.total is not None]
	totals = {each.assessment.assessor: each.total for each in counted if each.total is not None}
	found = _far(sheet, None, sheet.scale, totals)
	if len(sheet.items) > 1:
		for item in sheet.items:
			given = {each.assessment.assessor: each.assessment.value(item.number) for each in counted}
			values = {assessor: value for assessor, value in given.items() if value is not None}
			found += _far(sheet, item.number, item.full_marks, values)
	return found


def _far(sheet: ScoringSheet, item: int | None, full: Decimal, values: dict[str, Decimal]) -> list[FarMark]:
	"""Return the outliers from the median, if more than half of the marks are near it.

	So outliers are always a minority; where assessors disagree altogether there are none.
	"""
	if len(values) < sheet.outliers.least_marks:
		return []
	usual, most = median(list(values.values())), Fraction(sheet.outliers.share) * Fraction(full)
	far = [(assessor, value) for assessor, value in values.items() if abs(Fraction(value) - usual) > most]
	if 2 * len(far) >= len(values):
		return []
	shown = rounded(usual, sheet.total_digits)
	return [FarMark(assessor, item, value, shown) for assessor, value in far]
