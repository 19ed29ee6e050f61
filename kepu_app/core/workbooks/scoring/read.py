"""Reads the sheet 综合评估: the scoring sheet, every mark with its cell, and whether the formulas show what the core
comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kepu_app.core.assessment import (
	Ranking,
	ScoringSheet,
	Subject,
	SubjectResult,
	rank_subjects,
	sheet_problems,
)
from kepu_app.core.assessment.check import plain_number
from kepu_app.core.model import County
from kepu_app.core.sandbox import run_limited
from kepu_app.core.workbooks.columns import SCORING_SHEET
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.findings import CellAddress, Findings, Note
from kepu_app.core.workbooks.load import RawSheet, ValueKind, load_sheets
from kepu_app.core.workbooks.scoring.columns import Columns, find_columns, report_without_header
from kepu_app.core.workbooks.scoring.layout import HEADERS, RESULTS, TOTAL, Scoring
from kepu_app.core.workbooks.scoring.marks import read_assessments
from kepu_app.core.workbooks.scoring.rows import CountyRows, read_items, read_rows
from kepu_app.core.workbooks.scoring.rules import read_rules, rule_address
from kepu_app.core.workbooks.sheets import note_hidden
from kepu_app.core.workbooks.table import report_merged
from kepu_app.core.workbooks.values import exact_number

_NEVER = "公式还没有计算过，名次按得分算出；在Excel或WPS中打开并保存，表中即显示结果"


@dataclass(frozen=True)
class ScoringContent:
	"""What the sheet holds, and the ranking by the core. ``discrepancies`` are cells in which something else
	stands than the core comes to."""

	scoring: Scoring
	ranking: Ranking
	notes: tuple[Note, ...] = ()
	discrepancies: tuple[Note, ...] = ()


def read_scoring(
	source: Path | bytes, counties: Sequence[County], province: str = "", name: str | None = None
) -> ScoringContent | None:
	"""Return the sheet 综合评估 of a workbook; None if it has none. It is read in a child process with limits.

	Args:
		source: an .xlsx, by its path or its bytes.
		counties: those of the workbook's list; each of them is ranked, or listed without a rank.
		province: its name, by which counties are recognised.
		name: what to call the workbook in messages; the path's name if left out.

	Raises:
		WorkbookError: with every problem, each naming cell, value and rule.
		InputError: the file is no workbook that can be read at all, or not within the limits.
	"""
	name = name or (source.name if isinstance(source, Path) else "工作簿")
	return run_limited(read_unlimited, source, tuple(counties), province, name, name=name)


def read_unlimited(
	source: Path | bytes, counties: Sequence[County], province: str, name: str
) -> ScoringContent | None:
	"""As ``read_scoring``, in this process."""
	findings = Findings()
	sheet = _sheet_of(load_sheets(source, name, findings, only=SCORING_SHEET))
	if sheet is None:
		return None
	read = _Reader(sheet, CountyList(counties, province), findings)
	scoring = read.scoring()
	findings.raise_problems(name)
	subjects = [Subject(each.code, each.name, each.city) for each in counties if each.code]
	ranking = rank_subjects(scoring.sheet, subjects, scoring.assessments)
	shown = _sheet_of(load_sheets(source, name, Findings(), only=SCORING_SHEET, results=True))
	differing = _discrepancies(read, ranking, shown) if shown else ()
	return ScoringContent(scoring, ranking, findings.notes(), differing)


def _sheet_of(sheets: Sequence[RawSheet]) -> RawSheet | None:
	return next((each for each in sheets if each.name.strip() == SCORING_SHEET), None)


class _Reader:
	"""Reads rules, columns, rows and marks, one after the other."""

	def __init__(self, sheet: RawSheet, names: CountyList, findings: Findings) -> None:
		self.sheet, self.names, self.findings = sheet, names, findings
		self.columns = Columns(0, {}, {}, {})
		self.rows: Mapping[str, CountyRows] = {}

	def scoring(self) -> Scoring:
		self.columns = find_columns(self.sheet, self.findings)
		if not self.columns.header_row or self.findings.problems:
			return Scoring(ScoringSheet("", ()), ())
		report_merged(self.sheet, self.columns.header_row, self.findings)
		report_without_header(self.sheet, self.columns, self.findings)
		note_hidden(self.sheet, self.findings)
		self.rows = read_rows(self.sheet, self.columns, self.names, self.findings)
		items, scale = read_items(self.sheet, self.columns, self.rows, self.findings)
		sheet = read_rules(self.sheet, self.columns.header_row, items, scale, self.findings)
		self._check_sheet(sheet)
		assessors = tuple(self.columns.assessors)
		if self.findings.problems:
			return Scoring(sheet, assessors)
		assessments = read_assessments(self.sheet, self.columns, self.rows, sheet, self.findings)
		return Scoring(sheet, assessors, tuple(assessments))

	def _check_sheet(self, sheet: ScoringSheet) -> None:
		if self.findings.problems:
			return
		for each in sheet_problems(sheet):
			place = rule_address(self.sheet, self.columns.header_row, each.code.rpartition(".")[2])
			self.findings.problem(each.code, place, each.message)


def _discrepancies(read: _Reader, ranking: Ranking, shown: RawSheet) -> tuple[Note, ...]:
	"""Cells of the results that show something else; one note for a sheet that was never calculated."""
	expected: dict[CellAddress, tuple[str, Decimal | None]] = {}
	for result in ranking.results:
		rows = read.rows.get(result.subject.key)
		if rows and rows.total:
			expected |= _expected(read, result, rows)
	found = {address: _shown(shown, address) for address in expected}
	if expected and all(each is None for each in found.values()):
		read.findings.note("workbook.scoring_not_calculated", SCORING_SHEET, _NEVER)
		return ()
	return tuple(
		_discrepancy(address, what, found[address], value)
		for address, (what, value) in expected.items()
		if found[address] != value
	)


def _expected(
	read: _Reader, result: SubjectResult, rows: CountyRows
) -> dict[CellAddress, tuple[str, Decimal | None]]:
	row, columns = rows.total or 0, read.columns
	values = dict(
		zip(
			RESULTS,
			(
				*(result.trimmed_mean, result.mean, result.spread),
				*(result.counted, result.missing, result.recused, result.rank),
			),
			strict=True,
		)
	)
	found = {
		CellAddress(SCORING_SHEET, row, columns.own[key]): (HEADERS[key], _decimal(value))
		for key, value in values.items()
		if key in columns.own
	}
	if rows.items:
		for name, column in columns.assessors.items():
			score = result.score(name)
			total = score.total if score else None
			found[CellAddress(SCORING_SHEET, row, column)] = (f"{name}的{TOTAL}", total)
	return found


def _decimal(value: Decimal | int | None) -> Decimal | None:
	return None if value is None else Decimal(value)


def _shown(sheet: RawSheet, address: CellAddress) -> Decimal | str | None:
	"""Return a number; None for what shows no number on purpose; the text of anything else."""
	cell = sheet.cells.get((address.row, address.column))
	if cell is None:
		return None
	if cell.kind is ValueKind.NUMBER:
		return exact_number(cell.value)
	text = str(cell.value).strip()
	return None if not text or text.startswith(HEADERS["recused"]) else text


def _discrepancy(address: CellAddress, what: str, shown: Any, expected: Decimal | None) -> Note:
	texts = [
		"空白" if each is None else plain_number(each) if isinstance(each, Decimal) else f"“{each}”"
		for each in (shown, expected)
	]
	message = (
		f"{address}：{what}显示{texts[0]}，按得分计算应为{texts[1]}，"
		"请检查公式是否被改动，或在Excel、WPS中重新计算后保存"
	)
	return Note("workbook.scoring_result", f"{address.sheet}!{address.coordinate}", message)
