"""The marks in the sheet 综合评估, each held against its item, with the cell in every error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	Mark,
	ScoringItem,
	ScoringSheet,
	item_name,
	value_problem,
)
from kepu_app.core.workbooks.columns import SCORING_SHEET
from kepu_app.core.workbooks.findings import CellAddress, Findings
from kepu_app.core.workbooks.load import RawCell, RawSheet, ValueKind
from kepu_app.core.workbooks.scoring.columns import Columns
from kepu_app.core.workbooks.scoring.layout import RECUSED
from kepu_app.core.workbooks.scoring.rows import CountyRows, cell_of
from kepu_app.core.workbooks.table import is_value
from kepu_app.core.workbooks.values import read_figure, read_text

_PUNCTUATION = " \u3000:：,，;；（）()"


def read_assessments(
	sheet: RawSheet,
	columns: Columns,
	rows: Mapping[str, CountyRows],
	scoring: ScoringSheet,
	findings: Findings,
) -> Iterator[Assessment]:
	"""Yield an assessment for each assessor and county that has rows."""
	reader = _Marks(sheet, columns, scoring, findings)
	for code, county in rows.items():
		for assessor in columns.assessors:
			yield reader.assessment(assessor, code, county)


class _Marks:
	"""Reads one assessor's cells of one county."""

	def __init__(self, sheet: RawSheet, columns: Columns, scoring: ScoringSheet, findings: Findings) -> None:
		self.sheet, self.columns, self.scoring, self.findings = sheet, columns, scoring, findings

	def assessment(self, assessor: str, code: str, county: CountyRows) -> Assessment:
		rows = county.items or [county.first]
		cells = [cell_of(self.sheet, row, self.columns.assessors[assessor]) for row in rows]
		recusals = [each for each in cells if each and _is_recusal(each)]
		if county.items and county.total:
			own = cell_of(self.sheet, county.total, self.columns.assessors[assessor])
			recusals += [own] if own and _is_recusal(own) else []
		if recusals:
			return self._recused(assessor, code, county, recusals, [each for each in cells if each])
		marks = tuple(
			self._mark(assessor, code, county, item, row, cell)
			for item, row, cell in zip(self.scoring.items, rows, cells, strict=True)
		)
		given = sum(each.value is not None for each in marks)
		state = AssessmentState.SUBMITTED if given == len(marks) else AssessmentState.MISSING
		if 0 < given < len(marks):
			sentence = f"{assessor}对“{county.label}”还有{len(marks) - given}项没有评分，这份评分不计入"
			self.findings.note("workbook.marks_incomplete", self._address(assessor, rows[0]), sentence)
		kept = marks if given or any(each.remark for each in marks) else ()
		return Assessment(assessor, code, kept, state)

	def _recused(
		self, assessor: str, code: str, county: CountyRows, recusals: list[RawCell], cells: list[RawCell]
	) -> Assessment:
		reasons = [text for each in recusals if (text := _reason(each))]
		if not reasons:
			sentence = f"{assessor}回避“{county.label}”没有写原因，应填如“{RECUSED}：亲属在该县任职”"
			self.findings.problem("assessment.recusal_reason", recusals[0].address, sentence)
		for each in cells:
			if not _is_recusal(each):
				sentence = f"{assessor}对“{county.label}”既写了{RECUSED}又有得分，只能有一样"
				self.findings.problem("assessment.recused_with_marks", each.address, sentence)
		return Assessment(assessor, code, (), AssessmentState.RECUSED, reasons[0] if reasons else "")

	def _mark(
		self, assessor: str, code: str, county: CountyRows, item: ScoringItem, row: int, cell: RawCell | None
	) -> Mark:
		value = self._value(county, item, cell)
		column = self.columns.remarks.get(assessor)
		remark = cell_of(self.sheet, row, column) if column else None
		is_text = remark is not None and is_value(remark, self.findings)
		text = read_text(remark, self.findings) if is_text else ""
		return Mark(assessor, code, item.number, value, text)

	def _value(self, county: CountyRows, item: ScoringItem, cell: RawCell | None) -> Decimal | None:
		if cell is None or not is_value(cell, self.findings):
			return None
		value = read_figure(cell, "", self.findings, f"回避填“{RECUSED}：原因”，没有评分则留空")
		problem = value_problem(self.scoring, item, value) if value is not None else ""
		if problem:
			self.findings.problem(
				"assessment.mark", cell.address, f"{county.label}，{item_name(item)}：{problem}"
			)
		return value

	def _address(self, assessor: str, row: int) -> CellAddress:
		return CellAddress(SCORING_SHEET, row, self.columns.assessors[assessor])


def _is_recusal(cell: RawCell) -> bool:
	return cell.kind is ValueKind.TEXT and str(cell.value).strip().startswith(RECUSED)


def _reason(cell: RawCell) -> str:
	return str(cell.value).strip().removeprefix(RECUSED).strip(_PUNCTUATION)
