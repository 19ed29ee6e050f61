"""Reads the first sheet of a province's workbook: the province, its contact, the year and the date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kepu_app.core.cycle import Cycle
from kepu_app.core.defaults import find_province
from kepu_app.core.model import Province, RecordKind
from kepu_app.core.workbooks.columns import plain_header
from kepu_app.core.workbooks.content import Cells
from kepu_app.core.workbooks.findings import CellAddress, Findings
from kepu_app.core.workbooks.layout import BASIC_FIELDS, MARK_FIELD
from kepu_app.core.workbooks.load import RawCell, RawSheet
from kepu_app.core.workbooks.table import is_value, report_merged
from kepu_app.core.workbooks.values import read_code, read_date, read_line

_YEAR_IN_WORDS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_NOWHERE = Province(code="", name="", association="")
_CONTACT = ("association", "contact_name", "contact_phone")


@dataclass(frozen=True)
class Basics:
	"""What the first sheet says. ``export_mark`` is blank in a workbook that was not exported."""

	province: Province = _NOWHERE
	dated: date | None = None
	export_mark: str = ""


def read_basics(sheet: RawSheet | None, cycle: Cycle, cells: Cells, findings: Findings) -> Basics:
	"""Return the first sheet's values; nothing where there is no such sheet, which is told elsewhere.

	Args:
		sheet: the first sheet.
		cycle: whose year it has to be.
		cells: is told where each field stands.
		findings: is told what is wrong.
	"""
	if sheet is None:
		return Basics()
	values = _values(sheet, cells, findings)
	_check_year(values.get("year"), cycle, findings)
	lines = {key: read_code(values.get(key), findings) for key in ("name", *_CONTACT)}
	mark = read_code(values.get(MARK_FIELD[0]), findings)
	dated = read_date(values.get("dated"), findings)
	province = find_province(lines["name"]) if lines["name"] else None
	if province is None:
		where = cells[RecordKind.SUBMISSION, 0, "name", None]
		entered = f"“{lines['name']}”不是省级单位" if lines["name"] else "没有填写省份"
		findings.problem("workbook.province", where, f"{entered}，请从下拉列表选择")
		return Basics(dated=dated, export_mark=mark)
	contact: dict[str, Any] = {key: lines[key] for key in _CONTACT}
	return Basics(replace(province, **contact), dated, mark)


def _values(sheet: RawSheet, cells: Cells, findings: Findings) -> dict[str, RawCell]:
	values, rows = _labelled_values(sheet)
	for key, label in BASIC_FIELDS:
		if len(rows.get(key, ())) != 1:
			what = "重复了" if key in rows else "缺少"
			findings.problem("workbook.basics", sheet.name, f"第一列{what}“{label}”")
		address = CellAddress(sheet.name, rows.get(key, [1])[0], 2)
		cells[RecordKind.SUBMISSION, 0, key, None] = address
	cells[RecordKind.SUBMISSION, -1, "", None] = CellAddress(sheet.name, 1, 1)
	report_merged(sheet, min((row for found in rows.values() for row in found), default=1), findings)
	return {key: cell for key, cell in values.items() if is_value(cell, findings)}


def _check_year(cell: RawCell | None, cycle: Cycle, findings: Findings) -> None:
	if cell is None:
		return
	year = _year_of(read_line(cell, findings))
	if year != str(cycle.year):
		is_year = re.fullmatch(r"\d{4}", year, re.ASCII)
		is_of = f"这是{year}年度的工作簿" if is_year else f"“{year}”不是年度"
		findings.problem("workbook.year", cell.address, f"{is_of}，应使用{cycle.year}年度的")


def _year_of(entry: str) -> str:
	"""2024 of 2024年度, ２０２４ 年, 二〇二四年 and the like; an entry that is no year stays."""
	plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", entry)).translate(_YEAR_IN_WORDS)
	found = re.fullmatch(r"(\d{4})(?:\.0)?(?:年度?)?(?:工作)?", plain)
	return found[1] if found else entry


def _labelled_values(sheet: RawSheet) -> tuple[Mapping[str, RawCell], Mapping[str, list[int]]]:
	"""Return the cells beside the labels of the first column, and the rows of the labels, by key."""
	keys = {plain_header(label): key for key, label in (*BASIC_FIELDS, MARK_FIELD)}
	values: dict[str, RawCell] = {}
	rows: dict[str, list[int]] = {}
	for (row, column), cell in sorted(sheet.cells.items()):
		key = keys.get(plain_header(str(cell.value))) if column == 1 else None
		if key:
			rows.setdefault(key, []).append(row)
			if (row, 2) in sheet.cells:
				values[key] = sheet.cells[row, 2]
	return values, rows
