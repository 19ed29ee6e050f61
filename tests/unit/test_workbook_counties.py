"""A county that is not written as the list has it, sheets that were renamed, rows that are hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kepu_app.core.county_names import CountyNames
from kepu_app.core.errors import InputError
from kepu_app.core.model import County
from kepu_app.core.workbooks import read_workbook
from tests.unit.factories import COUNTIES, make_cycle
from tests.unit.workbook_files import edited, filled_workbook, with_cells

CYCLE = make_cycle()
NAMES = CountyNames(COUNTIES, "安徽省")


def problems(content: bytes) -> list[tuple[str, str]]:
	with pytest.raises(InputError) as caught:
		read_workbook(content, CYCLE)
	return [(each.place, each.message) for each in caught.value.problems]


def noted(edit: Callable[[Any], None]) -> list[str]:
	return [each.message for each in read_workbook(edited(filled_workbook(), edit), CYCLE).notes]


MISTYPED = (
	*(
		"埇桥",
		"埇桥区科协",
		"安徽省宿州市埇桥区",
		"宿州埇桥区",
		"安徽埇桥",
		"埇桥区人民政府",
		"埇桥区科学技术协会",
	),
	*("甬桥区", "埇桥县", "埇桥区（宿州市）", "341303 埇桥", "341320", "埇 桥 区 科协"),
)


@pytest.mark.parametrize("entry", MISTYPED)
def test_one_mistyped_county_is_one_message_at_its_cell(entry: str) -> None:
	((place, message),) = problems(with_cells("工作总结", {"A4": entry}))
	assert place == "工作总结!A4"
	assert f"“{entry}”不在示范县名单中，是不是“341302 埇桥区”？" in message


@pytest.mark.parametrize(
	"entry", ["341302埇桥", "341302 - 埇桥区", "３４１３０２ 埇桥区", "341302　埇桥区", "341302_埇桥区"]
)
def test_code_in_front_tells_the_county(entry: str) -> None:
	content = read_workbook(with_cells("工作总结", {"A4": entry}), CYCLE)
	assert content.submission.summaries[0].county_code == "341302"


@pytest.mark.parametrize("sheet_and_cell", [("典型案例", "B4"), ("宣讲团人选", "B4"), ("测评自评", "A4")])
def test_it_is_the_same_in_every_sheet(sheet_and_cell: tuple[str, str]) -> None:
	sheet, cell = sheet_and_cell
	((place, message),) = problems(with_cells(sheet, {cell: "埇桥区科协"}))
	assert (place, "是不是“341302 埇桥区”" in message) == (f"{sheet}!{cell}", True)


def test_a_county_that_is_none_of_the_list_is_left_to_the_rules() -> None:
	"""A real county of the province that is no demonstration county is not taken for a neighbour's name."""
	for entry in ("肥东县", "灵璧县", "某县", "999999"):
		content = read_workbook(with_cells("工作总结", {"A4": entry}), CYCLE)
		assert content.submission.summaries[0].county_code == entry


def test_two_that_may_be_meant_are_both_named() -> None:
	counties = (County("341502", "金安区", "六安市"), County("341503", "裕安区", "六安市"))
	assert [each.code for each in CountyNames(counties).suggested("玉安区")] == ["341502", "341503"]
	assert [each.code for each in CountyNames(counties).suggested("六安市裕安")] == ["341503"]


@pytest.mark.parametrize(
	("text", "code"),
	[
		("埇桥区.pdf", "341302"),
		("附件2 宿州市埇桥区工作总结（盖章）.pdf", "341302"),
		("安徽省黄山市歙县盖章件", "341021"),
		("金寨2024总结", "341524"),
		("肥西县-扫描件", "340123"),
		("合肥市总结", ""),
	],
)
def test_a_county_is_found_in_the_name_of_a_file(text: str, code: str) -> None:
	assert [each.code for each in NAMES.named_in(text)] == ([code] if code else [])


# --- renamed sheets


@pytest.mark.parametrize(
	("sheet", "name"),
	[
		("工作总结", "2024年工作总结"),
		("工作总结", "Sheet2"),
		("测评自评", "自评"),
		("典型案例", "案例"),
		("宣讲团人选", "附件4"),
		("示范县名单", "名单"),
		("基本信息", "基本情况"),
	],
)
def test_a_renamed_sheet_is_known_by_its_headers(sheet: str, name: str) -> None:
	def rename(workbook: Any) -> None:
		workbook[sheet].title = name

	assert f"工作表“{name}”：按其列标题认作“{sheet}”读入" in noted(rename)


def test_a_missing_sheet_of_summaries_is_one_problem() -> None:
	def remove(workbook: Any) -> None:
		del workbook["工作总结"]

	assert [place for place, _message in problems(edited(filled_workbook(), remove))] == ["工作总结"]


def test_two_sheets_with_the_headers_of_one_are_not_chosen_from() -> None:
	def copy(workbook: Any) -> None:
		workbook["典型案例"].title = "案例一"
		workbook.copy_worksheet(workbook["案例一"]).title = "案例二"

	((place, message),) = problems(edited(filled_workbook(), copy))
	assert place == "典型案例"
	assert "“案例一”、“案例二”" in message


# --- what is hidden


def test_hidden_rows_with_a_content_are_noted() -> None:
	def hide(workbook: Any) -> None:
		for row in (4, 5, 6, 8, 9, 30):
			workbook["工作总结"].row_dimensions[row].hidden = True
		workbook["典型案例"].row_dimensions[1].hidden = True

	assert noted(hide) == [
		"工作表“工作总结”：第4-6、8-9行是隐藏的，其中的内容照样读入，请核对",
		"工作表“典型案例”：第1行是隐藏的，其中的内容照样读入，请核对",
	]


def test_rows_that_a_filter_hides_are_noted() -> None:
	def hide(workbook: Any) -> None:
		workbook["宣讲团人选"].auto_filter.ref = "A3:Q9"
		workbook["宣讲团人选"].row_dimensions[5].hidden = True

	assert noted(hide) == ["工作表“宣讲团人选”：第5行是隐藏的，其中的内容照样读入，请核对"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_noted(state: str) -> None:
	def hide(workbook: Any) -> None:
		workbook["典型案例"].sheet_state = state

	assert noted(hide) == ["工作表“典型案例”：这张表是隐藏的，其中的内容照样读入，请核对"]


def test_what_the_template_hides_is_not_noted() -> None:
	assert not read_workbook(filled_workbook(), CYCLE).notes
