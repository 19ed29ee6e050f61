"""Texts of full length, for papers that have to fill pages. They mean nothing, but have the characters,
marks, numbers and sentences of official prose; the same seed gives the same text."""

from __future__ import annotations

import random
from dataclasses import replace

from kepu_app.core.model import AnnualSummary, SpeakerNominee, SummarySection, TypicalCase
from kepu_app.core.printing.paper_models import SummaryPaper, summary_paper
from tests.unit.factories import (
	COUNTIES,
	make_case,
	make_cycle,
	make_nominee,
	make_province,
	make_summary,
)

_COMMON = bytes(
	byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA) for byte in (row, cell)
).decode("gb2312")
"""The 3,755 characters of GB 2312's first level."""

_VOCABULARY = random.Random(0).sample(_COMMON, 800)
"""About as many different characters as a real summary has."""

_ASIDES = (
	"共投入{}万元，",
	"同比增长{}.5%，",
	"打造“{}分钟科普服务圈”，",
	"（含{}个乡镇）",
	"依托“科普中国”APP传播{},000余次，",
	"于9月{}—28日举办科普日，",
	"发布《科普资源目录（第{}版）》，",
)


def make_text(characters: int, seed: int = 1) -> str:
	"""One paragraph of at least so many characters."""
	chance = random.Random(seed)
	text = ""
	while len(text) < characters:
		text += "".join(chance.choices(_VOCABULARY, k=chance.randint(4, 16))) + chance.choice(
			"，，，，、；。。"
		)
		if chance.random() < 0.2:
			text += chance.choice(_ASIDES).format(chance.randint(10, 27))
	return text.rstrip("，、；。") + "。"


def make_section_text(characters: int, seed: int = 1) -> str:
	"""Paragraphs with the headings of all four levels, about so many characters together."""
	part = characters // 4
	return "\n".join(
		(
			f"（一）着力健全工作机制。{make_text(part, seed)}",
			f"1.建立联席会议制度\n{make_text(part, seed + 1)}",
			f"（1）{make_text(part, seed + 2)}",
			make_text(part, seed + 3),
		)
	)


def make_long_summary(characters: int = 3000, seed: int = 1) -> AnnualSummary:
	"""Return a summary with the four sections of the notice."""
	headings = make_cycle().headings
	sections = tuple(
		SummarySection(heading.text, make_section_text(characters // len(headings), seed + 10 * number))
		for number, heading in enumerate(headings)
	)
	return make_summary(sections=sections)


def make_long_paper(characters: int = 3000, seed: int = 1) -> SummaryPaper:
	"""Attachment 2 of 埇桥区 at full length."""
	return summary_paper(make_cycle(), make_province(), COUNTIES[0], make_long_summary(characters, seed))


def make_long_case(number: int) -> TypicalCase:
	text = f"{make_text(240, number)}\n{make_text(240, number + 10)}"
	return replace(make_case(number), text=text)


def make_long_nominee(number: int, reason: int = 40) -> SpeakerNominee:
	reasons = tuple(make_text(reason, number * 10 + each) for each in range(3))
	return make_nominee(number, reasons=reasons, bio=make_text(180, number))
