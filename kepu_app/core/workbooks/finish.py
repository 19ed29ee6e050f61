"""Saves a workbook so that the same content gives the same bytes, with its formulas' results in it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from zipfile import ZipFile

from lxml import etree
from openpyxl import Workbook

from kepu_app.core.office import zip_parts

Results = Mapping[tuple[str, str], int | str | Decimal]
"""What formulas come to, by sheet and coordinate."""

_ALL_CELLS = "A1:XFD1048576"
_CORE = "docProps/core.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MODIFIED = "{http://purl.org/dc/terms/}modified"


def finished_bytes(workbook: Workbook, title: str, day: date, results: Results) -> bytes:
	"""Return the workbook's file.

	Args:
		workbook: a workbook that has been made, not one that was loaded.
		title: its title in the properties.
		day: the date that stands in the properties for its making, since a clock would change the bytes.
		results: what its formulas come to, for viewers that do not calculate.
	"""
	stamp = datetime.combine(day, time())
	workbook.properties.title, workbook.properties.creator = title, "kepu_app"
	workbook.properties.created = stamp
	workbook.calculation.fullCalcOnLoad = True
	saved = io.BytesIO()
	workbook.save(saved)
	return zip_parts(_patched(saved.getvalue(), workbook, stamp, results))


def _patched(content: bytes, workbook: Workbook, stamp: datetime, results: Results) -> bytes:
	"""openpyxl writes the time of saving, formulas without results, and not which warnings to leave out."""
	paths = {sheet.path.lstrip("/"): sheet.title for sheet in workbook.worksheets}
	target = io.BytesIO()
	with ZipFile(io.BytesIO(content)) as source, ZipFile(target, "w") as archive:
		for name in source.namelist():
			part = source.read(name)
			if name == _CORE:
				part = _with_stamp(part, stamp)
			elif name in paths:
				part = _completed(part, paths[name], results)
			archive.writestr(name, part)
	return target.getvalue()


def _with_stamp(part: bytes, stamp: datetime) -> bytes:
	root = etree.fromstring(part)
	for element in root.iter(_MODIFIED):
		element.text = f"{stamp.isoformat()}Z"
	stamped: bytes = etree.tostring(root)
	return stamped


def _completed(part: bytes, title: str, results: Results) -> bytes:
	root = etree.fromstring(part)
	for formula in root.iter(f"{_MAIN}f"):
		cell = formula.getparent()
		result = results[title, cell.get("r")]
		if isinstance(result, str):
			cell.set("t", "str")
		cell.find(f"{_MAIN}v").text = str(result)
	# Codes and telephone numbers are text on purpose: Excel need not mark every one of them.
	ignored = etree.SubElement(root, f"{_MAIN}ignoredErrors")
	etree.SubElement(ignored, f"{_MAIN}ignoredError", sqref=_ALL_CELLS, numberStoredAsText="1")
	completed: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
	return completed
