"""What a page is and whose: by its text first, then by the name of its file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kepu_app.core.counter import count_text
from kepu_app.core.cycle import Cycle
from kepu_app.core.intake.cases import is_case_heading, is_name_of_cases, read_cases
from kepu_app.core.intake.counties import named_counties
from kepu_app.core.intake.nominee_tables import is_nominee_table
from kepu_app.core.intake.nominees import read_nominees
from kepu_app.core.intake.page import Page
from kepu_app.core.intake.papers import Paper, papers_in
from kepu_app.core.intake.received import Part, Received, ReceivedKind
from kepu_app.core.intake.summaries import read_summary
from kepu_app.core.model import AnnualSummary, County
from kepu_app.core.report_text import cycle_heading, is_title

_BY_NAME = (
	(ReceivedKind.NOMINEES, re.compile("宣讲|人选|附件4|附件四")),
	(ReceivedKind.CASES, re.compile("案例|附件3|附件三")),
	(ReceivedKind.SUMMARY, re.compile("总结|附件2|附件二|工作报告|汇报")),
)
_HEAD = 8
"""Lines at the top of a page that say what it is."""

_LONGEST_TITLE = 4
"""Maximum lines of a title."""

_FEWEST_HEADINGS = 2
"""Headings of the cycle that make a text a summary."""

_FEWEST_WORDS = 150
"""字 of a text that is taken for a report although nothing says so."""


def recognise(
	page: Page, name: str, cycle: Cycle, counties: Sequence[County], kind: ReceivedKind | None = None
) -> Received:
	"""Recognise a file and parse its content into the model.

	Args:
		page: the file, parsed.
		name: its path as it came, folders included, for what the page does not say.
		cycle: headings, topics and year.
		counties: whose it may be.
		kind: given by a person; recognised by default.
	"""
	kind = kind or _kind_of(page, name, cycle, counties)
	read = {
		ReceivedKind.SUMMARY: _summary,
		ReceivedKind.CASES: _cases,
		ReceivedKind.NOMINEES: _nominees,
		ReceivedKind.SCAN: _scan,
		ReceivedKind.UNKNOWN: _unknown,
	}[kind]
	return read(page, name, cycle, counties)


def recognise_all(
	page: Page, name: str, cycle: Cycle, counties: Sequence[County], kind: ReceivedKind | None = None
) -> list[Received]:
	"""Recognise every paper of a file, in order.

	Args:
		kind: given by a person: return only papers of it, or the whole file as one if none seems to be.
	"""
	papers = papers_in(page, cycle, counties)
	found = [recognise(paper.page, name, cycle, counties, paper.kind) for paper in papers]
	found = _by_the_others(found, papers, cycle, counties)
	if not kind:
		return found
	return [each for each in found if each.kind is kind] or [recognise(page, name, cycle, counties, kind)]


def _by_the_others(
	found: list[Received], papers: list[Paper], cycle: Cycle, counties: Sequence[County]
) -> list[Received]:
	"""Assign a paper without a county to the one county that its file's other papers name."""
	named = {each.county.code: each.county for each in found if each.county}
	if len(found) < 2 or len(named) != 1:
		return found
	(county,) = named.values()
	return [
		each
		if is_settled(each)
		else replace(
			recognise(paper.page, f"{county.city}{county.name}", cycle, counties, each.kind), name=each.name
		)
		for each, paper in zip(found, papers, strict=True)
	]


def is_settled(received: Received) -> bool:
	"""Return whether the county of everything in the paper is known."""
	if received.kind is ReceivedKind.CASES:
		return all(is_code(each.county_code) for each in received.cases)
	if received.kind is ReceivedKind.NOMINEES:
		return all(is_code(each.county_code) for each in received.nominees)
	return received.county is not None or received.kind is ReceivedKind.UNKNOWN


def is_code(text: str) -> bool:
	"""Return whether it is a county's code, and not the file's words or nothing."""
	return len(text) == 6 and text.isascii() and text.isdigit()


def _kind_of(page: Page, name: str, cycle: Cycle, counties: Sequence[County]) -> ReceivedKind:
	if page.is_scan:
		return ReceivedKind.SCAN
	texts = [line.text.strip() for line in page.lines()]
	head = "".join(texts[:_HEAD])
	if any(is_nominee_table(table) for table in page.tables):
		return ReceivedKind.NOMINEES
	if len({cycle_heading(text, cycle) for text in texts} - {""}) >= _FEWEST_HEADINGS:
		return ReceivedKind.SUMMARY
	titles = ["".join(texts[:count]) for count in range(1, _LONGEST_TITLE + 1)]
	if any(is_title(title) and "案例" not in title for title in titles):
		return ReceivedKind.SUMMARY
	if any(is_case_heading(text, cycle, counties) for text in texts) or "典型案例" in head:
		return ReceivedKind.CASES
	by_name = next((kind for kind, pattern in _BY_NAME if pattern.search(name)), None)
	enough = count_text(page.text).words >= _FEWEST_WORDS
	if by_name in (ReceivedKind.SUMMARY, ReceivedKind.CASES) and enough:
		return by_name
	return ReceivedKind.UNKNOWN


def _others_in(page: Page, kind: ReceivedKind, cycle: Cycle, counties: Sequence[County]) -> tuple[str, ...]:
	"""Report another kind of paper in the file, for a person to separate."""
	texts = [line.text.strip() for line in page.lines()]
	has_summary = len({cycle_heading(text, cycle) for text in texts} - {""}) >= _FEWEST_HEADINGS
	has_cases = any(is_case_heading(text, cycle, counties) or is_name_of_cases(text) for text in texts[1:])
	if kind is ReceivedKind.SUMMARY:
		return ("文件里还有典型案例，放在了工作总结的文字里，请分开",) if has_cases else ()
	return ("文件里还有工作总结，没有收入，请单独存成一个文件",) if has_summary else ()


def _summary(page: Page, name: str, cycle: Cycle, counties: Sequence[County]) -> Received:
	read = read_summary(page.lines(), cycle)
	county, candidates = _whose(
		(read.title, read.on_behalf_of, *_name_parts(name), page.text[:300]), counties
	)
	summary = AnnualSummary(
		county_code=county.code if county else "",
		sections=tuple(read.sections),
		on_behalf_of=read.on_behalf_of,
		dated=read.dated,
	)
	parts = tuple(
		Part(section.heading, found_as, count_text(f"{section.heading}\n{section.text}").words)
		for section, found_as in zip(read.sections, read.found_as, strict=True)
	)
	others = _others_in(page, ReceivedKind.SUMMARY, cycle, counties)
	notes = [*read.notes, *others, *_notes_of(page), *_other_year(read.title, cycle)]
	return Received(
		name,
		ReceivedKind.SUMMARY,
		county,
		candidates,
		summary=summary,
		title=read.title,
		dated=read.dated,
		words=count_text(summary.text).words,
		parts=parts,
		left_out=(*read.left_out, *map(str, page.left_out)),
		notes=tuple(notes),
		converted_from=page.converted_from,
	)


def _cases(page: Page, name: str, cycle: Cycle, counties: Sequence[County]) -> Received:
	read = read_cases(page.lines(), cycle, counties, name)
	county, candidates = _whose((*_name_parts(name),), counties)
	codes = {case.county_code for case in read.cases}
	if len(codes) == 1:
		county = next((each for each in counties if each.code in codes), county)
	return Received(
		name,
		ReceivedKind.CASES,
		county if len(read.cases) == 1 else None,
		candidates,
		cases=tuple(read.cases),
		title=read.title,
		dated=read.dated,
		words=sum(count_text(case.text).words for case in read.cases),
		parts=tuple(Part(case.title, case.title, count_text(case.text).words) for case in read.cases),
		left_out=(*read.left_out, *map(str, page.left_out)),
		notes=(*read.notes, *_notes_of(page)),
		converted_from=page.converted_from,
	)


def _nominees(page: Page, name: str, cycle: Cycle, counties: Sequence[County]) -> Received:
	read = read_nominees(page, counties, name)
	county, candidates = _whose((*_name_parts(name),), counties)
	if len(read.nominees) == 1 and read.nominees[0].county_code:
		county = next(each for each in counties if each.code == read.nominees[0].county_code)
	return Received(
		name,
		ReceivedKind.NOMINEES,
		county,
		candidates,
		nominees=tuple(read.nominees),
		contact=read.contact,
		title="、".join(each.name for each in read.nominees),
		words=sum(count_text(each.bio).words for each in read.nominees),
		parts=tuple(Part(each.name, each.name, count_text(each.bio).words) for each in read.nominees),
		left_out=(*read.left_out, *map(str, page.left_out)),
		notes=(*read.notes, *_others_in(page, ReceivedKind.NOMINEES, cycle, counties), *_notes_of(page)),
		converted_from=page.converted_from,
	)


def _scan(page: Page, name: str, cycle: Cycle, counties: Sequence[County]) -> Received:
	county, candidates = _whose(_name_parts(name), counties)
	paper = next((kind for kind, pattern in _BY_NAME if pattern.search(name)), None)
	paper = paper or (ReceivedKind.SUMMARY if county else None)
	return Received(name, ReceivedKind.SCAN, county, candidates, notes=_notes_of(page), scan_of=paper)


def _unknown(page: Page, name: str, cycle: Cycle, counties: Sequence[County]) -> Received:
	county, candidates = _whose((*_name_parts(name), page.text[:300]), counties)
	lines = page.lines()
	return Received(
		name,
		ReceivedKind.UNKNOWN,
		county,
		candidates,
		title=lines[0].text[:60] if lines else "",
		words=count_text(page.text).words,
		left_out=tuple(map(str, page.left_out)),
		notes=("没有看出是工作总结、典型案例还是宣讲团人选", *_notes_of(page)),
		converted_from=page.converted_from,
	)


def _whose(texts: Sequence[str], counties: Sequence[County]) -> tuple[County | None, tuple[County, ...]]:
	"""Return the county by the first text that names one; several in one text are candidates."""
	for text in texts:
		found = named_counties(text, counties)
		if len(found) == 1:
			return found[0], ()
		if found:
			return None, tuple(found)
	return None, ()


def _name_parts(name: str) -> tuple[str, ...]:
	"""Return the file's name, then its folders from the nearest on."""
	return tuple(reversed(name.split("/")))


def _notes_of(page: Page) -> tuple[str, ...]:
	tables = sum(not table.is_layout and not is_nominee_table(table) for table in page.tables)
	rows = (f"{tables}个表格按行写成了文字，请核对",) if tables else ()
	converted = (
		(f"由{page.converted_from}转换，请核对编号和格式",) if page.converted_from not in ("", "PDF") else ()
	)
	return (*page.notes, *rows, *converted)


def _other_year(title: str, cycle: Cycle) -> tuple[str, ...]:
	years = set(re.findall(r"(20\d{2})年", title))
	return (
		(f"标题写的是{'、'.join(sorted(years))}年，不是{cycle.year}年",)
		if years and str(cycle.year) not in years
		else ()
	)
