"""What clerks hand in instead of a good workbook: each gets an error that says what, where and how to mend it."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks import read_workbook
from kepu_app.core.workbooks.container import LARGEST_FILE
from tests.bad_workbooks import CASES_PART, NOT_WORKBOOKS, TOO_LARGE
from tests.unit.factories import make_submission
from tests.unit.refused_workbooks import CYCLE, bad, good, only_message, problems, read, refusal
from tests.unit.workbook_files import filled_workbook, with_parts

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
