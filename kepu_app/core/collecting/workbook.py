"""The province's workbook before and after a run, and a copy of what rewriting it would lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kepu_app.core.collecting.container import ArrivedFile
from kepu_app.core.cycle import Cycle
from kepu_app.core.defaults import find_province
from kepu_app.core.errors import InputError
from kepu_app.core.files import write_whole
from kepu_app.core.model import Province, Submission
from kepu_app.core.workbooks import (
	CustomColumn,
	Receipt,
	Scoring,
	WorkbookContent,
	read_receipts,
	read_scoring,
	read_workbook,
	write_workbook,
)

_SHORTEST_NAME = 2
"""Characters of a province's short name: 安徽."""


@dataclass(frozen=True)
class HeldWorkbook:
	"""The start of a run. ``content`` is None while there is no workbook yet."""

	submission: Submission
	earlier: tuple[Receipt, ...] = ()
	content: WorkbookContent | None = None
	scoring: Scoring | None = None

	def bytes_with(self, submission: Submission, receipts: Sequence[Receipt]) -> bytes:
		"""Serialise the workbook with another content; custom columns and the export mark stay."""
		labels = self.content.custom_labels if self.content else {}
		columns = [CustomColumn(kind, label) for kind, each in labels.items() for label in each]
		return write_workbook(
			submission.cycle,
			submission=submission,
			custom_columns=columns,
			export_mark=self.content.export_mark if self.content else "",
			receipts=receipts,
			scoring=self.scoring,
		)


def held_workbook(path: Path, cycle: Cycle, province: Province | None) -> HeldWorkbook:
	"""Read the workbook of this path, or begin a new one.

	Raises:
		WorkbookError, InputError: it cannot be read, is of another province, or there is none and no
			province is given.
	"""
	if path.exists():
		content = read_workbook(path, cycle, assessments_first=True)
		_check_province(content, path.name, province)
		held = content.submission
		scored = read_scoring(path, held.counties, held.province.name)
		return HeldWorkbook(held, read_receipts(path), content, scored.scoring if scored else None)
	if province is None:
		raise InputError("看不出是哪个省，请用 --province 指明", code="collect.province", place=path.name)
	return HeldWorkbook(Submission(cycle, province))


def guessed_province(*names: str) -> Province | None:
	"""Return the province whose name a file or folder name begins with."""
	prefixes = (name[:length] for name in names for length in range(len(name), _SHORTEST_NAME - 1, -1))
	return next((found for prefix in prefixes if (found := find_province(prefix))), None)


def list_among(
	files: Sequence[ArrivedFile], cycle: Cycle, province: Province | None = None
) -> WorkbookContent | None:
	"""Return the cycle's first workbook with a list of counties among the files.

	Raises:
		InputError: it is of another province than the given one.
	"""
	for file in files:
		if file.opener and file.name.lower().endswith(".xlsx"):
			try:
				content = read_workbook(file.read(), cycle, name=file.name, assessments_first=True)
			except InputError:
				# Any other table may be among the files; the run says of each what it is.
				continue
			if content.submission.counties:
				_check_province(content, file.name, province)
				return content
	return None


def _check_province(content: WorkbookContent, name: str, province: Province | None) -> None:
	own = content.submission.province
	if province and province.code != own.code:
		message = f"“{name}”是{own.name}的工作簿，不是{province.name}的"
		raise InputError(message, code="collect.other_province", place=name)


def store(path: Path, held: HeldWorkbook, submission: Submission, receipts: Sequence[Receipt]) -> Path | None:
	"""Write the workbook; return the path of the backup, if people had edited the old file.

	The workbook is rewritten from its content. A file that differs by a byte from this program's output may
	have its own comments, formats or sheets, so it is backed up.
	"""
	content = held.bytes_with(submission, receipts)
	copy = None
	if path.exists():
		before = path.read_bytes()
		if before == content:
			return None
		if before != held.bytes_with(held.submission, held.earlier):
			copy = _free(path)
			write_whole(copy, before)
	write_whole(path, content)
	return copy


def copies_of(path: Path) -> list[Path]:
	"""Return the backups that ``store`` has made of a workbook."""
	return sorted(path.parent.glob(f"{path.stem}（收件前*）{path.suffix}")) if path.parent.is_dir() else []


def _free(path: Path) -> Path:
	number = 1
	while (copy := path.with_name(f"{path.stem}（收件前{number}）{path.suffix}")).exists():
		number += 1
	return copy
