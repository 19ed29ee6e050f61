"""What clerks hand in instead of a good workbook: each gets an error that says what, where and how to mend it."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from openpyxl import Workbook

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks import WorkbookContent, read_workbook, write_workbook
from kepu_app.core.workbooks.container import LARGEST_FILE
from tests.bad_workbooks import BAD_WORKBOOKS, CASES_PART, NOT_WORKBOOKS, TOO_LARGE, Good
from tests.unit.factories import make_cycle, make_submission
from tests.unit.workbook_files import edited, filled_workbook, with_cells, with_parts

CYCLE = make_cycle()

Edit = Callable[[Workbook], None]


@lru_cache(maxsize=1)
def good() -> Good:
	return Good(write_workbook(CYCLE, submission=make_submission()), filled_workbook())


def bad(kind: str) -> bytes:
	"""A key of ``BAD_WORKBOOKS``."""
	return BAD_WORKBOOKS[kind](good())


def read(content: bytes) -> WorkbookContent:
	return read_workbook(content, CYCLE, name="甲.xlsx")


def refusal(content: bytes) -> InputError:
	with pytest.raises(InputError) as caught:
		read(content)
	return caught.value


def problems(content: bytes) -> list[tuple[str, str]]:
	"""Code and place of every problem."""
	return [(each.code, each.place) for each in refusal(content).problems]


def only_message(content: bytes) -> str:
	(problem,) = refusal(content).problems
	return problem.message


# --- files that are no workbook


SAID = {
	"empty": ("workbook.empty", "空文件"),
	"password": ("workbook.encrypted", "去掉密码"),
	"xls": ("workbook.old_format", ".xls"),
	"csv in UTF-8": ("workbook.text_file", "CSV"),
	"csv in GBK": ("workbook.text_file", "CSV"),
	"web page": ("workbook.text_file", "文本文件"),
	"cut off": ("workbook.not_xlsx", "已损坏"),
	"picture": ("workbook.not_xlsx", "不是Excel工作簿"),
	"plain zip": ("workbook.not_xlsx", "不是Excel工作簿"),
	"Word": ("workbook.not_xlsx", "Word文档"),
	"slides": ("workbook.not_xlsx", "演示文稿"),
	"ods": ("workbook.ods", "ODS"),
	"xlsb": ("workbook.binary", ".xlsb"),
	"xlsm": ("workbook.macro", "宏"),
	"xltx": ("workbook.template", ".xltx"),
	"macros inside": ("workbook.macro", "宏"),
	"strict": ("workbook.strict", "Strict"),
	"another workbook": ("workbook.external_link", "断开链接"),
	"other compression": ("workbook.not_xlsx", "压缩方式"),
	"path outside": ("workbook.not_xlsx", "路径越界"),
	"too many parts": ("workbook.zip_bomb", "2000个部件"),
	"zip bomb": ("workbook.zip_bomb", "解压后"),
	"large XML part": ("workbook.zip_bomb", "80MB"),
	"understated size": ("workbook.not_xlsx", "已损坏"),
}


def test_every_kind_of_file_is_tested() -> None:
	assert SAID.keys() == NOT_WORKBOOKS.keys()


@pytest.mark.parametrize("kind", SAID)
def test_what_is_no_workbook_is_named_for_what_it_is(kind: str) -> None:
	code, words = SAID[kind]
	error = refusal(bad(kind))
	assert error.code == code
	assert words in error.message
	assert error.message.startswith("“甲.xlsx”")
	assert error.place == "甲.xlsx"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
	content = bad("zip bomb")
	tracemalloc.start()
	error = refusal(content)
	peak = tracemalloc.get_traced_memory()[1]
	tracemalloc.stop()
	assert error.code == "workbook.zip_bomb"
	assert peak < 20 << 20


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
	path = tmp_path / "大.xlsx"
	with path.open("wb") as stream:
		stream.truncate(LARGEST_FILE + 1)
	with pytest.raises(InputError) as caught:
		read_workbook(path, CYCLE)
	assert caught.value.code == "workbook.too_large"
	assert "50MB" in caught.value.message
	assert refusal(TOO_LARGE(good())).code == "workbook.too_large"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
	with pytest.raises(InputError) as caught:
		read_workbook(tmp_path / "没有.xlsx", CYCLE)
	assert caught.value.code == "file.unreadable"
	assert "没有.xlsx" in caught.value.message


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
	with pytest.raises(InputError) as caught:
		read_workbook(tmp_path, CYCLE)
	assert caught.value.code == "file.unreadable"


# --- workbooks whose inside is damaged, or made to do harm


def test_a_document_type_is_refused() -> None:
	error = refusal(bad("document type"))
	assert error.code == "workbook.refused"
	assert "典型案例" in error.message
	assert "DOCTYPE" in error.message


@pytest.mark.parametrize("part", ["workbook", "styles", "content types"])
def test_a_document_type_is_refused_in_any_part(part: str) -> None:
	assert refusal(bad(f"document type in {part}")).code in ("workbook.refused", "workbook.not_xlsx")


def test_a_part_that_is_not_well_formed_is_named() -> None:
	error = refusal(bad("not well-formed"))
	assert error.code == "workbook.damaged"
	assert "典型案例" in error.message


@pytest.mark.parametrize(
	"kind", ["text that is not there", "style that is not there", "address that is none"]
)
def test_damage_that_only_openpyxl_notices_is_no_crash(kind: str) -> None:
	error = refusal(bad(kind))
	assert error.code == "workbook.damaged"
	assert "另存为" in error.message


def test_a_workbook_without_its_list_of_sheets_is_damaged() -> None:
	assert refusal(bad("no list of sheets")).code == "workbook.damaged"


def test_rows_out_of_order_are_refused() -> None:
	error = refusal(bad("rows out of order"))
	assert error.code == "workbook.refused"
	assert "行次序" in error.message


def test_a_sheet_larger_than_it_says_is_read_whole() -> None:
	def change(parts: dict[str, bytes]) -> None:
		old = parts[CASES_PART]
		parts[CASES_PART] = re.sub(rb'<dimension ref="[^"]+"/>', b'<dimension ref="A1:B4"/>', old)
		assert parts[CASES_PART] != old

	assert read(with_parts(good().written, change)).submission == make_submission()


def test_more_cells_than_any_report_has_are_refused() -> None:
	error = refusal(bad("too many cells"))
	assert error.code == "workbook.refused"
	assert "200000" in error.message


def test_a_cell_of_50_megabytes_is_named_and_not_kept() -> None:
	error = refusal(bad("cell of 50 MB"))
	assert [(each.code, each.place) for each in error.problems] == [("workbook.cell_too_long", "典型案例!E4")]
	assert "32767" in error.problems[0].message


def test_a_shared_text_of_50_megabytes_is_named_by_its_cell() -> None:
	assert problems(bad("shared text of 50 MB")) == [("workbook.cell_too_long", "典型案例!E900")]


def test_a_cell_a_little_too_long_is_named() -> None:
	assert problems(bad("cell a little too long")) == [("workbook.cell_too_long", "典型案例!E4")]


def test_control_characters_are_named() -> None:
	content = bad("control characters")
	assert problems(content) == [("workbook.forbidden_character", "典型案例!E4")]
	assert "U+0007、U+D800" in only_message(content)


def test_a_cell_far_to_the_right_is_named() -> None:
	assert problems(bad("cell far to the right")) == [("workbook.cell_beyond", "典型案例!XFD900")]


# --- sheets and columns


def with_edit(edit: Edit) -> bytes:
	return edited(filled_workbook(), edit)


def test_a_missing_sheet_is_named() -> None:
	assert only_message(bad("missing sheet")) == "工作表“典型案例”：缺少这张表"


def test_a_renamed_sheet_is_read_with_a_note() -> None:
	content = read_workbook(bad("renamed sheet"), make_cycle())
	assert [each.message for each in content.notes] == ["工作表“案例”：按其列标题认作“典型案例”读入"]


def test_another_workbook_lacks_every_sheet() -> None:
	found = problems(bad("no sheet of ours"))
	assert {code for code, _ in found} == {"workbook.sheet_missing"}
	assert len(found) == 6


def test_a_sheet_of_ones_own_is_noted_and_not_read() -> None:
	def edit(workbook: Workbook) -> None:
		workbook.create_sheet("我的草稿")["A1"] = "草稿"
		workbook.create_sheet("Sheet1")

	content = read(with_edit(edit))
	assert content.submission == make_submission()
	assert [(each.code, each.place) for each in content.notes] == [("workbook.sheet_unknown", "我的草稿")]


def test_a_renamed_column_is_named_with_its_new_name() -> None:
	message = only_message(bad("renamed column"))
	assert "“案例正文”" in message
	assert "“正文”" in message
	assert "第3行" in message


def test_white_space_in_a_header_is_no_other_name() -> None:
	assert read(with_cells("典型案例", {"E3": " 案例\n正文 "})).submission == make_submission()


def test_a_repeated_column_is_named() -> None:
	assert problems(bad("repeated column")) == [("workbook.column_repeated", "典型案例!G3")]
	assert problems(bad("repeated column of one's own")) == [("workbook.column_repeated", "典型案例!H3")]


def test_a_sheet_without_header_is_named() -> None:
	content = bad("no header")
	assert problems(content) == [("workbook.header_missing", "典型案例")]
	assert "“案例正文”" in only_message(content)


def test_moved_columns_are_read() -> None:
	def edit(workbook: Workbook) -> None:
		for name in ("示范县名单", "工作总结", "测评自评", "典型案例", "宣讲团人选"):
			sheet = workbook[name]
			rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
			for row, values in zip(sheet.iter_rows(min_row=3), rows, strict=True):
				for cell, value in zip(row, reversed(values), strict=True):
					cell.value = value

	assert read(with_edit(edit)).submission == make_submission()


def test_a_header_further_down_is_found() -> None:
	def edit(workbook: Workbook) -> None:
		workbook["典型案例"].insert_rows(1, 5)

	assert read(with_edit(edit)).submission == make_submission()


def test_hidden_sheets_rows_and_columns_are_read() -> None:
	def edit(workbook: Workbook) -> None:
		workbook["典型案例"].sheet_state = "veryHidden"
		workbook["工作总结"].row_dimensions[4].hidden = True
		workbook["宣讲团人选"].column_dimensions["C"].hidden = True

	assert read(with_edit(edit)).submission == make_submission()


def test_blank_rows_between_records_are_passed_over() -> None:
	content = with_edit(lambda workbook: workbook["典型案例"].insert_rows(5, 3))
	assert read(content).submission == make_submission()


def test_merged_cells_are_named() -> None:
	assert problems(bad("merged records")) == [("workbook.merged", "测评自评!B4")]
	assert problems(bad("merged basics"))[0] == ("workbook.merged", "基本信息!B5")


def test_a_merged_title_is_no_problem() -> None:
	content = with_edit(lambda workbook: workbook["典型案例"].merge_cells("A1:E1"))
	assert read(content).submission == make_submission()


def test_content_in_a_column_without_header_is_noted() -> None:
	content = read(with_cells("典型案例", {"J4": "备注", "J5": "备注"}))
	assert content.submission == make_submission()
	assert [each.message for each in content.notes] == [
		"工作表“典型案例”的单元格J4、J5：所在的列没有标题，没有读取"
	]


def test_pictures_are_noted() -> None:
	content = read(with_parts(filled_workbook(), lambda parts: parts.update({"xl/media/image1.png": b"x"})))
	assert [each.message for each in content.notes] == ["“甲.xlsx”中的图片没有读取"]


# --- what stands in the cells


@pytest.mark.parametrize(
	("kind", "formula"),
	[
		("formula", "=A1"),
		("formula to another workbook", "=[1]Sheet1!A1"),
		("link formula", '=HYPERLINK("http://x")'),
		("array formula", "=SUM(A1:A2)"),
	],
)
def test_a_formula_instead_of_a_value_is_named(kind: str, formula: str) -> None:
	content = bad(kind)
	assert problems(content) == [("workbook.formula", "典型案例!E4")]
	assert formula in only_message(content)


def test_a_formula_in_a_calculated_column_is_none_of_our_business() -> None:
	assert read(with_cells("典型案例", {"F4": "=1/0", "F5": "#N/A"})).submission == make_submission()


def test_an_error_value_is_named() -> None:
	assert problems(bad("error value")) == [("workbook.error_value", "宣讲团人选!C4")]
	assert problems(bad("error value in basics")) == [("workbook.error_value", "基本信息!B6")]


@pytest.mark.parametrize(
	("kind", "code", "place"),
	[
		("unknown province", "workbook.province", "基本信息!B5"),
		("no day", "workbook.date", "基本信息!B9"),
		("time for a day", "workbook.date", "基本信息!B9"),
		("unclear month", "workbook.month", "宣讲团人选!F4"),
		("scientific number", "workbook.scientific", "宣讲团人选!I4"),
		("number too long for Excel", "workbook.long_number", "宣讲团人选!I4"),
		("date for text", "workbook.date_for_text", "示范县名单!D4"),
		("running number", "workbook.position", "典型案例!A4"),
		("statement", "workbook.statement", "测评自评!B4"),
		("figure", "workbook.figure", "测评自评!F4"),
	],
)
def test_an_entry_that_cannot_be_read_is_named(kind: str, code: str, place: str) -> None:
	assert problems(bad(kind)) == [(code, place)]


def test_all_problems_come_at_once_each_with_its_cell() -> None:
	found = problems(bad("many problems"))
	assert found == [
		("workbook.province", "基本信息!B5"),
		("workbook.formula", "典型案例!E5"),
		("workbook.statement", "测评自评!B4"),
		("workbook.assessment_without_summary", "测评自评!A5"),
		("workbook.position", "典型案例!A4"),
		("workbook.month", "宣讲团人选!F4"),
	]


def test_the_error_as_a_whole_names_the_first_problem_and_how_many_there_are() -> None:
	error = refusal(bad("three formulas"))
	assert error.message.startswith("工作表“典型案例”的单元格E4：")
	assert error.message.endswith("（另有2个问题）")
	assert error.place == "甲.xlsx"


def test_another_years_workbook_is_refused() -> None:
	message = only_message(bad("another year"))
	assert "2023年度" in message
	assert "2024年度" in message


def test_a_year_that_is_blank_is_taken_for_the_right_one() -> None:
	assert read(with_cells("基本信息", {"B4": None})).submission == make_submission()


def test_a_missing_and_a_repeated_label_are_named() -> None:
	assert "缺少“联系人”" in only_message(bad("missing label"))
	assert "重复了“联系人”" in only_message(bad("repeated label"))


def test_moved_labels_are_read() -> None:
	def edit(workbook: Workbook) -> None:
		sheet = workbook["基本信息"]
		pairs = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(4, 10)]
		for row, (label, value) in enumerate(reversed(pairs), start=4):
			sheet.cell(row, 2).number_format = "General"
			sheet.cell(row, 1).value, sheet.cell(row, 2).value = label, value

	assert read(with_edit(edit)).submission.province == make_submission().province


def test_a_province_that_is_not_chosen_is_named() -> None:
	assert "没有填写省份" in only_message(bad("no province"))


def test_a_self_assessment_needs_a_summary() -> None:
	assert problems(bad("self-assessment without summary")) == [
		("workbook.assessment_without_summary", "测评自评!A7"),
		("workbook.assessment_without_summary", "测评自评!A10"),
	]
	assert "没有填写示范县" in only_message(bad("self-assessment of nobody"))


def test_a_self_assessment_may_stand_below_the_row_prepared_for_it() -> None:
	def edit(workbook: Workbook) -> None:
		sheet = workbook["测评自评"]
		for column in range(1, sheet.max_column + 1):
			sheet.cell(12, column).value = sheet.cell(4, column).value
			if column > 1:
				sheet.cell(4, column).value = None

	assert read(with_edit(edit)).submission == make_submission()


def test_a_code_and_a_name_that_contradict_each_other_are_named() -> None:
	assert problems(bad("code and name of two counties")) == [("workbook.county", "典型案例!B4")]


def test_a_name_that_two_counties_share_has_to_be_chosen() -> None:
	content = bad("two counties of one name")
	assert problems(content) == [("workbook.county", "典型案例!B4")]
	assert "341302 埇桥区、340210 埇桥区" in only_message(content)


@pytest.mark.parametrize(
	"entry", ["埇桥区", "341302", 341302, "宿州市埇桥区", "341302埇桥区", "341302 埇桥区 "]
)
def test_a_county_is_known_by_code_or_name(entry: object) -> None:
	assert read(with_cells("典型案例", {"B4": entry})).submission == make_submission()


def test_a_county_renamed_in_the_list_is_known_by_its_code_with_a_note() -> None:
	content = read(with_cells("典型案例", {"B4": "341302 宿县"}))
	assert content.submission == make_submission()
	assert "“341302 埇桥区”" in content.notes[0].message


def test_a_county_whose_code_was_corrected_in_the_list_is_known_by_its_name_with_a_note() -> None:
	content = read(with_cells("示范县名单", {"A4": "341399"}))
	assert content.submission.cases[0].county_code == "341399"
	assert "按名称认作“341399 埇桥区”" in content.notes[0].message


def test_a_county_that_is_not_in_the_list_is_left_to_the_rules() -> None:
	submission = read(with_cells("典型案例", {"B4": "灵璧县", "B5": "341323 灵璧县"})).submission
	assert [each.county_code for each in submission.cases[:2]] == ["灵璧县", "341323"]


def test_nothing_of_a_bad_workbook_is_left_in_the_reader() -> None:
	refusal(bad("formula"))
	assert read(filled_workbook()).submission == make_submission()


def test_every_message_names_the_cell_in_words() -> None:
	(problem,) = refusal(bad("formula")).problems
	assert problem.message.startswith("工作表“典型案例”的单元格E4：")
	assert problem.as_dict() == {
		"code": "workbook.formula",
		"place": "典型案例!E4",
		"message": problem.message,
	}
