"""汇总表.xlsx, of a province and of the nation."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from kepu_app.core.defaults import find_province
from kepu_app.core.errors import InputError
from kepu_app.core.model import Assessment, MissingCounty, Submission
from kepu_app.core.rules import check_submission
from kepu_app.core.workbooks import write_national_overview, write_overview
from tests.unit.factories import COUNTIES, make_case, make_cycle, make_nominee, make_submission, make_summary
from tests.unit.workbook_files import times_in

CYCLE = make_cycle()


def opened(content: bytes) -> Workbook:
	return openpyxl.load_workbook(io.BytesIO(content))


def records(workbook: Workbook, sheet: str) -> list[dict[str, Any]]:
	"""Return the rows of a list by their headers; what is blank is left out."""
	header, *rows = workbook[sheet].iter_rows(min_row=3, values_only=True)
	return [
		{name: value for name, value in zip(header, row, strict=True) if value is not None} for row in rows
	]


def facts(workbook: Workbook) -> dict[str, Any]:
	rows = workbook["概览"].iter_rows(min_row=3, max_col=2, values_only=True)
	return {label: value for label, value in rows if label}


def with_one_missing() -> Submission:
	"""Five of six counties have filed, one says why not."""
	submission = make_submission()
	return replace(
		submission,
		summaries=submission.summaries[:5],
		missing=(MissingCounty(COUNTIES[5].code, "机构改革，尚未定稿"),),
	)


def test_an_overview_has_a_sheet_for_each_thing() -> None:
	workbook = opened(write_overview(make_submission()))
	assert workbook.sheetnames == ["概览", "示范县名单", "典型案例", "宣讲团人选", "测评自评"]
	assert workbook["概览"]["A1"].value == "安徽省2024年全国科普示范县汇总表：概览"


def test_the_first_sheet_counts_what_there_is() -> None:
	found = facts(opened(write_overview(with_one_missing())))
	assert found["省份"] == "安徽省"
	assert found["联系方式"] == "0551-62670123"
	assert found["落款日期"].date() == date(2025, 2, 10)
	assert (found["示范县"], found["已报送工作总结"], found["未报送（有原因）"]) == (6, 5, 1)
	assert found["报送率"] == pytest.approx(0.8333)
	assert (found["典型案例"], found["宣讲团人选"], found["盖章扫描件"]) == (5, 3, 0)
	length = CYCLE.counting_method.measure(make_summary().text)
	assert {found[f"工作总结字数（{which}）"] for which in ("最少", "平均", "最多")} == {length}
	assert "检查结果：没有发现问题" in found


def test_what_the_check_found_is_listed() -> None:
	submission = make_submission(nominees=tuple(make_nominee(number) for number in (1, 2, 3, 4)))
	breaches = check_submission(submission)
	sheet = opened(write_overview(submission, breaches))["概览"]
	cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
	assert ["检查结果：1个问题", None, None, None, None] in cells
	assert ["错误", breaches[0].place.label, "4", "3", breaches[0].message] in cells


def test_counties_with_their_summary_or_their_reason() -> None:
	found = records(opened(write_overview(with_one_missing())), "示范县名单")
	assert found[0]["行政区划代码"] == "341302"
	assert found[0]["是否报送"] == "是"
	assert found[0]["字数"] == CYCLE.counting_method.measure(make_summary().text)
	assert found[0]["达标项数"] == 12
	assert found[0]["落款日期"].date() == date(2025, 1, 20)
	assert (found[5]["是否报送"], found[5]["未报送原因"]) == ("否", "机构改革，尚未定稿")
	assert "字数" not in found[5]


def test_a_draft_with_a_strange_or_second_summary_loses_none() -> None:
	extra = (make_summary("349999"), make_summary("341302"))
	submission = make_submission(summaries=(*make_submission().summaries, *extra))
	codes = [each["行政区划代码"] for each in records(opened(write_overview(submission)), "示范县名单")]
	assert codes == ["341302", "341302", *(each.code for each in COUNTIES[1:]), "349999"]


def test_cases_stand_in_their_order_with_county_and_topic() -> None:
	submission = make_submission(
		cases=(make_case(2), make_case(1), make_case(3, county_code="349999", topic="别的"))
	)
	found = records(opened(write_overview(submission)), "典型案例")
	assert [each["案例标题"] for each in found] == [f"第{number}个案例的标题" for number in (1, 2, 3)]
	assert (found[0]["示范县名称"], found[0]["专题"], found[0]["字数"]) == ("埇桥区", "科普资源建设", 15)
	assert (found[2]["行政区划代码"], found[2]["专题"]) == ("349999", "别的")
	assert "示范县名称" not in found[2]


def test_nominees_with_all_that_attachment_4_has() -> None:
	found = records(opened(write_overview(make_submission())), "宣讲团人选")[0]
	assert found["姓名"] == "赵静宜"
	assert found["联系方式"] == "13905570001"
	assert found["推荐理由"] == "1.长期在基层从事科普工作。\n2.善于把科学道理讲成家常话。"
	assert found["字数"] == 12


def test_the_standard_shows_who_meets_what_and_the_share() -> None:
	submission = with_one_missing()
	stated = (
		Assessment(1, False),
		Assessment(4, None, {"4.1": Decimal("49.5"), "4.2": Decimal(1)}),
		Assessment(12, True),
	)
	submission = replace(submission, summaries=(make_summary(assessments=stated), *submission.summaries[1:]))
	found = records(opened(write_overview(submission)), "测评自评")
	first, missing, met, counted, share = found[0], found[5], *found[6:]
	assert first["1.党委和政府重视、制度健全"] == "未达标"
	assert first["4.组织机构健全"] == "未达标"
	assert first["4.1 建有农村专业技术协会的涉农乡镇占比（%）"] == 49.5
	assert first["12.科普工作具有特色并形成品牌"] == "达标"
	assert "2.建立考核管理与表彰奖励制度" not in first
	assert missing == {"行政区划代码": "341226", "示范县名称": "颍上县"}
	assert (met["行政区划代码"], counted["行政区划代码"], share["行政区划代码"]) == (
		"达标县数",
		"自评县数",
		"达标比例",
	)
	assert (met["4.组织机构健全"], counted["4.组织机构健全"], share["4.组织机构健全"]) == (4, 5, 0.8)
	assert (met["2.建立考核管理与表彰奖励制度"], counted["2.建立考核管理与表彰奖励制度"]) == (4, 4)


def test_custom_fields_are_included() -> None:
	submission = make_submission(
		counties=(replace(COUNTIES[0], extra={"人口": Decimal("180.5")}), *COUNTIES[1:]),
		summaries=(make_summary(extra={"审核人": "=王"}),),
		cases=(make_case(1, extra={"首次": True, "日期": date(2025, 1, 2)}),),
		nominees=(make_nominee(1, extra={"得分": 1 / 3}),),
	)
	workbook = opened(write_overview(submission))
	county = records(workbook, "示范县名单")[0]
	assert (county["人口"], county["审核人"]) == (180.5, "=王")
	case = records(workbook, "典型案例")[0]
	assert (case["首次"], case["日期"].date()) == ("是", date(2025, 1, 2))
	sheet = workbook["宣讲团人选"]
	scored = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float))
	assert (scored.value, scored.number_format) == (pytest.approx(1 / 3), "General")


def test_text_is_never_a_formula() -> None:
	workbook = opened(write_overview(make_submission(cases=(make_case(1, title="=1+1", text="@x"),))))
	cells = {cell.value: cell.data_type for row in workbook["典型案例"].iter_rows() for cell in row}
	assert (cells["=1+1"], cells["@x"]) == ("s", "s")


def test_a_submission_with_nothing_in_it_has_an_overview() -> None:
	empty = Submission(CYCLE, make_submission().province)
	found = facts(opened(write_overview(empty)))
	assert found["示范县"] == 0
	assert found["报送率"] is None


def test_a_text_that_no_cell_can_hold_is_named() -> None:
	with pytest.raises(InputError) as caught:
		write_overview(make_submission(cases=(make_case(1, text="字" * 32_768),)))
	assert caught.value.code == "workbook.cell_too_long"
	assert "典型案例" in caught.value.message


def test_the_same_content_gives_the_same_bytes() -> None:
	submission = make_submission()
	first = write_overview(submission), write_national_overview([submission])
	assert (write_overview(submission), write_national_overview([submission])) == first
	assert [times_in(each) for each in first] == [
		{"1980-01-01T00:00:00", f"{CYCLE.notice_date}T00:00:00"}
	] * 2


# --- the nation


def two_provinces() -> list[Submission]:
	"""安徽省 with five of six, 湖北省 with its only county, by a standard of its own."""
	province = find_province("湖北省")
	assert province
	county = replace(COUNTIES[0], code="420104", name="硚口区", city="武汉市")
	criteria = tuple(each for each in CYCLE.standard.criteria if each.number != 12)
	refined = make_cycle(standard=replace(CYCLE.standard, criteria=criteria))
	hubei = make_submission(
		cycle=refined,
		province=province,
		counties=(county,),
		summaries=(make_summary("420104"),),
		cases=(),
		nominees=(),
	)
	return [with_one_missing(), hubei]


def test_a_national_overview_lists_all_provinces_records() -> None:
	workbook = opened(write_national_overview(two_provinces()))
	assert workbook.sheetnames == [
		"各省概览",
		"示范县名单",
		"典型案例",
		"宣讲团人选",
		"测评自评",
		"各省达标率",
	]
	counties = records(workbook, "示范县名单")
	assert [each["省份"] for each in counties] == ["安徽省"] * 6 + ["湖北省"]
	assert counties[6]["示范县名称"] == "硚口区"
	assert len(records(workbook, "典型案例")) == 5


def test_the_provinces_are_compared_and_added_up() -> None:
	workbook = opened(write_national_overview(two_provinces()))
	anhui, hubei, total = records(workbook, "各省概览")
	assert (anhui["示范县"], anhui["工作总结"], anhui["未报送（有原因）"]) == (6, 5, 1)
	assert (hubei["示范县"], hubei["报送率"]) == (1, 1)
	assert (total["省份"], total["示范县"], total["工作总结"], total["典型案例"]) == ("合计", 7, 6, 5)
	shares = {each["省份"]: each for each in records(workbook, "各省达标率")}
	assert shares["安徽省"]["12.科普工作具有特色并形成品牌"] == 1
	assert "12.科普工作具有特色并形成品牌" not in shares["湖北省"]
	assert shares["全国"]["1.党委和政府重视、制度健全"] == 1


def test_no_province_has_no_overview() -> None:
	with pytest.raises(ValueError, match="no submissions"):
		write_national_overview([])


def test_533_counties_are_written_within_ten_seconds() -> None:
	counties = tuple(replace(COUNTIES[0], code=f"{340000 + number:06d}") for number in range(533))
	submission = make_submission(
		counties=counties, summaries=tuple(make_summary(each.code) for each in counties)
	)
	started = time.process_time()
	write_national_overview([submission])
	assert time.process_time() - started <= 10
