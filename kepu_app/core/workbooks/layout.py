"""The sheets of the workbook and their columns, for the writer and the reader alike.

A column is found by its header, never by its letter, so columns may be moved. Keys are the model's field
names; what repeats has its number behind a dot: ``section.0.text``, ``reason.2``, ``met.4``,
``value.4.1`` (criterion 4, indicator 4.1), ``extra.经费``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from kepu_app.core.cycle import Comparison, Criterion, Cycle, Indicator
from kepu_app.core.errors import InputError
from kepu_app.core.labels import label_of
from kepu_app.core.model import (
	AnnualSummary,
	County,
	MissingCounty,
	Province,
	RecordKind,
	SpeakerNominee,
	TypicalCase,
)
from kepu_app.core.workbooks.columns import (
	CUSTOM_KINDS,
	FIRST_ROW,
	MOST_REPEATED,
	Column,
	Count,
	CustomColumn,
	Entry,
	Formula,
	Options,
	SheetLayout,
	ValueType,
	not_calculated,
	plain_header,
)

COUNTY_HEADER = "示范县"
TEMPLATE_REASONS = 5
SPARE_SECTIONS = 1


BASIC_FIELDS = (
	("year", "年度"),
	("name", label_of(Province, "name")),
	("association", label_of(Province, "association")),
	("contact_name", label_of(Province, "contact_name")),
	("contact_phone", label_of(Province, "contact_phone")),
	("dated", "落款日期"),
)
"""The rows of the first sheet: key and label."""

MARK_FIELD = ("export_mark", "导出标记")
"""One more row in a workbook that was exported: by it whoever takes it back knows what it was made from."""

_SECTION = re.compile(r"第(\d{1,2})部分(?:标题|正文|字数|标题调整为)")
_REASON = re.compile(r"推荐理由(\d{1,2})")


def county_layout(custom: Sequence[CustomColumn] = ()) -> SheetLayout:
	"""示范县名单, with the reasons of those that have not filed."""
	columns = [
		Column("code", label_of(County, "code"), "必填。6位数字，例如341302", 14, Entry.CODE),
		Column("name", label_of(County, "name"), "必填。全称，例如埇桥区", 20),
		Column("city", label_of(County, "city"), "直辖市和省直管的县留空", 16),
		Column("batch", label_of(County, "batch"), "例如第二批", 12),
		Column("period", label_of(County, "period"), "例如2021-2025年度", 18),
		Column("reason", label_of(MissingCounty, "reason"), "没有报送工作总结的县必填", 36),
		*_custom_columns(custom, RecordKind.COUNTY),
		Column("state", "报送情况", "自动显示", 18, formula=_filing_state),
		Column("option", "下拉选项", "自动生成", 24, formula=_county_option, hidden=True),
	]
	return SheetLayout(RecordKind.COUNTY, "全国科普示范县名单", tuple(columns), frozen=2)


def summary_layout(
	cycle: Cycle,
	extra_sections: int = SPARE_SECTIONS,
	custom: Sequence[CustomColumn] = (),
	count: Count = not_calculated,
) -> SheetLayout:
	"""工作总结: a column a heading of the cycle, further sections behind them.

	Args:
		cycle: whose headings and limit they are.
		extra_sections: pairs of columns for sections beyond the cycle's headings.
		custom: an administrator's columns of any kind.
		count: makes the formula that counts the text at an address.
	"""
	total = len(cycle.headings) + extra_sections
	limit = cycle.limits.summary
	hint = f"自动计算，含标题；不超过{limit}字"
	columns = [_county_column("从下拉列表选择，每县一行")]
	columns.append(Column("total", "全文字数", hint, 11, formula=_total(cycle, total, count), limit=limit))
	for position in range(total):
		columns += _section_columns(cycle, position, count)
	columns += [
		Column("on_behalf_of", label_of(AnnualSummary, "on_behalf_of"), "必填。县政府或县科协的全称", 24),
		Column("dated", label_of(AnnualSummary, "dated"), "必填。例如2025-1-20", 15, Entry.DATE),
		*_adjusted_headings(cycle),
		*_custom_columns(custom, RecordKind.SUMMARY),
	]
	return SheetLayout(RecordKind.SUMMARY, "科普工作总结", tuple(columns), 2, fixed_height=120)


def assessment_layout(cycle: Cycle, stated: Iterable[int] = ()) -> SheetLayout:
	"""测评自评: a column a criterion without indicators, and a column an indicator.

	``stated`` are the criteria with indicators that have a column for a plain statement all the same.
	"""
	columns = [_county_column("从下拉列表选择，每县一行")]
	for criterion in cycle.standard.criteria:
		columns += [_indicator_column(criterion, each) for each in criterion.indicators]
		if not criterion.indicators:
			header = f"{criterion.number}.{criterion.title}"
			columns.append(_met_column(criterion, header, "是否达标"))
		elif criterion.number in set(stated):
			columns.append(
				_met_column(criterion, statement_header(criterion.number), "没有数据时填是否达标", True)
			)
	return SheetLayout(RecordKind.ASSESSMENT, "对照测评标准自评", tuple(columns))


def statement_header(number: int) -> str:
	"""Return the header of a plain statement on a criterion that has indicators."""
	return f"第{number}项是否达标"


def case_layout(
	cycle: Cycle, custom: Sequence[CustomColumn] = (), count: Count = not_calculated
) -> SheetLayout:
	"""典型案例."""
	quotas, limit = cycle.quotas, cycle.limits.case
	columns = [
		Column("order", label_of(TypicalCase, "order"), "附件3中的次序", 7, Entry.NUMBER),
		_county_column(f"从下拉列表选择，不超过{quotas.cases}个县"),
		Column(
			"topic",
			label_of(TypicalCase, "topic"),
			"从下拉列表选择，专题不重复" if quotas.cases_per_topic == 1 else "从下拉列表选择",
			30,
			Entry.CHOICE,
			Options.TOPICS,
		),
		Column("title", label_of(TypicalCase, "title"), "选填", 30),
		Column("text", label_of(TypicalCase, "text"), f"必填。不超过{limit}字", 80, Entry.TEXT),
	]
	columns.append(_count_column("text", "案例字数", limit, count))
	columns += _custom_columns(custom, RecordKind.CASE)
	return SheetLayout(RecordKind.CASE, "典型案例", tuple(columns), 2, numbered="order")


def nominee_layout(
	cycle: Cycle,
	reasons: int = TEMPLATE_REASONS,
	custom: Sequence[CustomColumn] = (),
	count: Count = not_calculated,
) -> SheetLayout:
	"""宣讲团人选, with ``reasons`` columns for reasons."""
	limit = cycle.limits.bio
	columns = [
		Column("rank", label_of(SpeakerNominee, "rank"), "附件4中的次序", 7, Entry.NUMBER),
		_county_column(f"从下拉列表选择，不超过{cycle.quotas.nominees}人"),
		Column("name", label_of(SpeakerNominee, "name"), "必填", 11),
		Column("sex", label_of(SpeakerNominee, "sex"), "必填", 7, Entry.FLAG, Options.SEXES),
		Column(
			"political_status",
			label_of(SpeakerNominee, "political_status"),
			"必填",
			14,
			Entry.CHOICE,
			Options.POLITICAL_STATUSES,
		),
		Column("birth_month", label_of(SpeakerNominee, "birth_month"), "必填。例如1979-06", 11, Entry.CODE),
		Column("organisation", label_of(SpeakerNominee, "organisation"), "必填", 24),
		Column("position", label_of(SpeakerNominee, "position"), "必填", 14),
		Column("phone", label_of(SpeakerNominee, "phone"), "必填。手机，或带区号的固定电话", 18, Entry.CODE),
		*(_reason_column(number) for number in range(reasons)),
		Column("bio", label_of(SpeakerNominee, "bio"), f"必填。不超过{limit}字", 60, Entry.TEXT),
	]
	columns.append(_count_column("bio", "简介字数", limit, count))
	columns += _custom_columns(custom, RecordKind.NOMINEE)
	return SheetLayout(RecordKind.NOMINEE, "宣讲团人选建议名单", tuple(columns), 3, numbered="rank")


def repeated_counts(cycle: Cycle, headers: Iterable[str]) -> tuple[int, int]:
	"""How many sections beyond the cycle's headings, and how many reasons, these headers speak of."""
	plain = [plain_header(each) for each in headers]
	sections = _highest(_SECTION, plain) - len(cycle.headings)
	return min(max(sections, 0), MOST_REPEATED), min(max(_highest(_REASON, plain), 1), MOST_REPEATED)


def check_custom_columns(layouts: Iterable[SheetLayout], custom: Sequence[CustomColumn]) -> None:
	"""Raise InputError for a custom column whose label is blank, repeated or another column's, and
	ValueError for a kind of record without custom fields."""
	for column in custom:
		if column.kind not in CUSTOM_KINDS:
			raise ValueError(f"no custom columns for {column.kind.name}")
	for layout in layouts:
		headers = [plain_header(each.header) for each in layout.columns]
		for column in (each for each in custom if each.kind is layout.kind):
			header = plain_header(column.label)
			taken = headers.count(header) > 1 or _SECTION.fullmatch(header) or _REASON.fullmatch(header)
			if not header or taken:
				raise InputError(
					f"“{layout.name}”不能有名为“{column.label}”的自定义字段：名称为空，或与另一列重名",
					code="workbook.custom_label",
					place=layout.name,
				)


def _county_column(hint: str) -> Column:
	return Column("county_code", COUNTY_HEADER, hint, 22, Entry.CHOICE, Options.COUNTIES, strict=False)


def _section_columns(cycle: Cycle, position: int, count: Count) -> list[Column]:
	text, number = f"section.{position}.text", position + 1
	if position < len(cycle.headings):
		heading = cycle.headings[position]
		columns = [
			Column(text, heading.text, "必填" if heading.required else "选填", 60, Entry.TEXT),
		]
	else:
		columns = [
			Column(
				f"section.{position}.heading",
				f"第{number}部分标题",
				"选填。增加一部分时填写",
				24,
				optional=True,
			),
			Column(text, f"第{number}部分正文", "选填", 40, Entry.TEXT, optional=True),
		]
	columns.append(_count_column(text, f"第{number}部分字数", None, count))
	return columns


def _adjusted_headings(cycle: Cycle) -> list[Column]:
	return [
		Column(
			f"section.{position}.heading",
			f"第{position + 1}部分标题调整为",
			"选填。标题不变则留空",
			24,
			optional=True,
		)
		for position in range(len(cycle.headings))
	]


def _reason_column(number: int) -> Column:
	hint = "必填。一条理由一格，不必编号" if number == 0 else "选填"
	return Column(f"reason.{number}", f"推荐理由{number + 1}", hint, 26, optional=number > 0)


def _count_column(text: str, header: str, limit: int | None, count: Count) -> Column:
	def formula(address: Callable[[str], str]) -> str:
		cell = address(text)
		return f'IF(LEN({cell})=0,"",{count(cell)})'

	hint = f"自动计算，不超过{limit}字" if limit else "自动计算"
	return Column(f"count.{text}", header, hint, 10, formula=formula, limit=limit)


def _total(cycle: Cycle, sections: int, count: Count) -> Formula:
	"""Sections and headings together; an adjusted heading is counted, the cycle's own is known."""

	def formula(address: Callable[[str], str]) -> str:
		texts = ",".join(address(f"count.section.{position}.text") for position in range(sections))
		parts = [f"SUM({texts})"]
		for position in range(sections):
			heading = address(f"section.{position}.heading")
			if position < len(cycle.headings):
				known = cycle.counting_method.measure(cycle.headings[position].text)
				parts.append(f"IF(LEN({heading})=0,{known},{count(heading)})")
			else:
				parts.append(count(heading))
		return f'IF(SUM({texts})=0,"",{"+".join(parts)})'

	return formula


def _filing_state(address: Callable[[str], str]) -> str:
	sheet, last = f"'{RecordKind.SUMMARY.value}'", 1_000
	filed = (
		f"COUNTIFS({sheet}!$A${FIRST_ROW}:$A${last},{address('option')},"
		f'{sheet}!$B${FIRST_ROW}:$B${last},">0")'
	)
	missing = f'IF({address("reason")}="","缺总结或原因","未报送，有原因")'
	return f'IF({address("option")}="","",IF({filed}>0,"有工作总结",{missing}))'


def _county_option(address: Callable[[str], str]) -> str:
	return f'TRIM({address("code")}&" "&{address("name")})'


def _met_column(criterion: Criterion, header: str, hint: str, optional: bool = False) -> Column:
	return Column(f"met.{criterion.number}", header, hint, 17, Entry.FLAG, Options.YES_NO, optional=optional)


def _indicator_column(criterion: Criterion, indicator: Indicator) -> Column:
	sign = "≥" if indicator.comparison is Comparison.AT_LEAST else "≤"
	return Column(
		f"value.{criterion.number}.{indicator.code}",
		f"{indicator.code} {indicator.name}（{indicator.unit}）",
		f"达标线：{sign}{indicator.threshold}{indicator.unit}。只填数字，不适用则留空",
		17,
		Entry.NUMBER,
	)


def _custom_columns(custom: Sequence[CustomColumn], kind: RecordKind) -> list[Column]:
	entries = {
		ValueType.TEXT: Entry.TEXT,
		ValueType.NUMBER: Entry.NUMBER,
		ValueType.DATE: Entry.DATE,
		ValueType.YES_NO: Entry.FLAG,
	}
	return [
		Column(
			f"extra.{each.label}",
			each.label,
			each.hint,
			20,
			Entry.CHOICE if each.choices else entries[each.type],
			each.choices or (Options.YES_NO if each.type is ValueType.YES_NO else None),
			optional=True,
		)
		for each in custom
		if each.kind is kind
	]


def _highest(pattern: re.Pattern[str], headers: Iterable[str]) -> int:
	return max((int(found[1]) for each in headers if (found := pattern.fullmatch(each))), default=0)
