"""The sheet of self-assessments: each row goes to the summary of its county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kepu_app.core.cycle import Criterion
from kepu_app.core.model import AnnualSummary, Assessment, RecordKind
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.read_rows import RowReader
from kepu_app.core.workbooks.table import Table, TableRow
from kepu_app.core.workbooks.values import read_figure, read_statement


class AssessmentReader:
	"""Adds self-assessments to summaries.

	Args:
		reader: reads rows, and remembers where the statements stand.
		lacks_summaries: there is no sheet of summaries.
		come_first: a self-assessment may be there before its summary, which then has nothing else.
	"""

	def __init__(self, reader: RowReader, *, lacks_summaries: bool, come_first: bool) -> None:
		self.reader, self.lacks_summaries, self.come_first = reader, lacks_summaries, come_first

	def add_to(
		self, summaries: Sequence[AnnualSummary], table: Table, names: CountyList
	) -> tuple[AnnualSummary, ...]:
		"""Each row goes to the summary of its county; the second row of one to its second summary."""
		waiting: dict[str, list[int]] = {}
		for index, summary in enumerate(summaries):
			waiting.setdefault(summary.county_code, []).append(index)
		stated: dict[int, tuple[Assessment, ...]] = {}
		alone: list[AnnualSummary] = []
		for row in table.rows:
			code, assessments = self.reader.county_code(row, names), self._assessments(row)
			is_prepared = row.cells.keys() <= {"county_code"}
			indices = waiting.get(code, [])
			if indices:
				# A prepared row is only where the statements would be, unless another summary waits for them.
				index = indices[0] if is_prepared and len(indices) == 1 else indices.pop(0)
				stated[index] = assessments
				self.reader.remember(RecordKind.ASSESSMENT, index, row)
			elif assessments and self.come_first and names.has(code):
				self.reader.remember(RecordKind.ASSESSMENT, len(summaries) + len(alone), row)
				alone.append(AnnualSummary(code, assessments=assessments))
			elif not is_prepared and self._is_stray(code, names, summaries):
				self._report_stray(row, code, names)
		filed = (replace(each, assessments=stated.get(index, ())) for index, each in enumerate(summaries))
		return (*filed, *alone)

	def _is_stray(self, code: str, names: CountyList, summaries: Sequence[AnnualSummary]) -> bool:
		"""Return whether the row itself is to blame for its missing summary.

		It is not where there is no sheet of summaries, or one of them has an unknown county: both are reported."""
		has_unknown = any(not names.has(each.county_code) for each in summaries)
		return not self.lacks_summaries and not (has_unknown and names.has(code))

	def _report_stray(self, row: TableRow, code: str, names: CountyList) -> None:
		sentence = f"“{names.label(code)}”在“{RecordKind.SUMMARY.value}”中没有相应的一行，请补上工作总结，或删去这一行"
		if not code:
			sentence = "有自评而没有填写示范县"
		self.reader.findings.problem(
			"workbook.assessment_without_summary", row.address("county_code"), sentence
		)

	def _assessments(self, row: TableRow) -> tuple[Assessment, ...]:
		stated = (self._assessment(row, each) for each in self.reader.cycle.standard.criteria)
		return tuple(each for each in stated if each.met is not None or each.values)

	def _assessment(self, row: TableRow, criterion: Criterion) -> Assessment:
		values: dict[str, Decimal] = {}
		for each in criterion.indicators:
			cell = row.cells.get(f"value.{criterion.number}.{each.code}")
			value = read_figure(cell, each.unit, self.reader.findings)
			if value is not None:
				values[each.code] = value
		met = read_statement(row.cells.get(f"met.{criterion.number}"), self.reader.findings)
		return Assessment(criterion.number, met, values)
