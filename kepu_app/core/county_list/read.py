"""Parses a county list and validates it as a whole: all mistakes by sheet and cell, or a valid list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from kepu_app.core.breaches import Severity
from kepu_app.core.county_list.layout import (
	COUNTY_SHEET,
	GUIDE_SHEET,
	OPTIONS_SHEET,
	ROLE_NAMES,
	USER_SHEET,
	AssignedRole,
	CountyEntry,
	CountyListContent,
	KnownList,
	UserEntry,
	county_list_layout,
	user_list_layout,
)
from kepu_app.core.defaults import find_province
from kepu_app.core.model import County, Province
from kepu_app.core.rules import check_county
from kepu_app.core.rules.counties import LONGEST_NAME, NAME_TOO_LONG
from kepu_app.core.rules.telephones import is_telephone
from kepu_app.core.sandbox import run_limited
from kepu_app.core.workbooks.columns import SheetLayout
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.findings import Findings, Note
from kepu_app.core.workbooks.load import RawSheet, load_sheets
from kepu_app.core.workbooks.table import Table, TableRow, read_table
from kepu_app.core.workbooks.values import read_code, read_line

LONGEST_ENTRY = 140
"""Maximum characters of a name, city or address that the system stores."""

_EMAIL = re.compile(
	r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
"""The HTML standard's email address, with a domain that has a dot."""

_NOT_IN_TEMPLATE = "workbook.custom_column"


def read_county_list(source: bytes, known: KnownList, *, name: str = "示范县名单.xlsx") -> CountyListContent:
	"""Return the counties and users of a list, parsed in a child process with limits.

	A missing sheet is read as empty; one of the two must exist.

	Args:
		source: an .xlsx.
		known: what is stored already, to which the list refers and adds.
		name: the file's name in messages.

	Raises:
		WorkbookError: with every mistake, each naming sheet, cell, value and rule.
		InputError: the file is not a readable workbook, or not within the limits.
	"""
	return run_limited(read_unlimited, source, known, name, name=name)


def read_unlimited(source: bytes, known: KnownList, name: str) -> CountyListContent:
	"""Parse as ``read_county_list`` does, in this process."""
	findings = Findings()
	sheets = _sheets(load_sheets(source, name, findings), findings)
	tables = {
		layout.name: _table(sheets.get(layout.name), layout, findings)
		for layout in (county_list_layout(), user_list_layout())
	}
	counties = _Counties(known, findings).read(tables[COUNTY_SHEET])
	users = _Users(known, counties, findings).read(tables[USER_SHEET])
	findings.raise_problems(name)
	return CountyListContent(tuple(counties), tuple(users), _notes(findings))


def _sheets(sheets: Iterable[RawSheet], findings: Findings) -> dict[str, RawSheet]:
	named = {sheet.name.strip(): sheet for sheet in sheets}
	if COUNTY_SHEET not in named and USER_SHEET not in named:
		sentence = f"没有名为“{COUNTY_SHEET}”或“{USER_SHEET}”的工作表，请用模板填写"
		findings.problem("county_list.sheet_missing", COUNTY_SHEET, sentence)
	for name, sheet in named.items():
		if sheet.cells and name not in (COUNTY_SHEET, USER_SHEET, GUIDE_SHEET, OPTIONS_SHEET):
			findings.note("workbook.sheet_unknown", name, "不在模板之内，没有读取")
	return named


def _table(sheet: RawSheet | None, layout: SheetLayout, findings: Findings) -> Table:
	return read_table(sheet, layout, (), findings) if sheet else Table(layout)


def _notes(findings: Findings) -> tuple[Note, ...]:
	"""Return the notes on columns beyond the template, which are ignored; the province's workbook keeps them."""
	return tuple(
		Note("county_list.column_unknown", note.place, note.message.replace("按自定义字段读入", "没有读取"))
		if note.code == _NOT_IN_TEMPLATE
		else note
		for note in findings.notes()
	)


class _Reader:
	"""What both sheets have: lines within the stored length, and provinces."""

	def __init__(self, known: KnownList, findings: Findings) -> None:
		self.known, self.findings = known, findings
		self._provinces = {
			key: province for province in known.provinces for key in (province.code, province.name)
		}

	def problem(self, code: str, row: TableRow, key: str, sentence: str) -> None:
		self.findings.problem(f"county_list.{code}", row.address(key), sentence)

	def line(
		self, row: TableRow, key: str, label: str, required: bool = False, longest: int = LONGEST_ENTRY
	) -> str:
		read = read_code if key in ("code", "email", "phone") else read_line
		cell = row.cells.get(key)
		before = len(self.findings.problems)
		text = read(cell, self.findings)
		# A missing column or an unreadable cell was reported as such.
		if not text and required and key in row.columns and len(self.findings.problems) == before:
			self.problem("blank", row, key, f"“{label}”没有填写")
		if len(text) > longest:
			self.problem("too_long", row, key, f"“{label}”有{len(text)}个字符，不得超过{longest}个")
		return text

	def province(self, row: TableRow, required: bool) -> Province | None:
		entry = self.line(row, "province", "省份", required)
		if not entry:
			return None
		shipped = find_province(entry)
		found = self._provinces.get(entry) or (shipped and self._provinces.get(shipped.code))
		if not found:
			self.problem("province", row, "province", f"“{entry}”不是省级单位的名称或代码")
		return found or None


class _Counties(_Reader):
	"""Parses the first sheet."""

	def read(self, table: Table) -> list[CountyEntry]:
		self._at_home = {each.county.code: each for each in self.known.counties}
		self._rows: dict[str, int] = {}
		return [self._entry(row) for row in table.rows]

	def _entry(self, row: TableRow) -> CountyEntry:
		province = self.province(row, required=True)
		county = County(
			code=self.line(row, "code", "行政区划代码", required=True),
			name=self.line(row, "name", "示范县名称", required=True, longest=LONGEST_NAME),
			city=self.line(row, "city", "所属市", longest=LONGEST_NAME),
			batch=self.line(row, "batch", "批次"),
			period=self.line(row, "period", "命名周期"),
		)
		if province and county.code and county.name:
			self._check(row, province, county)
		if county.code:
			self._check_repeated(row, county.code)
		return CountyEntry(county, province.code if province else "", row.number)

	def _check(self, row: TableRow, province: Province, county: County) -> None:
		for breach in check_county(province, county):
			if breach.code == NAME_TOO_LONG:
				continue  # reported with the cell already
			if breach.severity is Severity.ERROR:
				self.findings.problem(breach.code, row.address(breach.place.field), breach.sentence)
			else:
				self.findings.note(breach.code, row.address(breach.place.field), breach.sentence)
		listed = self._at_home.get(county.code)
		if listed and listed.province != province.code:
			home = self._provinces[listed.province].name
			sentence = f"代码{county.code}的{listed.county.name}在系统中属于{home}，不能改到{province.name}"
			self.problem("other_province", row, "province", sentence)

	def _check_repeated(self, row: TableRow, code: str) -> None:
		first = self._rows.setdefault(code, row.number)
		if first != row.number:
			self.problem("code_repeated", row, "code", f"代码{code}与第{first}行重复")


class _Users(_Reader):
	"""Parses the second sheet; ``listed`` are the counties of the first."""

	def __init__(self, known: KnownList, listed: Sequence[CountyEntry], findings: Findings) -> None:
		super().__init__(known, findings)
		entries = {each.county.code: each for each in (*known.counties, *listed) if each.county.code}
		self._entries: Mapping[str, CountyEntry] = entries
		self._names: dict[str, tuple[str, int]] = {}
		self._rows: dict[tuple[str, ...], int] = {}

	def read(self, table: Table) -> list[UserEntry]:
		found = (self._entry(row) for row in table.rows)
		return [each for each in found if each]

	def _entry(self, row: TableRow) -> UserEntry | None:
		email = self._email(row)
		full_name = self.line(row, "full_name", "姓名", required=True)
		phone = self._phone(row)
		role = self._role(row)
		if role is None:
			return None
		province, county, city = self._place(row, role)
		entry = UserEntry(email, full_name, role, province, county, city, phone, row.number)
		if email:
			self._check_name(row, entry)
			self._check_repeated(row, entry)
		return entry

	def _email(self, row: TableRow) -> str:
		entry = self.line(row, "email", "电子邮箱", required=True)
		email = unicodedata.normalize("NFKC", entry).lower()
		if entry and not _EMAIL.fullmatch(email):
			self.problem("email", row, "email", f"“{entry}”不是电子邮箱地址")
		return email

	def _phone(self, row: TableRow) -> str:
		phone = self.line(row, "phone", "联系电话")
		if phone and not is_telephone(phone):
			sentence = f"“{phone}”不是手机号码，也不是带区号的固定电话"
			self.problem("phone", row, "phone", sentence)
		return phone

	def _role(self, row: TableRow) -> AssignedRole | None:
		entry = self.line(row, "role", "角色", required=True)
		if entry and entry not in ROLE_NAMES:
			self.problem("role", row, "role", f"“{entry}”不是{'、'.join(ROLE_NAMES)}之一")
		return AssignedRole(entry) if entry in ROLE_NAMES else None

	def _place(self, row: TableRow, role: AssignedRole) -> tuple[str, str, str]:
		"""Return the codes of province and county, and the city, as far as the role is for them."""
		is_reporter = role is AssignedRole.COUNTY_REPORTER
		province = self.province(row, required=not is_reporter)
		if is_reporter:
			county = self._county(row, province)
			home = self._entries[county].province if county else ""
			return (home, county, "")
		code = province.code if province else ""
		city = self._city(row, code) if role is AssignedRole.CITY_REVIEWER else ""
		return (code, "", city)

	def _county(self, row: TableRow, province: Province | None) -> str:
		entry = self.line(row, "county", "示范县", required=True)
		if not entry:
			return ""
		within = [each for each in self._entries.values() if not province or each.province == province.code]
		match = CountyList([each.county for each in within]).match(entry)
		if match.problem:
			hint = "，请填写代码" if "不止一个" in match.problem else ""
			self.problem("county", row, "county", match.problem.replace("，请从下拉列表选择", hint))
			return ""
		if match.code not in {each.county.code for each in within}:
			where = f"{province.name}的" if province else ""
			self.problem("county", row, "county", f"“{entry}”不在{where}示范县名单中")
			return ""
		return match.code

	def _city(self, row: TableRow, province: str) -> str:
		city = self.line(row, "city", "所属市", required=True)
		cities = {each.county.city for each in self._entries.values() if each.province == province}
		if city and province and city not in cities:
			sentence = f"名单中没有“{city}”的示范县，市名应与名单中的写法一致"
			self.problem("city", row, "city", sentence)
		return city

	def _check_name(self, row: TableRow, entry: UserEntry) -> None:
		name, first = self._names.setdefault(entry.email, (entry.full_name, row.number))
		if name and entry.full_name and name != entry.full_name:
			sentence = f"{entry.email}在第{first}行的姓名是“{name}”，这里是“{entry.full_name}”"
			self.problem("name_differs", row, "full_name", sentence)

	def _check_repeated(self, row: TableRow, entry: UserEntry) -> None:
		key = (entry.email, entry.role.value, entry.province, entry.county, entry.city)
		first = self._rows.setdefault(key, row.number)
		if first != row.number:
			self.problem("user_repeated", row, "email", f"与第{first}行重复")
