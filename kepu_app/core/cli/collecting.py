"""``kepu collect``: received files go into the province's workbook, and a list says what became of each."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from kepu_app.core.cli.options import chosen_cycle, chosen_province
from kepu_app.core.cli.output import Output, shortened, table
from kepu_app.core.collecting import (
	FRAME,
	Collected,
	HeldWorkbook,
	Outcome,
	ScansFolder,
	collect_files,
	copies_of,
	guessed_province,
	held_workbook,
	list_among,
	open_sources,
	read_file,
	store,
)
from kepu_app.core.cycle import Cycle
from kepu_app.core.model import Province
from kepu_app.core.workbooks import Receipt

_LONGEST_REMARK = 60
"""Maximum characters of a remark on the screen; the sheet and ``--json`` have all of it."""

_HEADINGS = ("文件", "是什么", "示范县", "字数", "处理", "说明")


@dataclass(frozen=True)
class Run:
	"""The result of one run: ``copy`` is the backup of an edited workbook that was rewritten."""

	collected: Collected
	workbook: Path
	scans: Path
	copy: Path | None


def collect(options: argparse.Namespace, output: Output) -> int:
	"""Fill the workbook; exit with 1 if some file needs a person."""
	run = collect_into(
		options.sources,
		options.output,
		chosen_cycle(options),
		chosen_province(options.province),
		output,
		scans=options.scans,
		may_replace=options.replace,
	)
	waiting = run.collected.for_a_person
	output.result({"ok": not waiting, **run_json(run)}, *run_lines(run))
	return 1 if waiting else 0


def is_received(path: Path) -> bool:
	"""Return whether a path is a received file, and not a workbook."""
	return path.is_dir() or path.suffix.lower() == ".zip"


def collect_into(
	sources: Sequence[Path],
	workbook: Path,
	cycle: Cycle,
	province: Province | None,
	output: Output,
	*,
	scans: Path | None = None,
	may_replace: bool = False,
) -> Run:
	"""Collect the sources into a workbook, created if missing, and their scans into a folder."""
	scans = scans or workbook.with_name(f"{workbook.stem}-盖章件")
	own = [workbook, scans, *copies_of(workbook)]
	names = (workbook.name, *(each.resolve().name for each in sources))
	with open_sources(sources, own) as files, output.progress("正在收件") as progress:
		listed = None if workbook.exists() else list_among(files, cycle, province)
		if listed:
			held = HeldWorkbook(listed.submission, content=listed)
		else:
			held = held_workbook(workbook, cycle, province or guessed_province(*names))
		collected = collect_files(
			files,
			held.submission,
			read_file(cycle),
			ScansFolder(scans),
			earlier=held.earlier,
			may_replace=may_replace,
			progress=progress,
		)
	copy = store(workbook, held, collected.submission, collected.receipts)
	return Run(collected, workbook, scans, copy)


def run_json(run: Run) -> dict[str, Any]:
	"""Return a run for ``--json``."""
	return {
		"path": str(run.workbook),
		"scans": str(run.scans) if run.scans.is_dir() else "",
		"copy": str(run.copy or ""),
		"outcomes": _times(run.collected.receipts),
		"files": [each.as_dict() for each in run.collected.receipts],
	}


def run_lines(run: Run) -> list[Table | str]:
	"""Return a run for people."""
	rows = [_row(each) for each in run.collected.receipts]
	return [*([table("收件清单", _HEADINGS, rows)] if rows else []), *_sentences(run)]


def _row(receipt: Receipt) -> tuple[object, ...]:
	words = "" if receipt.words is None else receipt.words
	kind = f"{receipt.kind} {receipt.title}".strip()
	return (
		receipt.file or "—",
		kind,
		receipt.county,
		words,
		receipt.outcome,
		_on_screen(receipt.remark),
	)


def _on_screen(remark: str) -> str:
	"""Omit what the template prints by itself, which is the same in nearly every report."""
	return shortened(
		"；".join(each for each in remark.split("；") if not each.startswith(FRAME)), _LONGEST_REMARK
	)


def _times(receipts: Sequence[Receipt]) -> dict[str, int]:
	times = Counter(each.outcome for each in receipts)
	return {each.value: times[each.value] for each in Outcome if times[each.value]}


def _sentences(run: Run) -> list[str]:
	times = "，".join(f"{outcome}{number}" for outcome, number in _times(run.collected.receipts).items())
	waiting = len(run.collected.for_a_person)
	return [
		f"共{len(run.collected.receipts)}项：{times}。" if times else "没有文件。",
		f"工作簿：{run.workbook}（“收件清单”是最后一张表）",
		*([f"盖章件：{run.scans}"] if run.scans.is_dir() else []),
		*([f"原工作簿在别的软件中保存过，已另存为：{run.copy}"] if run.copy else []),
		*([f"有{waiting}项需要处理，见“说明”。"] if waiting else []),
	]
