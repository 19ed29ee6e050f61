"""Changes finished workbooks for tests, as clerks and office programs do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from lxml import etree
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.workbooks import write_workbook
from tests.unit.factories import make_cycle, make_submission

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHARED_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_HEADER_ROW = 3
_LAST_FILLED_ROW = 9


@lru_cache(maxsize=1)
def filled_workbook() -> bytes:
	"""Return the workbook of ``make_submission``, without the rows made ready below, which only take time."""
	return without_spare_rows(write_workbook(make_cycle(), submission=make_submission()))


def times_in(content: bytes) -> set[str]:
	"""Return every time that an Office file holds, of its parts and in its properties; a clock's would change the bytes."""
	with ZipFile(io.BytesIO(content)) as archive:
		of_parts = {datetime(*entry.date_time).isoformat() for entry in archive.infolist()}
		return of_parts | set(
			re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", archive.read("docProps/core.xml").decode())
		)


def without_spare_rows(content: bytes) -> bytes:
	"""Return a workbook of ``make_submission`` without the rows below its records."""

	def trim(workbook: Workbook) -> None:
		for sheet in workbook.worksheets:
			sheet.delete_rows(_LAST_FILLED_ROW + 1, sheet.max_row)

	return edited(content, trim)


def edited(content: bytes, edit: Callable[[Workbook], None]) -> bytes:
	"""Return the workbook after somebody opened it, changed something and saved it."""
	workbook = openpyxl.load_workbook(io.BytesIO(content))
	edit(workbook)
	saved = io.BytesIO()
	workbook.save(saved)
	return saved.getvalue()


def with_cells(sheet: str, values: Mapping[str, Any], number_format: str | None = None) -> bytes:
	"""Return the filled workbook with other values in some cells of a sheet."""

	def edit(workbook: Workbook) -> None:
		for coordinate, value in values.items():
			workbook[sheet][coordinate] = value
			if number_format:
				workbook[sheet][coordinate].number_format = number_format

	return edited(filled_workbook(), edit)


def column_of(sheet: Worksheet, header: str) -> str:
	"""Return the letter of the column with this header."""
	return next(cell.column_letter for cell in sheet[_HEADER_ROW] if cell.value == header)


def with_parts(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
	"""Return the workbook with its zip's parts changed."""
	with ZipFile(io.BytesIO(content)) as archive:
		parts = {name: archive.read(name) for name in archive.namelist()}
	change(parts)
	target = io.BytesIO()
	with ZipFile(target, "w", ZIP_DEFLATED) as archive:
		for name, part in parts.items():
			archive.writestr(name, part)
	return target.getvalue()


def with_shared_strings(content: bytes) -> bytes:
	"""Return the same workbook with its texts in one table, as Excel and WPS save it, each in two formatted
	runs."""
	texts: list[str] = []

	def change(parts: dict[str, bytes]) -> None:
		for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
			parts[name] = _share_texts(parts[name], texts)
		parts["xl/sharedStrings.xml"] = _shared_strings(texts)
		override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHARED_STRINGS}"/></Types>'
		types = parts["[Content_Types].xml"]
		parts["[Content_Types].xml"] = types.replace(b"</Types>", override.encode())

	return with_parts(content, change)


def _share_texts(part: bytes, texts: list[str]) -> bytes:
	root = etree.fromstring(part)
	for cell in root.iter(f"{{{_MAIN}}}c"):
		if cell.get("t") == "inlineStr":
			texts.append("".join(cell.itertext()))
			cell.remove(cell[0])
			cell.set("t", "s")
			etree.SubElement(cell, f"{{{_MAIN}}}v").text = str(len(texts) - 1)
	return etree.tostring(root)


def _shared_strings(texts: list[str]) -> bytes:
	root = etree.Element(f"{{{_MAIN}}}sst", nsmap={None: _MAIN})
	for text in texts:
		item = etree.SubElement(root, f"{{{_MAIN}}}si")
		for piece in (text[:1], text[1:]):
			run = etree.SubElement(etree.SubElement(item, f"{{{_MAIN}}}r"), f"{{{_MAIN}}}t")
			run.text = piece
			run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
	return etree.tostring(root)
