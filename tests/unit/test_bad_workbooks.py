"""What clerks hand in instead of a good workbook: each gets an error that says what, where and how to mend it."""

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from kepu_app.core.errors import InputError
from kepu_app.core.workbook import WorkbookContent, read_workbook, write_workbook
from kepu_app.core.workbook.container import LARGEST_FILE
from tests.unit.factories import make_cycle, make_submission
from tests.unit.workbook_files import edited, filled_workbook, with_cells, with_parts

CYCLE = make_cycle()
FIRST_SHEET_PART = "xl/worksheets/sheet6.xml"
"""The part of 典型案例."""

Edit = Callable[[Workbook], None]


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


def ole_file(stream: str) -> bytes:
	return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(1024)


def zip_of(parts: dict[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", compression) as archive:
		for name, content in parts.items():
			archive.writestr(name, content)
	return target.getvalue()


def content_types(kind: str) -> bytes:
	override = f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.{kind}+xml"/>'
	return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{override}</Types>'.encode()


def with_types(old: bytes, new: bytes) -> bytes:
	def change(parts: dict[str, bytes]) -> None:
		parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)

	return with_parts(filled_workbook(), change)


def with_part(name: str, content: bytes) -> bytes:
	return with_parts(filled_workbook(), lambda parts: parts.update({name: content}))


NOT_WORKBOOKS = {
	"empty": (b"", "workbook.empty", "空文件"),
	"password": (ole_file("EncryptedPackage"), "workbook.encrypted", "去掉密码"),
	"xls": (ole_file("Workbook"), "workbook.old_format", ".xls"),
	"csv in UTF-8": ("省份,县\n安徽省,埇桥区\n".encode(), "workbook.text_file", "CSV"),
	"csv in GBK": ("省份,县\n安徽省,埇桥区\n".encode("gbk"), "workbook.text_file", "CSV"),
	"web page": (b"<html><table><tr><td>1</td></tr></table></html>", "workbook.text_file", "文本文件"),
	"cut off": (filled_workbook()[:5000], "workbook.not_xlsx", "已损坏"),
	"picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "workbook.not_xlsx", "不是Excel工作簿"),
	"plain zip": (zip_of({"a.txt": b"a"}), "workbook.not_xlsx", "不是Excel工作簿"),
	"Word": (
		zip_of(
			{
				"[Content_Types].xml": content_types(
					"openxmlformats-officedocument.wordprocessingml.document.main"
				)
			}
		),
		"workbook.not_xlsx",
		"Word文档",
	),
	"slides": (
		zip_of({"[Content_Types].xml": content_types("openxmlformats-officedocument.presentationml.slides")}),
		"workbook.not_xlsx",
		"演示文稿",
	),
	"ods": (
		zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
		"workbook.ods",
		"ODS",
	),
	"xlsb": (
		zip_of({"[Content_Types].xml": content_types("ms-excel.sheet.binary.macroEnabled.main")}),
		"workbook.binary",
		".xlsb",
	),
	"xlsm": (
		with_types(
			b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
		),
		"workbook.macro",
		"宏",
	),
	"xltx": (
		with_types(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"),
		"workbook.template",
		".xltx",
	),
	"macros inside": (with_part("xl/vbaProject.bin", b"x"), "workbook.macro", "宏"),
	"strict": (with_part("_rels/.rels", b"http://purl.oclc.org/ooxml/x"), "workbook.strict", "Strict"),
	"another workbook": (
		with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
		"workbook.external_link",
		"断开链接",
	),
	"other compression": (zip_of({"a.xml": b"a"}, ZIP_LZMA), "workbook.not_xlsx", "压缩方式"),
	"path outside": (with_part("../outside.xml", b"<a/>"), "workbook.not_xlsx", "路径越界"),
	"too many parts": (
		zip_of({f"{number}.bin": b"" for number in range(2_001)}),
		"workbook.zip_bomb",
		"2000个部件",
	),
}


@pytest.mark.parametrize("name", NOT_WORKBOOKS)
def test_what_is_no_workbook_is_named_for_what_it_is(name: str) -> None:
	content, code, words = NOT_WORKBOOKS[name]
	error = refusal(content)
	assert error.code == code
	assert words in error.message
	assert error.message.startswith("“甲.xlsx”")
	assert error.place == "甲.xlsx"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
	target = io.BytesIO()
	with ZipFile(target, "w", ZIP_DEFLATED) as archive, archive.open("xl/media/image.png", "w") as stream:
		for _ in range(161):
			stream.write(bytes(1 << 20))
	tracemalloc.start()
	error = refusal(target.getvalue())
	peak = tracemalloc.get_traced_memory()[1]
	tracemalloc.stop()
	assert error.code == "workbook.zip_bomb"
	assert peak < 20 << 20


def test_an_xml_part_that_is_too_large_is_refused() -> None:
	error = refusal(with_part("xl/styles.xml", b"<a>" + b" " * (81 << 20) + b"</a>"))
	assert error.code == "workbook.zip_bomb"
	assert "80MB" in error.message


def test_a_size_that_is_understated_does_not_get_more_unpacked() -> None:
	content = bytearray(zip_of({"[Content_Types].xml": b"a" * 1_000_000}))
	place = content.rfind((1_000_000).to_bytes(4, "little"))
	content[place : place + 4] = (10).to_bytes(4, "little")
	assert refusal(bytes(content)).code == "workbook.not_xlsx"


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
	path = tmp_path / "大.xlsx"
	with path.open("wb") as stream:
		stream.truncate(LARGEST_FILE + 1)
	with pytest.raises(InputError) as caught:
		read_workbook(path, CYCLE)
	assert caught.value.code == "workbook.too_large"
	assert "50MB" in caught.value.message
	assert refusal(bytes(LARGEST_FILE + 1)).code == "workbook.too_large"


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


def case_part(old: bytes, new: bytes) -> bytes:
	"""The filled workbook with bytes of 典型案例 replaced."""

	def change(parts: dict[str, bytes]) -> None:
		assert old in parts[FIRST_SHEET_PART]
		parts[FIRST_SHEET_PART] = parts[FIRST_SHEET_PART].replace(old, new, 1)

	return with_parts(written_workbook(), change)


@lru_cache(maxsize=1)
def written_workbook() -> bytes:
	return write_workbook(CYCLE, submission=make_submission())


def test_a_document_type_is_refused() -> None:
	bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><worksheet '
	content = with_parts(
		filled_workbook(),
		lambda parts: parts.update(
			{FIRST_SHEET_PART: bomb + parts[FIRST_SHEET_PART].split(b"<worksheet ", 1)[1]}
		),
	)
	error = refusal(content)
	assert error.code == "workbook.refused"
	assert "典型案例" in error.message
	assert "DOCTYPE" in error.message


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_document_type_is_refused_in_any_part(part: str) -> None:
	content = with_parts(
		filled_workbook(),
		lambda parts: parts.update({part: b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + parts[part]}),
	)
	assert refusal(content).code in ("workbook.refused", "workbook.not_xlsx")


def test_a_part_that_is_not_well_formed_is_named() -> None:
	error = refusal(case_part(b"</sheetData>", b""))
	assert error.code == "workbook.damaged"
	assert "典型案例" in error.message


@pytest.mark.parametrize(
	("old", "new"),
	[
		(b't="n"><v>', b't="s"><v>'),
		(b'r="A4" s="', b'r="A4" s="9'),
		(b'<c r="A4"', b'<c r="A4x"'),
	],
)
def test_damage_that_only_openpyxl_notices_is_no_crash(old: bytes, new: bytes) -> None:
	error = refusal(case_part(old, new))
	assert error.code == "workbook.damaged"
	assert "另存为" in error.message


def test_a_workbook_without_its_list_of_sheets_is_damaged() -> None:
	content = with_parts(filled_workbook(), lambda parts: parts.pop("xl/_rels/workbook.xml.rels"))
	assert refusal(content).code == "workbook.damaged"


def test_rows_out_of_order_are_refused() -> None:
	error = refusal(case_part(b'<row r="5"', b'<row r="2"'))
	assert error.code == "workbook.refused"
	assert "行次序" in error.message


def test_a_sheet_larger_than_it_says_is_read_whole() -> None:
	def change(parts: dict[str, bytes]) -> None:
		old = parts[FIRST_SHEET_PART]
		parts[FIRST_SHEET_PART] = re.sub(rb'<dimension ref="[^"]+"/>', b'<dimension ref="A1:B4"/>', old)
		assert parts[FIRST_SHEET_PART] != old

	assert read(with_parts(written_workbook(), change)).submission == make_submission()


def test_more_cells_than_any_report_has_are_refused() -> None:
	cells = b"<row>" + b"<c/>" * 200_001 + b"</row></sheetData>"
	error = refusal(case_part(b"</sheetData>", cells))
	assert error.code == "workbook.refused"
	assert "200000" in error.message


def test_a_cell_of_50_megabytes_is_named_and_not_kept() -> None:
	content = case_part("思路清楚".encode(), "字".encode() * ((50 << 20) // 3))
	error = refusal(content)
	assert [(each.code, each.place) for each in error.problems] == [("workbook.cell_too_long", "典型案例!E4")]
	assert "32767" in error.problems[0].message


def test_a_shared_text_of_50_megabytes_is_named_by_its_cell() -> None:
	def change(parts: dict[str, bytes]) -> None:
		text = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>" + b"a" * (
			50 << 20
		)
		parts["xl/sharedStrings.xml"] = text + b"</t></si></sst>"
		kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
		override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
		parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)
		row = b'<row r="900"><c r="E900" t="s"><v>0</v></c></row></sheetData>'
		parts[FIRST_SHEET_PART] = parts[FIRST_SHEET_PART].replace(b"</sheetData>", row)

	assert problems(with_parts(filled_workbook(), change)) == [("workbook.cell_too_long", "典型案例!E900")]


def test_a_cell_a_little_too_long_is_named() -> None:
	content = case_part("思路清楚".encode(), "字".encode() * 32_768)
	assert problems(content) == [("workbook.cell_too_long", "典型案例!E4")]


def test_control_characters_are_named() -> None:
	content = case_part("思路清楚".encode(), "一_x0007_二_xD800_".encode())
	assert problems(content) == [("workbook.forbidden_character", "典型案例!E4")]
	assert "U+0007、U+D800" in only_message(content)


def test_a_cell_far_to_the_right_is_named() -> None:
	cell = b'<row r="900"><c r="XFD900"><v>1</v></c></row></sheetData>'
	assert problems(case_part(b"</sheetData>", cell)) == [("workbook.cell_beyond", "典型案例!XFD900")]


# --- sheets and columns


def with_edit(edit: Edit) -> bytes:
	return edited(filled_workbook(), edit)


def test_a_missing_sheet_is_named() -> None:
	content = with_edit(lambda workbook: workbook.remove(workbook["典型案例"]))
	assert only_message(content) == "工作表“典型案例”：缺少这张表"


def test_a_renamed_sheet_is_named_with_its_new_name() -> None:
	content = with_edit(lambda workbook: setattr(workbook["典型案例"], "title", "案例"))
	message = only_message(content)
	assert "典型案例" in message
	assert "“案例”" in message


def test_another_workbook_lacks_every_sheet() -> None:
	def edit(workbook: Workbook) -> None:
		for sheet in workbook.worksheets[1:]:
			workbook.remove(sheet)

	assert {code for code, _ in problems(with_edit(edit))} == {"workbook.sheet_missing"}
	assert len(problems(with_edit(edit))) == 6


def test_a_sheet_of_ones_own_is_noted_and_not_read() -> None:
	def edit(workbook: Workbook) -> None:
		workbook.create_sheet("我的草稿")["A1"] = "草稿"
		workbook.create_sheet("Sheet1")

	content = read(with_edit(edit))
	assert content.submission == make_submission()
	assert [(each.code, each.place) for each in content.notes] == [("workbook.sheet_unknown", "我的草稿")]


def test_a_renamed_column_is_named_with_its_new_name() -> None:
	message = only_message(with_cells("典型案例", {"E3": "正文"}))
	assert "“案例正文”" in message
	assert "“正文”" in message
	assert "第3行" in message


def test_white_space_in_a_header_is_no_other_name() -> None:
	assert read(with_cells("典型案例", {"E3": " 案例\n正文 "})).submission == make_submission()


def test_a_repeated_column_is_named() -> None:
	assert problems(with_cells("典型案例", {"G3": "案例正文"})) == [
		("workbook.column_repeated", "典型案例!G3")
	]
	content = with_cells("典型案例", {"G3": "备注", "H3": "备注"})
	assert problems(content) == [("workbook.column_repeated", "典型案例!H3")]


def test_a_sheet_without_header_is_named() -> None:
	content = with_edit(lambda workbook: workbook["典型案例"].delete_rows(3))
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
	content = with_edit(lambda workbook: workbook["测评自评"].merge_cells("B4:B6"))
	assert problems(content) == [("workbook.merged", "测评自评!B4")]
	content = with_edit(lambda workbook: workbook["基本信息"].merge_cells("B5:B6"))
	assert problems(content)[0] == ("workbook.merged", "基本信息!B5")


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
	content = read(with_part("xl/media/image1.png", b"x"))
	assert [each.message for each in content.notes] == ["“甲.xlsx”中的图片没有读取"]


# --- what stands in the cells


@pytest.mark.parametrize(
	"formula", ["=A1", "=[1]Sheet1!A1", '=HYPERLINK("http://x")', ArrayFormula("E4", "=SUM(A1:A2)")]
)
def test_a_formula_instead_of_a_value_is_named(formula: object) -> None:
	content = with_cells("典型案例", {"E4": formula})
	assert problems(content) == [("workbook.formula", "典型案例!E4")]
	assert getattr(formula, "text", formula) in only_message(content)


def test_a_formula_in_a_calculated_column_is_none_of_our_business() -> None:
	assert read(with_cells("典型案例", {"F4": "=1/0", "F5": "#N/A"})).submission == make_submission()


def test_an_error_value_is_named() -> None:
	content = with_cells("宣讲团人选", {"C4": "#N/A"})
	assert problems(content) == [("workbook.error_value", "宣讲团人选!C4")]
	assert problems(with_cells("基本信息", {"B6": "#REF!"})) == [("workbook.error_value", "基本信息!B6")]


def test_all_problems_come_at_once_each_with_its_cell() -> None:
	def edit(workbook: Workbook) -> None:
		workbook["基本信息"]["B5"] = "安微省"
		workbook["工作总结"]["A5"] = "埇桥区"
		cases = workbook["典型案例"]
		cases["A4"], cases["E5"] = "甲", "=A1"
		workbook["测评自评"]["B4"] = "或许"
		workbook["宣讲团人选"]["F4"] = 1979.1

	found = problems(with_edit(edit))
	assert found == [
		("workbook.province", "基本信息!B5"),
		("workbook.formula", "典型案例!E5"),
		("workbook.statement", "测评自评!B4"),
		("workbook.assessment_without_summary", "测评自评!A5"),
		("workbook.position", "典型案例!A4"),
		("workbook.month", "宣讲团人选!F4"),
	]


def test_the_error_as_a_whole_names_the_first_problem_and_how_many_there_are() -> None:
	error = refusal(with_cells("典型案例", {"E4": "=A1", "E5": "=A1", "E6": "=A1"}))
	assert error.message.startswith("工作表“典型案例”的单元格E4：")
	assert error.message.endswith("（另有2个问题）")
	assert error.place == "甲.xlsx"


def test_another_years_workbook_is_refused() -> None:
	message = only_message(with_cells("基本信息", {"B4": 2023}))
	assert "2023年度" in message
	assert "2024年度" in message


def test_a_year_that_is_blank_is_taken_for_the_right_one() -> None:
	assert read(with_cells("基本信息", {"B4": None})).submission == make_submission()


def test_a_missing_and_a_repeated_label_are_named() -> None:
	assert "缺少“联系人”" in only_message(with_cells("基本信息", {"A7": "姓名"}))
	assert "重复了“联系人”" in only_message(with_cells("基本信息", {"A12": "联系人"}))


def test_moved_labels_are_read() -> None:
	def edit(workbook: Workbook) -> None:
		sheet = workbook["基本信息"]
		pairs = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(4, 10)]
		for row, (label, value) in enumerate(reversed(pairs), start=4):
			sheet.cell(row, 2).number_format = "General"
			sheet.cell(row, 1).value, sheet.cell(row, 2).value = label, value

	assert read(with_edit(edit)).submission.province == make_submission().province


def test_a_province_that_is_not_chosen_is_named() -> None:
	assert "没有填写省份" in only_message(with_cells("基本信息", {"B5": None}))


def test_a_self_assessment_needs_a_summary() -> None:
	content = with_cells("测评自评", {"A4": "340123 肥西县", "A10": "349999", "B10": "是"})
	assert problems(content) == [
		("workbook.assessment_without_summary", "测评自评!A7"),
		("workbook.assessment_without_summary", "测评自评!A10"),
	]
	content = with_cells("测评自评", {"A4": None})
	assert "没有填写示范县" in only_message(content)


def test_a_self_assessment_may_stand_below_the_row_prepared_for_it() -> None:
	def edit(workbook: Workbook) -> None:
		sheet = workbook["测评自评"]
		for column in range(1, sheet.max_column + 1):
			sheet.cell(12, column).value = sheet.cell(4, column).value
			if column > 1:
				sheet.cell(4, column).value = None

	assert read(with_edit(edit)).submission == make_submission()


def test_a_code_and_a_name_that_contradict_each_other_are_named() -> None:
	content = with_cells("典型案例", {"B4": "341302 湾沚区"})
	assert problems(content) == [("workbook.county", "典型案例!B4")]


def test_a_name_that_two_counties_share_has_to_be_chosen() -> None:
	def edit(workbook: Workbook) -> None:
		workbook["示范县名单"]["B5"] = "埇桥区"
		workbook["典型案例"]["B4"] = "埇桥区"

	content = with_edit(edit)
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
	refusal(with_cells("典型案例", {"E4": "=A1"}))
	assert read(filled_workbook()).submission == make_submission()


def test_every_message_names_the_cell_in_words() -> None:
	(problem,) = refusal(with_cells("典型案例", {"E4": "=A1"})).problems
	assert problem.message.startswith("工作表“典型案例”的单元格E4：")
	assert problem.as_dict() == {
		"code": "workbook.formula",
		"place": "典型案例!E4",
		"message": problem.message,
	}
