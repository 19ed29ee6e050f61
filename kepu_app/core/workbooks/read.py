"""Reads a province's workbook: a submission, what was read otherwise than typed, and where all of it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from kepu_app.core.cycle import Criterion, Cycle
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	MissingCounty,
	RecordKind,
	SpeakerNominee,
	Submission,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.rules.reasons import split_reasons
from kepu_app.core.sandbox import run_limited
from kepu_app.core.workbooks.basics import read_basics
from kepu_app.core.workbooks.columns import CUSTOM_KINDS, CustomColumn, SheetLayout
from kepu_app.core.workbooks.content import Cells, WorkbookContent, field_of
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
from kepu_app.core.workbooks.sheets import sheets_by_kind
from kepu_app.core.workbooks.table import Table, TableRow, header_texts, read_table
from kepu_app.core.workbooks.values import (
	read_choice,
	read_code,
	read_custom,
	read_date,
	read_figure,
	read_line,
	read_month,
	read_position,
	read_statement,
	read_text,
)


def read_workbook(
	source: Path | bytes,
	cycle: Cycle,
	*,
	name: str | None = None,
	custom_columns: Sequence[CustomColumn] = (),
	assessments_first: bool = False,
) -> WorkbookContent:
	"""The content of a filled workbook; whether it keeps to the notice is for the rules to say.

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
	reader = _Reader(cycle, custom_columns, Findings())
	reader.assessments_first = assessments_first
	sheets = load_sheets(source, file_name, reader.findings)
	content = reader.content(sheets_by_kind(sheets, cycle, reader.findings))
	reader.findings.raise_problems(file_name)
	return replace(content, notes=reader.findings.notes())


class _Reader:
	"""Reads sheet by sheet; remembers where every field stands."""

	def __init__(self, cycle: Cycle, custom: Sequence[CustomColumn], findings: Findings) -> None:
		self.cycle, self.custom, self.findings = cycle, custom, findings
		self.cells: Cells = {}
		self.labels: dict[RecordKind, tuple[str, ...]] = {}
		self.lacks_summaries = self.assessments_first = False

	def content(self, sheets: Mapping[RecordKind, RawSheet]) -> WorkbookContent:
		self.lacks_summaries = RecordKind.SUMMARY not in sheets
		basics = read_basics(sheets.get(RecordKind.SUBMISSION), self.cycle, self.cells, self.findings)
		province = basics.province
		tables = {layout.kind: self._table(sheets, layout) for layout in self._layouts(sheets)}
		counties, missing = self._counties(tables[RecordKind.COUNTY])
		names = CountyList(counties, province.name)
		summaries = self._summaries(tables[RecordKind.SUMMARY], names)
		summaries = self._with_assessments(tables[RecordKind.ASSESSMENT], names, summaries)
		submission = Submission(
			cycle=self.cycle,
			province=province,
			counties=counties,
			summaries=summaries,
			cases=self._cases(tables[RecordKind.CASE], names),
			nominees=self._nominees(tables[RecordKind.NOMINEE], names),
			missing=missing,
			dated=basics.dated,
		)
		return WorkbookContent(submission, (), self.labels, self.cells, basics.export_mark)

	def _layouts(self, sheets: Mapping[RecordKind, RawSheet]) -> tuple[SheetLayout, ...]:
		"""The sheets as the writer would make them, with as many sections and reasons as they have."""
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
		table = read_table(sheet, layout, self.custom, self.findings) if sheet else Table(layout)
		if layout.kind in CUSTOM_KINDS:
			self.labels[layout.kind] = tuple(each.label for each in table.custom)
		self.cells[layout.kind, -1, "", None] = table.address("county_code")
		return table

	def _remember(self, kind: RecordKind, index: int, row: TableRow) -> None:
		for key in row.columns:
			name, part = field_of(key)
			self.cells[kind, index, name, part] = row.address(key)
		self.cells[kind, index, "", None] = row.address("county_code")

	# --- the sheets

	def _counties(self, table: Table) -> tuple[tuple[County, ...], tuple[MissingCounty, ...]]:
		counties, missing = list[County](), list[MissingCounty]()
		for index, row in enumerate(table.rows):
			self._remember(RecordKind.COUNTY, index, row)
			county = County(
				code=read_code(row.cells.get("code"), self.findings),
				extra=self._extra(table, row),
				**self._lines(row, ("name", "city", "batch", "period")),
			)
			reason = read_line(row.cells.get("reason"), self.findings)
			if reason:
				self.cells[RecordKind.SUBMISSION, len(missing), "county_code", None] = row.address("code")
				missing.append(MissingCounty(county.code, reason))
			counties.append(county)
		return tuple(counties), tuple(missing)

	def _summaries(self, table: Table, names: CountyList) -> tuple[AnnualSummary, ...]:
		found: list[AnnualSummary] = []
		for row in table.rows:
			if row.cells.keys() <= {"county_code"}:
				continue
			self._remember(RecordKind.SUMMARY, len(found), row)
			total = row.address("total" if "total" in table.columns else "section.0.text")
			self.cells[RecordKind.SUMMARY, len(found), "sections", None] = total
			found.append(
				AnnualSummary(
					county_code=self._county(row, names),
					sections=self._sections(table, row, len(found)),
					on_behalf_of=read_line(row.cells.get("on_behalf_of"), self.findings),
					dated=read_date(row.cells.get("dated"), self.findings),
					extra=self._extra(table, row),
				)
			)
		return tuple(found)

	def _sections(self, table: Table, row: TableRow, index: int) -> tuple[SummarySection, ...]:
		own = [each.text for each in self.cycle.headings]
		sections: list[SummarySection] = []
		last = sum(each.key.endswith(".text") for each in table.layout.columns)
		for position in range(last):
			heading = read_line(row.cells.get(f"section.{position}.heading"), self.findings)
			text = read_text(row.cells.get(f"section.{position}.text"), self.findings)
			if position < len(own):
				heading = heading or own[position]
			if heading or text:
				address = row.address(f"section.{position}.text")
				self.cells[RecordKind.SUMMARY, index, "sections", len(sections)] = address
				sections.append(SummarySection(heading, text))
		return tuple(sections)

	def _with_assessments(
		self, table: Table, names: CountyList, summaries: Sequence[AnnualSummary]
	) -> tuple[AnnualSummary, ...]:
		"""Each row goes to the summary of its county; the second row of one to its second summary."""
		waiting: dict[str, list[int]] = {}
		for index, summary in enumerate(summaries):
			waiting.setdefault(summary.county_code, []).append(index)
		stated: dict[int, tuple[Assessment, ...]] = {}
		alone: list[AnnualSummary] = []
		for row in table.rows:
			code, assessments = self._county(row, names), self._assessments(row)
			is_prepared = row.cells.keys() <= {"county_code"}
			indices = waiting.get(code, [])
			if indices:
				# A prepared row is only where the statements would be, unless another summary waits for them.
				index = indices[0] if is_prepared and len(indices) == 1 else indices.pop(0)
				stated[index] = assessments
				self._remember(RecordKind.ASSESSMENT, index, row)
			elif assessments and self.assessments_first and names.has(code):
				self._remember(RecordKind.ASSESSMENT, len(summaries) + len(alone), row)
				alone.append(AnnualSummary(code, assessments=assessments))
			elif not is_prepared and self._is_stray(code, names, summaries):
				self._report_stray(row, code, names)
		filed = (replace(each, assessments=stated.get(index, ())) for index, each in enumerate(summaries))
		return (*filed, *alone)

	def _is_stray(self, code: str, names: CountyList, summaries: Sequence[AnnualSummary]) -> bool:
		"""A row of which the summary is missing for a reason that is said elsewhere is not to blame: there is
		no sheet of summaries, or one of them has a county that is not in the list."""
		has_unknown = any(not names.has(each.county_code) for each in summaries)
		return not self.lacks_summaries and not (has_unknown and names.has(code))

	def _report_stray(self, row: TableRow, code: str, names: CountyList) -> None:
		sentence = f"“{names.label(code)}”在“{RecordKind.SUMMARY.value}”中没有相应的一行，请补上工作总结，或删去这一行"
		if not code:
			sentence = "有自评而没有填写示范县"
		self.findings.problem("workbook.assessment_without_summary", row.address("county_code"), sentence)

	def _assessments(self, row: TableRow) -> tuple[Assessment, ...]:
		stated = (self._assessment(row, each) for each in self.cycle.standard.criteria)
		return tuple(each for each in stated if each.met is not None or each.values)

	def _assessment(self, row: TableRow, criterion: Criterion) -> Assessment:
		values: dict[str, Decimal] = {}
		for each in criterion.indicators:
			cell = row.cells.get(f"value.{criterion.number}.{each.code}")
			value = read_figure(cell, each.unit, self.findings)
			if value is not None:
				values[each.code] = value
		met = read_statement(row.cells.get(f"met.{criterion.number}"), self.findings)
		return Assessment(criterion.number, met, values)

	def _cases(self, table: Table, names: CountyList) -> tuple[TypicalCase, ...]:
		found = []
		for index, row in enumerate(table.rows):
			self._remember(RecordKind.CASE, index, row)
			topic = read_line(row.cells.get("topic"), self.findings)
			known = self.cycle.topic(topic)
			found.append(
				TypicalCase(
					county_code=self._county(row, names),
					topic=known.code if known else topic,
					title=read_line(row.cells.get("title"), self.findings),
					text=read_text(row.cells.get("text"), self.findings),
					order=read_position(row.cells.get("order"), self.findings),
					extra=self._extra(table, row),
				)
			)
		return tuple(found)

	def _nominees(self, table: Table, names: CountyList) -> tuple[SpeakerNominee, ...]:
		found = []
		for index, row in enumerate(table.rows):
			self._remember(RecordKind.NOMINEE, index, row)
			found.append(
				SpeakerNominee(
					county_code=self._county(row, names),
					birth_month=read_month(row.cells.get("birth_month"), self.findings),
					name=read_line(row.cells.get("name"), self.findings),
					sex=read_choice(row.cells.get("sex"), self.cycle.sexes, self.findings),
					political_status=read_choice(
						row.cells.get("political_status"), self.cycle.political_statuses, self.findings
					),
					**self._lines(row, ("organisation", "position")),
					phone=read_code(row.cells.get("phone"), self.findings),
					reasons=self._reasons(table, row, index),
					bio=read_text(row.cells.get("bio"), self.findings),
					rank=read_position(row.cells.get("rank"), self.findings),
					extra=self._extra(table, row),
				)
			)
		return tuple(found)

	def _reasons(self, table: Table, row: TableRow, index: int) -> tuple[str, ...]:
		keys = [each.key for each in table.layout.columns if each.key.startswith("reason.")]
		self.cells[RecordKind.NOMINEE, index, "reasons", None] = row.address("reason.0")
		found: list[str] = []
		for key in (each for each in keys if each in row.cells):
			for reason in split_reasons(read_line(row.cells[key], self.findings)):
				self.cells[RecordKind.NOMINEE, index, "reasons", len(found)] = row.address(key)
				found.append(reason)
		return tuple(found)

	# --- what several sheets have

	def _lines(self, row: TableRow, keys: Sequence[str]) -> dict[str, str]:
		return {key: read_line(row.cells.get(key), self.findings) for key in keys}

	def _county(self, row: TableRow, names: CountyList) -> str:
		cell = row.cells.get("county_code")
		entry = read_code(cell, self.findings)
		match = names.match(entry) if entry else None
		if match is None or cell is None:
			return ""
		if match.problem:
			self.findings.problem("workbook.county", cell.address, match.problem)
		if match.remark:
			self.findings.note("workbook.county", cell.address, match.remark)
		return match.code

	def _extra(self, table: Table, row: TableRow) -> dict[str, Any]:
		extra = {}
		for column in table.custom:
			cell = row.cells.get(f"extra.{column.label}")
			value = read_custom(cell, column, column in self.custom, self.findings)
			if value is not None:
				extra[column.label] = value
		return extra
