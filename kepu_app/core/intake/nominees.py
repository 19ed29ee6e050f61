"""Parses Attachment 4 from a page: the table however it is merged, or a form for one person; bios below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kepu_app.core.intake.counties import named_counties
from kepu_app.core.intake.frame import without_frame
from kepu_app.core.intake.nominee_tables import OTHER, flat, is_nominee_table, read_people
from kepu_app.core.intake.page import Block, Line, Page, Table
from kepu_app.core.model import County, SpeakerNominee
from kepu_app.core.rules.reasons import split_reasons, without_number

_BIO_HEADING = re.compile(r"(?:个人)?(?:工作)?简介[：:]?")
_BIO_OF = re.compile(r"(?<=.)(?:同志)?的?个人(?:工作)?简[介历][：:]?$")
_CONTACT = re.compile(r"联系人(?:及联系方式|及电话|、联系方式)?[：:]\s*(?P<contact>.+)")
_UNIT_ENDS = (
	re.compile(
		"协会|科协|委员会|办公室|政府|中心|学校|中学|小学|幼儿园|大学|学院|医院|公司|集团|研究所|研究院"
	),
	re.compile("[局站馆场社部所院园厂店]"),
)
"""Endings of organisations' names; words before single characters, which occur in posts as well."""

_LONGEST_POST = 24
_DUTY_WORDS = re.compile(
	"主席|主任|部长|局长|馆长|校长|院长|站长|所长|教师|讲师|讲解师|讲解员|工程师|研究员|医师|农艺师|干部|科长|股长|"
	"秘书|会长|经理|书记|职员|教授|辅导员|委员$|员$|师$|长$"
)


@dataclass
class ReadNominees:
	nominees: list[SpeakerNominee] = field(default_factory=list)
	contact: str = ""
	left_out: list[str] = field(default_factory=list)
	notes: list[str] = field(default_factory=list)


def read_nominees(page: Page, counties: Sequence[County], hint: str = "") -> ReadNominees:
	"""Read all people of a page, each with the bio under the name below the table."""
	read = ReadNominees()
	tables = [table for table in page.tables if is_nominee_table(table)]
	found = [read_people(table) for table in tables]
	for entries in (each for people in found for each in people.people):
		if entries.get("name", "").strip():
			read.nominees.append(_nominee(entries, counties, hint, read))
		read.left_out += _others_of(entries)
	lines = [Line(text) for people in found for text in people.others] + _outside(page.blocks, tables)
	lines = without_frame(lines, read.left_out)
	texts = []
	for line in lines:
		contact = _CONTACT.search(line.text)
		if contact and not read.contact:
			read.contact = contact["contact"].strip()
			texts.append(line.text[: contact.start()].strip())
		else:
			texts.append(line.text.strip())
	_add_bios([text for text in texts if text], read)
	if len({each.name for each in read.nominees}) < len(read.nominees):
		read.notes.append("同一姓名出现了多次，请核对")
	return read


def read_bios(lines: Sequence[str], names: Sequence[str]) -> dict[str, str]:
	"""Return bios by name: each begins at a line that is a name or begins with one."""
	return _bios_and_others(lines, names)[0]


def _bios_and_others(lines: Sequence[str], names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
	"""Return bios by name, and the lines before the first of them."""
	found: dict[str, list[str]] = {}
	others: list[str] = []
	current = ""
	for line in lines:
		name = next((each for each in names if _leads_with(line, each)), "")
		if name and name not in found:
			current, found[name] = name, []
			line = _without_name(line, name)
		if current and line:
			found[current].append(line)
		elif not current:
			others.append(line)
	return {name: "\n".join(texts) for name, texts in found.items()}, others


def reasons_in(cell: str) -> tuple[str, ...]:
	"""Split 1. 2. 3. in one cell, in lines or run together, into single reasons without numbers."""
	reasons = (without_number(flat(each)) for each in split_reasons(cell))
	return tuple(each for each in map(_without_dots, reasons) if each)


def _without_dots(reason: str) -> str:
	"""Remove the … that the template prints below the last reason."""
	return re.sub(r"\s*(?:\.{3,}|…+)$|^[.．…。\s]+$", "", reason)


def split_duty(duty: str) -> tuple[str, str]:
	"""Split 工作单位及职务 into its halves; all of it is the first where the boundary is not clear."""
	bare = "".join(duty.split("\n")).strip()
	for separator in ("　", "  ", " ", "，", ","):
		unit, found, post = bare.partition(separator)
		if found and _DUTY_WORDS.search(post) and not _DUTY_WORDS.search(unit):
			return unit.strip(), post.strip()
	for ends in _UNIT_ENDS:
		for match in ends.finditer(bare):
			unit, post = bare[: match.end()], bare[match.end() :]
			if 1 < len(post) <= _LONGEST_POST and _DUTY_WORDS.search(post) and not _DUTY_WORDS.search(unit):
				return unit, post
	return bare, ""


def _nominee(
	row: Mapping[str, str], counties: Sequence[County], hint: str, read: ReadNominees
) -> SpeakerNominee:
	plain = {name: flat(text) for name, text in row.items()}
	organisation, position = plain.get("organisation", ""), plain.get("position", "")
	if row.get("duty"):
		organisation, position = split_duty(row["duty"])
		if not position:
			read.notes.append(f"{plain['name']}：没有看出工作单位和职务的分界，全部放在了工作单位里")
	found = named_counties(organisation, counties) or named_counties(hint, counties)
	rank = plain.get("rank", "")
	return SpeakerNominee(
		county_code=found[0].code if len(found) == 1 else "",
		name=_name_in(row["name"]),
		sex=plain.get("sex", ""),
		political_status="".join(row.get("political_status", "").split()),
		birth_month=_month(row.get("birth_month", "")),
		organisation=organisation,
		position=position,
		phone=plain.get("phone", ""),
		reasons=reasons_in(row.get("reasons", "")),
		bio=row.get("bio", "").strip(),
		rank=int(rank) if rank.isdecimal() else 0,
	)


def _others_of(row: Mapping[str, str]) -> list[str]:
	"""Return entries that Attachment 4 does not have, and those of a row without a name."""
	whose = flat(row.get("name", ""))
	kept = {name: text for name, text in row.items() if not whose or name.startswith(OTHER)}
	named = (
		(name.removeprefix(OTHER) if name.startswith(OTHER) else "", flat(text))
		for name, text in kept.items()
	)
	return ["：".join(part for part in (whose, name, text) if part) for name, text in named if text]


def _month(cell: str) -> str:
	"""Return 1978年11月, 1978.11 and the like as 1978-11; anything else as it is."""
	bare = "".join(cell.split())
	found = re.fullmatch(r"(\d{4})[年.\-/—－．](\d{1,2})(?:[月.\-/—－．]\d{0,2}日?)?", bare)
	return f"{found[1]}-{int(found[2]):02d}" if found else bare


def _name_in(cell: str) -> str:
	"""Remove blanks: a name of two characters is often spaced, or broken in a narrow column."""
	return "".join(cell.split()) if re.fullmatch(r"[\u3400-\u9fff\s]+", cell) else " ".join(cell.split())


def _outside(blocks: Sequence[Block], tables: Sequence[Table]) -> list[Line]:
	"""Return the lines outside of the tables of people."""
	rest = tuple(block for block in blocks if not any(block is table for table in tables))
	return Page("", rest).lines()


def _add_bios(lines: Sequence[str], read: ReadNominees) -> None:
	start = next((index for index, line in enumerate(lines) if _BIO_HEADING.fullmatch(line)), -1)
	names = [each.name for each in read.nominees]
	bios, others = _bios_and_others(lines[start + 1 :], names)
	if len(read.nominees) == 1 and not bios and start >= 0:
		bios, others = {names[0]: "\n".join(lines[start + 1 :])}, []
	read.left_out += [*lines[: max(start, 0)], *others]
	for name in (each.name for each in read.nominees if each.bio and bios.get(each.name)):
		read.left_out.append(f"{name}：表格下方的简介（表格里已有）")
	read.nominees = [replace(each, bio=each.bio or bios.get(each.name, "")) for each in read.nominees]


def _without_frame(line: str) -> str:
	"""Remove a number before a line and 个人工作简介 after the name."""
	bare = re.sub(r"^(?:\d{1,2}[.．、]|[（(]?[一二三四五六七八九十\d]{1,2}[）)、])?\s*", "", line)
	return _BIO_OF.sub("", bare)


def _leads_with(line: str, name: str) -> bool:
	bare = _without_frame(line)
	return bare == name or bool(re.match(rf"{re.escape(name)}(?:同志)?\s*[，,：:\s]", bare))


def _without_name(line: str, name: str) -> str:
	"""Drop a line that is only the name; a bio that begins with it stays as it is."""
	bare = _without_frame(line)
	rest = bare[len(name) :].strip()
	if not rest or rest in ("同志", "：", ":"):
		return ""
	return rest.lstrip("：: ").strip() if rest[0] in "：:" else bare
