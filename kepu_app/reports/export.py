"""Frappe's exports of reports and lists, safe from formula injection.

Frappe writes every text unescaped, and Excel parses one that begins with = as a formula, which would run on the
reader's machine. Besides, Frappe garbles file names that are not ASCII.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from typing import Literal

import frappe
from frappe import _
from frappe.desk import query_report, reportview
from frappe.utils import cint, cstr
from openpyxl import load_workbook
from werkzeug.wrappers import Response

from kepu_app.utils.downloads import XLSX, content_disposition

_FORMULA_IN_CSV = re.compile(r"[=@\t\r]|[+-](?![\d.,]*$)")
"""Start of a cell that a spreadsheet would run; signed numbers are none."""


def export_report() -> Response | None:
	"""Override ``frappe.desk.query_report.export_query``, which checks the permissions."""
	return _download(query_report.export_query)


def export_list() -> Response | None:
	"""Override ``frappe.desk.reportview.export_query``, which checks the permissions."""
	return _download(reportview.export_query)


def in_own_language(name: str, report: str) -> str:
	"""Translate a report's or list's name at the start of a file name: later Frappe does not if it appends filters."""
	return _(report) + name.removeprefix(report) if report and name.startswith(report) else name


def without_formulas(content: bytes) -> bytes:
	"""Return the workbook with each formula as the text that was typed."""
	if not _has_formulas(content):
		return content
	workbook = load_workbook(io.BytesIO(content))
	for sheet in workbook:
		for row in sheet.iter_rows():
			for cell in row:
				if cell.data_type == "f":
					cell.data_type, cell.quotePrefix = "s", True
	target = io.BytesIO()
	workbook.save(target)
	return target.getvalue()


def csv_without_formulas(
	content: bytes, delimiter: str = ",", quoting: Literal[0, 1, 2, 3] = csv.QUOTE_NONNUMERIC
) -> bytes:
	"""Return the table with an apostrophe before each cell that a spreadsheet would run as a formula."""
	rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter)
	target = io.StringIO()
	writer = csv.writer(target, delimiter=delimiter, quoting=quoting)
	writer.writerows([f"'{cell}" if _FORMULA_IN_CSV.match(cell) else cell for cell in row] for row in rows)
	return target.getvalue().encode()


def _download(export: Callable[[], None]) -> Response | None:
	export()
	answer = frappe.response
	if answer.get("type") != "binary":
		return None
	asked = frappe.form_dict
	name = in_own_language(answer["filename"], cstr(asked.get("report_name") or asked.get("doctype")))
	content, mimetype = _cleaned(name, answer["filecontent"])
	# Later releases build the response from these if a method is called by "cmd", and ignore its return value.
	answer.update({"filename": name, "filecontent": content})
	return _file(name, content, mimetype)


def _cleaned(name: str, content: bytes) -> tuple[bytes, str]:
	if name.endswith(".xlsx"):
		return without_formulas(content), XLSX
	asked = frappe.form_dict
	delimiter = cstr(asked.get("csv_delimiter") or ",")[0]
	quoting = cint(asked.get("csv_quoting") or csv.QUOTE_NONNUMERIC)
	return csv_without_formulas(content, delimiter, quoting), "text/csv"


def _file(name: str, content: bytes, mimetype: str) -> Response:
	return Response(content, mimetype=mimetype, headers=content_disposition(name))


def _has_formulas(content: bytes) -> bool:
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
		return any(b"<f>" in archive.read(name) for name in sheets)
