"""What stands on Attachments 2-4, ready to print: the data of the templates, for PDF, Word and Desk alike.

The official wording is literal in the templates; these classes carry only what differs from one paper
to the next. All values are text, already in the form in which they are printed.

``extra`` has the fields that an administrator added, by label. The shipped templates print none of them.
``code`` is the text of the 二维码 in the foot, blank on a paper without one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import dropwhile
from typing import Any, TypeVar

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import (
	AnnualSummary,
	County,
	Province,
	ScanOf,
	SpeakerNominee,
	Submission,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.printing.paper_codes import with_code
from kepu_app.core.printing.prose import (
	Level,
	Paragraph,
	chinese_number,
	paragraphs,
	recognised_headings,
	split_lines,
)
from kepu_app.core.report_text import cycle_heading, heading_key
from kepu_app.core.rules.reasons import split_reasons, without_number
from kepu_app.core.rules.telephones import printed_telephones


@dataclass(frozen=True)
class PrintedSection:
	heading: str
	paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class SummaryPaper:
	"""Attachment 2. ``place`` is 省市县 in one line; ``date`` like 2025年1月16日, blank if undated;
	``extra`` of the county and of the summary."""

	place: str
	year: int
	short_notice_title: str
	sections: tuple[PrintedSection, ...]
	signature: str
	date: str
	extra: Mapping[str, str] = field(default_factory=dict)
	code: str = ""


@dataclass(frozen=True)
class PrintedCase:
	"""``heading`` like 一、埇桥区（科普资源建设）."""

	heading: str
	title: str
	paragraphs: tuple[Paragraph, ...]
	extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseBookPaper:
	"""Attachment 3: all cases of one province."""

	place: str
	year: int
	short_notice_title: str
	cases: tuple[PrintedCase, ...]
	signature: str
	date: str
	code: str = ""


@dataclass(frozen=True)
class PrintedNominee:
	"""One row of the table; ``duty`` is 工作单位及职务, ``bio`` follows behind the table."""

	number: str
	name: str
	sex: str
	political_status: str
	birth_month: str
	duty: str
	phone: str
	reasons: tuple[str, ...]
	bio: tuple[Paragraph, ...]
	extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NomineeListPaper:
	"""Attachment 4: 单位名称, 联系人及联系方式, the table, the bios."""

	association: str
	contact: str
	nominees: tuple[PrintedNominee, ...]
	code: str = ""


def summary_paper(cycle: Cycle, province: Province, county: County, summary: AnnualSummary) -> SummaryPaper:
	"""Attachment 2 of one county. A section without a text is left out, heading and all, if it is optional or
	the cycle's parts may be adjusted."""
	optional = {each.text for each in cycle.headings if not each.required or cycle.headings_adjustable}
	paper = SummaryPaper(
		place=full_place(province, county),
		year=cycle.year,
		short_notice_title=cycle.short_notice_title,
		sections=tuple(
			_printed_section(cycle, each)
			for each in summary.sections
			if each.text.strip() or each.heading.strip() not in optional
		),
		signature=summary.on_behalf_of.strip(),
		date=printed_date(summary.dated),
		extra=_printed_values({**county.extra, **summary.extra}),
	)
	return _coded(paper, cycle, province, ScanOf.SUMMARY, county.code)


def case_book_paper(submission: Submission) -> CaseBookPaper:
	"""Attachment 3 of a province, cases in their order."""
	cycle, province = submission.cycle, submission.province
	paper = CaseBookPaper(
		place=province.name,
		year=cycle.year,
		short_notice_title=cycle.short_notice_title,
		cases=tuple(
			_printed_case(submission, case, number)
			for number, case in enumerate(submission.cases_in_order(), start=1)
		),
		signature=province.association,
		date=printed_date(submission.dated),
	)
	return _coded(paper, cycle, province, ScanOf.CASES, province.code)


def nominee_list_paper(submission: Submission) -> NomineeListPaper:
	"""Attachment 4 of a province, nominees by rank."""
	province = submission.province
	paper = NomineeListPaper(
		association=province.association,
		contact=" ".join(
			part for part in (province.contact_name, printed_telephones(province.contact_phone)) if part
		),
		nominees=tuple(
			_printed_nominee(nominee, number)
			for number, nominee in enumerate(submission.nominees_in_order(), start=1)
		),
	)
	return _coded(paper, submission.cycle, province, ScanOf.NOMINEES, province.code)


def full_place(province: Province, county: County) -> str:
	"""安徽省宿州市埇桥区; 北京市海淀区; 湖北省仙桃市."""
	return province.name + (county.city if county.city != province.name else "") + county.name


def printed_date(day: date | None) -> str:
	"""2025年1月16日: Arabic numbers without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
	return f"{day.year}年{day.month}月{day.day}日" if day else ""


_Coded = TypeVar("_Coded", SummaryPaper, CaseBookPaper, NomineeListPaper)


def _coded(paper: _Coded, cycle: Cycle, province: Province, of: ScanOf, place: str) -> _Coded:
	return with_code(paper, cycle.year, of, place) if province.paper_codes else paper


def _printed_case(submission: Submission, case: TypicalCase, number: int) -> PrintedCase:
	county = submission.county(case.county_code)
	topic = submission.cycle.topic(case.topic)
	place = county.name if county else case.county_code
	heading = f"{chinese_number(number)}、{place}（{topic.name if topic else case.topic}）"
	return PrintedCase(
		heading=heading,
		title=case.title.strip(),
		paragraphs=tuple(paragraphs(without_heading(case.text, heading, case.title), below=Level.FIRST)),
		extra=_printed_values(case.extra),
	)


def _printed_section(cycle: Cycle, section: SummarySection) -> PrintedSection:
	text = without_heading(section.text, section.heading)
	return PrintedSection(section.heading.strip(), tuple(paragraphs(text, below=level_above(cycle, text))))


def level_above(cycle: Cycle, text: str) -> Level | None:
	"""Return the level below which the text of a part is set: a part that begins with 一、 of its own is
	lowered. A report that was pasted whole into one part has the headings of the others in it, which are no
	lower."""
	is_whole = any(cycle_heading(line, cycle) for line in split_lines(text))
	first = next(iter(recognised_headings(text)), None)
	return Level.FIRST if first is not None and first.level is Level.FIRST and not is_whole else None


def without_heading(text: str, *headings: str) -> str:
	"""Return the text without the lines at its beginning that repeat what is printed above it."""
	keys = {heading_key(each) for each in headings} - {""}
	lines = split_lines(text)
	kept = dropwhile(lambda line: not line.strip() or heading_key(line) in keys, lines)
	return "\n".join(kept)


def _printed_nominee(nominee: SpeakerNominee, number: int) -> PrintedNominee:
	return PrintedNominee(
		number=str(number),
		name=nominee.name.strip(),
		sex=nominee.sex.strip(),
		political_status=nominee.political_status.strip(),
		birth_month=_printed_month(nominee.birth_month),
		duty=nominee.organisation.strip() + nominee.position.strip(),
		phone=printed_telephones(nominee.phone),
		reasons=tuple(without_number(reason) for entry in nominee.reasons for reason in split_reasons(entry)),
		bio=tuple(paragraphs(without_heading(nominee.bio, nominee.name), below=Level.SECOND)),
		extra=_printed_values(nominee.extra),
	)


def _printed_values(extra: Mapping[str, Any]) -> dict[str, str]:
	return {label: _printed_value(value) for label, value in extra.items()}


def _printed_value(value: Any) -> str:
	"""是 or 否; 2025年1月16日; 12.5; texts as they were entered, nothing as a blank."""
	if isinstance(value, bool):
		return "是" if value else "否"
	if isinstance(value, date):
		return printed_date(value)
	if isinstance(value, float | Decimal):
		return _without_zeros(f"{Decimal(str(value)):f}")
	return "" if value is None else str(value).strip()


def _without_zeros(number: str) -> str:
	return number.rstrip("0").rstrip(".") if "." in number else number


def _printed_month(birth_month: str) -> str:
	"""1979-06 as 1979年6月; anything else as it was entered."""
	found = re.fullmatch(r"(\d{4})-(\d{2})", birth_month.strip())
	return f"{found[1]}年{int(found[2])}月" if found else birth_month.strip()
