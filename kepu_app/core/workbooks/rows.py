"""A submission as the rows of its sheets: values by column key, nothing of how they look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kepu_app.core.cycle import Cycle
from kepu_app.core.errors import InputError
from kepu_app.core.model import AnnualSummary, Assessment, County, SpeakerNominee, Submission, TypicalCase
from kepu_app.core.workbooks.columns import CUSTOM_KINDS, CustomColumn, ValueType
from kepu_app.core.workbooks.counties import CountyList, county_label

Extended = County | AnnualSummary | TypicalCase | SpeakerNominee
"""A record with the values of custom fields in ``extra``."""

Row = dict[str, Any]
"""A record's values by column key."""

FILED, EXCUSED, UNSETTLED = "有工作总结", "未报送，有原因", "缺总结或原因"
"""What the sheet of counties shows of each."""


def county_rows(filled: Submission) -> list[Row]:
	"""示范县名单. Raises InputError for a reason that has no county or the second of one county."""
	reasons = _reasons_by_county(filled)
	with_text = {each.county_code for each in filled.summaries if any(part.text for part in each.sections)}
	rows = []
	for county in filled.counties:
		fields = {name: getattr(county, name) for name in ("code", "name", "city", "batch", "period")}
		reason = reasons.pop(county.code, "")
		state = FILED if county.code in with_text else EXCUSED if reason else UNSETTLED
		rows.append(
			{
				**fields,
				"reason": reason,
				**_extra(county.extra),
				"state": state,
				"option": county_label(county),
			}
		)
	return rows


def summary_rows(filled: Submission) -> list[Row]:
	"""工作总结, and a prepared row for each county that has neither filed nor said why not."""
	counties = CountyList(filled.counties)
	rows = []
	for summary in filled.summaries:
		row = {
			"county_code": counties.label(summary.county_code),
			"on_behalf_of": summary.on_behalf_of,
			"dated": summary.dated,
			**_extra(summary.extra),
		}
		for position, (heading, text) in enumerate(aligned_sections(filled.cycle, summary)):
			row[f"section.{position}.heading"], row[f"section.{position}.text"] = heading, text
		rows.append(row)
	return [*rows, *_waiting_counties(filled)]


def aligned_sections(cycle: Cycle, summary: AnnualSummary) -> list[tuple[str, str]]:
	"""Return heading and text by position, each of the cycle's headings in its own. An adjusted heading
	takes the next free position; a blank one stands behind the cycle's, where it is allowed."""
	own = [each.text for each in cycle.headings]
	placed = [(heading, "") for heading in own]
	position = 0
	for section in summary.sections:
		if not section.heading.strip():
			position = max(position, len(own))
		elif section.heading in own[position:]:
			position = own.index(section.heading, position)
		if position < len(own):
			placed[position] = (section.heading, section.text)
		else:
			placed.append((section.heading, section.text))
		position += 1
	return placed


def assessment_rows(filled: Submission) -> list[Row]:
	"""测评自评, a row a summary, and the prepared rows. Raises InputError for a statement or figure that
	has no column, since the standard does not have its criterion or indicator."""
	counties = CountyList(filled.counties)
	rows = []
	for summary in filled.summaries:
		row: Row = {"county_code": counties.label(summary.county_code)}
		for each in summary.assessments:
			_add_assessment(row, filled.cycle, each)
		rows.append(row)
	return [*rows, *_waiting_counties(filled)]


def stated_criteria(filled: Submission) -> set[int]:
	"""Criteria on which some county made a plain statement."""
	return {
		each.criterion for summary in filled.summaries for each in summary.assessments if each.met is not None
	}


def case_rows(filled: Submission) -> list[Row]:
	"""典型案例, and up to the quota rows that are only numbered."""
	counties = CountyList(filled.counties)
	rows = []
	for case in filled.cases:
		topic = filled.cycle.topic(case.topic)
		rows.append(
			{
				"order": case.order or None,
				"county_code": counties.label(case.county_code),
				"topic": topic.name if topic else case.topic,
				"title": case.title,
				"text": case.text,
				**_extra(case.extra),
			}
		)
	return _numbered(rows, "order", filled.cycle.quotas.cases)


def nominee_rows(filled: Submission) -> list[Row]:
	"""宣讲团人选, and up to the quota rows that are only numbered."""
	counties = CountyList(filled.counties)
	plain = ("name", "sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	rows = []
	for nominee in filled.nominees:
		rows.append(
			{
				"rank": nominee.rank or None,
				"county_code": counties.label(nominee.county_code),
				**{name: getattr(nominee, name) for name in plain},
				**{f"reason.{number}": each for number, each in enumerate(given_reasons(nominee))},
				**_extra(nominee.extra),
			}
		)
	return _numbered(rows, "rank", filled.cycle.quotas.nominees)


def given_reasons(nominee: SpeakerNominee) -> list[str]:
	"""Return the reasons that are not blank."""
	return [each for each in nominee.reasons if each.strip()]


def custom_columns_of(filled: Submission, declared: Sequence[CustomColumn]) -> tuple[CustomColumn, ...]:
	"""Return the declared columns, and one for every other label of which the submission has a value."""
	records: tuple[Sequence[Extended], ...] = (
		*(filled.counties, filled.summaries),
		*(filled.cases, filled.nominees),
	)
	columns = list(declared)
	for kind, each in zip(CUSTOM_KINDS, records, strict=True):
		known = {column.label for column in declared if column.kind is kind}
		found: dict[str, list[Any]] = {}
		for label, value in (pair for record in each for pair in record.extra.items()):
			if label not in known and value not in (None, ""):
				found.setdefault(label, []).append(value)
		columns += [CustomColumn(kind, label, _type_of(values)) for label, values in found.items()]
	return tuple(columns)


def _reasons_by_county(filled: Submission) -> dict[str, str]:
	reasons: dict[str, str] = {}
	for each in filled.missing:
		if filled.county(each.county_code) is None or each.county_code in reasons:
			raise InputError(
				f"“{each.county_code}”的未报送原因无法写入：不在示范县名单中，或填写了两次",
				code="workbook.reason_without_county",
				place=each.county_code,
			)
		reasons[each.county_code] = each.reason
	return reasons


def _waiting_counties(filled: Submission) -> list[Row]:
	settled = {each.county_code for each in filled.summaries} | {each.county_code for each in filled.missing}
	return [
		{"county_code": county_label(each)}
		for each in filled.counties
		if each.code and each.code not in settled
	]


def _add_assessment(row: Row, cycle: Cycle, assessment: Assessment) -> None:
	number = assessment.criterion
	criterion = next((each for each in cycle.standard.criteria if each.number == number), None)
	known = {each.code for each in criterion.indicators} if criterion else set()
	if criterion is None or assessment.values.keys() - known or f"met.{number}" in row:
		raise InputError(
			f"{row['county_code']}的自评第{number}项无法写入：测评标准中没有这一项或其中的指标，或填写了两次",
			code="workbook.assessment_without_criterion",
			place=row["county_code"],
		)
	row[f"met.{number}"] = assessment.met
	row.update({f"value.{number}.{code}": value for code, value in assessment.values.items()})


def _numbered(rows: list[Row], key: str, quota: int) -> list[Row]:
	return [*rows, *({key: number} for number in range(len(rows) + 1, quota + 1))]


def _extra(extra: Mapping[str, Any]) -> Row:
	return {f"extra.{label}": value for label, value in extra.items()}


def _type_of(values: Sequence[Any]) -> ValueType:
	if all(isinstance(each, date) for each in values):
		return ValueType.DATE
	if all(isinstance(each, int | float | Decimal) and not isinstance(each, bool) for each in values):
		return ValueType.NUMBER
	return ValueType.TEXT
