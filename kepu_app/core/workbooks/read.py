"""Reads a province's workbook: a submission, what was read otherwise than typed, and where all of it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import RecordKind, Submission
from kepu_app.core.sandbox import run_limited
from kepu_app.core.workbooks.basics import read_basics
from kepu_app.core.workbooks.columns import CUSTOM_KINDS, CustomColumn, SheetLayout
from kepu_app.core.workbooks.content import WorkbookContent
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.findings import Findings
from kepu_app.core.workbooks.layout import (
	assessment_layout,
	case_layout,
	county_layout,
	nominee_layout,
	repeated_counts,
	summary_layout,
)
from kepu_app.core.workbooks.load import RawSheet, load_sheets
from kepu_app.core.workbooks.read_assessments import AssessmentReader
from kepu_app.core.workbooks.read_records import read_cases, read_counties, read_nominees, read_summaries
from kepu_app.core.workbooks.read_rows import RowReader
from kepu_app.core.workbooks.sheets import sheets_by_kind
from kepu_app.core.workbooks.table import Table, header_texts, read_table


def read_workbook(
	source: Path | bytes,
	cycle: Cycle,
	*,
	name: str | None = None,
	custom_columns: Sequence[CustomColumn] = (),
	assessments_first: bool = False,
) -> WorkbookContent:
	"""Return the content of a filled workbook; whether it keeps to the notice is for the rules to say.

	It is read in a child process with limits.

	Args:
		source: an .xlsx, by its path or its bytes.
		cycle: the cycle that it has to be of.
		name: what to call it in messages; the path's name if left out.
		custom_columns: the fields that are known, with their types. Any other column that the template
			does not have is read as a field too, each value by the type of its cell.
		assessments_first: whether a self-assessment may be there before its summary, which then has nothing
			else; otherwise it is a problem.

	Raises:
		WorkbookError: with every problem, each naming sheet, cell, value and rule.
		InputError: the file is no workbook that can be read at all, or not within the limits.
	"""
	name = name or (source.name if isinstance(source, Path) else "工作簿")
	content = run_limited(
		read_unlimited,
		source,
		cycle,
		name=name,
		file_name=name,
		custom_columns=tuple(custom_columns),
		assessments_first=assessments_first,
	)
	# The cycle holds the limits by which the content is judged: it is the caller's and not the child's.
	return replace(content, submission=replace(content.submission, cycle=cycle))


def read_unlimited(
	source: Path | bytes,
	cycle: Cycle,
	*,
	file_name: str = "工作簿",
	custom_columns: Sequence[CustomColumn] = (),
	assessments_first: bool = False,
) -> WorkbookContent:
	"""As ``read_workbook``, in this process."""
	reader = _Reader(cycle, custom_columns, assessments_first=assessments_first)
	sheets = load_sheets(source, file_name, reader.findings)
	content = reader.content(sheets_by_kind(sheets, cycle, reader.findings))
	reader.findings.raise_problems(file_name)
	return replace(content, notes=reader.findings.notes())


class _Reader:
	"""Reads sheet by sheet, in the order in which they need each other."""

	def __init__(self, cycle: Cycle, custom: Sequence[CustomColumn], *, assessments_first: bool) -> None:
		self.cycle, self.assessments_first = cycle, assessments_first
		self.rows = RowReader(cycle, custom, Findings())
		self.labels: dict[RecordKind, tuple[str, ...]] = {}

	@property
	def findings(self) -> Findings:
		return self.rows.findings

	def content(self, sheets: Mapping[RecordKind, RawSheet]) -> WorkbookContent:
		basics = read_basics(sheets.get(RecordKind.SUBMISSION), self.cycle, self.rows.cells, self.findings)
		tables = {layout.kind: self._table(sheets, layout) for layout in self._layouts(sheets)}
		counties, missing = read_counties(self.rows, tables[RecordKind.COUNTY])
		names = CountyList(counties, basics.province.name)
		summaries = read_summaries(self.rows, tables[RecordKind.SUMMARY], names)
		assessments = AssessmentReader(
			self.rows, lacks_summaries=RecordKind.SUMMARY not in sheets, come_first=self.assessments_first
		)
		submission = Submission(
			cycle=self.cycle,
			province=basics.province,
			counties=counties,
			summaries=assessments.add_to(summaries, tables[RecordKind.ASSESSMENT], names),
			cases=read_cases(self.rows, tables[RecordKind.CASE], names),
			nominees=read_nominees(self.rows, tables[RecordKind.NOMINEE], names),
			missing=missing,
			dated=basics.dated,
		)
		return WorkbookContent(submission, (), self.labels, self.rows.cells, basics.export_mark)

	def _layouts(self, sheets: Mapping[RecordKind, RawSheet]) -> tuple[SheetLayout, ...]:
		"""Return the sheets as the writer would make them, with as many sections and reasons as they have."""
		headers = (
			*header_texts(sheets.get(RecordKind.SUMMARY)),
			*header_texts(sheets.get(RecordKind.NOMINEE)),
		)
		sections, reasons = repeated_counts(self.cycle, headers)
		criteria = [each.number for each in self.cycle.standard.criteria]
		return (
			county_layout(),
			summary_layout(self.cycle, sections),
			assessment_layout(self.cycle, criteria),
			case_layout(self.cycle),
			nominee_layout(self.cycle, reasons),
		)

	def _table(self, sheets: Mapping[RecordKind, RawSheet], layout: SheetLayout) -> Table:
		sheet = sheets.get(layout.kind)
		table = read_table(sheet, layout, self.rows.custom, self.findings) if sheet else Table(layout)
		if layout.kind in CUSTOM_KINDS:
			self.labels[layout.kind] = tuple(each.label for each in table.custom)
		self.rows.cells[layout.kind, -1, "", None] = table.address("county_code")
		return table
