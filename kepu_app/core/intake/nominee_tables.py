"""Parses the table of Attachment 4 however it is merged, or a form for one person, into entries per person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kepu_app.core.intake.page import Table

OTHER = "?"
"""Prefix of the names of entries that Attachment 4 does not have, such as ?民族."""

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
"""Labels in one row that make it the table's header."""

_LATIN_BREAK = re.compile(r"(?<=[A-Za-z0-9,;])\n(?=[A-Za-z0-9])")
_HIGHEST_HEAD = 6
_PREPRINTED = re.compile(r"[\d\s.．、。…·]*")
"""1. 2. 3. … as the template has them."""

_LONGEST_LABEL = 10
_FEWEST_COLUMNS_ACROSS = 3

Entries = dict[str, str]


@dataclass
class PeopleTable:
	"""The content of a table: entries by field for each person, and texts of rows without a person."""

	people: list[Entries] = field(default_factory=list)
	others: list[str] = field(default_factory=list)


def is_nominee_table(table: Table) -> bool:
	"""Return whether a table is Attachment 4's, or a form with its labels."""
	if _across(table):
		return True
	known = [name for name in _form(table).people[0] if not name.startswith(OTHER)]
	return bool(_head_of(table)) or len(known) > _FEWEST_LABELS


def read_people(table: Table) -> PeopleTable:
	"""Parse everything that a table says of people."""
	table = _across(table) or table
	head = _head_of(table)
	return _list(table, *head) if head else _form(table)


def _across(table: Table) -> Table | None:
	"""Transpose a table with its labels in the first column and a column for each person; None for any other."""
	width = min((len(row) for row in table.rows), default=0)
	if width < _FEWEST_COLUMNS_ACROSS or _head_of(table):
		return None
	turned = Table(tuple(zip(*(row[:width] for row in table.rows), strict=True)), table.where)
	head = _head_of(turned)
	if not head or head[0] != 0:
		return None
	column = next(index for index, name in head[1].items() if name == "name")
	has_labels = any(cell and _label(cell) for row in turned.rows[1:] for cell in row)
	names = sum(bool(row[column]) for row in turned.rows[1:])
	return turned if names > 1 and not has_labels else None


def flat(text: str) -> str:
	"""Join a cell's lines. A narrow column breaks Chinese without a blank, and Latin words at one."""
	return _LATIN_BREAK.sub(" ", text).replace("\n", "").strip()


def _head_of(table: Table) -> tuple[int, dict[int, str]] | None:
	"""Return number and columns of the row with most labels; a header of two rows is joined."""
	for index in range(min(len(table.rows), _HIGHEST_HEAD)):
		columns = _labels_in(table.rows[index])
		if len(_known(columns)) >= _FEWEST_LABELS and "name" in columns.values():
			below = _labels_in(table.rows[index + 1]) if index + 1 < len(table.rows) else {}
			if _known(below) - _known(columns):
				return index + 1, {**columns, **below}
			return index, columns
	return None


def _known(columns: Mapping[int, str]) -> set[str]:
	return {name for name in columns.values() if not name.startswith(OTHER)}


def _labels_in(row: Sequence[str | None]) -> dict[int, str]:
	return {index: _label(cell) or OTHER + flat(cell) for index, cell in enumerate(row) if cell}


def _label(cell: str) -> str:
	key = re.sub(r"[（(].*?[）)]|[\s：:、/]", "", cell)
	return _LABELS.get(key, "")


def _list(table: Table, head: int, columns: Mapping[int, str]) -> PeopleTable:
	"""Parse rows of people. A row without a name continues the person above, as Word's page breaks make them.

	A row with only a number was left blank.
	"""
	found = PeopleTable()
	for row in table.rows[:head]:
		found.others += [
			flat(cell) for cell in row if cell and not _label(cell) and not _head_cell(cell, columns)
		]
	for row in table.rows[head + 1 :]:
		if _is_across(row):
			found.others.append(flat(row[0] or ""))
			continue
		entries = _entries(row, columns)
		if entries.get("name", "").strip():
			found.people.append(entries)
		elif entries.get("rank", "").strip():
			found.others += [text for text in map(flat, entries.values()) if not _PREPRINTED.fullmatch(text)]
		elif found.people:
			for name, text in entries.items():
				_append(found.people[-1], name, text)
		else:
			found.others += [flat(text) for text in entries.values()]
	return found


def _head_cell(cell: str, columns: Mapping[int, str]) -> bool:
	"""Return whether a cell is the upper row of a header of two rows."""
	return OTHER + flat(cell) in columns.values()


def _is_across(row: Sequence[str | None]) -> bool:
	"""Return whether a row is one cell over the whole width, as a remark below the table is."""
	return len(row) > 1 and bool(row[0]) and all(cell is None for cell in row[1:])


def _entries(row: Sequence[str | None], columns: Mapping[int, str]) -> Entries:
	entries: Entries = {}
	starts = sorted(columns)
	for index, cell in enumerate(row):
		column = next((start for start in reversed(starts) if start <= index), None)
		if cell and column is not None:
			_append(entries, columns[column], cell)
	return entries


def _append(entries: Entries, name: str, text: str) -> None:
	entries[name] = f"{entries[name]}\n{text}" if entries.get(name) else text


def _form(table: Table) -> PeopleTable:
	"""Parse a form: each label with the cell after it, or below it in a vertical form."""
	entries: Entries = {}
	others: list[str] = []
	taken: set[tuple[int, int]] = set()
	for number, row in enumerate(table.rows):
		cells = [(index, cell) for index, cell in enumerate(row) if cell is not None]
		for position, (index, cell) in enumerate(cells):
			if (number, index) in taken or not cell.strip():
				continue
			place = _place_of_value(table, number, cells, position)
			name = _label(cell) or (OTHER + flat(cell) if place and len(cell) <= _LONGEST_LABEL else "")
			if not name or not place or name in entries:
				others += [] if _label(cell) and name not in entries else [flat(cell)]
				continue
			entries[name] = table.rows[place[0]][place[1]] or ""
			taken.add(place)
	return PeopleTable([entries], others)


def _place_of_value(
	table: Table, number: int, cells: Sequence[tuple[int, str]], position: int
) -> tuple[int, int] | None:
	"""Return row and column of a label's value: after it, or below it where the label is alone."""
	if position + 1 < len(cells):
		index, text = cells[position + 1]
		return (number, index) if text.strip() and not _label(text) else None
	below = table.rows[number + 1] if len(cells) == 1 and number + 1 < len(table.rows) else ()
	index = cells[position][0]
	return (number + 1, index) if _label(cells[position][1]) and len(below) > index and below[index] else None
