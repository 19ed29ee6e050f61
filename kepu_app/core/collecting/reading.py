"""Examines one file by ``core.intake``: what it is and whose, in the terms of a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kepu_app.core.collecting.outcomes import Outcome
from kepu_app.core.collecting.placing import PlacedFile
from kepu_app.core.collecting.records import FoundRecord, Origin, Record
from kepu_app.core.collecting.run import Reader
from kepu_app.core.cycle import Cycle
from kepu_app.core.intake import (
	Page,
	Received,
	ReceivedKind,
	is_code,
	is_converted,
	is_settled,
	read_document,
	recognise_all,
)
from kepu_app.core.model import County, ScanOf
from kepu_app.core.sandbox import run_limited, warm_up

_SCANS = {
	ReceivedKind.SUMMARY: ScanOf.SUMMARY,
	ReceivedKind.CASES: ScanOf.CASES,
	ReceivedKind.NOMINEES: ScanOf.NOMINEES,
}
_TABLES = (".xlsx", ".xls", ".et", ".csv")
_WORKBOOK, _LETTER, _BIO = "表格", "公函", "个人工作简介"
_LETTER_TITLE = re.compile(r".{0,30}关于.{2,60}的(?:函|通知|请示|报告|说明|复函)(?:[（(].{1,10}[）)])?")
_BIO_TITLE = re.compile(r"个人(?:工作)?简[介历]")
_HEAD = 4
"""Lines at the top that may be a title."""

FRAME = "模板自动印上，未收入："
"""How a remark names the title and the opening sentence, which are left out of nearly every report."""

_FRAME_PART = re.compile(r"标题：|附件|.*（模板自动印上）")
_MOST_LEFT_OUT = 5
"""Maximum omissions that a line of the list names one by one."""


def read_file(cycle: Cycle) -> Reader:
	"""Return the reader of a cycle's reports, which parses in a child process with limits.

	Only LibreOffice's limited conversions run in this process: a child may start no program.
	"""
	warm_up(look_into)

	def read(
		content: bytes, origin: Origin, counties: Sequence[County], listed: Sequence[County]
	) -> PlacedFile:
		if is_converted(content):
			return look_into(content, origin, cycle, counties, listed)
		return run_limited(look_into, content, origin, cycle, counties, listed, name=origin.name)

	return read


def look_into(
	content: bytes, origin: Origin, cycle: Cycle, counties: Sequence[County], listed: Sequence[County]
) -> PlacedFile:
	"""Return what a file is and whose; see ``Reader``. Raises InputError for one that cannot be read."""
	name = origin.name.split("/")[-1]
	if name.lower().endswith(_TABLES):
		remark = "表格不从这里收入；示范县名单可以放在要填写的工作簿里"
		return PlacedFile(origin, _WORKBOOK, remark=remark)
	page = read_document(name, content)
	received = _recognised(page, origin.name, cycle, counties, listed)
	beside = _beside(page, received[0], origin) if len(received) == 1 else None
	first, *others = [beside] if beside else [placed(each, origin, cycle) for each in received]
	return replace(first, others=tuple(others))


def placed(received: Received, origin: Origin, cycle: Cycle) -> PlacedFile:
	"""Convert what was recognised for a run; a report of another year is left to a person."""
	remark, kind = _remark(received), received.kind.value
	code = received.county.code if received.county else ""
	if received.kind is ReceivedKind.SCAN and received.scan_of in _SCANS:
		return PlacedFile(origin, kind, scan=_SCANS[received.scan_of], county_code=code, remark=remark)
	other_year = _other_year(received, cycle)
	if other_year:
		return PlacedFile(origin, kind, outcome=Outcome.UNPLACED, county_code=code, remark=other_year)
	records = _records(received, code)
	if not records:
		return PlacedFile(origin, kind, outcome=Outcome.UNPLACED, county_code=code, remark=remark)
	found = tuple(
		FoundRecord(record, origin, received.dated, remark if number == 0 else "")
		for number, record in enumerate(records)
	)
	return PlacedFile(origin, kind, found, county_code=code, remark=remark)


def _beside(page: Page, received: Received, origin: Origin) -> PlacedFile | None:
	"""Recognise what accompanies reports: a letter, or bios of people whose table is another file."""
	if received.kind is not ReceivedKind.UNKNOWN:
		return None
	code = received.county.code if received.county else ""
	texts = [line.text.strip() for line in page.lines()]
	heads = ["".join(texts[:count]) for count in range(1, _HEAD + 1)]
	stem = origin.name.split("/")[-1].rpartition(".")[0]
	if any(_BIO_TITLE.search(head) for head in (stem, *texts[:1])):
		return PlacedFile(origin, _BIO, bio_lines=(stem, *texts), county_code=code)
	if any(_LETTER_TITLE.fullmatch(head) for head in (stem, *texts[:_HEAD], *heads)):
		return PlacedFile(origin, _LETTER, county_code=code, remark="是随附的公文，不是报送内容")
	return None


def _recognised(
	page: Page, path: str, cycle: Cycle, counties: Sequence[County], listed: Sequence[County]
) -> list[Received]:
	"""Recognise by all counties of the province; if ambiguous, by those of the list."""
	first = recognise_all(page, path, cycle, counties)
	if all(map(is_settled, first)) or not listed:
		return first
	again = recognise_all(page, path, cycle, listed)
	if len(again) != len(first):
		return first
	return [_clearer(*each) for each in zip(first, again, strict=True)]


def _clearer(first: Received, again: Received) -> Received:
	named = {each.code for each in first.candidates}
	is_among = again.county is None or not named or again.county.code in named
	return again if not is_settled(first) and is_settled(again) and is_among else first


def _records(received: Received, code: str) -> list[Record]:
	"""Drop the file's numbers: each county's own table begins with 1."""
	if received.kind is ReceivedKind.SUMMARY and received.summary:
		return [replace(received.summary, county_code=code)]
	cases = [replace(each, county_code=_code_of(each.county_code, code), order=0) for each in received.cases]
	people = [
		replace(each, county_code=_code_of(each.county_code, code), rank=0) for each in received.nominees
	]
	return [*cases, *people]


def _code_of(own: str, code: str) -> str:
	return own if is_code(own) else code


def _remark(received: Received) -> str:
	named = "、".join(each.name for each in received.candidates) if received.county is None else ""
	frame = [each for each in received.left_out if _FRAME_PART.match(each)]
	parts = (
		*received.notes,
		_listed("未收入：", [each for each in received.left_out if each not in frame]),
		f"提到了{named}" if named else "",
		_listed(FRAME, frame),
	)
	return "；".join(each for each in parts if each)


def _listed(label: str, left_out: Sequence[str]) -> str:
	more = [f"等{len(left_out)}项"] if len(left_out) > _MOST_LEFT_OUT else []
	return label + "、".join([*left_out[:_MOST_LEFT_OUT], *more]) if left_out else ""


def _other_year(received: Received, cycle: Cycle) -> str:
	"""Return the remark on a report of another year; blank for one of the cycle's."""
	years = sorted(set(re.findall(r"(20\d{2})年", received.title)))
	is_other = bool(years) and str(cycle.year) not in years
	return f"标题写的是{'、'.join(years)}年，不是{cycle.year}年，没有收入" if is_other else ""
