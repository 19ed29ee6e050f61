"""Finds breaches of the rules in submissions that are right but for one thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kepu_app.core.breaches import Breach
from kepu_app.core.model import County, Submission
from kepu_app.core.rules import check_submission
from tests.unit.factories import make_case, make_nominee, make_submission, make_summary


def found(submission: Submission, code: str, **options: Any) -> list[Breach]:
	return [each for each in check_submission(submission, **options) if each.code == code]


def only(submission: Submission, code: str, **options: Any) -> Breach:
	"""Return the one breach there is; it has the code."""
	return the_only(check_submission(submission, **options), code)


def the_only(breaches: list[Breach], code: str) -> Breach:
	"""Return the one breach there is; it has the code."""
	assert [each.code for each in breaches] == [code]
	return breaches[0]


def limits_of(breach: Breach) -> tuple[str, str]:
	"""Return what there is, and what is allowed."""
	return breach.value, breach.limit


def codes_of(submission: Submission) -> list[str]:
	return [each.code for each in check_submission(submission)]


def with_summary(**changes: Any) -> Submission:
	whole = make_submission()
	return replace(whole, summaries=(make_summary(**changes), *whole.summaries[1:]))


def with_nominee(**changes: Any) -> Submission:
	whole = make_submission()
	return replace(whole, nominees=(make_nominee(1, **changes), *whole.nominees[1:]))


def with_case(**changes: Any) -> Submission:
	whole = make_submission()
	return replace(whole, cases=(make_case(1, **changes), *whole.cases[1:]))


def with_county(county: County) -> Submission:
	"""One more county, with a summary."""
	whole = make_submission()
	return replace(
		whole,
		counties=(*whole.counties, county),
		summaries=(*whole.summaries, make_summary(county.code)),
	)
