"""The rows of the sheet 综合评估: which county they are of, and the items of the scoring sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kepu_app.core.assessment import ScoringItem
from kepu_app.core.assessment.check import exact_sum, plain_number
from kepu_app.core.workbooks.columns import SCORING_SHEET
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.findings import CellAddress, Findings
from kepu_app.core.workbooks.load import RawCell, RawSheet
from kepu_app.core.workbooks.scoring.columns import Columns
from kepu_app.core.workbooks.scoring.layout import HEADERS, TOTAL, TOTALS
from kepu_app.core.workbooks.table import is_value
from kepu_app.core.workbooks.values import read_code, read_figure, read_line


@dataclass
class CountyRows:
	"""A county's rows: ``items`` in their order, ``total`` that of its totals, None if there is none."""

	label: str
	items: list[int] = field(default_factory=list)
	total: int | None = None

	@property
	def first(self) -> int:
		return min(each for each in (*self.items, self.total) if each)


def read_rows(
	sheet: RawSheet, columns: Columns, names: CountyList, findings: Findings
) -> dict[str, CountyRows]:
	"""Return the rows by the county's code; a row without county or item, or of an unknown county, is a
	problem."""
	found: dict[str, CountyRows] = {}
	used = sorted(
		{row for row, column in sheet.cells if row > columns.header_row and _is_read(columns, column)}
	)
	for row in used:
		if not any(_is_filled(sheet, row, column) for column in _entered(columns)):
			continue
		code = _county(sheet, columns, row, names, findings)
		item = read_line(_cell(sheet, columns, row, "item", findings), findings)
		if not item:
			findings.problem("workbook.scoring_item", _address(columns, row, "item"), "没有填写评分项目")
		elif code:
			_add(found.setdefault(code, CountyRows(names.label(code))), row, item, columns, findings)
	if not found and not findings.problems:
		findings.problem("workbook.scoring_rows", SCORING_SHEET, "没有示范县的行")
	return found


def read_items(
	sheet: RawSheet, columns: Columns, rows: Mapping[str, CountyRows], findings: Findings
) -> tuple[tuple[ScoringItem, ...], Decimal]:
	"""Return the items of the first county, and the full marks of its total; other counties' have to be the
	same."""
	first = next(iter(rows.values()), None)
	if first is None:
		return (), Decimal(100)
	items = _items(sheet, columns, first, findings)
	for county in rows.values():
		if county is not first and not findings.problems:
			_compare(items, _items(sheet, columns, county, findings), first, county, columns, findings)
	if not first.items:
		return items, items[0].full_marks
	scale = _scale(sheet, columns, rows.values(), findings)
	return items, exact_sum(each.weight for each in items) if scale is None else scale


def _scale(
	sheet: RawSheet, columns: Columns, counties: Iterable[CountyRows], findings: Findings
) -> Decimal | None:
	"""Return the full marks of the totals, equal for every county: else totals and ranks would not be on
	one scale. None if there is no row of totals."""
	found: tuple[Decimal, str] | None = None
	for county in counties:
		if not county.total or not county.items:
			continue
		address = _address(columns, county.total, "full_marks")
		seen = len(findings.problems)
		full = _number(sheet, columns, county.total, "full_marks", findings)
		if full is None or full <= 0:
			if len(findings.problems) == seen:
				sentence = f"“{county.label}”的{TOTAL}满分应为大于0的数"
				findings.problem("workbook.scoring_full_marks", address, sentence)
		elif found is None:
			found = full, county.label
		elif full != found[0]:
			sentence = f"{TOTAL}满分“{plain_number(full)}”与“{found[1]}”的“{plain_number(found[0])}”不同，各县应当相同"
			findings.problem("workbook.scoring_items", address, sentence)
	return found[0] if found else None


def cell_of(sheet: RawSheet, row: int, column: int) -> RawCell | None:
	"""Return a cell that has something in it."""
	return sheet.cells.get((row, column)) if _is_filled(sheet, row, column) else None


def _items(
	sheet: RawSheet, columns: Columns, county: CountyRows, findings: Findings
) -> tuple[ScoringItem, ...]:
	rows = county.items or [county.first]
	return tuple(_item(sheet, columns, row, number, findings) for number, row in enumerate(rows, start=1))


def _item(sheet: RawSheet, columns: Columns, row: int, number: int, findings: Findings) -> ScoringItem:
	full = _number(sheet, columns, row, "full_marks", findings)
	if full is None or full <= 0:
		findings.problem(
			"workbook.scoring_full_marks", _address(columns, row, "full_marks"), "满分应为大于0的数"
		)
		full = Decimal(1)
	weight = _number(sheet, columns, row, "weight", findings)
	if weight is not None and weight <= 0:
		findings.problem(
			"workbook.scoring_weight", _address(columns, row, "weight"), "权重应为大于0的数，或留空"
		)
	group = read_line(_cell(sheet, columns, row, "group", findings), findings)
	text = read_line(_cell(sheet, columns, row, "item", findings), findings)
	text = TOTAL if text in TOTALS else text
	return ScoringItem(number, group, text, full, weight or full)


def _compare(
	wanted: tuple[ScoringItem, ...],
	found: tuple[ScoringItem, ...],
	first: CountyRows,
	county: CountyRows,
	columns: Columns,
	findings: Findings,
) -> None:
	rows = county.items or [county.first]
	if len(found) != len(wanted) or bool(county.items) != bool(first.items):
		sentence = (
			f"“{county.label}”有{len(found)}个评分项目，“{first.label}”有{len(wanted)}个，各县的项目应当相同"
		)
		findings.problem("workbook.scoring_items", _address(columns, county.first, "item"), sentence)
		return
	for row, one, other in zip(rows, wanted, found, strict=True):
		for key, label in (
			("text", "item"),
			("full_marks", "full_marks"),
			("weight", "weight"),
			("group", "group"),
		):
			if getattr(one, key) != getattr(other, key):
				sentence = (
					f"{HEADERS[label]}“{getattr(other, key)}”与“{first.label}”的“{getattr(one, key)}”不同"
				)
				findings.problem("workbook.scoring_items", _address(columns, row, label), sentence)


def _add(county: CountyRows, row: int, item: str, columns: Columns, findings: Findings) -> None:
	if item not in TOTALS:
		county.items.append(row)
	elif county.total:
		sentence = f"“{county.label}”的{item}行重复，第{county.total}行已经有了"
		findings.problem("workbook.scoring_repeated", _address(columns, row, "item"), sentence)
	else:
		county.total = row


def _county(sheet: RawSheet, columns: Columns, row: int, names: CountyList, findings: Findings) -> str:
	cell = _cell(sheet, columns, row, "county", findings)
	entry = read_code(cell, findings)
	if cell is None or not entry:
		findings.problem("workbook.county", _address(columns, row, "county"), "没有填写示范县")
		return ""
	match = names.match(entry)
	if match.problem or not names.has(match.code):
		sentence = match.problem or f"“{entry}”不在示范县名单中，请从名单中选择"
		findings.problem("workbook.county", cell.address, sentence)
		return ""
	if match.remark:
		findings.note("workbook.county", cell.address, match.remark)
	return match.code


def _number(sheet: RawSheet, columns: Columns, row: int, key: str, findings: Findings) -> Decimal | None:
	return read_figure(_cell(sheet, columns, row, key, findings), "", findings)


def _cell(sheet: RawSheet, columns: Columns, row: int, key: str, findings: Findings) -> RawCell | None:
	column = columns.own.get(key)
	cell = cell_of(sheet, row, column) if column else None
	return cell if cell and is_value(cell, findings) else None


def _address(columns: Columns, row: int, key: str) -> CellAddress:
	return CellAddress(SCORING_SHEET, row, columns.own.get(key) or min(columns.own.values()))


def _entered(columns: Columns) -> list[int]:
	lead = [columns.own[key] for key in ("county", "item") if key in columns.own]
	return [*lead, *columns.assessors.values()]


def _is_read(columns: Columns, column: int) -> bool:
	return column in _entered(columns)


def _is_filled(sheet: RawSheet, row: int, column: int) -> bool:
	cell = sheet.cells.get((row, column))
	return cell is not None and bool(str(cell.value).strip())
