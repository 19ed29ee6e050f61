"""The six reports by HTTP, as files, and on paper."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.deferred_insert import save_to_db
from frappe.desk import utils as desk_utils
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from kepu_app.exceptions import ReportTooLongError
from kepu_app.reports import background
from kepu_app.reports.export import csv_without_formulas, in_own_language
from kepu_app.reports.pdf import MOST_CELLS, MOST_CHARACTERS, REPORTS, print_report
from kepu_app.utils.background import exclusive
from tests.site import factories
from tests.site.client import Client
from tests.site.factories import APPROVER, COUNTY, FOREIGN_APPROVER, OFFICER, REPORTER, World
from tests.site.prints import text_of
from tests.site.report_readings import CRITERIA, OVERVIEW, ROSTER, STATUS


@pytest.fixture(scope="module")
def world(world: World) -> World:
	"""Provide a committed cycle with a summary, a case and a nominee in each of the two provinces."""
	for county, approver in ((COUNTY, APPROVER), (factories.FOREIGN_COUNTY, FOREIGN_APPROVER)):
		factories.approved_summary(world, county)
		factories.proposed_case(world, county)
		factories.make_nominee(world.year, county, "=HYPERLINK(1)", approver)
	frappe.db.commit()
	return world


SignIn = Callable[[str], Client]


def ask(client: Client, report: str, year: str, **filters: Any) -> Any:
	arguments = {"report_name": report, "filters": json.dumps({"cycle": year, **filters})}
	return client.get("frappe.desk.query_report.run", **arguments)


@pytest.mark.parametrize("report", REPORTS)
def test_no_foreign_province_by_http(world: factories.World, sign_in: SignIn, report: str) -> None:
	filters = {ROSTER: {"chosen": "Everybody"}, CRITERIA: {"view": "Province"}}.get(report, {})
	answer = ask(sign_in(APPROVER), report, world.year, **filters)
	assert answer.ok, answer.text
	text = json.dumps(answer.json(), ensure_ascii=False)
	assert "安徽省" in text
	assert not [each for each in ("河南", "瀍河", FOREIGN_APPROVER) if each in text]


def test_another_user_cannot_be_asked_for(world: factories.World, sign_in: SignIn) -> None:
	arguments = {"report_name": STATUS, "filters": json.dumps({"cycle": world.year}), "user": OFFICER}
	answer = sign_in(REPORTER).get("frappe.desk.query_report.run", **arguments)
	assert len(answer.json()["message"]["result"]) == 1


@pytest.mark.parametrize("report", [OVERVIEW, ROSTER])
def test_reports_for_provinces_are_refused_to_counties_by_http(
	world: factories.World, sign_in: SignIn, report: str
) -> None:
	assert ask(sign_in(REPORTER), report, world.year).status_code == 403


def export(client: Client, report: str, year: str, **more: Any) -> Any:
	arguments = {
		"report_name": report,
		"filters": json.dumps({"cycle": year, **more.pop("filters", {})}),
		"applied_filters": "{}",
		"visible_idx": "[]",
		"file_format_type": "Excel",
		**more,
	}
	return client.call("frappe.desk.query_report.export_query", **arguments)


@pytest.mark.parametrize("report", REPORTS)
def test_excel_export_has_chinese_headings_and_name(
	world: factories.World, sign_in: SignIn, report: str
) -> None:
	answer = export(sign_in(OFFICER), report, world.year)
	sheet = load_workbook(io.BytesIO(answer.content)).active
	headings = [cell.value for cell in sheet[1]]
	assert all(any("一" <= each <= "鿿" for each in heading) for heading in headings), headings
	assert "filename*=UTF-8''%" in answer.headers["Content-Disposition"]


def test_excel_export_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	answer = export(sign_in(OFFICER), ROSTER, world.year, filters={"chosen": "Everybody"})
	sheet = load_workbook(io.BytesIO(answer.content)).active
	cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
	assert len(cells) == 2
	assert {cell.data_type for cell in cells} == {"s"}


def test_an_export_by_cmd_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	"""As the Desk asks for it: later releases of Frappe leave the answer that a method gives."""
	asked = {
		"cmd": "frappe.desk.query_report.export_query",
		"report_name": ROSTER,
		"filters": json.dumps({"cycle": world.year, "chosen": "Everybody"}),
		"applied_filters": "{}",
		"visible_idx": "[]",
		"file_format_type": "Excel",
	}
	answer = sign_in(OFFICER).request("POST", "/", data=asked)
	sheet = load_workbook(io.BytesIO(answer.content)).active
	cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
	assert len(cells) == 2
	assert {cell.data_type for cell in cells} == {"s"}
	assert "Speaker Roster" not in answer.headers["Content-Disposition"]


def test_csv_export_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	answer = export(
		sign_in(OFFICER), ROSTER, world.year, filters={"chosen": "Everybody"}, file_format_type="CSV"
	)
	assert "'=HYPERLINK(1)" in answer.text
	assert ',"=HYPERLINK' not in answer.text


def test_export_of_a_list_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	answer = sign_in(APPROVER).call(
		"frappe.desk.reportview.export_query",
		doctype="Speaker Nominee",
		fields=json.dumps(["`tabSpeaker Nominee`.`nominee_name`"]),
		filters=json.dumps([["Speaker Nominee", "cycle", "=", world.year]]),
		file_format_type="Excel",
		title="Speaker Nominee",
	)
	sheet = load_workbook(io.BytesIO(answer.content)).active
	assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"] == [
		"s"
	]


def test_export_is_refused_to_who_may_not_open_the_report(world: factories.World, sign_in: SignIn) -> None:
	assert export(sign_in(REPORTER), ROSTER, world.year).status_code == 403


@pytest.mark.parametrize(
	("typed", "written"),
	[("=1+1", "'=1+1"), ("+86", "+86"), ("-3.5", "-3.5"), ("-a", "'-a"), ("@x", "'@x"), ("安徽省", "安徽省")],
)
def test_cells_of_csv(typed: str, written: str) -> None:
	assert csv_without_formulas(f'"{typed}"\r\n'.encode()).decode() == f'"{written}"\r\n'


PAGE = """<html><head><title>{title}</title><link href="http://127.0.0.1:9/x.css"></head><body>
<h2>{title}</h2><h6>年度: 2092</h6><table><thead><tr><th>#</th><th>县</th></tr></thead><tbody>
<tr><td><span>1</span></td><td><a href="/app/x">瀍河回族区</a><img src="file:///etc/passwd"></td></tr>
<tr><td style="font-weight: bold">2</td><td style="font-weight: bold">&lt;script&gt; {{ 7*7 }}</td></tr>
</tbody></table></body></html>"""


@pytest.mark.parametrize("method", background.EXPORTS)
def test_an_export_in_the_background_holds_no_formula(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
	"""The job of newer Frappe hands the file to this function, which mails a link."""
	sent: list[tuple[Any, ...]] = []
	monkeypatch.setattr(
		desk_utils, "send_report_email", lambda *given, **more: sent.append(given), raising=False
	)
	background.guard_export(method, {"csv_params": {"delimiter": ";", "quoting": 0}})
	desk_utils.send_report_email(
		"a@flow.test", "报表", "csv", "甲;=1+1\r\n".encode(), attached_to_name="报表"
	)
	assert sent == [("a@flow.test", "报表", "csv", "甲;'=1+1\r\n".encode(), "报表")]


@pytest.mark.parametrize(
	("name", "report", "shown"),
	[
		("Speaker Roster_2024.xlsx", "Speaker Roster", "宣讲团人选名册_2024.xlsx"),
		("Speaker Roster", "Speaker Roster", "宣讲团人选名册"),
		("宣讲团人选名册.csv", "Speaker Roster", "宣讲团人选名册.csv"),
		("别的.xlsx", "", "别的.xlsx"),
	],
)
def test_the_name_of_an_export_is_in_the_user_s_language(name: str, report: str, shown: str) -> None:
	frappe.local.lang = "zh"
	assert in_own_language(name, report) == shown


def test_report_prints_chinese_and_nothing_but_the_words(world: factories.World, sign_in: SignIn) -> None:
	page = PAGE.replace("{title}", "县级报送进度")
	answer = sign_in(OFFICER).call("frappe.utils.print_format.report_to_pdf", html=page)
	assert answer.ok, answer.text
	text = text_of(answer.content)
	assert "县级报送进度" in text
	assert "瀍河回族区" in text
	assert "<script> {{ 7*7 }}" in text
	pages = PdfReader(io.BytesIO(answer.content)).pages
	assert pages[0].mediabox.width > pages[0].mediabox.height


@pytest.mark.parametrize(
	"rows",
	[
		"<tr><td>1</td></tr>" * (MOST_CELLS + 1),
		"<tr></tr>" * (MOST_CELLS + 1),
		f"<tr><td>{'字' * (MOST_CHARACTERS + 1)}</td></tr>",
	],
)
def test_report_too_long_to_print_says_what_to_do(rows: str) -> None:
	page = html.document_fromstring(f"<table>{rows}</table>")
	with pytest.raises(ReportTooLongError):
		print_report(page, "县级报送进度", "Landscape")


@pytest.mark.parametrize("depth", [2, 60])
def test_tables_within_tables_are_not_printed(depth: int) -> None:
	page = html.document_fromstring("<table><tr><td>甲" * depth)
	with pytest.raises(frappe.ValidationError, match=r"表格中套有表格|table within a table"):
		print_report(page, "县级报送进度", "Landscape")


def test_a_user_prints_one_report_at_a_time_and_the_log_keeps_its_title(
	world: factories.World, sign_in: SignIn
) -> None:
	page = PAGE.replace("{title}", "县级报送进度")
	with exclusive(f"kepu-report-{OFFICER}"):
		answer = sign_in(OFFICER).call("frappe.utils.print_format.report_to_pdf", html=page)
	assert (answer.status_code, answer.json()["exc_type"]) == (417, "AlreadyRunningError")
	frappe.db.rollback()
	save_to_db()  # where Frappe 16 keeps it at first
	logged = frappe.get_last_doc("Access Log", {"user": OFFICER})
	assert (logged.report_name, logged.page) == ("县级报送进度", None)


def test_character_without_a_font_is_named() -> None:
	page = html.document_fromstring("<table><tr><td>\U000e0fff</td></tr></table>")
	with pytest.raises(frappe.ValidationError, match="E0FFF"):
		print_report(page, "县级报送进度", "Landscape")
