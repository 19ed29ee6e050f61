"""Several papers in one file: a summary followed by cases and nominees, or the reports of two counties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kepu_app.core.counter import count_text
from kepu_app.core.cycle import Cycle
from kepu_app.core.intake.cases import is_case_heading, is_name_of_cases, names_county
from kepu_app.core.intake.frame import is_frame
from kepu_app.core.intake.nominee_tables import is_nominee_table
from kepu_app.core.intake.page import Block, Line, Page, Table
from kepu_app.core.intake.received import ReceivedKind
from kepu_app.core.model import County
from kepu_app.core.report_text import cycle_heading, heading_key, is_first_level, is_title, read_date

_MOST_TITLE_LINES = 3
_LONGEST_HEAD = 40
_HEAD_OF_NOMINEES = re.compile("宣讲|人选|推荐[表单]|附件|单位名称|推荐单位|填报单位|盖章")
_FIRST = re.compile("(?:第一|一)")
_FEWEST_HEADINGS = 2
"""First-level headings that a summary needs, so that a title inside another paper begins none."""

_FEWEST_WORDS = 150
"""字 before the first paper that make a paper of their own; fewer are the head of what follows."""

_FEWEST_WORDS_OF_CASE = 80


@dataclass(frozen=True)
class Paper:
	"""One paper of a file; its kind is unknown without ``kind``."""

	page: Page
	kind: ReceivedKind | None = None


@dataclass(frozen=True)
class _Run:
	kind: ReceivedKind | None
	blocks: tuple[Block, ...]


def papers_in(page: Page, cycle: Cycle, counties: Sequence[County]) -> list[Paper]:
	"""Return the papers of a file in order; a file with one of them unchanged."""
	blocks = tuple(_expanded(page.blocks))
	runs = _with_whole_summaries(_joined(_parted(blocks, cycle, counties)), cycle)
	if len(runs) < 2:
		return [Paper(page)]
	# What is no text of the page is reported once.
	first, *others = (Paper(replace(page, blocks=run.blocks), run.kind) for run in runs)
	return [first, *(Paper(replace(each.page, left_out=(), notes=()), each.kind) for each in others)]


def _expanded(blocks: Sequence[Block]) -> Iterator[Block]:
	"""Yield the blocks, the content of layout tables as lines."""
	for block in blocks:
		if isinstance(block, Table) and block.is_layout and not is_nominee_table(block):
			yield from Page("", (block,)).lines()
		else:
			yield block


def _parted(blocks: tuple[Block, ...], cycle: Cycle, counties: Sequence[County]) -> list[_Run]:
	starts = _starts(blocks, cycle, counties)
	if not starts:
		return []
	ends = [index for index, _kind in starts[1:]] + [len(blocks)]
	runs = [
		_Run(kind, blocks[start:end]) for (start, kind), end in zip(starts, ends, strict=True) if end > start
	]
	lead = blocks[: starts[0][0]]
	if not lead:
		return runs
	if _is_paper(lead, cycle):
		return [_Run(None, lead), *runs]
	return [replace(runs[0], blocks=(*lead, *runs[0].blocks)), *runs[1:]]


def _starts(
	blocks: tuple[Block, ...], cycle: Cycle, counties: Sequence[County]
) -> list[tuple[int, ReceivedKind]]:
	"""Return the number of each paper's first block, its head included."""
	found: list[tuple[int, ReceivedKind]] = []
	for index in range(len(blocks)):
		kind = _begins(blocks, index, cycle, counties, found[-1][1] if found else None)
		if kind:
			lowest = found[-1][0] + 1 if found else 0
			found.append((_head_above(blocks, index, lowest, kind), kind))
	return found


def _begins(
	blocks: tuple[Block, ...],
	index: int,
	cycle: Cycle,
	counties: Sequence[County],
	current: ReceivedKind | None,
) -> ReceivedKind | None:
	block = blocks[index]
	if isinstance(block, Table):
		return ReceivedKind.NOMINEES if is_nominee_table(block) else None
	if _is_summary_title(blocks, index) and _has_headings(blocks[index:], cycle):
		return ReceivedKind.SUMMARY
	if current in (ReceivedKind.CASES, ReceivedKind.NOMINEES) and _goes_on(block, cycle, counties):
		return ReceivedKind.SUMMARY
	if _is_case_start(block, cycle, counties) and _holds_case(blocks[index:], cycle, counties):
		return ReceivedKind.CASES
	return None


def _is_summary_title(blocks: tuple[Block, ...], index: int) -> bool:
	"""Return whether a title begins here, in one line or in several centred ones."""
	lines: list[Line] = []
	for block in blocks[index : index + _MOST_TITLE_LINES]:
		if not isinstance(block, Line) or not block.text.strip() or read_date(block.text.strip()):
			return False
		lines.append(block)
		title = "".join(line.text.strip() for line in lines)
		if is_title(title) and "案例" not in title:
			return len(lines) == 1 or all(line.is_centred for line in lines)
	return False


def _has_headings(blocks: tuple[Block, ...], cycle: Cycle) -> bool:
	"""Return whether parts of a summary follow a title before the next title."""
	number = 0
	for index, block in enumerate(blocks):
		if index and _is_summary_title(blocks, index):
			break
		number += isinstance(block, Line) and _is_heading(block, cycle)
	return number >= _FEWEST_HEADINGS


def _is_heading(line: Line, cycle: Cycle) -> bool:
	return bool(cycle_heading(line.text, cycle)) or is_first_level(line.text)


def _goes_on(line: Line, cycle: Cycle, counties: Sequence[County]) -> bool:
	"""Return whether a line is a part of a summary that a table or a case has interrupted."""
	if cycle_heading(line.text, cycle):
		return True
	is_part = is_first_level(line.text) and not is_case_heading(line.text, cycle, counties)
	return is_part and not _FIRST.match(line.text.strip())


def _is_case_start(line: Line, cycle: Cycle, counties: Sequence[County]) -> bool:
	text = line.text.strip()
	if is_name_of_cases(text):
		return heading_key(text) == "".join(re.findall(r"\w", text))  # a numbered one is a part of a summary
	return is_case_heading(text, cycle, counties) and names_county(text, counties)


def _holds_case(blocks: tuple[Block, ...], cycle: Cycle, counties: Sequence[County]) -> bool:
	"""Return whether a case's text follows, and not further parts of a summary that only mentions cases."""
	words = 0
	for index, block in enumerate(blocks[1:], start=1):
		if isinstance(block, Table) or _is_summary_title(blocks, index):
			break
		if _goes_on(block, cycle, counties):
			return False
		words += count_text(block.text).words
	return words >= _FEWEST_WORDS_OF_CASE


def _head_above(blocks: tuple[Block, ...], index: int, lowest: int, kind: ReceivedKind) -> int:
	"""Return where the lines above a paper begin: 附件4, the name of its table, who fills it in."""
	while index > lowest:
		above = blocks[index - 1]
		if not isinstance(above, Line) or not _is_head(above.text.strip(), kind):
			break
		index -= 1
	return index


def _is_head(text: str, kind: ReceivedKind) -> bool:
	if not text or is_frame(text):
		return True
	is_short = len(text) <= _LONGEST_HEAD and not text.endswith("。") and not is_first_level(text)
	return kind is ReceivedKind.NOMINEES and is_short and bool(_HEAD_OF_NOMINEES.search(text))


def _is_paper(blocks: tuple[Block, ...], cycle: Cycle) -> bool:
	"""Return whether the text before the first paper is a paper too, and not its head."""
	lines = Page("", blocks).lines()
	words = sum(count_text(line.text).words for line in lines)
	return words >= _FEWEST_WORDS or sum(_is_heading(line, cycle) for line in lines) >= _FEWEST_HEADINGS


def _joined(runs: list[_Run]) -> list[_Run]:
	"""Join successive cases into one paper, and so tables of people."""
	found: list[_Run] = []
	for run in runs:
		if found and found[-1].kind is run.kind and run.kind is not ReceivedKind.SUMMARY:
			found[-1] = replace(run, blocks=found[-1].blocks + run.blocks)
		else:
			found.append(run)
	return found


def _with_whole_summaries(runs: list[_Run], cycle: Cycle) -> list[_Run]:
	"""Append parts after a table or a case to the summary that it interrupted."""
	found: list[_Run] = []
	for run in runs:
		is_rest = run.kind is ReceivedKind.SUMMARY and not _is_summary_title(_texts(run.blocks), 0)
		before = next(
			(
				number
				for number in reversed(range(len(found)))
				if found[number].kind in (None, ReceivedKind.SUMMARY)
			),
			None,
		)
		if is_rest and before is not None:
			found[before] = replace(found[before], blocks=found[before].blocks + run.blocks)
		else:
			found.append(run)
	return found


def _texts(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
	"""Return the blocks without the frame above the title."""
	start = next(
		(
			index
			for index, block in enumerate(blocks)
			if not isinstance(block, Line) or not is_frame(block.text)
		),
		0,
	)
	return blocks[start:]
