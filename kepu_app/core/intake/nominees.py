"""Attachment 4 out of a page: the table however it is merged, or a form for one person; bios below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kepu_app.core.intake.counties import named_counties
from kepu_app.core.intake.page import Block, Line, Page, Table
from kepu_app.core.model import County, SpeakerNominee

_COLUMNS = (
	("rank", ("序号", "编号")),
	("name", ("姓名", "人选姓名", "推荐人选", "被推荐人")),
	("sex", ("性别",)),
	("political_status", ("政治面貌", "党派")),
	("birth_month", ("出生年月", "出生日期", "生日")),
	(
		"duty",
		("工作单位及职务", "单位及职务", "工作单位职务", "单位职务", "工作单位和职务", "现任职务及工作单位"),
	),
	("organisation", ("工作单位", "所在单位", "单位")),
	("position", ("职务", "职称", "职务职称", "现任职务")),
	("phone", ("联系方式", "联系电话", "手机", "手机号", "手机号码", "电话")),
	("reasons", ("推荐理由", "推荐意见", "推荐理由简要描述")),
	("bio", ("个人工作简介", "个人简介", "工作简介", "简介", "个人简历")),
)
_LABELS = {label: name for name, labels in _COLUMNS for label in labels}
_FEWEST_LABELS = 3
"""Labels in one row by which it is the head of the table."""

_BIO_HEADING = re.compile(r"(?:个人)?(?:工作)?简介[：:]?")
_BIO_OF = re.compile(r"(?<=.)(?:同志)?的?个人(?:工作)?简[介历][：:]?$")
_REASON_NUMBER = re.compile(
	r"(?:(?<![\d.])(?P<number>\d{1,2})[.．、](?!\d)|[（(](?P<bracket>\d{1,2})[）)]|(?P<circle>[①-⑳]))\s*"
)
_CONTACT = re.compile(r"联系人(?:及联系方式|及电话|、联系方式)?[：:]\s*(?P<contact>.+)")
_UNIT_ENDS = (
	re.compile(
		"协会|科协|委员会|办公室|政府|中心|学校|中学|小学|幼儿园|大学|学院|医院|公司|集团|研究所|研究院"
	),
	re.compile("[局站馆场社部所院园厂店]"),
)
"""Where the name of an organisation may end; words before single characters, which stand in posts as well."""

_LONGEST_POST = 24
_DUTY_WORDS = re.compile(
	"主席|主任|部长|局长|馆长|校长|院长|站长|所长|教师|讲师|讲解师|讲解员|工程师|研究员|医师|农艺师|干部|科长|股长|"
	"秘书|会长|经理|书记|职员|教授|辅导员|委员$|员$|师$|长$"
)


@dataclass
class ReadNominees:
	nominees: list[SpeakerNominee] = field(default_factory=list)
	contact: str = ""
	notes: list[str] = field(default_factory=list)


def is_nominee_table(table: Table) -> bool:
	"""Whether a table is Attachment 4's, or a form with its labels."""
	return bool(_head_of(table)) or len(_labelled(table)) > _FEWEST_LABELS


def read_nominees(page: Page, counties: Sequence[County], hint: str = "") -> ReadNominees:
	"""Reads all people of a page, each with the bio that stands under the name below the table."""
	read = ReadNominees()
	tables = [table for table in page.tables if is_nominee_table(table)]
	for table in tables:
		head = _head_of(table)
		rows = _rows_below(table, *head) if head else [_labelled(table)]
		read.nominees += [_nominee(row, counties, hint, read) for row in rows if row.get("name", "").strip()]
	lines = _outside(page.blocks, tables)
	for line in lines:
		contact = _CONTACT.search(line.text)
		if contact:
			read.contact = contact["contact"].strip()
	_add_bios([line.text.strip() for line in lines], read)
	if len({each.name for each in read.nominees}) < len(read.nominees):
		read.notes.append("同一姓名出现了多次，请核对")
	return read


def read_bios(lines: Sequence[str], names: Sequence[str]) -> dict[str, str]:
	"""Bios by name: each begins at a line that is a name, or leads with one."""
	found: dict[str, list[str]] = {}
	current = ""
	for line in lines:
		name = next((each for each in names if _leads_with(line, each)), "")
		if name and name not in found:
			current, found[name] = name, []
			line = _without_name(line, name)
		if current and line:
			found[current].append(line)
	return {name: "\n".join(texts) for name, texts in found.items()}


def split_reasons(text: str) -> tuple[str, ...]:
	"""1. 2. 3. in one cell, each in its line or run together, as single reasons without their numbers."""
	marks = list(_REASON_NUMBER.finditer(text))
	numbers = [_number_of(mark) for mark in marks]
	starts, wanted = [], 1
	for mark, number in zip(marks, numbers, strict=True):
		if number == wanted:
			starts.append(mark)
			wanted += 1
	if len(starts) < 2 and not (starts and starts[0].start() == 0):
		return tuple(line.strip() for line in text.split("\n") if line.strip())
	ends = [mark.start() for mark in starts[1:]] + [len(text)]
	reasons = [
		" ".join(text[mark.end() : end].split("\n")).strip() for mark, end in zip(starts, ends, strict=True)
	]
	before = text[: starts[0].start()].strip()
	return tuple(each for each in (before, *reasons) if each)


def split_duty(duty: str) -> tuple[str, str]:
	"""工作单位及职务 as its two halves; the whole as the first where the boundary is not clear."""
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


def _head_of(table: Table) -> tuple[int, dict[int, str]] | None:
	"""Number of the row in which most labels stand, and its columns; a head of two rows is joined."""
	for index in range(min(len(table.rows), 6)):
		columns = _labels_in(table.rows[index])
		if len(columns) >= _FEWEST_LABELS and "name" in columns.values():
			below = _labels_in(table.rows[index + 1]) if index + 1 < len(table.rows) else {}
			if len(below) >= 1 and set(below.values()) - set(columns.values()):
				return index + 1, {**columns, **below}
			return index, columns
	return None


def _labels_in(row: Sequence[str | None]) -> dict[int, str]:
	found = {index: _label(cell) for index, cell in enumerate(row) if cell}
	return {index: name for index, name in found.items() if name}


def _label(cell: str) -> str:
	key = re.sub(r"[（(].*?[）)]|[\s：:、/]", "", cell)
	return _LABELS.get(key, "")


def _rows_below(table: Table, head: int, columns: Mapping[int, str]) -> Iterator[dict[str, str]]:
	"""Rows of people. A row without a name goes on in the person above, as Word's page breaks make them."""
	person: dict[str, str] = {}
	starts = sorted(columns)
	for row in table.rows[head + 1 :]:
		values: dict[str, str] = {}
		for index, cell in enumerate(row):
			column = next((start for start in reversed(starts) if start <= index), None)
			if cell and column is not None:
				name = columns[column]
				values[name] = f"{values[name]}\n{cell}" if name in values else cell
		if values.get("name", "").strip():
			if person:
				yield person
			person = values
		else:
			for name, text in values.items():
				person[name] = f"{person[name]}\n{text}" if person.get(name) else text
	if person:
		yield person


def _labelled(table: Table) -> dict[str, str]:
	"""A form: each label with the cell behind it, or below it where the form goes downwards."""
	found: dict[str, str] = {}
	for number, row in enumerate(table.rows):
		cells = [(index, cell) for index, cell in enumerate(row) if cell is not None]
		for position, (index, cell) in enumerate(cells):
			name = _label(cell)
			if not name or name in found:
				continue
			behind = cells[position + 1][1] if position + 1 < len(cells) else ""
			below = table.rows[number + 1][index] if number + 1 < len(table.rows) and len(cells) == 1 else ""
			value = behind if behind and not _label(behind) else (below or "")
			if value:
				found[name] = value
	return found


def _nominee(
	row: Mapping[str, str], counties: Sequence[County], hint: str, read: ReadNominees
) -> SpeakerNominee:
	flat = {name: " ".join(text.split("\n")).strip() for name, text in row.items()}
	organisation, position = flat.get("organisation", ""), flat.get("position", "")
	if row.get("duty"):
		organisation, position = split_duty(row["duty"])
		if not position:
			read.notes.append(f"{flat['name']}：没有看出工作单位和职务的分界，全部放在了工作单位里")
	found = named_counties(organisation, counties) or named_counties(hint, counties)
	rank = flat.get("rank", "")
	return SpeakerNominee(
		county_code=found[0].code if len(found) == 1 else "",
		name=_name_in(row["name"]),
		sex=flat.get("sex", ""),
		political_status="".join(row.get("political_status", "").split()),
		birth_month=_month(row.get("birth_month", "")),
		organisation=organisation,
		position=position,
		phone=flat.get("phone", ""),
		reasons=split_reasons(row.get("reasons", "")),
		bio=row.get("bio", "").strip(),
		rank=int(rank) if rank.isdecimal() else 0,
	)


def _month(cell: str) -> str:
	"""1978年11月, 1978.11 and the like as 1978-11; anything else as it stands."""
	bare = "".join(cell.split())
	found = re.fullmatch(r"(\d{4})[年.\-/—－．](\d{1,2})(?:[月.\-/—－．]\d{0,2}日?)?", bare)
	return f"{found[1]}-{int(found[2]):02d}" if found else bare


def _name_in(cell: str) -> str:
	"""A name of two characters is often spread with a blank, or broken in a narrow column."""
	return "".join(cell.split()) if re.fullmatch(r"[\u3400-\u9fff\s]+", cell) else " ".join(cell.split())


def _outside(blocks: Sequence[Block], tables: Sequence[Table]) -> list[Line]:
	"""Lines outside of the tables of people."""
	rest = tuple(block for block in blocks if not any(block is table for table in tables))
	return Page("", rest).lines()


def _add_bios(lines: Sequence[str], read: ReadNominees) -> None:
	start = next((index for index, line in enumerate(lines) if _BIO_HEADING.fullmatch(line)), -1)
	names = [each.name for each in read.nominees]
	bios = read_bios(lines[start + 1 :], names)
	if len(read.nominees) == 1 and not bios and start >= 0:
		bios = {names[0]: "\n".join(lines[start + 1 :])}
	read.nominees = [replace(each, bio=each.bio or bios.get(each.name, "")) for each in read.nominees]


def _without_frame(line: str) -> str:
	"""A line without a number before it and without 个人工作简介 behind the name."""
	bare = re.sub(r"^(?:\d{1,2}[.．、]|[（(]?[一二三四五六七八九十\d]{1,2}[）)、])?\s*", "", line)
	return _BIO_OF.sub("", bare)


def _leads_with(line: str, name: str) -> bool:
	bare = _without_frame(line)
	return bare == name or bool(re.match(rf"{re.escape(name)}(?:同志)?\s*[，,：:\s]", bare))


def _without_name(line: str, name: str) -> str:
	"""A line that is only the name goes; a bio that begins with it stays as it is."""
	bare = _without_frame(line)
	rest = bare[len(name) :].strip()
	if not rest or rest in ("同志", "：", ":"):
		return ""
	return rest.lstrip("：: ").strip() if rest[0] in "：:" else bare


def _number_of(mark: re.Match[str]) -> int:
	if mark["circle"]:
		return ord(mark["circle"]) - 0x2460 + 1
	return int(mark["number"] or mark["bracket"])
