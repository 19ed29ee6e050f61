"""What clerks do to sheets, headers, columns and labels: what is read all the same, and what is refused."""

from __future__ import annotations

from openpyxl import Workbook

from kepu_app.core.workbooks import read_workbook
from tests.unit.factories import make_cycle, make_submission
from tests.unit.refused_workbooks import bad, only_message, problems, read, with_edit
from tests.unit.workbook_files import filled_workbook, with_cells, with_parts


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
