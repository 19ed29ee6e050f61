"""The rules of the count that stand above the header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kepu_app.core.assessment import OutlierRule, ScoringItem, ScoringSheet, total_sheet
from kepu_app.core.workbooks.columns import SCORING_SHEET, plain_header
from kepu_app.core.workbooks.findings import CellAddress, Findings
from kepu_app.core.workbooks.load import RawSheet
from kepu_app.core.workbooks.scoring.layout import OUTLIER_FIELDS, RULES, Rule, RuleKind
from kepu_app.core.workbooks.table import is_value
from kepu_app.core.workbooks.values import read_figure, read_line

_RULE_OF_PROBLEM = {
	"weights_sum": "weights_sum",
	"trim": "trim_from",
	"digits": "digits",
	"outliers": "share",
}
"""At which rule a problem of the scoring sheet is shown."""


def read_rules(
	sheet: RawSheet, header_row: int, items: tuple[ScoringItem, ...], scale: Decimal, findings: Findings
) -> ScoringSheet:
	"""Return the scoring sheet; a rule that was taken out is the shipped one, with a note."""
	usual = replace(total_sheet(), items=items, scale=scale, weights_sum=None)
	values: dict[str, Any] = {}
	for rule in RULES:
		place = _place(sheet, header_row, rule)
		if place is None:
			findings.note(
				"workbook.scoring_rule", SCORING_SHEET, f"没有“{rule.label}”这一行，按{_shown(usual, rule)}计"
			)
			continue
		value = _value(sheet, place, rule, findings)
		if value is not None:
			values[rule.field] = value
	outliers = {name: values.pop(name) for name in OUTLIER_FIELDS if name in values}
	return replace(usual, **values, outliers=_outliers(usual.outliers, outliers))


def rule_address(sheet: RawSheet, header_row: int, problem: str) -> CellAddress | str:
	"""Where to mend a problem of the scoring sheet: the rule's cell, or the sheet as a whole."""
	rule = next((each for each in RULES if each.field == _RULE_OF_PROBLEM.get(problem)), None)
	place = _place(sheet, header_row, rule) if rule else None
	return CellAddress(SCORING_SHEET, *place) if place else SCORING_SHEET


def _outliers(usual: OutlierRule, values: Mapping[str, Any]) -> OutlierRule:
	return replace(usual, **values)


def _place(sheet: RawSheet, header_row: int, rule: Rule) -> tuple[int, int] | None:
	"""Return the cell to the right of the label."""
	for (row, column), cell in sheet.cells.items():
		if row < header_row and plain_header(str(cell.value)) == plain_header(rule.label):
			return row, column + 1
	return None


def _value(sheet: RawSheet, place: tuple[int, int], rule: Rule, findings: Findings) -> Any:
	cell = sheet.cells.get(place)
	cell = cell if cell and is_value(cell, findings) else None
	if rule.kind is RuleKind.TEXT:
		return read_line(cell, findings) or None
	otherwise = "不检查则留空" if rule.kind is RuleKind.OPTIONAL else ""
	value = read_figure(cell, "%" if rule.kind is RuleKind.PERCENT else "", findings, otherwise)
	if value is None:
		if cell is None and rule.kind is not RuleKind.OPTIONAL:
			findings.problem(
				"workbook.scoring_rule", CellAddress(SCORING_SHEET, *place), f"没有填写“{rule.label}”"
			)
		return None
	return _checked(CellAddress(SCORING_SHEET, *place), value, rule, findings)


def _checked(address: CellAddress, value: Decimal, rule: Rule, findings: Findings) -> Any:
	if value < 0 or (rule.kind is RuleKind.WHOLE and value != int(value)):
		what = "不小于0的整数" if rule.kind is RuleKind.WHOLE else "不小于0的数"
		findings.problem("workbook.scoring_rule", address, f"“{rule.label}”应为{what}，不能是{value}")
		return None
	if rule.kind is RuleKind.WHOLE:
		return int(value)
	return value / 100 if rule.kind is RuleKind.PERCENT else value


def _shown(usual: ScoringSheet, rule: Rule) -> Any:
	holder: Any = usual.outliers if rule.field in OUTLIER_FIELDS else usual
	value = getattr(holder, rule.field)
	if value is None:
		return "不检查"
	return f"{value * 100:f}" if rule.kind is RuleKind.PERCENT else f"“{value}”"
