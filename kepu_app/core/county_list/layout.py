"""The two sheets of the county list, and the meaning of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from kepu_app.core.labels import label_of
from kepu_app.core.model import County, Province, RecordKind
from kepu_app.core.workbooks.columns import Column, Entry, Options, SheetLayout
from kepu_app.core.workbooks.findings import Note

COUNTY_SHEET, USER_SHEET, GUIDE_SHEET, OPTIONS_SHEET = "示范县名单", "用户", "填写说明", "选项"


class AssignedRole(str, Enum):
	"""A person's roles for an administrative division."""

	COUNTY_REPORTER = "县级填报员"
	CITY_REVIEWER = "市级审核员"
	PROVINCIAL_APPROVER = "省级审核员"


ROLE_NAMES = tuple(each.value for each in AssignedRole)


@dataclass(frozen=True)
class CountyEntry:
	"""A row of the first sheet; ``row`` is its number in the sheet."""

	county: County
	province: str
	row: int


@dataclass(frozen=True)
class UserEntry:
	"""A row of the second sheet: a person's role for a county, a city or a province, by their codes.

	``county`` is blank except for a reporter, ``city`` except for a city reviewer.
	"""

	email: str
	full_name: str
	role: AssignedRole
	province: str
	county: str = ""
	city: str = ""
	phone: str = ""
	row: int = 0


@dataclass(frozen=True)
class KnownList:
	"""What exists already: the provincial units, and the counties with the code of their province."""

	provinces: Sequence[Province]
	counties: Sequence[CountyEntry] = ()


@dataclass(frozen=True)
class CountyListContent:
	"""A valid list; ``notes`` name what was read otherwise than typed, or looks doubtful."""

	counties: tuple[CountyEntry, ...] = ()
	users: tuple[UserEntry, ...] = ()
	notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ListLayout(SheetLayout):
	"""A sheet that is not named by a kind of record."""

	sheet: str = field(default="", kw_only=True)

	@property
	def name(self) -> str:
		return self.sheet


def county_list_layout() -> ListLayout:
	"""Return the layout of 示范县名单."""
	columns = (
		Column("code", label_of(County, "code"), "必填。6位数字，例如341302", 15, Entry.CODE),
		Column("name", label_of(County, "name"), "必填。全称，例如埇桥区", 22),
		Column(
			"province",
			label_of(Province, "name"),
			"必填。名称或代码",
			22,
			Entry.CHOICE,
			Options.PROVINCES,
			False,
		),
		Column("city", label_of(County, "city"), "直辖市和省直管的县留空", 20, optional=True),
		Column("batch", label_of(County, "batch"), "例如第二批", 14, optional=True),
		Column("period", label_of(County, "period"), "例如2021-2025年度", 20, optional=True),
	)
	return ListLayout(RecordKind.COUNTY, "全国科普示范县名单", columns, frozen=2, sheet=COUNTY_SHEET)


def user_list_layout() -> ListLayout:
	"""Return the layout of 用户."""
	columns = (
		Column("email", "电子邮箱", "必填。登录系统用，一人一个", 30, Entry.CODE),
		Column("full_name", "姓名", "必填", 14),
		Column("role", "角色", "必填。从下拉列表选择", 16, Entry.CHOICE, ROLE_NAMES),
		Column(
			"province",
			label_of(Province, "name"),
			"审核员必填。名称或代码",
			22,
			Entry.CHOICE,
			Options.PROVINCES,
			False,
		),
		Column("county", "示范县", "县级填报员必填。代码或名称", 24, optional=True),
		Column("city", label_of(County, "city"), "市级审核员必填。与名单中的写法一致", 22, optional=True),
		Column("phone", "联系电话", "选填。手机，或带区号的固定电话", 20, Entry.CODE, optional=True),
	)
	return ListLayout(RecordKind.COUNTY, "用户", columns, frozen=2, sheet=USER_SHEET)
