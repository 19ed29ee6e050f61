"""Checks that the installed fonts have a glyph for every character of every text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kepu_app.core.breaches import Breach
from kepu_app.core.labels import label_of
from kepu_app.core.model import (
	AnnualSummary,
	County,
	Province,
	RecordKind,
	SpeakerNominee,
	Submission,
	TypicalCase,
)
from kepu_app.core.rules.record import Record, county_name
from kepu_app.core.unprintable import why_unprintable

_CASE_FIELDS = ("title", "text")
_NOMINEE_FIELDS = (
	"name",
	"sex",
	"political_status",
	"birth_month",
	"organisation",
	"position",
	"phone",
	"bio",
)


def check_printable(submission: Submission, uncovered: Callable[[str], list[str]]) -> list[Breach]:
	"""Return a breach for each field with characters that ``uncovered`` returns, naming them."""
	found = []
	for record, field, part, label, text in _printed_texts(submission):
		characters = uncovered(text)
		if characters:
			place = record.place(field, part, label)
			sentence = why_unprintable(characters)
			found.append(record.error("text.no_font", place, "".join(characters), "字体", sentence))
	return found


_Text = tuple[Record, str, Any, str, str]


def _printed_texts(submission: Submission) -> Iterator[_Text]:
	yield from _province_texts(submission)
	for index, county in enumerate(submission.counties):
		record = Record(RecordKind.COUNTY, County, index, county_name(county, county.code), county.source)
		yield from _fields(record, county, ("name", "city"))
	for index, summary in enumerate(submission.summaries):
		yield from _summary_texts(submission, summary, index)
	for index, case in enumerate(submission.cases):
		name = county_name(submission.county(case.county_code), case.county_code)
		record = Record(RecordKind.CASE, TypicalCase, index, name, case.source)
		yield from _fields(record, case, _CASE_FIELDS)
	for index, nominee in enumerate(submission.nominees):
		place = county_name(submission.county(nominee.county_code), nominee.county_code)
		name = f"{nominee.name.strip()}（{place}）"
		record = Record(RecordKind.NOMINEE, SpeakerNominee, index, name, nominee.source)
		yield from _fields(record, nominee, _NOMINEE_FIELDS)
		for number, reason in enumerate(nominee.reasons):
			yield record, "reasons", number, f"{label_of(SpeakerNominee, 'reasons')}{number + 1}", reason


def _province_texts(submission: Submission) -> Iterator[_Text]:
	record = Record(RecordKind.SUBMISSION, Province, 0, submission.province.name)
	yield from _fields(record, submission.province, ("name", "association", "contact_name", "contact_phone"))


def _summary_texts(submission: Submission, summary: AnnualSummary, index: int) -> Iterator[_Text]:
	name = county_name(submission.county(summary.county_code), summary.county_code)
	record = Record(RecordKind.SUMMARY, AnnualSummary, index, name, summary.source)
	yield from _fields(record, summary, ("on_behalf_of",))
	for number, section in enumerate(summary.sections):
		yield (
			record,
			"sections",
			number,
			section.heading or f"第{number + 1}部分",
			section.heading + section.text,
		)


def _fields(record: Record, holder: Any, names: tuple[str, ...]) -> Iterator[_Text]:
	for name in names:
		yield record, name, None, "", getattr(holder, name)
