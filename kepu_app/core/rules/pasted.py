"""Leftovers of a summary pasted from Word: a heading, an opening sentence or a signature inside the text, or
the whole report in one part. Each gives a warning, and ``fix_summary`` repairs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from kepu_app.core.breaches import Breach
from kepu_app.core.cycle import Cycle
from kepu_app.core.model import AnnualSummary, SummarySection
from kepu_app.core.report_text import (
	cycle_heading,
	find_signature,
	heading_key,
	is_first_level,
	is_title,
	without_opening,
)
from kepu_app.core.rules.record import Record

_FEWEST_HEADINGS = 2
"""Headings of its own that make one part the whole report, if all others are blank."""


class Fix(str, Enum):
	"""A repair by ``fix_summary``; its value is the breach's ``fix``."""

	SPLIT = "split_sections"
	DROP_HEADING = "drop_heading"
	DROP_OPENING = "drop_opening"
	TAKE_SIGNATURE = "take_signature"


_SENTENCES = {
	Fix.SPLIT: ("summary.whole_in_one", "整篇总结粘贴在这一部分里，可以按标题拆分到各部分"),
	Fix.DROP_HEADING: ("summary.heading_in_text", "正文第一行又写了一遍标题，可以删去"),
	Fix.DROP_OPENING: (
		"summary.opening_in_text",
		"正文里有总结的标题或“现将……报送如下”，模板会自动印上，可以删去",
	),
	Fix.TAKE_SIGNATURE: ("summary.signature_in_text", "正文末尾有落款或日期，可以移到落款单位和落款日期"),
}


def check_pasted(record: Record, cycle: Cycle, summary: AnnualSummary) -> list[Breach]:
	"""Return a warning with its fix for each part with something that belongs elsewhere.

	A part that holds the whole report gets only that warning, since splitting it repairs the rest too.
	"""
	found = []
	for position, section in enumerate(summary.sections):
		for fix in _fixes(cycle, summary, position):
			code, sentence = _SENTENCES[fix]
			place = record.place("sections", position, section.heading.strip() or f"第{position + 1}部分")
			first = next((line.strip() for line in section.text.split("\n") if line.strip()), "")
			found.append(replace(record.warning(code, place, first[:40], "", sentence), fix=fix.value))
	return found


def fix_summary(cycle: Cycle, summary: AnnualSummary, fix: str, part: int) -> AnnualSummary:
	"""Return the summary with one fix applied to its ``part``-th section (from 0).

	Only text that the template prints by itself is lost.

	Raises:
		ValueError: no such fix, or no such part.
	"""
	mend: Callable[[Cycle, AnnualSummary, int], AnnualSummary] = {
		Fix.SPLIT: _split,
		Fix.DROP_HEADING: _without_heading,
		Fix.DROP_OPENING: _without_opening,
		Fix.TAKE_SIGNATURE: _with_signature,
	}[Fix(fix)]
	if not 0 <= part < len(summary.sections):
		raise ValueError(f"fix_summary: no section {part}")
	return mend(cycle, summary, part)


def _fixes(cycle: Cycle, summary: AnnualSummary, position: int) -> list[Fix]:
	lines = summary.sections[position].text.split("\n")
	if _is_whole(cycle, summary, position):
		return [Fix.SPLIT]
	found = []
	if _own_heading(summary.sections[position], lines) >= 0:
		found.append(Fix.DROP_HEADING)
	if position == _first_with_text(summary) and _without_frame(lines) != lines:
		found.append(Fix.DROP_OPENING)
	if position == _last_with_text(summary) and find_signature(lines).lines:
		found.append(Fix.TAKE_SIGNATURE)
	return found


def _is_whole(cycle: Cycle, summary: AnnualSummary, position: int) -> bool:
	"""Return whether a part holds the whole report.

	It does if it holds a heading of the cycle whose own part is blank. So does the only part with text, if it
	has several headings of its own.
	"""
	section = summary.sections[position]
	others = {
		heading_key(each.heading)
		for number, each in enumerate(summary.sections)
		if number != position and each.text.strip()
	}
	lines = section.text.split("\n")
	headings = [line for line in lines if cycle_heading(line, cycle)]
	foreign = {heading_key(each) for each in headings} - {heading_key(section.heading)} - others
	is_alone = not others and sum(is_first_level(line) for line in lines) >= _FEWEST_HEADINGS
	return bool(foreign) or is_alone


def _split(cycle: Cycle, summary: AnnualSummary, part: int) -> AnnualSummary:
	"""Split a part at its headings; they replace blank parts, parts with a text stay."""
	section = summary.sections[part]
	lines = _without_frame(section.text.split("\n"))
	signature = find_signature(lines)
	pieces = _pieces(cycle, section.heading, lines[: len(lines) - signature.lines])
	brought = {heading_key(each.heading) for each in pieces}
	is_whole = not any(each.text.strip() for number, each in enumerate(summary.sections) if number != part)
	others = [
		(number, each)
		for number, each in enumerate(summary.sections)
		if number != part and (each.text.strip() or not (is_whole or heading_key(each.heading) in brought))
	]
	before = [each for number, each in others if number < part]
	after = [each for number, each in others if number > part]
	return replace(
		summary,
		sections=(*before, *pieces, *after),
		on_behalf_of=summary.on_behalf_of or signature.on_behalf_of,
		dated=summary.dated or signature.dated,
	)


def _pieces(cycle: Cycle, heading: str, lines: list[str]) -> list[SummarySection]:
	"""Split into sections; text before the first heading stays under the part's, which is dropped if blank."""
	pieces: list[tuple[str, list[str]]] = [(heading, [])]
	for line in lines:
		own = cycle_heading(line, cycle) or (line.strip() if is_first_level(line) else "")
		if own:
			pieces.append((own, []))
		else:
			pieces[-1][1].append(line)
	found = [SummarySection(each, "\n".join(text).strip("\n")) for each, text in pieces]
	return found if found[0].text.strip() else found[1:]


def _without_heading(cycle: Cycle, summary: AnnualSummary, part: int) -> AnnualSummary:
	lines = summary.sections[part].text.split("\n")
	heading = _own_heading(summary.sections[part], lines)
	return _with_lines(summary, part, lines[:heading] + lines[heading + 1 :] if heading >= 0 else lines)


def _without_opening(cycle: Cycle, summary: AnnualSummary, part: int) -> AnnualSummary:
	return _with_lines(summary, part, _without_frame(summary.sections[part].text.split("\n")))


def _with_signature(cycle: Cycle, summary: AnnualSummary, part: int) -> AnnualSummary:
	"""Take signature and date from the text, unless they are entered already."""
	lines = summary.sections[part].text.split("\n")
	signature = find_signature(lines)
	shorter = _with_lines(summary, part, lines[: len(lines) - signature.lines])
	return replace(
		shorter,
		on_behalf_of=summary.on_behalf_of or signature.on_behalf_of,
		dated=summary.dated or signature.dated,
	)


def _with_lines(summary: AnnualSummary, part: int, lines: list[str]) -> AnnualSummary:
	sections = list(summary.sections)
	sections[part] = replace(sections[part], text="\n".join(lines).strip("\n"))
	return replace(summary, sections=tuple(sections))


def _own_heading(section: SummarySection, lines: list[str]) -> int:
	"""Return the number of the line that repeats the part's heading; -1 if the first line of text does not."""
	first = next((number for number, line in enumerate(lines) if line.strip()), -1)
	key = heading_key(section.heading)
	return first if first >= 0 and key and heading_key(lines[first]) == key else -1


def _without_frame(lines: list[str]) -> list[str]:
	"""Remove the title and the opening sentence at the beginning."""
	rest = list(lines)
	while rest and (not rest[0].strip() or is_title(rest[0])):
		rest.pop(0)
	if rest and (opened := without_opening(rest[0])) != rest[0]:
		rest[:1] = [opened] if opened else []
		return rest
	return rest if any(is_title(line) for line in lines[: len(lines) - len(rest)]) else lines


def _first_with_text(summary: AnnualSummary) -> int:
	return next((number for number, each in enumerate(summary.sections) if each.text.strip()), -1)


def _last_with_text(summary: AnnualSummary) -> int:
	return max((number for number, each in enumerate(summary.sections) if each.text.strip()), default=-1)
