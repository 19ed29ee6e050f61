"""What clerks and Excel make of an entry, and how it is read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.model import AnnualSummary, RecordKind, SpeakerNominee
from kepu_app.core.rules.reasons import without_number
from kepu_app.core.workbooks import CustomColumn, ValueType
from kepu_app.core.workbooks.read import read_unlimited as read_workbook
from tests.unit.factories import make_submission
from tests.unit.test_workbook_places import located
from tests.unit.workbook_entries import CYCLE, problem, read
from tests.unit.workbook_files import column_of, edited, filled_workbook, with_cells, with_parts

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
	"""Return the first summary with other values by header."""

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
