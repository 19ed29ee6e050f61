"""How the commands speak: tables and sentences for people, one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kepu_app.core.errors import KepuError

_WIDTH_OF_FILES = 120
"""Columns to lay tables out for when the output is a file or a pipe."""


class Output:
	"""Where a command's results go."""

	def __init__(self, as_json: bool) -> None:
		self._as_json = as_json
		width = None if sys.stdout.isatty() else _WIDTH_OF_FILES
		self._results = Console(width=width, highlight=False, soft_wrap=not sys.stdout.isatty())
		self._notices = Console(stderr=True, highlight=False)

	def result(self, content: Mapping[str, Any], *lines: str | Table) -> None:
		"""``content`` with ``--json``, otherwise the lines and tables."""
		if self._as_json:
			print(json.dumps(content, ensure_ascii=False, indent=2))
			return
		for line in lines:
			# A path or a value may hold square brackets, which are markup to rich.
			self._results.print(Text(line) if isinstance(line, str) else line)

	def failure(self, error: KepuError) -> None:
		"""An error in the input: every single problem of it, if it holds several."""
		problems = [each.as_dict() for each in getattr(error, "problems", ())] or [error.as_dict()]
		self._fail(problems)

	def system_failure(self, error: OSError) -> None:
		"""A file or folder that the system refuses."""
		reason = error.strerror or str(error)
		place = str(error.filename or "")
		message = f"{place}：{reason}" if place else reason
		self._fail([{"code": "file.system", "place": place, "message": message}])

	def _fail(self, problems: Sequence[Mapping[str, Any]]) -> None:
		if self._as_json:
			print(json.dumps({"ok": False, "errors": list(problems)}, ensure_ascii=False, indent=2))
			return
		for problem in problems:
			self._notices.print(Text(f"错误：{problem['message']}"), soft_wrap=True)

	@contextmanager
	def progress(self, title: str) -> Iterator[Callable[[int, int, str], None]]:
		"""A bar on standard error, gone when the work is done; gives what to call after each step."""
		columns = (
			TextColumn(title),
			BarColumn(),
			MofNCompleteColumn(),
			TimeElapsedColumn(),
			TextColumn("{task.description}"),
		)
		with Progress(*columns, console=self._notices, transient=True) as bar:
			task = bar.add_task("", total=None)
			yield lambda done, total, name: bar.update(
				task, completed=done, total=total, description=name.replace("[", r"\[")
			)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
	"""A table in which numbers stand to the right and any text is shown as it is."""
	result = Table(title=title, title_justify="left", title_style="bold")
	for position, heading in enumerate(headings):
		is_number = bool(rows) and all(isinstance(row[position], int) for row in rows)
		result.add_column(heading, justify="right" if is_number else "left", overflow="fold")
	for row in rows:
		result.add_row(*(Text(str(each)) for each in row))
	return result
