"""Parses Attachment 3 from its lines: one case, or several under 一、XX县（专题）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kepu_app.core.cycle import Cycle, Topic
from kepu_app.core.intake.counties import named_counties
from kepu_app.core.intake.endings import take_ending
from kepu_app.core.intake.frame import without_frame
from kepu_app.core.intake.page import Line
from kepu_app.core.intake.summaries import take_title
from kepu_app.core.model import County, TypicalCase
from kepu_app.core.report_text import heading_key, without_opening

_CASE_HEADING = re.compile(
	r"(?:[一二三四五六七八九十]{1,3}[、.．])?\s*(?P<place>[^（(。]{2,20})[（(](?P<topic>[^）)]{2,40})[）)]"
)
_LONGEST_TITLE = 60
_LARGER = ("省", "市", "州", "盟", "自治区", "地区")
_LONGEST_LARGER = 20
_SHORT_OF_PROVINCE = len("内蒙古")
_SUBTITLE = re.compile("[—－-]{1,2}(?=[^—－-])")
_LABEL = re.compile(r"(?:案例(?:标题|名称|题目)|标题|题目)[：:]\s*")
_SENDER = re.compile(
	r"(?:(?:申报|报送|推荐|填报|上报|所在|实施)?单位(?:名称)?|示范县(?:名称)?|所属[县市区省]|作者|撰稿人?|联系人|联系电话|联系方式|电话)"
	r"\s*[：:].{0,60}"
)
_HEAD = 8
"""Lines at the top in which a case's form names its sender."""

_TOPIC_LABEL = re.compile(r"(?:专题|申报专题|所属专题|类别|方向)[：:]\s*(?P<topic>.{2,40})")


@dataclass
class ReadCases:
	cases: list[TypicalCase] = field(default_factory=list)
	title: str = ""
	dated: date | None = None
	left_out: list[str] = field(default_factory=list)
	notes: list[str] = field(default_factory=list)


def is_case_heading(text: str, cycle: Cycle, counties: Sequence[County]) -> bool:
	"""Return whether a line is 一、XX县（专题）."""
	match = _CASE_HEADING.fullmatch(text.strip())
	return bool(match and (topic_of(match["topic"], cycle) or _is_county(match["place"], counties)))


def names_county(text: str, counties: Sequence[County]) -> bool:
	"""Return whether a case's heading names its county, and not only its topic."""
	match = _CASE_HEADING.fullmatch(text.strip())
	return bool(match and _is_county(match["place"], counties))


def _is_county(place: str, counties: Sequence[County]) -> bool:
	"""Return whether a text is just a county's name, with or without city and province.

	An office of the county with （盖章） after it heads no case.
	"""
	named = named_counties(place, counties)
	before, _name, after = place.strip().partition(named[0].name) if named else ("", "", "")
	is_larger = len(before) <= _SHORT_OF_PROVINCE or (
		before.endswith(_LARGER) and len(before) <= _LONGEST_LARGER
	)
	return len(named) == 1 and not after and is_larger


def topic_of(text: str, cycle: Cycle) -> Topic | None:
	"""Return the topic that a text names, by its name or by the wording of the notice."""
	key = heading_key(text)
	named = [each for each in cycle.topics if heading_key(each.name) in key]
	described = [each for each in cycle.topics if each.description and heading_key(each.description) in key]
	if named:
		return max(named, key=lambda each: len(each.name))
	return described[0] if described else None


def read_cases(lines: Sequence[Line], cycle: Cycle, counties: Sequence[County], hint: str = "") -> ReadCases:
	"""Parse one or more cases.

	Args:
		lines: of the page.
		cycle: its topics.
		counties: whose cases they may be.
		hint: the file's name, for a single case that names neither county nor topic.
	"""
	read = ReadCases()
	rest = without_frame((line for line in lines if line.text.strip()), read.left_out)
	ending = take_ending(rest)
	rest, read.dated, read.notes = ending.rest, ending.dated, ending.notes
	read.left_out += ([f"落款：{ending.on_behalf_of}"] if ending.on_behalf_of else []) + ending.left_out
	starts = [index for index, line in enumerate(rest) if is_case_heading(line.text, cycle, counties)]
	if starts:
		read.title, before = take_title(rest[: starts[0]], read.left_out)
		_note_before(before, read)
		for start, end in zip(starts, [*starts[1:], len(rest)], strict=True):
			read.cases.append(_case_under(rest[start].text, rest[start + 1 : end], cycle, counties))
	else:
		read.cases.append(_single(rest, cycle, counties, hint, read))
	return read


def _note_before(lines: list[Line], read: ReadCases) -> None:
	for line in lines:
		if without_opening(line.text.strip()) != line.text.strip():
			read.left_out.append("开头的“现将……报送如下”（模板自动印上）")
		else:
			read.left_out.append(line.text.strip())


def _case_under(heading: str, lines: list[Line], cycle: Cycle, counties: Sequence[County]) -> TypicalCase:
	match = _CASE_HEADING.fullmatch(heading.strip())
	place, named_topic = (match["place"], match["topic"]) if match else (heading, "")
	found = named_counties(place, counties)
	topic = topic_of(named_topic, cycle)
	title, text = _title_and_text(lines)
	return TypicalCase(
		county_code=found[0].code if len(found) == 1 else place.strip(),
		topic=topic.code if topic else named_topic.strip(),
		title=title,
		text=text,
	)


def _single(
	lines: list[Line], cycle: Cycle, counties: Sequence[County], hint: str, read: ReadCases
) -> TypicalCase:
	kept: list[Line] = []
	topic: Topic | None = None
	for number, line in enumerate(lines):
		labelled = _TOPIC_LABEL.fullmatch(line.text.strip())
		if labelled and topic_of(labelled["topic"], cycle):
			topic = topic_of(labelled["topic"], cycle)
		elif is_name_of_cases(line.text) or (number < _HEAD and _SENDER.fullmatch(line.text.strip())):
			read.left_out.append(line.text.strip())
		else:
			kept.append(line)
	head = "\n".join(line.text for line in lines[:4])
	topic = topic or topic_of(head, cycle) or topic_of(hint, cycle)
	if not topic:
		read.notes.append("没有看出案例属于哪个专题，请选择")
	found = named_counties(head, counties) or named_counties(hint, counties)
	title, text = _title_and_text(kept)
	read.title = title
	return TypicalCase(found[0].code if len(found) == 1 else "", topic.code if topic else "", title, text)


def is_name_of_cases(text: str) -> bool:
	"""Match 安徽省2024年典型案例: the name of the paper, not of the case."""
	bare = "".join(text.split())
	return bool(re.fullmatch(r"[^。，：:]{0,30}?(?:\d{4}年(?:度)?)?(?:科普)?典型案例(?:材料)?", bare))


def _title_and_text(lines: list[Line]) -> tuple[str, str]:
	"""Split off the title, a short first line that is no sentence."""
	texts = [line.text.strip() for line in lines]
	if not texts:
		return "", ""
	labelled = _LABEL.match(texts[0])
	first = texts[0][labelled.end() :] if labelled else texts[0]
	is_title = (
		labelled
		or lines[0].is_centred
		or (len(first) <= _LONGEST_TITLE and not first.endswith(("。", "；", "！", "？")))
	)
	if is_title and (labelled or len(texts) > 1):
		is_subtitle = len(texts) > 2 and bool(_SUBTITLE.match(texts[1])) and len(texts[1]) <= _LONGEST_TITLE
		return (first + texts[1], "\n".join(texts[2:])) if is_subtitle else (first, "\n".join(texts[1:]))
	return "", "\n".join(texts)
