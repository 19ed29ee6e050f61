"""What turns up while a workbook is read: problems, which stop it, and notes, which do not.

All problems of a workbook are collected and raised together, so that a clerk mends them in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from kepu_app.core.errors import InputError, WorkbookError

_NAMED_CELLS = 5
"""Cells that a note about many cells names one by one."""


@dataclass(frozen=True)
class CellAddress:
	"""A cell, by the name of its sheet and its row and column, both from 1."""

	sheet: str
	row: int
	column: int

	@property
	def coordinate(self) -> str:
		return f"{get_column_letter(self.column)}{self.row}"

	def __str__(self) -> str:
		return f"工作表“{self.sheet}”的单元格{self.coordinate}"


@dataclass(frozen=True)
class Note:
	"""Something that was read otherwise than it was typed, or not at all."""

	code: str
	place: str
	message: str

	def as_dict(self) -> dict[str, str]:
		"""For ``--json`` and for the Desk."""
		return {"code": self.code, "place": self.place, "message": self.message}


@dataclass
class Findings:
	"""Collects problems and notes in the order in which they turn up."""

	problems: list[InputError] = field(default_factory=list)
	_notes: list[Note] = field(default_factory=list)
	_repeated: dict[tuple[str, str, str], list[CellAddress]] = field(default_factory=dict)

	def problem(self, code: str, place: CellAddress | str, sentence: str) -> None:
		"""Something that the clerk has to mend; ``place`` is a cell or the name of a sheet."""
		self.problems.append(InputError(_at(place, sentence), code=code, place=_short(place)))

	def note(self, code: str, place: CellAddress | str, sentence: str) -> None:
		"""Something that the clerk should know."""
		self._notes.append(Note(code, _short(place), _at(place, sentence)))

	def file_note(self, code: str, name: str, message: str) -> None:
		"""Something about the file as a whole; ``message`` is complete."""
		self._notes.append(Note(code, name, message))

	def repeated_note(self, code: str, cell: CellAddress, sentence: str) -> None:
		"""As ``note``; the cells of a sheet of which the same is to be said share one note."""
		self._repeated.setdefault((code, cell.sheet, sentence), []).append(cell)

	def notes(self) -> tuple[Note, ...]:
		"""Every note, those that many cells share last."""
		shared = (
			Note(code, _short(cells[0]), _at_all(sheet, cells, sentence))
			for (code, sheet, sentence), cells in self._repeated.items()
		)
		return (*self._notes, *shared)

	def raise_problems(self, name: str) -> None:
		"""Raise WorkbookError if there is any problem; ``name`` is the workbook's."""
		if self.problems:
			raise WorkbookError(self.problems, name)


def _at(place: CellAddress | str, sentence: str) -> str:
	where = str(place) if isinstance(place, CellAddress) else f"工作表“{place}”"
	return f"{where}：{sentence}"


def _at_all(sheet: str, cells: Sequence[CellAddress], sentence: str) -> str:
	named = "、".join(cell.coordinate for cell in cells[:_NAMED_CELLS])
	others = f"等{len(cells)}个单元格" if len(cells) > _NAMED_CELLS else ""
	return f"工作表“{sheet}”的单元格{named}{others}：{sentence}"


def _short(place: CellAddress | str) -> str:
	return f"{place.sheet}!{place.coordinate}" if isinstance(place, CellAddress) else place
