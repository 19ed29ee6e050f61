"""Which sheet of a workbook is which: by its name, and where that was changed, by its headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import RecordKind
from kepu_app.core.workbooks.columns import PASSED_OVER, plain_header
from kepu_app.core.workbooks.findings import Findings
from kepu_app.core.workbooks.layout import (
	BASIC_FIELDS,
	assessment_layout,
	case_layout,
	county_layout,
	nominee_layout,
	summary_layout,
)
from kepu_app.core.workbooks.load import RawSheet
from kepu_app.core.workbooks.table import header_texts

_SHARE_OF_HEADERS = 0.6
"""Headers of a sheet that have to be there for it to be known by them; people take out a column or two."""


def sheets_by_kind(
	sheets: Sequence[RawSheet], cycle: Cycle, findings: Findings
) -> dict[RecordKind, RawSheet]:
	"""Return the sheets that are read. One that is missing is a problem; one that was renamed, is not known
	or has hidden rows is noted."""
	named = {sheet.name.strip(): sheet for sheet in sheets}
	found = {kind: named[kind.value] for kind in RecordKind if kind.value in named}
	unknown = {
		name: sheet
		for name, sheet in named.items()
		if sheet.cells and name not in PASSED_OVER and name not in {kind.value for kind in RecordKind}
	}
	found |= _renamed([kind for kind in RecordKind if kind not in found], unknown, cycle, findings)
	left = [name for name, sheet in unknown.items() if sheet not in found.values()]
	_report_missing([kind.value for kind in RecordKind if kind not in found], left, findings)
	for sheet in found.values():
		note_hidden(sheet, findings)
	return found


def _renamed(
	missing: Iterable[RecordKind], unknown: Mapping[str, RawSheet], cycle: Cycle, findings: Findings
) -> dict[RecordKind, RawSheet]:
	"""Find each missing sheet as the one unknown sheet that has its headers; two of them are ambiguous."""
	found = {}
	for kind in missing:
		alike = [sheet for sheet in unknown.values() if _has_headers(sheet, _headers(kind, cycle))]
		if len(alike) == 1:
			found[kind] = alike[0]
			findings.note("workbook.sheet_renamed", alike[0].name, f"按其列标题认作“{kind.value}”读入")
	return found


def _headers(kind: RecordKind, cycle: Cycle) -> set[str]:
	"""Headers by which a sheet is known: those that have to be there."""
	if kind is RecordKind.SUBMISSION:
		return {plain_header(label) for _key, label in BASIC_FIELDS}
	layouts = (
		*(county_layout(), summary_layout(cycle), assessment_layout(cycle)),
		*(case_layout(cycle), nominee_layout(cycle)),
	)
	layout = next(each for each in layouts if each.kind is kind)
	return {plain_header(each.header) for each in layout.columns if not each.optional and not each.formula}


def _has_headers(sheet: RawSheet, headers: set[str]) -> bool:
	texts = {plain_header(each) for each in header_texts(sheet)}
	return len(headers & texts) >= _SHARE_OF_HEADERS * len(headers)


def _report_missing(missing: Sequence[str], unknown: Sequence[str], findings: Findings) -> None:
	others = "、".join(f"“{name}”" for name in unknown)
	for each in missing:
		hint = f"；模板中没有{others}，如果是改了名称，请改回“{each}”" if others else ""
		findings.problem("workbook.sheet_missing", each, f"缺少这张表{hint}")
	for each in unknown if not missing else ():
		findings.note("workbook.sheet_unknown", each, "不在模板之内，没有读取")


def note_hidden(sheet: RawSheet, findings: Findings) -> None:
	"""Note that a sheet, or rows of it in which something stands, are hidden and read all the same."""
	if sheet.is_hidden:
		findings.note("workbook.hidden_sheet", sheet.name, "这张表是隐藏的，其中的内容照样读入，请核对")
	rows = sorted({row for row, _column in sheet.cells} & sheet.hidden_rows)
	if rows:
		listed = "、".join(_ranges(rows))
		findings.note("workbook.hidden_rows", sheet.name, f"第{listed}行是隐藏的，其中的内容照样读入，请核对")


def _ranges(rows: Sequence[int], most: int = 5) -> list[str]:
	"""4-6、9, and no more than ``most`` of them."""
	found: list[list[int]] = []
	for row in rows:
		if found and row == found[-1][-1] + 1:
			found[-1].append(row)
		else:
			found.append([row])
	shown = [f"{each[0]}-{each[-1]}" if len(each) > 1 else str(each[0]) for each in found]
	return shown if len(shown) <= most else [*shown[: most - 1], f"{shown[most - 1]}等{len(rows)}"]
