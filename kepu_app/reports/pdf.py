"""Reports as PDF by the core's engine, with its fonts.

Frappe prints a report by sending the browser's page to wkhtmltopdf, which Debian no longer has. Only the text of
that page is used: title, filters and the cells of the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.access_log import access_log  # no function of it, see overrides
from frappe.utils import escape_html, format_datetime, now_datetime
from frappe.utils import print_format as frappe_print_format  # no function of it, see overrides
from lxml import html as lxml_html
from werkzeug.wrappers import Response

from kepu_app.access.roles import is_app_user
from kepu_app.core.errors import KepuError
from kepu_app.core.printing.pdf import html_to_pdf
from kepu_app.exceptions import AlreadyRunningError, ReportTooLongError
from kepu_app.printing.fonts import site_fonts
from kepu_app.utils.background import exclusive
from kepu_app.utils.downloads import PDF, content_disposition
from kepu_app.utils.messages import fail

REPORTS = (
	"Provincial Submission Overview",
	"County Filing Status",
	"Case Topic Matrix",
	"Speaker Roster",
	"Criteria Attainment",
	"Review Turnaround",
	"Criteria by County",
)
LIBRARY_REPORTS = ("Library of Cases", "Year to Year")
"""Reports over several years, printed alike."""

MOST_CELLS, MOST_CHARACTERS = 8_000, 200_000
"""Limits of one request: a thousand cells take more than a second, and so do 100,000 characters."""
LONGEST_TITLE = 140
"""Characters of a title that the access log stores."""
SHORT_TEXT = 12
"""Width, in halves of a Chinese character, up to which a cell is not broken into lines."""
STYLE = """
@page { size: A4 %(orientation)s; margin: 15mm 12mm;
	@bottom-center { content: "— " counter(page) " —"; font-family: var(--song); font-size: 9pt } }
body { font-family: var(--song); font-size: %(size)spt; line-height: 1.45; text-align: left; font-kerning: none }
h1 { font-family: var(--title); font-weight: normal; font-size: 18pt; text-align: center; margin: 0 0 3mm }
p { margin: 0 0 3mm; text-align: center }
table { border-collapse: collapse; width: 100%%; margin: 0 auto }
thead { display: table-header-group }
th { font-family: var(--hei); font-weight: normal; text-align: center; vertical-align: middle }
th, td { border: 0.5pt solid #000; padding: 1mm 1.2mm; overflow-wrap: anywhere }
td { vertical-align: top }
.number { text-align: right }
.short { white-space: nowrap }
tr { break-inside: avoid }
tr.total td { font-family: var(--hei) }
"""


def report_to_pdf(html: str, orientation: str = "Landscape") -> Response | None:
	"""Override ``frappe.utils.print_format.report_to_pdf`` for the app's own reports, and for all of the app's users.

	Args:
		html: the page of the report, from the browser.
		orientation: ``Landscape`` or ``Portrait``.
	"""
	page = lxml_html.document_fromstring(html)
	title = " ".join((page.findtext(".//title") or "").split())
	is_own = title in {_(name) for name in (*REPORTS, *LIBRARY_REPORTS)}
	# Frappe's own engine fetches any URL in the page, as the server and bypassing its proxy.
	if not is_own and not is_app_user():
		frappe_print_format.report_to_pdf(html, orientation)
		return None
	access_log.make_access_log(file_type="PDF", method="PDF", report_name=title[:LONGEST_TITLE])
	content = _printed_alone(page, title, orientation)
	headers = content_disposition(f"{title}.pdf", "inline")
	return Response(content, mimetype=PDF, headers=headers)


def _printed_alone(page: Any, title: str, orientation: str) -> bytes:
	"""Print under a lock, one report at a time for each user: the web server has few workers."""
	with exclusive(f"kepu-report-{frappe.session.user}") as is_free:
		if not is_free:
			frappe.throw(_("This is running already; please wait until it is done."), AlreadyRunningError)
		return print_report(page, title, orientation)


def print_report(page: Any, title: str, orientation: str) -> bytes:
	"""Return the text of a report's page as PDF.

	Args:
		page: root element of the page that Frappe's ``print_grid`` has made.
		title: of the report.
		orientation: ``Landscape`` or ``Portrait``.

	Raises:
		ReportTooLongError: more than ``MOST_CELLS`` cells or ``MOST_CHARACTERS`` characters.
		ValidationError: a table within a table, or nothing that can be printed.
	"""
	tables = page.xpath("//table")
	rows = tables[0].xpath(".//tr") if tables else []
	headings = [_words(each) for each in page.xpath("//h6")]
	_check_work(page, rows, [title, *headings])
	moment = _("As of {0}").format(format_datetime(now_datetime(), "yyyy-MM-dd HH:mm"))
	try:
		return html_to_pdf(_sheet(title, [*headings, moment], rows, orientation), fonts=site_fonts())
	except KepuError as error:
		fail(escape_html(error.message), title=_("Cannot Be Printed"))


def _check_work(page: Any, rows: list[Any], headings: list[str]) -> None:
	"""Refuse, before the layout, what would block the web server for long."""
	if page.xpath("//table//table | //tr//tr"):
		frappe.throw(_("A table within a table cannot be printed."), title=_("Cannot Be Printed"))
	cells = sum(max(1, len(row)) for row in rows)
	if cells > MOST_CELLS:
		message = _(
			"The report has {0} cells; at most {1} can be printed. Narrow it by the filters, or export it."
		)
		frappe.throw(message.format(cells, MOST_CELLS), ReportTooLongError)
	characters = sum(map(len, headings)) + sum(len(row.text_content()) for row in rows)
	if characters > MOST_CHARACTERS:
		message = _(
			"The report has {0} characters; at most {1} can be printed. Narrow it by the filters, or export it."
		)
		frappe.throw(message.format(characters, MOST_CHARACTERS), ReportTooLongError)


def _sheet(title: str, filters: Iterable[str], rows: list[Any], orientation: str) -> str:
	columns = max((len(row) for row in rows), default=0)
	side = "portrait" if orientation == "Portrait" else "landscape"
	style = STYLE % {"orientation": side, "size": _type_size(columns)}
	head = "".join(_row(row, "th") for row in rows if row.xpath("./th"))
	body = "".join(_row(row, "td") for row in rows if not row.xpath("./th"))
	return (
		f"<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><style>{style}</style></head><body>"
		f"<h1>{escape_html(title)}</h1><p>{escape_html('　'.join(filters))}</p>"
		f"<table><thead>{head}</thead><tbody>{body}</tbody></table></body></html>"
	)


def _type_size(columns: int) -> float:
	"""Return the type size, in points, at which so many columns fit."""
	return 10 if columns <= 8 else 9 if columns <= 12 else 7.5


def _row(row: Any, tag: str) -> str:
	cells = "".join(_cell(cell, tag) for cell in row)
	is_total = bool(row.xpath("./td[contains(@style, 'bold')]"))
	return f"<tr{' class=total' if is_total else ''}>{cells}</tr>"


def _cell(cell: Any, tag: str) -> str:
	is_number = tag == "td" and bool(cell.xpath(".//div[contains(@style, 'text-align: right')]"))
	for line_break in cell.xpath(".//br"):
		line_break.tail = "\n" + (line_break.tail or "")
	lines = [" ".join(line.split()) for line in cell.text_content().strip().split("\n")]
	words = "<br>".join(escape_html(line) for line in lines if line)
	is_short = max(_width(line) for line in lines) <= (SHORT_TEXT if tag == "td" else SHORT_TEXT // 2)
	kinds = " ".join(name for name, holds in (("number", is_number), ("short", is_short)) if holds)
	return f'<{tag} class="{kinds}">{words}</{tag}>'


def _width(text: str) -> int:
	return sum(2 if each > "\u2e7f" else 1 for each in text)


def _words(element: Any) -> str:
	return " ".join(element.text_content().split())
