"""What a workbook holds, and where each of its fields stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kepu_app.core.breaches import Place
from kepu_app.core.model import RecordKind, Submission
from kepu_app.core.workbooks.findings import CellAddress, Note

Part = int | str | None


Cells = dict[tuple[RecordKind, int, str, Part], CellAddress]
"""Where the fields of the records stand: by kind, number from 0, field and part, as in ``Place``."""


@dataclass(frozen=True)
class WorkbookContent:
	"""What a workbook holds.

	``custom_labels`` are the labels of the custom columns by kind of record, also of those in which
	nothing stands. A record whose ``extra`` lacks one of them has it blank. ``export_mark`` is what
	``write_workbook`` was given, blank in a workbook that was not exported.
	"""

	submission: Submission
	notes: tuple[Note, ...]
	custom_labels: Mapping[RecordKind, tuple[str, ...]]
	_cells: Mapping[tuple[RecordKind, int, str, Part], CellAddress] = field(repr=False)
	export_mark: str = ""

	def locate(self, place: Place) -> CellAddress:
		"""Return the cell of a breach's place: where the value stands, or where it would have to be entered."""
		kind, index = place.kind, place.index
		if kind is RecordKind.SUBMISSION and place.label.endswith(RecordKind.COUNTY.value):
			kind, index = RecordKind.COUNTY, -1
		for each in (
			(kind, index, place.field, place.part),
			(kind, index, place.field, None),
			(kind, index, "", None),
		):
			if each in self._cells:
				return self._cells[each]
		return self._cells[kind, -1, "", None]


@lru_cache(maxsize=4_096)
def field_of(key: str) -> tuple[str, Part]:
	"""Return a column's key as field and part of a ``Place``."""
	kind, _, rest = key.partition(".")
	readers: dict[str, Callable[[str], tuple[str, Part]]] = {
		"section": lambda text: _section_field(*text.split(".")),
		"reason": lambda text: ("reasons", int(text)),
		"met": lambda text: ("assessments", int(text)),
		"value": lambda text: ("assessments", text.partition(".")[2]),
	}
	return readers[kind](rest) if rest and kind in readers else (key, None)


def _section_field(position: str, part: str) -> tuple[str, Part]:
	return ("sections" if part == "text" else part), int(position)
