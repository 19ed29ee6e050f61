"""What clerks and Excel make of an entry, and how it is read."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.model import AnnualSummary, Assessment, RecordKind, SpeakerNominee, Submission
from kepu_app.core.rules import check_submission
from kepu_app.core.rules.reasons import without_number
from kepu_app.core.workbooks import CustomColumn, ValueType, WorkbookContent
from kepu_app.core.workbooks.read import read_unlimited as read_workbook
from tests.unit.factories import make_cycle, make_submission
from tests.unit.workbook_files import column_of, edited, filled_workbook, with_cells, with_parts

CYCLE = make_cycle()


def read(sheet: str, coordinate: str, value: Any, number_format: str | None = None) -> WorkbookContent:
	return read_workbook(with_cells(sheet, {coordinate: value}, number_format), CYCLE)


def problem(sheet: str, coordinate: str, value: Any, number_format: str | None = None) -> tuple[str, str]:
	with pytest.raises(InputError) as caught:
		read(sheet, coordinate, value, number_format)
	(found,) = caught.value.problems
	assert found.place == f"{sheet}!{coordinate}"
	return found.code, found.message


def codes(content: WorkbookContent) -> list[str]:
	return [each.code for each in content.notes]


# --- dates: 落款日期 of the submission


@pytest.mark.parametrize(
	"text",
	[
		*("2025-01-20", "2025-1-20", "2025年1月20日", "2025/1/20", "2025.1.20", "20250120", "2025.01.20"),
		*("２０２５年１月２０日", " 2025 年 1 月 20 日 "),
	],
)
def test_a_date_as_text_is_taken_with_a_note_if_it_is_one_day_only(text: str) -> None:
	content = read("基本信息", "B9", text, "@")
	assert content.submission.dated == date(2025, 1, 20)
	assert codes(content) == ["workbook.date_as_text"]
	assert content.notes[0].message == f"工作表“基本信息”的单元格B9：文本“{text}”按日期2025-01-20读入"


def test_a_date_as_one_number_is_taken_with_a_note() -> None:
	content = read("基本信息", "B9", 20250120, "General")
	assert content.submission.dated == date(2025, 1, 20)
	assert codes(content) == ["workbook.date_as_text"]


@pytest.mark.parametrize(
	"value",
	[
		"1月20日",
		"2025-1",
		"01/02/2025",
		"2025-2-30",
		"二〇二五年二月三十日",
		"2025-1/20",
		"0025-1-20",
		"近日",
		45677,
		2025.12,
		True,
	],
)
def test_what_is_no_day_is_named(value: Any) -> None:
	code, message = problem("基本信息", "B9", value, "General")
	assert code == "workbook.date"
	assert "2025-1-20" in message


@pytest.mark.parametrize(
	"number_format", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d", "m/d/yy", "yyyy.mm.dd"]
)
def test_a_date_in_eight_digits_in_a_column_of_dates_is_that_date(number_format: str) -> None:
	content = read("基本信息", "B9", 20250120, number_format)
	assert (content.submission.dated, codes(content)) == (date(2025, 1, 20), ["workbook.date_as_text"])
	assert read("工作总结", "O4", 20250120, number_format).submission.summaries[0].dated == date(2025, 1, 20)


def test_a_number_in_a_column_of_dates_that_is_no_date_is_named() -> None:
	for number in (20250230, 99999999, 202501):
		code, message = problem("基本信息", "B9", number, "yyyy-mm-dd")
		assert (code, str(number) in message) == ("workbook.date", True)


@pytest.mark.parametrize(
	"text",
	["2025—01—20", "2025–1–20", "2025年1月20号", "2025-01-20 00:00:00", "2025 1 20", "\u202a2025-1-20\u202c"],
)
def test_a_date_with_the_signs_that_people_use(text: str) -> None:
	assert read("基本信息", "B9", text, "@").submission.dated == date(2025, 1, 20)


@pytest.mark.parametrize(
	"year",
	[
		"2024年度",
		"2024年",
		"２０２４",
		"2024 年度",
		"2024\u200b",
		2024,
		2024.0,
		"2024年度工作",
		"二〇二四年度",
		"2024.0",
	],
)
def test_the_year_as_people_write_it(year: Any) -> None:
	assert read("基本信息", "B4", year, "General").submission.cycle.year == 2024


@pytest.mark.parametrize("year", ["2023年度", "24年", "本年度", "2O24", "二〇二三年"])
def test_another_year_is_named(year: str) -> None:
	assert problem("基本信息", "B4", year)[0] == "workbook.year"


def test_a_time_of_day_is_left_out_with_a_note() -> None:
	content = read("基本信息", "B9", datetime(2025, 1, 20, 9, 30), "yyyy-mm-dd hh:mm")
	assert content.submission.dated == date(2025, 1, 20)
	assert codes(content) == ["workbook.time_dropped"]


def test_a_time_alone_is_no_date() -> None:
	assert problem("基本信息", "B9", time(9, 30))[0] == "workbook.date"


def test_no_date_is_none() -> None:
	assert read("基本信息", "B9", None).submission.dated is None


# --- months: 出生年月


def birth_month(value: Any, number_format: str | None = None) -> tuple[str, list[str]]:
	content = read("宣讲团人选", "F4", value, number_format)
	return content.submission.nominees[0].birth_month, codes(content)


@pytest.mark.parametrize(
	"value", ["1979年6月", "1979.06", "1979.6", "1979/6", "1979-6", "197906", 197906, 1979.06, 1979.6]
)
def test_a_month_is_brought_into_one_form_with_a_note(value: Any) -> None:
	assert birth_month(value) == ("1979-06", ["workbook.month_form"])


def test_a_month_that_excel_took_for_a_date_is_a_month() -> None:
	assert birth_month(date(1979, 6, 1), 'yyyy"年"m"月"') == ("1979-06", [])
	assert birth_month(date(1979, 6, 15), "yyyy-mm-dd") == ("1979-06", ["workbook.month_form"])


@pytest.mark.parametrize(
	"value", ["1979-06-15", "1979—06", "1979年6月15日", "19790615", 19790615, "1979–6", "1979年6月生"]
)
def test_a_month_is_taken_out_of_what_says_more(value: Any) -> None:
	assert birth_month(value) == ("1979-06", ["workbook.month_form"])


@pytest.mark.parametrize("number_format", ["yyyy-mm", 'yyyy"年"m"月"', "yyyy/mm/dd"])
def test_a_month_in_six_digits_in_a_column_of_dates_is_that_month(number_format: str) -> None:
	assert birth_month(197906, number_format) == ("1979-06", ["workbook.month_form"])


def test_no_month_is_blank() -> None:
	assert birth_month(None) == ("", [])


def test_the_number_1979_1_may_be_january_or_october() -> None:
	code, message = problem("宣讲团人选", "F4", 1979.1)
	assert code == "workbook.month"
	assert "10月" in message
	assert birth_month("1979.1") == ("1979-01", ["workbook.month_form"])
	assert birth_month(1979.12) == ("1979-12", ["workbook.month_form"])


@pytest.mark.parametrize("text", ["1979-13", "六月", "79-06", "1979", "1979-02-30"])
def test_what_is_no_month_stays_for_the_rules(text: str) -> None:
	assert birth_month(text) == (text, [])


# --- text that Excel took for something else


def nominee(coordinate: str, value: Any, number_format: str | None = None) -> SpeakerNominee:
	return read("宣讲团人选", coordinate, value, number_format).submission.nominees[0]


def test_a_number_is_text_where_text_belongs() -> None:
	assert nominee("I4", 13905570001, "General").phone == "13905570001"
	assert nominee("I4", 13905570001.0, "0").phone == "13905570001"
	assert nominee("H4", 12.5, "General").position == "12.5"
	assert nominee("H4", 0.125, "0.0%").position == "12.5%"
	assert nominee("H4", True).position == "TRUE"
	assert nominee("H4", False).position == "FALSE"
	counties = read("示范县名单", "A4", 341302, "General").submission.counties
	assert counties[0].code == "341302"


@pytest.mark.parametrize(
	("coordinate", "typed", "field", "read_as"),
	[
		("D4", "M", "sex", "男"),
		("D4", "female", "sex", "女"),
		("D4", "男性", "sex", "男"),
		("E4", "党员", "political_status", "中共党员"),
		("E4", "预备党员", "political_status", "中共预备党员"),
		("E4", "民盟", "political_status", "民盟盟员"),
	],
)
def test_a_choice_is_read_as_it_is_meant(coordinate: str, typed: str, field: str, read_as: str) -> None:
	content = read("宣讲团人选", coordinate, typed)
	assert getattr(content.submission.nominees[0], field) == read_as
	assert content.notes[0].message == f"工作表“宣讲团人选”的单元格{coordinate}：“{typed}”按“{read_as}”读入"


@pytest.mark.parametrize("typed", ["未知", "保密", "X", "男/女", "1", "不详"])
def test_what_is_no_sex_is_refused_by_the_rules(typed: str) -> None:
	assert located({"宣讲团人选": {"D4": typed}}) == {"nominee.sex": ["宣讲团人选!D4"]}


# --- signs that nobody sees


@pytest.mark.parametrize(
	"sign", ["\u202a", "\u202c", "\u202e", "\u200b", "\u2066", "\u200e", "\ufeff", "\u00ad", "\u2060"]
)
def test_an_invisible_sign_is_taken_off_wherever_it_stands(sign: str) -> None:
	values = {
		"C4": f"赵{sign}静宜",
		"I4": f"{sign}13905570001{sign}",
		"O4": f"从事{sign}科普。",
		"F4": f"1979-06{sign}",
	}
	read_in = read_workbook(with_cells("宣讲团人选", values), CYCLE)
	person = read_in.submission.nominees[0]
	assert (person.name, person.phone, person.bio) == ("赵静宜", "13905570001", "从事科普。")
	assert person.birth_month == "1979-06"
	assert [each.code for each in read_in.notes] == ["workbook.invisible"]
	assert f"U+{ord(sign):04X}" in read_in.notes[0].message


def test_a_cell_of_invisible_signs_is_empty_and_a_header_with_one_is_known() -> None:
	content = read_workbook(with_cells("典型案例", {"D4": "\u200b\u202c", "E3": "案例\u200b正文"}), CYCLE)
	assert content.submission.cases[0].title == ""
	assert content.submission.cases[0].text


def test_signs_that_choose_a_shape_stay() -> None:
	text = "葛\U000e0100 ☑\ufe0f نى\u200cا 👨\u200d👩\u200d👧 ᠮᠣ\u180bᠩ"
	content = read("典型案例", "E4", text)
	assert (content.submission.cases[0].text, content.notes) == (text, ())


# --- several reasons in one cell


@pytest.mark.parametrize(
	"cell",
	[
		"1.政治素质过硬。\n2.经验丰富。\n3.善于表达。",
		"1.政治素质过硬。\r\n2.经验丰富。\r\n3.善于表达。",
		"1.政治素质过硬。2.经验丰富。3.善于表达。",
		"（1）政治素质过硬。（2）经验丰富。（3）善于表达。",
		"①政治素质过硬。②经验丰富。③善于表达。",
		"一、政治素质过硬。\n二、经验丰富。\n三、善于表达。",
		"政治素质过硬。\n\n经验丰富。\n善于表达。\n",
		"● 政治素质过硬。\n● 经验丰富。\n● 善于表达。",
		"推荐理由：\n1、政治素质过硬。\n2、经验丰富。\n3、善于表达。",
		"1.政治素质\n过硬。\n2.经验丰富。\n3.善于\n表达。",
	],
)
def test_three_reasons_in_one_cell_are_three(cell: str) -> None:
	person = read_workbook(with_cells("宣讲团人选", {"J4": cell, "K4": None}), CYCLE).submission.nominees[0]
	assert [without_number(each) for each in person.reasons] == ["政治素质过硬。", "经验丰富。", "善于表达。"]


@pytest.mark.parametrize(
	"cell",
	[
		"开展活动2.5万人次。3.6万人受益。",
		"推动一、二、三产业融合。",
		"1.第一条。3.不连续。",
		"获2024年、2023年表彰。",
		"一是甲。二是乙。",
	],
)
def test_one_reason_with_numbers_in_it_is_one(cell: str) -> None:
	person = read_workbook(with_cells("宣讲团人选", {"J4": cell, "K4": None}), CYCLE).submission.nominees[0]
	assert person.reasons == (cell,)


def test_scientific_notation_is_named() -> None:
	code, message = problem("宣讲团人选", "I4", "1.39E+10")
	assert code == "workbook.scientific"
	assert "1.39E+10" in message
	assert "文本" in message


def test_a_number_longer_than_excel_keeps_is_named() -> None:
	code, message = problem("宣讲团人选", "I4", 1234567890123456, "General")
	assert code == "workbook.long_number"
	assert "15位" in message


def test_a_date_where_text_belongs_is_named() -> None:
	code, message = problem("示范县名单", "D4", date(2021, 1, 1), "yyyy-mm-dd")
	assert code == "workbook.date_for_text"
	assert "2021-01-01" in message


def test_spaces_around_a_line_go_with_one_note_a_sheet() -> None:
	values = {f"{letter}4": "　甲 \n" for letter in "CDEGH"} | {"C5": " 乙"}
	content = read_workbook(with_cells("宣讲团人选", values), CYCLE)
	assert content.submission.nominees[0].name == "甲"
	assert [each.message for each in content.notes] == [
		"工作表“宣讲团人选”的单元格C4、D4、E4、G4、H4等6个单元格：首尾的空格或空行已去掉"
	]
	assert content.notes[0].as_dict() == {
		"code": "workbook.spaces",
		"place": "宣讲团人选!C4",
		"message": content.notes[0].message,
	}


def test_the_indents_of_a_long_text_stay() -> None:
	text = "　　第一段。 \n　　第二段。\n"
	content = read("典型案例", "E4", text)
	assert content.submission.cases[0].text == text
	assert not content.notes


def test_blank_text_is_an_empty_cell() -> None:
	content = read_workbook(with_cells("典型案例", {"D4": " ", "E4": "　\n"}), CYCLE)
	assert (content.submission.cases[0].title, content.submission.cases[0].text) == ("", "")


# --- running numbers


def test_a_running_number_may_be_text_and_may_be_missing() -> None:
	orders = read_workbook(with_cells("典型案例", {"A4": "２", "A5": None}), CYCLE).submission.cases[:2]
	assert [each.order for each in orders] == [2, 0]


@pytest.mark.parametrize("value", ["第一", 1.5, -1, "1.0", date(2025, 1, 1), "9" * 16])
def test_what_is_no_running_number_is_named(value: Any) -> None:
	assert (
		problem("典型案例", "A4", value, "General" if not isinstance(value, date) else None)[0]
		== "workbook.position"
	)


# --- the self-assessment: B is a statement, E a share in percent, F a number of 个


def assessment(coordinate: str, value: Any, number_format: str | None = None) -> tuple[Assessment, list[str]]:
	content = read("测评自评", coordinate, value, number_format)
	number = {"B": 1, "E": 4, "F": 4}[coordinate[0]]
	stated = content.submission.summaries[0].assessments
	return next(each for each in stated if each.criterion == number), codes(content)


@pytest.mark.parametrize("value", ["是", "达标", "√", " 是 ", True])
def test_a_criterion_is_met(value: Any) -> None:
	assert assessment("B4", value)[0].met is True


@pytest.mark.parametrize("value", ["否", "未达标", "不达标", "×", False])
def test_a_criterion_is_not_met(value: Any) -> None:
	assert assessment("B4", value)[0].met is False


@pytest.mark.parametrize("value", ["基本达标", 1, "Y"])
def test_another_statement_is_named(value: Any) -> None:
	code, message = problem("测评自评", "B4", value)
	assert code == "workbook.statement"
	assert "“是”或“否”" in message


@pytest.mark.parametrize(
	("value", "number_format", "notes"),
	[
		(62.5, "General", []),
		("62.5", "@", []),
		(0.625, "0.0%", []),
		("62.5%", "@", ["workbook.figure_as_text"]),
		("６２．５％", "@", ["workbook.figure_as_text"]),
	],
)
def test_a_share_is_in_percent(value: Any, number_format: str, notes: list[str]) -> None:
	found, noted = assessment("E4", value, number_format)
	assert found.values["4.1"] == Decimal("62.5")
	assert noted == notes


def test_a_figure_may_have_its_unit_and_its_commas() -> None:
	assert assessment("F4", "1,286个")[0].values["4.2"] == 1286
	assert assessment("F4", 1286, '0"%"')[0].values["4.2"] == 1286
	assert assessment("F4", 0.1 + 0.2, "General")[0].values["4.2"] == Decimal("0.3")


@pytest.mark.parametrize(
	("value", "number_format"),
	[
		("约50", "@"),
		("无", "@"),
		("NaN", "@"),
		("1_000", "@"),
		("五", "@"),
		(0.5, "0%"),
		(date(2025, 1, 1), "yyyy-mm-dd"),
		(True, None),
	],
)
def test_what_is_no_figure_is_named(value: Any, number_format: str | None) -> None:
	code, message = problem("测评自评", "F4", value, number_format)
	assert code == "workbook.figure"
	assert "单位：个" in message


def test_a_statement_instead_of_figures_has_its_own_column() -> None:
	def edit(workbook: Any) -> None:
		sheet = workbook["测评自评"]
		sheet["Z3"], sheet["Z4"], sheet["E4"], sheet["F4"] = "第4项是否达标", "是", None, None

	content = read_workbook(edited(filled_workbook(), edit), CYCLE)
	stated = {each.criterion: each for each in content.submission.summaries[0].assessments}
	assert stated[4] == Assessment(4, True)
	assert not content.notes


# --- custom columns


def custom(
	kind: ValueType, value: Any, number_format: str | None = None, choices: tuple[str, ...] = ()
) -> Any:
	column = CustomColumn(RecordKind.CASE, "新列", kind, choices)
	content = with_cells("典型案例", {"G3": "新列", "G4": value}, number_format)
	return read_workbook(content, CYCLE, custom_columns=(column,)).submission.cases[0].extra["新列"]


def test_a_declared_column_is_read_by_its_type() -> None:
	assert custom(ValueType.TEXT, 5) == "5"
	assert custom(ValueType.TEXT, " 甲 ") == " 甲 "
	assert custom(ValueType.TEXT, " 甲 ", choices=("甲",)) == "甲"
	assert custom(ValueType.NUMBER, "3.50") == Decimal("3.5")
	assert custom(ValueType.DATE, "2025-1-2") == date(2025, 1, 2)
	assert custom(ValueType.YES_NO, "是") is True
	with pytest.raises(InputError):
		custom(ValueType.NUMBER, "不少")


def test_an_undeclared_column_is_read_by_the_type_of_its_cells() -> None:
	content = with_cells("典型案例", {"G3": "新列", "G4": 5, "G5": "文", "G6": True})
	cases = read_workbook(content, CYCLE).submission.cases
	assert [each.extra.get("新列") for each in cases] == [Decimal(5), "文", True, None, None]
	dated = read_workbook(with_cells("典型案例", {"G3": "新列", "G4": date(2025, 1, 2)}), CYCLE)
	assert dated.submission.cases[0].extra == {"新列": date(2025, 1, 2)}


# --- style sheets that Excel opens


def _with_styles(*changes: tuple[str, str]) -> bytes:
	def change(parts: dict[str, bytes]) -> None:
		text = parts["xl/styles.xml"].decode()
		for pattern, replacement in changes:
			text, times = re.subn(pattern, replacement, text, count=1)
			assert times == 1
		parts["xl/styles.xml"] = text.encode()

	return with_parts(filled_workbook(), change)


_EXTENSION = '<extLst><ext uri="{A}"/></extLst>'


@pytest.mark.parametrize(
	"change",
	[
		(r"<fill><patternFill ?/></fill>|<fill>.*?</fill>", "<fill/>"),
		(r"(<patternFill[^>/]*>)(.*?)(</patternFill>)", rf"\\1\\2{_EXTENSION}\\3"),
		(r"<font>", f"<font>{_EXTENSION}"),
		(r"<border>", f"<border>{_EXTENSION}"),
		(r"(<cellXfs[^>]*><xf[^>]*?)/>", rf"\\1>{_EXTENSION}</xf>"),
		(r"<fonts[^>]*>.*?</fonts>", ""),
		(r"</styleSheet>", f"<colors><mruColors><color/></mruColors></colors>{_EXTENSION}</styleSheet>"),
		(r"<fills", '<fills xmlns:x="urn:y" x:z="1"'),
	],
)
def test_a_style_sheet_that_excel_opens_is_read(change: tuple[str, str]) -> None:
	content = read_workbook(_with_styles((change[0], change[1].replace("\\\\", "\\"))), CYCLE)
	assert content.submission == make_submission()
	assert not content.notes


# --- sections


def with_summary(values: dict[str, Any]) -> AnnualSummary:
	"""The first summary with other values by header."""

	def edit(workbook: Any) -> None:
		sheet = workbook["工作总结"]
		for header, value in values.items():
			sheet[f"{column_of(sheet, header)}4"] = value

	return read_workbook(edited(filled_workbook(), edit), CYCLE).submission.summaries[0]


def test_a_heading_may_be_adjusted() -> None:
	sections = with_summary({"第3部分标题调整为": " 三、问题和差距 "}).sections
	assert [each.heading for each in sections][2] == "三、问题和差距"
	assert len(sections) == 4


def test_a_section_may_be_added() -> None:
	sections = with_summary({"第5部分标题": "五、附言", "第5部分正文": "感谢支持。"}).sections
	assert (sections[4].heading, sections[4].text) == ("五、附言", "感谢支持。")


def test_reasons_that_are_left_out_leave_no_gap() -> None:
	reasons = nominee("J4", None).reasons
	assert reasons == ("善于把科学道理讲成家常话。",)


# --- where things stand


def located(values: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
	"""Cells of the breaches of the filled workbook with some cells changed, by code."""

	def edit(workbook: Any) -> None:
		for sheet, cells in values.items():
			for coordinate, value in cells.items():
				workbook[sheet][coordinate] = value

	content = read_workbook(edited(filled_workbook(), edit), CYCLE)
	found: dict[str, list[str]] = {}
	for breach in check_submission(content.submission):
		cell = content.locate(breach.place)
		found.setdefault(breach.code, []).append(f"{cell.sheet}!{cell.coordinate}")
	return found


def test_every_breach_is_found_in_its_cell() -> None:
	assert located(
		{
			"基本信息": {"B6": None, "B8": "12345"},
			"示范县名单": {"A4": "110101", "B5": "湾沚县"},
			"工作总结": {"I4": "字" * 3001, "E5": None, "N6": None, "O6": date(2025, 5, 1), "A7": "341999"},
			"测评自评": {"B4": None, "E5": 120, "A7": "341999"},
			"典型案例": {
				"C4": "别的专题",
				"C6": "服务科技工作者",
				"E5": None,
				"E6": "字" * 501,
				"B8": "某县",
			},
			"宣讲团人选": {
				"B4": "灵璧县",
				"F5": "1979-13",
				"I6": "110",
				"J6": None,
				"K6": None,
				"O5": "字" * 201,
			},
		}
	) == {
		"province.blank": ["基本信息!B6"],
		"province.phone": ["基本信息!B8"],
		"county.code_other_province": ["示范县名单!A4"],
		"county.name_differs": ["示范县名单!B5"],
		"county.missing_without_reason": ["示范县名单!F7"],
		"summary.unknown_county": ["工作总结!A7"],
		"summary.too_long": ["工作总结!B4"],
		"summary.section_missing": ["工作总结!E5"],
		"summary.blank": ["工作总结!N6"],
		"summary.dated_late": ["工作总结!O6"],
		"assessment.incomplete": ["测评自评!A4"],
		"assessment.impossible_value": ["测评自评!E5"],
		"case.unknown_topic": ["典型案例!C4"],
		"case.unknown_county": ["典型案例!B8"],
		"cases.topic_repeated": ["典型案例!C5", "典型案例!C6"],
		"case.blank": ["典型案例!E5"],
		"case.too_long": ["典型案例!E6"],
		"nominee.not_demonstration_county": ["宣讲团人选!B4"],
		"nominee.birth_month": ["宣讲团人选!F5"],
		"nominee.bio_too_long": ["宣讲团人选!O5"],
		"nominee.phone": ["宣讲团人选!I6"],
		"nominee.blank": ["宣讲团人选!J6"],
	}


def test_a_place_of_which_there_is_nothing_yet_is_where_it_would_be_entered() -> None:
	found = located({"测评自评": {f"{letter}9": None for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}})
	assert found == {"assessment.incomplete": ["测评自评!A9"]}


def test_an_empty_list_of_counties_is_to_be_filled_in_its_own_sheet() -> None:
	from kepu_app.core.workbooks import write_workbook

	submission = Submission(CYCLE, make_submission().province)
	content = read_workbook(write_workbook(CYCLE, submission=submission), CYCLE)
	(breach,) = check_submission(content.submission)
	cell = content.locate(breach.place)
	assert (breach.code, cell.sheet, cell.coordinate) == ("counties.none", "示范县名单", "A4")
