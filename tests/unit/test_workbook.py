"""The workbook as a clerk gets it: sheets, drop-down lists, live counts, paper."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook

from kepu_app.core import counter
from kepu_app.core.cycle import CountingMethod, Heading
from kepu_app.core.model import MissingCounty, RecordKind, Submission, SummarySection
from kepu_app.core.workbooks import (
	CustomColumn,
	ValueType,
	cell_text,
	count_formula,
	read_workbook,
	write_workbook,
)
from tests.unit.factories import COUNTIES, make_case, make_cycle, make_province, make_submission, make_summary
from tests.unit.workbook_files import column_of, with_parts

CYCLE = make_cycle()
SHEETS = [
	"填写说明",
	"基本信息",
	"示范县名单",
	"工作总结",
	"测评自评",
	"典型案例",
	"宣讲团人选",
	"测评标准",
	"选项",
]
VECTOR_FILE = Path(__file__).parent / "data" / "counter-vectors.json"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(content: bytes, *, values: bool = False) -> Workbook:
	return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@pytest.fixture(scope="module")
def template() -> Workbook:
	return opened(write_workbook(CYCLE, make_province()))


@pytest.fixture(scope="module")
def filled() -> bytes:
	return write_workbook(CYCLE, submission=make_submission())


# --- what is there


def test_the_sheets_stand_in_the_order_of_work(template: Workbook) -> None:
	assert template.sheetnames == SHEETS
	assert [each.title for each in template.worksheets if each.sheet_state != "visible"] == ["选项"]
	assert template.active.title == "填写说明"


def test_the_guide_has_the_numbers_of_the_cycle() -> None:
	cycle = make_cycle(limits=replace(CYCLE.limits, summary=2500, case=400, bio=150))
	text = "".join(str(row[0].value) for row in opened(write_workbook(cycle))["填写说明"].iter_rows())
	for part in (
		CYCLE.notice_title,
		CYCLE.notice_number,
		"2025年2月19日",
		CYCLE.receiving_mail,
		"不超过2500字",
	):
		assert part in text
	assert "不超过400字" in text
	assert "不超过150字" in text
	assert all(topic.name in text and topic.description in text for topic in CYCLE.topics)


def test_the_guide_says_whether_headings_may_be_adjusted() -> None:
	fixed = opened(write_workbook(make_cycle(headings_adjustable=False)))["填写说明"]
	assert any("不作调整" in str(row[0].value) for row in fixed.iter_rows())


def test_the_standard_is_there_with_every_threshold(template: Workbook) -> None:
	rows = [[cell.value for cell in row] for row in template["测评标准"].iter_rows(min_row=4)]
	assert [row[0] for row in rows] == list(range(1, 13))
	assert rows[3][3] == CYCLE.standard.criteria[3].text
	assert rows[8][4] == "9.1 科普活动覆盖常住人口≥80%\n9.2 近三年恶劣影响的愚昧迷信、伪科学活动≤0起"


def test_the_columns_follow_the_cycle_and_the_standard() -> None:
	standard = replace(CYCLE.standard, criteria=CYCLE.standard.criteria[:2])
	cycle = make_cycle(headings=(Heading("一、成效"), Heading("二、打算", required=False)), standard=standard)
	workbook = opened(write_workbook(cycle))
	headers = [cell.value for cell in workbook["工作总结"][3]]
	assert headers[:2] == ["示范县", "全文字数"]
	assert [each for each in headers if each in ("一、成效", "二、打算")] == ["一、成效", "二、打算"]
	assert [cell.value for cell in workbook["测评自评"][3]] == [
		"示范县",
		"1.党委和政府重视、制度健全",
		"2.建立考核管理与表彰奖励制度",
	]


def test_an_empty_workbook_knows_its_province_and_nothing_else() -> None:
	content = read_workbook(write_workbook(CYCLE, make_province()), CYCLE)
	assert content.submission == Submission(CYCLE, make_province())
	assert not content.notes


def test_without_a_province_the_clerk_chooses_one() -> None:
	sheet = opened(write_workbook(CYCLE))["基本信息"]
	assert sheet["A5"].value == "省份"
	assert sheet["B5"].value is None


def test_rows_are_numbered_up_to_the_quota(template: Workbook) -> None:
	assert [template["典型案例"][f"A{row}"].value for row in range(4, 11)] == [1, 2, 3, 4, 5, None, None]
	assert [template["宣讲团人选"][f"A{row}"].value for row in range(4, 9)] == [1, 2, 3, None, None]


def test_a_province_with_counties_gets_a_row_for_each() -> None:
	workbook = opened(write_workbook(CYCLE, submission=Submission(CYCLE, make_province(), COUNTIES)))
	for name in ("工作总结", "测评自评"):
		assert [workbook[name][f"A{row}"].value for row in (4, 5)] == ["341302 埇桥区", "340210 湾沚区"]


def test_text_is_never_a_formula() -> None:
	nasty = ("=1+1", "+1", "-1", "@x", "#N/A")
	submission = make_submission(
		cases=tuple(make_case(n, title=text) for n, text in enumerate(nasty, start=1))
	)
	sheet = opened(write_workbook(CYCLE, submission=submission))["典型案例"]
	cells = [sheet[f"{column_of(sheet, '案例标题')}{row}"] for row in range(4, 9)]
	assert [cell.value for cell in cells] == list(nasty)
	assert {cell.data_type for cell in cells} == {"s"}
	assert [cell.quotePrefix for cell in cells] == [True, True, True, True, False]
	assert {cell.number_format for cell in cells} == {"@"}


def test_codes_as_text_bear_no_warning_marks(filled: bytes) -> None:
	with ZipFile(io.BytesIO(filled)) as archive:
		root = etree.fromstring(archive.read("xl/worksheets/sheet3.xml"))
	(ignored,) = root.iter(f"{MAIN}ignoredError")
	assert dict(ignored.attrib) == {"sqref": "A1:XFD1048576", "numberStoredAsText": "1"}
	assert root[-1] is ignored.getparent()


def test_codes_phones_and_months_are_entered_as_text_and_dates_as_dates(template: Workbook) -> None:
	nominees, summaries = template["宣讲团人选"], template["工作总结"]
	for header in ("出生年月", "联系方式"):
		assert nominees[f"{column_of(nominees, header)}4"].number_format == "@"
	assert template["示范县名单"]["A4"].number_format == "@"
	assert "yyyy" in summaries[f"{column_of(summaries, '落款日期')}4"].number_format
	# Below the rows made ready, the column itself is text.
	assert template["示范县名单"].column_dimensions["A"].number_format == "@"


# --- what helps while typing


def lists(workbook: Workbook, sheet: str) -> dict[str, str]:
	"""Where each drop-down list of a sheet takes its entries from, by column."""
	rules = workbook[sheet].data_validations.dataValidation
	return {str(rule.sqref)[0]: rule.formula1 for rule in rules if rule.type == "list"}


def entries(workbook: Workbook, reference: str) -> list[str]:
	sheet, cells = reference.split("!")
	return [row[0].value for row in workbook[sheet.strip("'")][cells.replace("$", "")]]


def test_drop_down_lists_hold_what_may_be_entered(template: Workbook) -> None:
	cases, nominees = lists(template, "典型案例"), lists(template, "宣讲团人选")
	assert entries(template, cases["C"]) == [topic.name for topic in CYCLE.topics]
	assert entries(template, nominees["D"]) == ["男", "女"]
	assert len(entries(template, nominees["E"])) == 13
	assert entries(template, lists(template, "测评自评")["B"]) == ["是", "否"]
	assert len(entries(template, lists(template, "基本信息")["B"])) == 32
	assert cases["B"] == nominees["B"] == "示范县选项"
	assert "OFFSET" in template.defined_names["示范县选项"].attr_text


def test_custom_columns_have_their_lists_and_formats() -> None:
	columns = (
		CustomColumn(RecordKind.CASE, "级别", choices=("国家级", "省级")),
		CustomColumn(RecordKind.CASE, "日期", ValueType.DATE),
		CustomColumn(RecordKind.CASE, "首次", ValueType.YES_NO, hint="是否首次推荐"),
	)
	workbook = opened(write_workbook(CYCLE, make_province(), custom_columns=columns))
	sheet = workbook["典型案例"]
	assert entries(workbook, lists(workbook, "典型案例")[column_of(sheet, "级别")]) == ["国家级", "省级"]
	assert entries(workbook, lists(workbook, "典型案例")[column_of(sheet, "首次")]) == ["是", "否"]
	assert "yyyy" in sheet[f"{column_of(sheet, '日期')}4"].number_format
	assert sheet[f"{column_of(sheet, '首次')}2"].value == "是否首次推荐"


def test_figures_are_checked_while_typing(template: Workbook) -> None:
	rules = [each for each in template["测评自评"].data_validations.dataValidation if each.type == "decimal"]
	share = next(each for each in rules if "涉农乡镇占比" in each.prompt)
	assert (share.formula1, share.formula2, share.errorStyle) == ("0", "100", "stop")
	assert "≥50%" in share.prompt
	number = next(each for each in rules if "注册科技志愿者" in each.prompt)
	assert (number.operator, number.formula2) == ("greaterThanOrEqual", None)


def highlights(workbook: Workbook, sheet: str) -> list[str]:
	formatting = workbook[sheet].conditional_formatting
	return [rule.formula[0] for each in formatting for rule in each.rules]


def test_what_is_too_much_turns_red(template: Workbook) -> None:
	assert "AND(ISNUMBER(B4),B4>3000)" in highlights(template, "工作总结")
	assert "AND(ISNUMBER(F4),F4>500)" in highlights(template, "典型案例")
	assert "AND(ISNUMBER(P4),P4>200)" in highlights(template, "宣讲团人选")
	assert 'AND(C4<>"",COUNTIF($C$4:$C$1000,C4)>1)' in highlights(template, "典型案例")
	assert 'G4="缺总结或原因"' in highlights(template, "示范县名单")


def test_header_and_county_stay_in_sight(template: Workbook) -> None:
	frozen = {name: template[name].freeze_panes for name in SHEETS[2:7]}
	assert frozen == {
		"示范县名单": "C4",
		"工作总结": "C4",
		"测评自评": "B4",
		"典型案例": "C4",
		"宣讲团人选": "D4",
	}


def test_every_sheet_prints_on_a4_with_its_header(template: Workbook) -> None:
	for name in SHEETS[:-1]:
		sheet = template[name]
		assert sheet.page_setup.paperSize == 9
		assert sheet.sheet_properties.pageSetUpPr.fitToPage
		assert sheet.print_title_rows
		assert "&P" in sheet.oddFooter.center.text
	assert template["典型案例"].page_setup.orientation == "landscape"


def test_only_filled_rows_are_printed(filled: bytes) -> None:
	assert opened(filled)["工作总结"].print_area.endswith("$10")


# --- the live count


def utf16_units(text: str) -> list[bytes]:
	"""Return a text as the functions of a worksheet see it."""
	raw = text.encode("utf-16-le")
	return [raw[place : place + 2] for place in range(0, len(raw), 2)]


def formula_count(text: str, method: CountingMethod) -> int:
	"""Return what the formula comes to, by the same two lists of characters."""
	not_counted = set(utf16_units(count_formula.not_counted_characters()))
	runs = set(utf16_units(count_formula.run_characters()))
	units = utf16_units(text)
	count = 0
	for before, unit in zip([b"", *units], units, strict=False):
		continues = method is CountingMethod.WORDS and unit in runs and before in runs
		count += unit not in not_counted and not continues
	return count


def is_counted_exactly(text: str) -> bool:
	"""Whether a text has none of what the formula is said to count otherwise."""
	known = re.compile(f"[{counter.EAST_ASIAN}{counter.BY_CONTEXT}{counter.WHITE_SPACE}]")
	runs = count_formula.run_characters()
	has_han = re.search(f"[{counter.HAN}]", text)
	return all(each <= "\uffff" and (each in runs or known.match(each)) for each in text) and (
		bool(has_han) or not any(each in counter.BY_CONTEXT for each in text)
	)


VECTORS = [
	each["text"]
	for each in json.loads(VECTOR_FILE.read_text(encoding="utf-8"))
	if not cell_text.forbidden_characters(each["text"])
]
EXACT = [text for text in VECTORS if is_counted_exactly(text)]


def test_most_vectors_are_counted_exactly_while_typing() -> None:
	assert len(EXACT) > 80


@pytest.mark.parametrize("method", CountingMethod)
@pytest.mark.parametrize("text", EXACT)
def test_the_live_count_is_the_counters(text: str, method: CountingMethod) -> None:
	assert formula_count(text, method) == method.measure(text)


@given(st.text(st.sampled_from("县科普，。“”—…·12３Ａab%@./:-（）①℃≥\u3000 \n\t"), max_size=60))
def test_the_live_count_is_the_counters_for_official_prose(text: str) -> None:
	assert formula_count(f"县{text}", CountingMethod.WORDS) == CountingMethod.WORDS.measure(f"县{text}")


def test_the_counting_lists_are_in_the_workbook(template: Workbook) -> None:
	sheet = template["选项"]
	assert sheet["F2"].value == cell_text.spell(count_formula.not_counted_characters())
	assert sheet["G2"].value == count_formula.run_characters()


def test_formulas_hold_what_they_come_to(filled: bytes) -> None:
	workbook = opened(filled, values=True)
	summary = make_submission().summaries[0]
	assert workbook["工作总结"]["B4"].value == CYCLE.counting_method.measure(summary.text)
	assert workbook["典型案例"]["F4"].value == 15
	assert workbook["示范县名单"]["G4"].value == "有工作总结"
	assert workbook["示范县名单"]["H4"].value == "341302 埇桥区"
	assert workbook["工作总结"]["B30"].value in ("", None)


def test_counties_are_shown_as_filed_excused_or_missing() -> None:
	submission = make_submission(
		summaries=(make_summary(),), missing=(MissingCounty("340210", "机构改革"),), cases=(), nominees=()
	)
	sheet = opened(write_workbook(CYCLE, submission=submission), values=True)["示范县名单"]
	assert [sheet[f"G{row}"].value for row in (4, 5, 6)] == ["有工作总结", "未报送，有原因", "缺总结或原因"]


def recalculated(content: bytes, folder: Path) -> Workbook:
	"""Return the workbook after LibreOffice worked out its formulas anew and saved it."""

	def forget(parts: dict[str, bytes]) -> None:
		for name in [each for each in parts if each.startswith("xl/worksheets/")]:
			root = etree.fromstring(parts[name])
			for formula in root.iter(f"{MAIN}f"):
				formula.getparent().remove(formula.getnext())
			parts[name] = etree.tostring(root)

	(folder / "a.xlsx").write_bytes(with_parts(content, forget))
	profile = f"-env:UserInstallation=file://{folder}/profile"
	command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "out", "a.xlsx"]
	subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
	return opened((folder / "out" / "a.xlsx").read_bytes(), values=True)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("method", CountingMethod)
def test_an_office_program_works_out_the_same_counts(method: CountingMethod, tmp_path: Path) -> None:
	cycle = make_cycle(counting_method=method)
	texts = [text for text in EXACT if text.strip()]
	own = make_summary().sections
	adjusted = (replace(own[0], heading="一、Main 工作"), *own[1:], SummarySection("五、附言", "共3条。"))
	submission = make_submission(
		cycle=cycle,
		summaries=(
			make_summary(),
			make_summary("340210", sections=adjusted),
			make_summary("341524", sections=()),
		),
		cases=tuple(make_case(1, text=text, order=number) for number, text in enumerate(texts, start=1)),
	)
	workbook = recalculated(write_workbook(cycle, submission=submission), tmp_path)
	counted = [workbook["典型案例"][f"F{row}"].value for row in range(4, 4 + len(texts))]
	assert counted == [method.measure(text) for text in texts]
	totals = [workbook["工作总结"][f"B{row}"].value for row in (4, 5, 6)]
	assert totals == [*(method.measure(each.text) for each in submission.summaries[:2]), None]
	states = [workbook["示范县名单"][f"G{row}"].value for row in (4, 5, 6, 10)]
	assert states == ["有工作总结", "有工作总结", "缺总结或原因", None]
