"""The national list of counties and users as an .xlsx: written, read back, and every mistake named."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from kepu_app.core.county_list import (
	AssignedRole,
	CountyEntry,
	CountyListContent,
	KnownList,
	UserEntry,
	read_county_list,
	write_county_list,
)
from kepu_app.core.defaults import provinces
from kepu_app.core.errors import InputError, WorkbookError
from kepu_app.core.model import County

DAY = date(2025, 1, 20)
KNOWN = KnownList(provinces())
COUNTY_HEADER = ("行政区划代码", "示范县名称", "省份", "所属市", "批次", "命名周期")
USER_HEADER = ("电子邮箱", "姓名", "角色", "省份", "示范县", "所属市", "联系电话")
YONGQIAO = ("341302", "埇桥区", "安徽省", "宿州市", "第二批", "2021-2025年度")
DANGSHAN = ("341321", "砀山县", "安徽省", "宿州市", "第二批", "2021-2025年度")
REPORTER = ("zhang@ahszkx.example", "张伟", "县级填报员", "安徽省", "341302", "", "13855701234")

Rows = Sequence[Sequence[Any]]


def sheet_of(counties: Rows = (), users: Rows = ()) -> bytes:
	"""Return a list as somebody makes it without the template."""
	workbook = Workbook()
	workbook.active.title = "示范县名单"
	for sheet, header, rows in (
		(workbook.active, COUNTY_HEADER, counties),
		(workbook.create_sheet("用户"), USER_HEADER, users),
	):
		for row in (header, *rows):
			sheet.append(list(row))
	return saved(workbook)


def saved(workbook: Workbook) -> bytes:
	stream = io.BytesIO()
	workbook.save(stream)
	return stream.getvalue()


def read(counties: Rows = (), users: Rows = (), known: KnownList = KNOWN) -> CountyListContent:
	return read_county_list(sheet_of(counties, users), known)


def problems_of(counties: Rows = (), users: Rows = (), known: KnownList = KNOWN) -> list[tuple[str, str]]:
	"""Code and place of every mistake."""
	return [(each.code, each.place) for each in raised(counties, users, known).problems]


def raised(counties: Rows = (), users: Rows = (), known: KnownList = KNOWN) -> WorkbookError:
	with pytest.raises(WorkbookError) as caught:
		read(counties, users, known)
	return caught.value


def changed(row: Sequence[str], **changes: str) -> tuple[str, ...]:
	"""Return a row with other values in the named columns."""
	header = COUNTY_HEADER if len(row) == len(COUNTY_HEADER) else USER_HEADER
	return tuple(changes.get(column, value) for column, value in zip(header, row, strict=True))


def kept(row: Sequence[str], province: str = "340000") -> CountyEntry:
	code, name, _province, city, batch, period = row
	return CountyEntry(County(code, name, city, batch, period), province, 0)


class TestBothWays:
	COUNTIES = (
		CountyEntry(County("341302", "埇桥区", "宿州市", "第二批", "2021-2025年度"), "340000", 4),
		CountyEntry(County("110101", "东城区", "", "第一批", ""), "110000", 5),
		CountyEntry(County("659001", "石河子市", "", "", ""), "660000", 6),
	)
	USERS = (
		UserEntry(
			"a@b.example", "张伟", AssignedRole.COUNTY_REPORTER, "340000", "341302", "", "010-68578249", 4
		),
		UserEntry("a@b.example", "张伟", AssignedRole.CITY_REVIEWER, "340000", "", "宿州市", "", 5),
		UserEntry("c@b.example", "=1+1", AssignedRole.PROVINCIAL_APPROVER, "660000", row=6),
	)

	def test_what_is_written_reads_back_equal(self) -> None:
		content = write_county_list(provinces(), DAY, counties=self.COUNTIES, users=self.USERS)
		read_back = read_county_list(content, KNOWN)
		assert (read_back.counties, read_back.users, read_back.notes) == (self.COUNTIES, self.USERS, ())

	def test_the_same_list_gives_the_same_bytes(self) -> None:
		first, second = (write_county_list(provinces(), DAY, counties=self.COUNTIES) for _ in range(2))
		assert first == second

	def test_the_template_is_empty_and_opens_on_the_counties(self) -> None:
		content = write_county_list(provinces(), DAY)
		assert read_county_list(content, KNOWN) == CountyListContent()
		workbook = load_workbook(io.BytesIO(content))
		assert workbook.active.title == "示范县名单"
		assert [sheet.title for sheet in workbook.worksheets] == ["填写说明", "示范县名单", "用户", "选项"]
		assert workbook["选项"].sheet_state == "hidden"

	def test_the_template_offers_provinces_and_roles(self) -> None:
		workbook = load_workbook(io.BytesIO(write_county_list(provinces(), DAY)))
		lists = {
			str(rule.sqref).split(":")[0]: rule.formula1.lstrip("=")
			for sheet in (workbook["示范县名单"], workbook["用户"])
			for rule in sheet.data_validations.dataValidation
		}
		assert lists.keys() == {"C4", "D4"}
		options = workbook["选项"]
		assert [cell.value for cell in options["A"]] == [each.name for each in provinces()]
		assert [cell.value for cell in options["B"]][:3] == [each.value for each in AssignedRole]

	def test_text_that_looks_like_a_formula_stays_text(self) -> None:
		content = write_county_list(provinces(), DAY, users=self.USERS)
		cell = load_workbook(io.BytesIO(content))["用户"]["B6"]
		assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)


class TestCounties:
	def test_a_list_made_without_the_template(self) -> None:
		content = read([YONGQIAO, changed(DANGSHAN, 省份="340000", 批次="", 命名周期="")])
		assert [each.county.code for each in content.counties] == ["341302", "341321"]
		assert content.counties[0] == replace(kept(YONGQIAO), row=2)
		assert [each.province for each in content.counties] == ["340000", "340000"]

	def test_codes_as_numbers_and_provinces_by_short_name(self) -> None:
		content = read([(341302, *YONGQIAO[1:]), changed(DANGSHAN, 省份="安徽")])
		assert [each.county.code for each in content.counties] == ["341302", "341321"]

	def test_columns_may_be_left_out_or_moved(self) -> None:
		workbook = Workbook()
		workbook.active.title = "示范县名单"
		workbook.active.append(["省份", "示范县名称", "行政区划代码"])
		workbook.active.append(["安徽省", "埇桥区", "341302"])
		content = read_county_list(saved(workbook), KNOWN)
		assert content.counties == (CountyEntry(County("341302", "埇桥区"), "340000", 2),)

	@pytest.mark.parametrize(
		("change", "code", "place"),
		[
			({"行政区划代码": ""}, "county_list.blank", "示范县名单!A2"),
			({"示范县名称": ""}, "county_list.blank", "示范县名单!B2"),
			({"省份": ""}, "county_list.blank", "示范县名单!C2"),
			({"省份": "安徽府"}, "county_list.province", "示范县名单!C2"),
			({"行政区划代码": "34130"}, "county.code_malformed", "示范县名单!A2"),
			({"行政区划代码": "410225"}, "county.code_other_province", "示范县名单!A2"),
			({"示范县名称": "埇" * 141}, "county_list.too_long", "示范县名单!B2"),
			({"所属市": "宿" * 141}, "county_list.too_long", "示范县名单!D2"),
		],
	)
	def test_every_mistake_names_its_cell(self, change: dict[str, str], code: str, place: str) -> None:
		assert problems_of([changed(YONGQIAO, **change)]) == [(code, place)]

	def test_all_mistakes_come_at_once(self) -> None:
		counties = [changed(YONGQIAO, 省份=""), YONGQIAO, changed(DANGSHAN, 行政区划代码="x")]
		users = [changed(REPORTER, 电子邮箱="zhang")]
		assert problems_of(counties, users) == [
			("county_list.blank", "示范县名单!C2"),
			("county_list.code_repeated", "示范县名单!A3"),
			("county.code_malformed", "示范县名单!A4"),
			("county_list.email", "用户!A2"),
		]

	def test_the_message_names_sheet_cell_value_and_rule(self) -> None:
		message = raised([YONGQIAO, YONGQIAO]).problems[0].message
		assert message == "工作表“示范县名单”的单元格A3：代码341302与第2行重复"

	def test_a_name_that_the_code_does_not_have_is_only_noted(self) -> None:
		content = read([changed(YONGQIAO, 示范县名称="永桥区")])
		assert [(note.code, note.place) for note in content.notes] == [
			("county.name_differs", "示范县名单!B2")
		]

	def test_a_kept_county_does_not_move_to_another_province(self) -> None:
		known = KnownList(provinces(), [kept(("659001", "石河子市", "", "", "", ""), "660000")])
		moved = ("659001", "石河子市", "新疆维吾尔自治区", "", "", "")
		problems = raised([moved], known=known).problems
		assert [(each.code, each.place) for each in problems] == [
			("county_list.other_province", "示范县名单!C2")
		]
		assert "新疆生产建设兵团" in problems[0].message

	def test_a_formula_is_no_content(self) -> None:
		assert problems_of([changed(YONGQIAO, 所属市="=D3")]) == [("workbook.formula", "示范县名单!D2")]

	def test_a_column_beyond_the_template_is_left_out_and_noted(self) -> None:
		workbook = load_workbook(io.BytesIO(sheet_of([YONGQIAO])))
		workbook["示范县名单"]["G1"], workbook["示范县名单"]["G2"] = "人口", "180万"
		(note,) = read_county_list(saved(workbook), KNOWN).notes
		assert (note.code, note.message) == (
			"county_list.column_unknown",
			"工作表“示范县名单”：列“人口”不在模板之内，没有读取",
		)


class TestUsers:
	KNOWN = KnownList(
		provinces(),
		[kept(YONGQIAO), kept(DANGSHAN), kept(("340202", "镜湖区", "", "芜湖市", "", ""))],
	)

	def user(self, **changes: str) -> UserEntry:
		(found,) = read(users=[changed(REPORTER, **changes)], known=self.KNOWN).users
		return found

	def problem(self, **changes: str) -> list[tuple[str, str]]:
		return problems_of(users=[changed(REPORTER, **changes)], known=self.KNOWN)

	def test_a_reporter_by_code_name_or_label(self) -> None:
		for entry in ("341302", "埇桥区", "341302 埇桥区", "宿州市埇桥区"):
			user = self.user(示范县=entry)
			assert (user.county, user.province, user.city) == ("341302", "340000", "")

	def test_a_reporter_needs_no_province(self) -> None:
		assert self.user(省份="").province == "340000"

	def test_a_reporter_of_a_county_of_the_same_file(self) -> None:
		(user,) = read([YONGQIAO], [changed(REPORTER, 示范县="埇桥区")]).users
		assert user.county == "341302"

	def test_reviewers_and_approvers(self) -> None:
		reviewer = self.user(角色="市级审核员", 示范县="", 所属市="宿州市")
		approver = self.user(角色="省级审核员", 示范县="", 省份="340000")
		assert (reviewer.role, reviewer.city, reviewer.county) == (AssignedRole.CITY_REVIEWER, "宿州市", "")
		assert (approver.role, approver.province) == (AssignedRole.PROVINCIAL_APPROVER, "340000")

	def test_what_a_role_is_not_for_is_left_out(self) -> None:
		approver = self.user(角色="省级审核员", 示范县="341302", 所属市="宿州市")
		assert (approver.county, approver.city) == ("", "")

	def test_addresses_are_compared_in_small_letters(self) -> None:
		assert self.user(电子邮箱="Zhang@AHszkx.Example").email == "zhang@ahszkx.example"
		assert self.user(电子邮箱="ｚｈａｎｇ＠ahszkx.example").email == "zhang@ahszkx.example"

	@pytest.mark.parametrize(
		("change", "code", "place"),
		[
			({"电子邮箱": ""}, "county_list.blank", "用户!A2"),
			({"电子邮箱": "zhang"}, "county_list.email", "用户!A2"),
			({"电子邮箱": "zhang@localhost"}, "county_list.email", "用户!A2"),
			({"电子邮箱": "张伟@ahszkx.example"}, "county_list.email", "用户!A2"),
			({"姓名": ""}, "county_list.blank", "用户!B2"),
			({"角色": ""}, "county_list.blank", "用户!C2"),
			({"角色": "系统管理员"}, "county_list.role", "用户!C2"),
			({"角色": "省级审核员", "省份": ""}, "county_list.blank", "用户!D2"),
			({"角色": "市级审核员", "所属市": ""}, "county_list.blank", "用户!F2"),
			({"角色": "市级审核员", "所属市": "宿州"}, "county_list.city", "用户!F2"),
			({"省份": "安"}, "county_list.province", "用户!D2"),
			({"示范县": ""}, "county_list.blank", "用户!E2"),
			({"示范县": "410225"}, "county_list.county", "用户!E2"),
			({"省份": "河南省"}, "county_list.county", "用户!E2"),
			({"联系电话": "123"}, "county_list.phone", "用户!G2"),
			({"姓名": "张" * 141}, "county_list.too_long", "用户!B2"),
		],
	)
	def test_every_mistake_names_its_cell(self, change: dict[str, str], code: str, place: str) -> None:
		assert self.problem(**change) == [(code, place)]

	def test_a_name_that_several_counties_have_needs_the_code(self) -> None:
		known = KnownList(
			provinces(),
			[kept(("340202", "鼓楼区", "", "", "", "")), kept(("340203", "鼓楼区", "", "", "", ""))],
		)
		problem = raised(users=[changed(REPORTER, 示范县="鼓楼区")], known=known).problems[0]
		assert problem.code == "county_list.county"
		assert problem.message.endswith("“鼓楼区”不止一个（340202 鼓楼区、340203 鼓楼区），请填写代码")

	def test_one_address_has_one_name_and_each_duty_once(self) -> None:
		users = [REPORTER, REPORTER, changed(REPORTER, 姓名="张三", 示范县="341321")]
		assert problems_of(users=users, known=self.KNOWN) == [
			("county_list.user_repeated", "用户!A3"),
			("county_list.name_differs", "用户!B4"),
		]

	def test_several_duties_of_one_person(self) -> None:
		users = [REPORTER, changed(REPORTER, 示范县="341321")]
		assert [each.county for each in read(users=users, known=self.KNOWN).users] == ["341302", "341321"]


class TestFiles:
	def test_one_of_the_sheets_is_enough(self) -> None:
		workbook = load_workbook(io.BytesIO(sheet_of([YONGQIAO])))
		del workbook["用户"]
		assert len(read_county_list(saved(workbook), KNOWN).counties) == 1

	def test_neither_sheet(self) -> None:
		with pytest.raises(WorkbookError, match="没有名为“示范县名单”或“用户”的工作表"):
			read_county_list(saved(Workbook()), KNOWN)

	def test_a_missing_column(self) -> None:
		workbook = load_workbook(io.BytesIO(sheet_of([YONGQIAO])))
		workbook["示范县名单"].delete_cols(3)
		with pytest.raises(WorkbookError) as caught:
			read_county_list(saved(workbook), KNOWN)
		assert [each.code for each in caught.value.problems] == ["workbook.column_missing"]

	@pytest.mark.parametrize(
		"content", [b"", b"PK\x03\x04", "代码,名称\n".encode(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
	)
	def test_what_is_no_workbook(self, content: bytes) -> None:
		with pytest.raises(InputError):
			read_county_list(content, KNOWN)
