"""汇总表.xlsx: what a province has sent, or what all provinces have, at a glance.

The sheets hold values, not formulas, so that every viewer shows them. With several provinces each list
starts with the province, and two more sheets compare the provinces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.breaches import Breach
from kepu_app.core.labels import label_of
from kepu_app.core.model import (
	AnnualSummary,
	County,
	Province,
	RecordKind,
	SpeakerNominee,
	Submission,
	TypicalCase,
)
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import put_value
from kepu_app.core.workbooks.columns import Entry
from kepu_app.core.workbooks.entry_rules import NO, YES
from kepu_app.core.workbooks.lists import (
	HEADER_ROW,
	Heading,
	add_list,
	finished,
	new_workbook,
	put,
	tallest,
)
from kepu_app.core.workbooks.overview_assessments import PROVINCE, add_assessments
from kepu_app.core.workbooks.overview_figures import (
	StatedCriterion,
	counties_and_summaries,
	criteria_of,
	filed_count,
	lengths_of,
	mean_of,
	met_count,
	share_of,
	tally,
)
from kepu_app.core.workbooks.rows import Extended

OVERVIEW_SHEET, PROVINCES_SHEET, SHARES_SHEET = "概览", "各省概览", "各省达标率"
_FROZEN = {RecordKind.COUNTY: 2, RecordKind.CASE: 3, RecordKind.NOMINEE: 3}
"""Columns that stay in sight, up to the county's name."""


_PAGE_WIDTHS = (20, 24, 24, 16, 60)


def write_overview(submission: Submission, breaches: Sequence[Breach] = ()) -> bytes:
	"""汇总表.xlsx of one province: overview, counties, cases, nominees, self-assessments.

	Args:
		submission: what the province sends.
		breaches: what the check found; listed below the overview.

	Raises:
		InputError: a text that a cell cannot hold.
	"""
	workbook = new_workbook()
	_add_overview(workbook, submission, breaches)
	_add_lists(workbook, [submission], is_national=False)
	return _finished(workbook, [submission], submission.province.name)


def write_national_overview(submissions: Sequence[Submission]) -> bytes:
	"""汇总表.xlsx of several provinces in one cycle, in the order given.

	Raises:
		ValueError: no submission at all.
		InputError: a text that a cell cannot hold.
	"""
	if not submissions:
		raise ValueError("write_national_overview: no submissions")
	workbook = new_workbook()
	add_list(workbook, PROVINCES_SHEET, _province_headings(), _province_records(submissions))
	_add_lists(workbook, submissions, is_national=True)
	criteria = criteria_of(submissions)
	headings = [PROVINCE, *(Heading(f"{each.number}.{each.title}", 16) for each in criteria)]
	add_list(workbook, SHARES_SHEET, headings, _share_records(submissions, criteria))
	return _finished(workbook, submissions, "全国")


def _finished(workbook: Workbook, submissions: Sequence[Submission], whose: str) -> bytes:
	cycle = submissions[0].cycle
	return finished(workbook, f"{whose}{cycle.year}年全国科普示范县汇总表", cycle.notice_date)


# --- the first sheet


def _add_overview(workbook: Workbook, submission: Submission, breaches: Sequence[Breach]) -> None:
	sheet = workbook.create_sheet(OVERVIEW_SHEET)
	row = HEADER_ROW
	for facts in (_facts(submission), _figures(submission)):
		for label, value in facts:
			put_value(sheet.cell(row, 1), label, style.LABEL, label)
			put(sheet, row, 2, value, Entry.LINE)
			sheet.row_dimensions[row].height = style.height_of(str(value), _PAGE_WIDTHS[1])
			row += 1
		row += 1
	_add_breaches(sheet, row, breaches)
	for number, width in enumerate(_PAGE_WIDTHS, start=1):
		sheet.column_dimensions[get_column_letter(number)].width = width
	style.set_print(sheet, 1, sum(_PAGE_WIDTHS))


def _facts(submission: Submission) -> list[tuple[str, Any]]:
	province, cycle = submission.province, submission.cycle
	return [
		(label_of(Province, "name"), province.name),
		(label_of(Province, "association"), province.association),
		(label_of(Province, "contact_name"), province.contact_name),
		(label_of(Province, "contact_phone"), province.contact_phone),
		("年度", str(cycle.year)),
		("通知文号", cycle.notice_number),
		("落款日期", submission.dated),
	]


def _figures(submission: Submission) -> list[tuple[str, Any]]:
	counts = lengths_of(submission)
	unit = submission.cycle.counting_method.value
	return [
		("示范县", len(submission.counties)),
		("已报送工作总结", filed_count(submission)),
		("报送率", share_of(filed_count(submission), len(submission.counties))),
		("未报送（有原因）", len(submission.missing)),
		("典型案例", len(submission.cases)),
		("宣讲团人选", len(submission.nominees)),
		("盖章扫描件", len(submission.scans)),
		(f"工作总结{unit}（最少）", min(counts, default="")),
		(f"工作总结{unit}（平均）", mean_of(counts)),
		(f"工作总结{unit}（最多）", max(counts, default="")),
	]


def _add_breaches(sheet: Worksheet, row: int, breaches: Sequence[Breach]) -> None:
	title = f"检查结果：{len(breaches)}个问题" if breaches else "检查结果：没有发现问题"
	put_value(sheet.cell(row, 1), title, style.SUBTITLE, title)
	if not breaches:
		return
	for number, header in enumerate(("级别", "位置", "内容", "应为", "问题"), start=1):
		put_value(sheet.cell(row + 1, number), header, style.HEADER_OPTIONAL, header)
	for line, breach in enumerate(breaches, start=row + 2):
		texts = (breach.severity.value, breach.place.label, breach.value, breach.limit, breach.message)
		for number, text in enumerate(texts, start=1):
			put(sheet, line, number, text, Entry.TEXT)
		sheet.row_dimensions[line].height = tallest(texts, _PAGE_WIDTHS)


# --- the lists


def _add_lists(workbook: Workbook, submissions: Sequence[Submission], is_national: bool) -> None:
	makers = (
		(RecordKind.COUNTY, _county_headings, _county_records),
		(RecordKind.CASE, _case_headings, _case_records),
		(RecordKind.NOMINEE, _nominee_headings, _nominee_records),
	)
	for kind, headings, records in makers:
		labels = _custom_labels(submissions, kind)
		add_list(
			workbook,
			kind.value,
			[
				*([PROVINCE] if is_national else ()),
				*headings(submissions),
				*(_custom_heading(label) for label in labels),
			],
			(
				[*([each.province.name] if is_national else ()), *record]
				for each in submissions
				for record in records(each, labels)
			),
			frozen=_FROZEN[kind] + is_national,
		)
	add_assessments(workbook, submissions, is_national)


def _county_headings(submissions: Sequence[Submission]) -> list[Heading]:
	unit = submissions[0].cycle.counting_method.value
	names = ("code", "name", "city", "batch", "period")
	return [
		*(Heading(label_of(County, each), 16) for each in names),
		Heading("是否报送", 10, Entry.FLAG),
		Heading(unit, 10, Entry.NUMBER),
		Heading(label_of(AnnualSummary, "on_behalf_of"), 24),
		Heading(label_of(AnnualSummary, "dated"), 15, Entry.DATE),
		Heading("未报送原因", 30),
		Heading("达标项数", 10, Entry.NUMBER),
	]


def _county_records(submission: Submission, labels: Sequence[str]) -> Iterator[Sequence[Any]]:
	reasons = {each.county_code: each.reason for each in submission.missing}
	for county, summary in counties_and_summaries(submission):
		extra = {**county.extra, **(summary.extra if summary else {})}
		yield (
			*(county.code, county.name, county.city, county.batch, county.period),
			"是" if summary else "否",
			submission.cycle.counting_method.measure(summary.text) if summary else "",
			summary.on_behalf_of if summary else "",
			summary.dated if summary else "",
			reasons.get(county.code, ""),
			met_count(submission, summary) if summary else "",
			*_extra_cells(extra, labels),
		)


def _case_headings(submissions: Sequence[Submission]) -> list[Heading]:
	return [
		Heading(label_of(TypicalCase, "order"), 8, Entry.NUMBER),
		*(Heading(label_of(County, each), 16) for each in ("code", "name", "city")),
		Heading(label_of(TypicalCase, "topic"), 22),
		Heading(label_of(TypicalCase, "title"), 26),
		Heading(label_of(TypicalCase, "text"), 66, Entry.TEXT),
		Heading(submissions[0].cycle.counting_method.value, 10, Entry.NUMBER),
	]


def _case_records(submission: Submission, labels: Sequence[str]) -> Iterator[Sequence[Any]]:
	for number, case in enumerate(submission.cases_in_order(), start=1):
		topic = submission.cycle.topic(case.topic)
		yield (
			number,
			*_county_cells(submission, case.county_code),
			topic.name if topic else case.topic,
			case.title,
			case.text,
			submission.cycle.counting_method.measure(case.text),
			*_extra_cells(case.extra, labels),
		)


def _nominee_headings(submissions: Sequence[Submission]) -> list[Heading]:
	widths = {"sex": 8, "birth_month": 12, "organisation": 26, "phone": 18}
	names = ("name", "sex", "political_status", "birth_month", "organisation", "position", "phone")
	return [
		Heading(label_of(SpeakerNominee, "rank"), 8, Entry.NUMBER),
		*(Heading(label_of(County, each), 16) for each in ("code", "name", "city")),
		*(Heading(label_of(SpeakerNominee, each), widths.get(each, 14)) for each in names),
		Heading(label_of(SpeakerNominee, "reasons"), 50, Entry.TEXT),
		Heading(label_of(SpeakerNominee, "bio"), 60, Entry.TEXT),
		Heading(submissions[0].cycle.counting_method.value, 10, Entry.NUMBER),
	]


def _nominee_records(submission: Submission, labels: Sequence[str]) -> Iterator[Sequence[Any]]:
	for number, each in enumerate(submission.nominees_in_order(), start=1):
		yield (
			number,
			*_county_cells(submission, each.county_code),
			*(each.name, each.sex, each.political_status, each.birth_month),
			*(each.organisation, each.position, each.phone),
			"\n".join(f"{place}.{reason}" for place, reason in enumerate(each.reasons, start=1)),
			each.bio,
			submission.cycle.counting_method.measure(each.bio),
			*_extra_cells(each.extra, labels),
		)


# --- the standard


# --- the provinces beside each other


def _province_headings() -> list[Heading]:
	numbers = ("示范县", "工作总结", "报送率", "未报送（有原因）", "典型案例", "宣讲团人选", "平均字数")
	return [
		PROVINCE,
		Heading(label_of(Province, "association"), 22),
		Heading(label_of(Province, "contact_name"), 12),
		Heading(label_of(Province, "contact_phone"), 18),
		*(Heading(each, 12, Entry.NUMBER) for each in numbers),
		Heading("落款日期", 15, Entry.DATE),
	]


def _province_records(submissions: Sequence[Submission]) -> Iterator[Sequence[Any]]:
	for each in submissions:
		province = each.province
		contact = (province.name, province.association, province.contact_name, province.contact_phone)
		yield (*contact, *_province_figures([each]), each.dated)
	yield ("合计", "", "", "", *_province_figures(submissions), "")


def _province_figures(submissions: Sequence[Submission]) -> tuple[Any, ...]:
	counties = sum(len(each.counties) for each in submissions)
	filed = sum(filed_count(each) for each in submissions)
	return (
		counties,
		filed,
		share_of(filed, counties),
		sum(len(each.missing) for each in submissions),
		sum(len(each.cases) for each in submissions),
		sum(len(each.nominees) for each in submissions),
		mean_of([count for each in submissions for count in lengths_of(each)]),
	)


def _share_records(
	submissions: Sequence[Submission], criteria: Sequence[StatedCriterion]
) -> Iterator[Sequence[Any]]:
	for name, group in (*((each.province.name, [each]) for each in submissions), ("全国", submissions)):
		yield (name, *(share_of(*tally(group, each.number)) for each in criteria))


# --- what they share


def _county_cells(submission: Submission, code: str) -> tuple[str, str, str]:
	county = submission.county(code)
	return (code, county.name, county.city) if county else (code, "", "")


def _custom_labels(submissions: Sequence[Submission], kind: RecordKind) -> list[str]:
	"""Return the custom fields of a kind of record, in order of appearance; a county's list shows those of
	its summary too."""
	holders: Callable[[Submission], Sequence[Extended]] = {
		RecordKind.COUNTY: lambda each: (*each.counties, *each.summaries),
		RecordKind.CASE: lambda each: each.cases,
		RecordKind.NOMINEE: lambda each: each.nominees,
	}[kind]
	labels = (label for each in submissions for record in holders(each) for label in record.extra)
	return list(dict.fromkeys(labels))


def _custom_heading(label: str) -> Heading:
	return Heading(label, 20, Entry.TEXT)


def _extra_cells(extra: Mapping[str, Any], labels: Sequence[str]) -> list[Any]:
	words = {True: YES, False: NO}
	values = (extra.get(label, "") for label in labels)
	return [words[value] if isinstance(value, bool) else value for value in values]
