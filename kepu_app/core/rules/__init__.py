"""The rules of the notice: every breach at once, each with code, place, value, limit and a sentence.

``check_submission`` checks all that a province sends; the other functions check one record each, for a form
that is being saved. None of them changes anything or raises for bad content.
"""

from __future__ import annotations

from collections.abc import Callable

from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.model import Submission
from kepu_app.core.rules.assessments import UNREADABLE_FIGURE, check_assessments, check_figures
from kepu_app.core.rules.cases import check_case, check_case_quotas
from kepu_app.core.rules.counties import check_counties, check_county, check_missing
from kepu_app.core.rules.lengths import FAR_TOO_LONG
from kepu_app.core.rules.nominees import check_nominee, check_nominee_quota
from kepu_app.core.rules.pasted import Fix, fix_summary
from kepu_app.core.rules.printable import check_printable
from kepu_app.core.rules.province import check_province
from kepu_app.core.rules.summaries import check_summary, check_summary_counties

__all__ = [
	"FAR_TOO_LONG",
	"UNREADABLE_FIGURE",
	"Fix",
	"check_assessments",
	"check_case",
	"check_case_quotas",
	"check_counties",
	"check_county",
	"check_figures",
	"check_missing",
	"check_nominee",
	"check_nominee_quota",
	"check_printable",
	"check_province",
	"check_submission",
	"check_summary",
	"check_summary_counties",
	"fix_summary",
	"has_errors",
]


def check_submission(
	submission: Submission, uncovered: Callable[[str], list[str]] | None = None
) -> list[Breach]:
	"""Return every breach in a province's submission, in the order of its sheets.

	Args:
		submission: what the province sends.
		uncovered: returns the characters of a text that no installed font has; without it, characters
			are not checked.
	"""
	cycle = submission.cycle
	found = [*check_province(submission), *check_counties(submission), *check_missing(submission)]
	found += check_summary_counties(submission)
	for index, summary in enumerate(submission.summaries):
		county = submission.county(summary.county_code)
		found += check_summary(cycle, summary, county, index)
		found += check_assessments(cycle, summary, county, index)
	found += check_case_quotas(submission)
	for index, case in enumerate(submission.cases):
		found += check_case(cycle, case, submission.county(case.county_code), index)
	found += check_nominee_quota(submission)
	for index, nominee in enumerate(submission.nominees):
		found += check_nominee(cycle, nominee, submission.county(nominee.county_code), index)
	if uncovered:
		found += check_printable(submission, uncovered)
	return found


def has_errors(breaches: list[Breach]) -> bool:
	"""Return whether any of them is an error; warnings alone do not stop a package."""
	return any(breach.severity is Severity.ERROR for breach in breaches)
