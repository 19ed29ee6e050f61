"""What the sheets of the 汇总表 count of a province's submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kepu_app.core.cycle import Indicator
from kepu_app.core.model import AnnualSummary, County, Submission
from kepu_app.core.workbooks.lists import (
	Share,
)

MET, NOT_MET = "达标", "未达标"
"""What the sheet says; what the site stores is in ``mappers.attainment``."""

_SHARE_DIGITS = 4


@dataclass(frozen=True)
class StatedCriterion:
	"""A criterion as the columns of a list: a statement, and its indicators' figures."""

	number: int
	title: str
	indicators: tuple[Indicator, ...]


def criteria_of(submissions: Sequence[Submission]) -> list[StatedCriterion]:
	"""Every criterion of any of the submissions' standards, which provinces may have refined."""
	titles: dict[int, str] = {}
	indicators: dict[int, dict[str, Indicator]] = {}
	for each in (each for submission in submissions for each in submission.cycle.standard.criteria):
		titles.setdefault(each.number, each.title)
		known = indicators.setdefault(each.number, {})
		for indicator in each.indicators:
			known.setdefault(indicator.code, indicator)
	return [
		StatedCriterion(number, titles[number], tuple(indicators[number].values()))
		for number in sorted(titles)
	]


def tally(submissions: Sequence[Submission], number: int) -> tuple[int, int]:
	"""Counties that meet a criterion, and counties of which that is known either way."""
	answers = [
		is_met(submission, summary, number) for submission in submissions for summary in submission.summaries
	]
	return answers.count(True), len(answers) - answers.count(None)


def is_met(submission: Submission, summary: AnnualSummary | None, number: int) -> bool | None:
	"""Return as ``AnnualSummary.meets``, by the submission's own standard; None where it has no such criterion."""
	criterion = next((each for each in submission.cycle.standard.criteria if each.number == number), None)
	return summary.meets(criterion) if summary and criterion else None


def met_count(submission: Submission, summary: AnnualSummary) -> int:
	return sum(summary.meets(each) is True for each in submission.cycle.standard.criteria)


def counties_and_summaries(submission: Submission) -> Iterator[tuple[County, AnnualSummary | None]]:
	"""Every county with its summary; a draft may hold two of a county, or one of a county not listed."""
	by_code: dict[str, list[AnnualSummary]] = {}
	for filed in submission.summaries:
		by_code.setdefault(filed.county_code, []).append(filed)
	for county in submission.counties:
		for summary in by_code.pop(county.code, None) or (None,):
			yield county, summary
	for code, summaries in by_code.items():
		for filed in summaries:
			yield County(code=code, name=""), filed


def filed_count(submission: Submission) -> int:
	listed = {each.code for each in submission.counties}
	return len(listed & {each.county_code for each in submission.summaries})


def lengths_of(submission: Submission) -> list[int]:
	return [submission.cycle.counting_method.measure(each.text) for each in submission.summaries]


def mean_of(numbers: Sequence[int]) -> int | str:
	return round(sum(numbers) / len(numbers)) if numbers else ""


def share_of(part: int, whole: int) -> Share | str:
	return Share(round(part / whole, _SHARE_DIGITS)) if whole else ""
