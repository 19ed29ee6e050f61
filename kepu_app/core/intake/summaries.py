"""Parses Attachment 2 from its lines: title, opening sentence, parts by their headings, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kepu_app.core.cycle import Cycle
from kepu_app.core.intake.endings import take_ending
from kepu_app.core.intake.frame import is_addressee, is_frame, without_frame
from kepu_app.core.intake.headings import Begun, Headings
from kepu_app.core.intake.page import Line, Where
from kepu_app.core.model import SummarySection
from kepu_app.core.report_text import (
	find_signature,
	heading_key,
	is_first_level,
	is_title,
	read_date,
	without_opening,
)

_LONGEST_TITLE = 4
"""Maximum lines of a title."""


@dataclass
class ReadSummary:
	"""The parts, and what surrounds them."""

	title: str = ""
	sections: list[SummarySection] = field(default_factory=list)
	found_as: list[str] = field(default_factory=list)
	on_behalf_of: str = ""
	dated: date | None = None
	left_out: list[str] = field(default_factory=list)
	notes: list[str] = field(default_factory=list)


def read_summary(lines: Sequence[Line], cycle: Cycle) -> ReadSummary:
	"""Parse a summary; every line ends up in a section, in one of the fields, or in ``left_out``."""
	read = ReadSummary()
	rest = [line for line in lines if line.text.strip()]
	rest = _take_head(rest, read)
	rest = without_frame(rest, read.left_out)
	rest = _take_ending(rest, read)
	_fill_sections(rest, cycle, read)
	return read


def take_title(lines: list[Line], left_out: list[str]) -> tuple[str, list[Line]]:
	"""Remove the title from the first lines, with what precedes it as 附件2; blank where there is none."""
	rest = list(lines)
	while rest and is_frame(rest[0].text):
		left_out.append(rest.pop(0).text.strip())
	for count in range(1, min(_LONGEST_TITLE, len(rest)) + 1):
		joined = "".join(line.text.strip() for line in rest[:count])
		if is_title(joined) or re.fullmatch(r"[^。；]{0,60}典型案例(?:材料)?", joined):
			return joined, rest[count:]
	if rest and (rest[0].is_centred or rest[0].outline == 1) and not is_first_level(rest[0].text):
		return rest[0].text.strip(), rest[1:]
	return "", rest


def _take_head(lines: list[Line], read: ReadSummary) -> list[Line]:
	read.title, rest = take_title(lines, read.left_out)
	if read.title:
		read.left_out.insert(0, f"标题：{read.title}")
	rest = without_frame(rest[:1], read.left_out) + rest[1:]
	while rest and read.title and _is_subtitle(rest[0], rest[1] if len(rest) > 1 else None):
		line = rest.pop(0)
		day = read_date(_unbracketed(line))
		read.dated = day or read.dated
		read.on_behalf_of = read.on_behalf_of or ("" if day else line.text.strip())
	return rest


def _is_subtitle(line: Line, below: Line | None) -> bool:
	"""Return whether a line below a title is its date in brackets, or an office, centred or above the date."""
	if read_date(_unbracketed(line)):
		return True
	is_office = bool(find_signature([line.text.strip(), "2024年1月1日"]).on_behalf_of)
	has_day_below = below is not None and bool(read_date(_unbracketed(below)))
	return is_office and (line.is_centred or has_day_below)


def _unbracketed(line: Line) -> str:
	return line.text.strip().strip("（）()")


def _take_ending(lines: list[Line], read: ReadSummary) -> list[Line]:
	"""Remove the signature at the end, or in a text box anywhere, since that is where a seal is put."""
	boxes = [line for line in lines if line.where is Where.TEXT_BOX]
	endings = [take_ending([line for line in lines if line.where is not Where.TEXT_BOX]), take_ending(boxes)]
	for ending in reversed(endings):
		read.on_behalf_of = ending.on_behalf_of or read.on_behalf_of
		read.dated = ending.dated or read.dated
		read.left_out += ending.left_out
		read.notes += ending.notes
	kept = {id(line) for ending in endings for line in ending.rest}
	return [line for line in lines if id(line) in kept]


def _fill_sections(lines: list[Line], cycle: Cycle, read: ReadSummary) -> None:
	headings = Headings(lines, cycle)
	sections: list[tuple[Begun, list[str]]] = []
	before: list[str] = []
	for line in lines:
		begun = headings.begun(line)
		if begun:
			sections.append((begun, [begun.text] if begun.text else []))
		else:
			(sections[-1][1] if sections else before).append(line.text.strip())
	before = _without_addressee(_without_opening(before, read), read)
	if before and sections:
		sections[0][1][:0] = before
		read.notes.append(f"第一个标题之前的文字（{before[0][:20]}……）放在了第一部分开头，请核对")
	elif before:
		sections.append((Begun(cycle.headings[0].text if cycle.headings else "", ""), before))
		read.notes.append("没有找到各部分的标题，全文放在第一部分里，请按标题拆分")
	for begun, text in sections:
		read.sections.append(SummarySection(begun.heading, "\n".join(text)))
		read.found_as.append(begun.found_as)
	_note_headings(cycle, headings.known, read)


def _without_opening(lines: list[str], read: ReadSummary) -> list[str]:
	kept = []
	for text in lines:
		rest = without_opening(text)
		if rest != text:
			read.left_out.append("开头的“现将……报送如下”（模板自动印上）")
		if rest:
			kept.append(rest)
	return kept


def _without_addressee(lines: list[str], read: ReadSummary) -> list[str]:
	"""Remove the recipient above the text."""
	if lines and is_addressee(lines[0]):
		read.left_out.append(f"主送：{lines[0].rstrip('：:')}")
		return lines[1:]
	return lines


def _note_headings(cycle: Cycle, known: set[str], read: ReadSummary) -> None:
	keys = [heading_key(each.heading) for each in read.sections]
	for key in {each for each in keys if each and keys.count(each) > 1}:
		heading = next(each.heading for each in read.sections if heading_key(each.heading) == key)
		read.notes.append(f"标题“{heading}”出现了多次，请核对")
	missing = [each.text for each in cycle.headings if each.required and each.text not in known]
	if known and missing:
		read.notes.append("没有找到这些部分：" + "；".join(missing))
