"""The sheet of the 汇总表 with the self-assessments: a county a row, a criterion or a figure a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook

from kepu_app.core.labels import label_of
from kepu_app.core.model import Province, RecordKind, Submission
from kepu_app.core.workbooks.columns import Entry
from kepu_app.core.workbooks.lists import (
	Heading,
	add_list,
)
from kepu_app.core.workbooks.overview_figures import (
	MET,
	NOT_MET,
	StatedCriterion,
	counties_and_summaries,
	criteria_of,
	is_met,
	share_of,
	tally,
)

PROVINCE = Heading(label_of(Province, "name"), 16)


def add_assessments(workbook: Workbook, submissions: Sequence[Submission], is_national: bool) -> None:
	"""Whether each county meets each criterion, with the figures; below, the share of those that do."""
	criteria = criteria_of(submissions)
	lead = [*([PROVINCE] if is_national else ()), Heading("行政区划代码", 16), Heading("示范县名称", 18)]
	headings = [*lead]
	for criterion in criteria:
		headings.append(Heading(f"{criterion.number}.{criterion.title}", 16, Entry.FLAG))
		headings += [
			Heading(f"{each.code} {each.name}（{each.unit}）", 16, Entry.NUMBER)
			for each in criterion.indicators
		]
	records = [
		[*([each.province.name] if is_national else ()), *record]
		for each in submissions
		for record in _assessment_records(each, criteria)
	]
	blanks = [""] * (len(lead) - 1)
	records += [[label, *blanks, *cells] for label, cells in _totals(submissions, criteria)]
	add_list(workbook, RecordKind.ASSESSMENT.value, headings, records, frozen=len(lead))


def _assessment_records(
	submission: Submission, criteria: Sequence[StatedCriterion]
) -> Iterator[Sequence[Any]]:
	for county, summary in counties_and_summaries(submission):
		cells: list[Any] = [county.code, county.name]
		stated = {each.criterion: each for each in summary.assessments} if summary else {}
		for criterion in criteria:
			assessment = stated.get(criterion.number)
			cells.append({True: MET, False: NOT_MET, None: ""}[is_met(submission, summary, criterion.number)])
			values = assessment.values if assessment else {}
			cells += [values.get(each.code, "") for each in criterion.indicators]
		yield cells


def _totals(
	submissions: Sequence[Submission], criteria: Sequence[StatedCriterion]
) -> list[tuple[str, list[Any]]]:
	"""Counties that meet each criterion, counties that said so or not, and the share of the former."""
	rows: dict[str, list[Any]] = {"达标县数": [], "自评县数": [], "达标比例": []}
	for criterion in criteria:
		met, stated = tally(submissions, criterion.number)
		blanks = [""] * len(criterion.indicators)
		for label, value in zip(rows, (met, stated, share_of(met, stated)), strict=True):
			rows[label] += [value, *blanks]
	return list(rows.items())
