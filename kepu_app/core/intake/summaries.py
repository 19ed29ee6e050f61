"""Attachment 2 out of its lines: title, opening sentence, parts by their headings, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kepu_app.core.intake.page import Line
from kepu_app.core.model import Cycle, SummarySection
from kepu_app.core.report_text import (
	cycle_heading,
	find_signature,
	heading_key,
	is_first_level,
	is_title,
	read_date,
	without_opening,
)

_ATTACHMENT = re.compile(r"附件\s*[\d一二三四五六七八九]*[：:]?")
_LONGEST_TITLE = 4
"""Lines over which a title may be spread."""

_LIST_OF_NUMERALS = re.compile(r"[一二三四五六七八九十]、[一二三四五六七八九十]{1,2}[、和]?")
"""一、二、三产业 begins like a heading and is none."""


@dataclass
class ReadSummary:
	"""The parts, and what stands around them."""

	title: str = ""
	sections: list[SummarySection] = field(default_factory=list)
	found_as: list[str] = field(default_factory=list)
	on_behalf_of: str = ""
	dated: date | None = None
	left_out: list[str] = field(default_factory=list)
	notes: list[str] = field(default_factory=list)


def read_summary(lines: Sequence[Line], cycle: Cycle) -> ReadSummary:
	"""Reads a summary; every line ends up in a section, in one of the fields, or in ``left_out``."""
	read = ReadSummary()
	rest = [line for line in lines if line.text.strip()]
	rest = _take_head(rest, read)
	rest = _take_signature(rest, read)
	_fill_sections(rest, cycle, read)
	return read


def take_title(lines: list[Line], left_out: list[str]) -> tuple[str, list[Line]]:
	"""The title over the first lines, with what stands before it as 附件2; blank where there is none."""
	rest = list(lines)
	while rest and _ATTACHMENT.fullmatch(rest[0].text.strip()):
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
	while rest and read.title and _is_subtitle(rest[0]):
		text = rest.pop(0).text.strip()
		read.dated = read_date(text.strip("（）()")) or read.dated
		read.on_behalf_of = read.on_behalf_of or ("" if read_date(text.strip("（）()")) else text)
	return rest


def _is_subtitle(line: Line) -> bool:
	"""Below a title: the date in brackets, or who reports."""
	text = line.text.strip()
	return bool(read_date(text.strip("（）()"))) or (
		line.is_centred and bool(find_signature([text, "2024年1月1日"]).on_behalf_of)
	)


def _take_signature(lines: list[Line], read: ReadSummary) -> list[Line]:
	"""At the end, or in a text box anywhere, since that is where a seal is put."""
	boxes = [line for line in lines if line.where.name == "TEXT_BOX"]
	body = [line for line in lines if line.where.name != "TEXT_BOX"]
	in_boxes = find_signature([line.text for line in boxes])
	at_end = find_signature([line.text for line in body])
	read.on_behalf_of = at_end.on_behalf_of or in_boxes.on_behalf_of or read.on_behalf_of
	read.dated = at_end.dated or in_boxes.dated or read.dated
	if not boxes:
		return body[: len(body) - at_end.lines]
	kept = {id(line) for line in body[: len(body) - at_end.lines]}
	kept |= {id(line) for line in boxes[: len(boxes) - in_boxes.lines]}
	return [line for line in lines if id(line) in kept]


def _fill_sections(lines: list[Line], cycle: Cycle, read: ReadSummary) -> None:
	known = {cycle_heading(line.text, cycle) for line in lines} - {""}
	by_number = _is_numbered(lines, cycle, known)
	sections: list[tuple[str, str, list[str]]] = []
	before: list[str] = []
	for line in lines:
		heading = _heading_of(line, cycle, by_number, bool(known))
		if heading:
			sections.append((heading, line.text.strip(), []))
		elif sections:
			sections[-1][2].append(line.text.strip())
		else:
			before.append(line.text.strip())
	before = _without_opening(before, read)
	if before and sections:
		sections[0][2][:0] = before
		read.notes.append(f"第一个标题之前的文字（{before[0][:20]}……）放在了第一部分开头，请核对")
	elif before:
		sections.append((cycle.headings[0].text if cycle.headings else "", "", before))
		read.notes.append("没有找到各部分的标题，全文放在第一部分里，请按标题拆分")
	for heading, found_as, text in sections:
		read.sections.append(SummarySection(heading, "\n".join(text)))
		read.found_as.append(found_as)
	_note_headings(cycle, known, read)


def _is_numbered(lines: list[Line], cycle: Cycle, known: set[str]) -> bool:
	"""Whether the parts carry 一、: then other lines with 一、 are parts of their own, and not parts of a part."""
	if not known:
		return any(is_first_level(line.text) for line in lines)
	return any(is_first_level(line.text) and cycle_heading(line.text, cycle) for line in lines)


def _heading_of(line: Line, cycle: Cycle, by_number: bool, has_known: bool) -> str:
	text = line.text.strip()
	found = cycle_heading(text, cycle)
	if found:
		return found
	if by_number:
		return text if is_first_level(text) and not _LIST_OF_NUMERALS.match(text) else ""
	return text if not has_known and line.outline in (1, 2) and len(text) <= 60 else ""


def _without_opening(lines: list[str], read: ReadSummary) -> list[str]:
	kept = []
	for text in lines:
		rest = without_opening(text)
		if rest != text:
			read.left_out.append("开头的“现将……报送如下”（模板自动印上）")
		if rest:
			kept.append(rest)
	return kept


def _note_headings(cycle: Cycle, known: set[str], read: ReadSummary) -> None:
	keys = [heading_key(each.heading) for each in read.sections]
	for key in {each for each in keys if each and keys.count(each) > 1}:
		heading = next(each.heading for each in read.sections if heading_key(each.heading) == key)
		read.notes.append(f"标题“{heading}”出现了多次，请核对")
	missing = [each.text for each in cycle.headings if each.required and each.text not in known]
	if known and missing:
		read.notes.append("没有找到这些部分：" + "；".join(missing))
