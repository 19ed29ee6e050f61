"""How the commands speak: tables and sentences for people, one JSON object for programs."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kepu_app.core.errors import KepuError
from kepu_app.core.files import system_reason

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WIDTH_OF_FILES = 120
"""Columns to lay tables out for when the output is a file or a pipe."""


class _Console(Console):
	def on_broken_pipe(self) -> None:
		"""Called while the BrokenPipeError is handled: leaves it to the caller instead of ending the process."""
		raise


class Output:
	"""Where a command's results go."""

	def __init__(self, as_json: bool) -> None:
		self._as_json = as_json
		for stream in (sys.stdout, sys.stderr):
			# A file's name may hold bytes, and a terminal may lack characters, that cannot be printed.
			if isinstance(stream, io.TextIOWrapper):
				stream.reconfigure(errors="backslashreplace")
		width = None if sys.stdout.isatty() else _WIDTH_OF_FILES
		self._results = _Console(width=width, highlight=False, soft_wrap=not sys.stdout.isatty())
		self._notices = _Console(stderr=True, highlight=False)

	def result(self, content: Mapping[str, Any], *lines: str | Table) -> None:
		"""``content`` with ``--json``, otherwise the lines and tables."""
		if self._as_json:
			print(json.dumps(content, ensure_ascii=False, indent=2), flush=True)
			return
		for line in lines:
			# A path or a value may hold square brackets, which are markup to rich.
			self._results.print(plain(line) if isinstance(line, str) else line)

	def failure(self, error: KepuError) -> None:
		"""An error in the input: every single problem of it, if it holds several."""
		problems = [each.as_dict() for each in getattr(error, "problems", ())] or [error.as_dict()]
		self._fail(problems)

	def system_failure(self, error: OSError) -> None:
		"""A file or folder that the system refuses."""
		place = str(error.filename or "")
		message = f"{place}：{system_reason(error)}" if place else system_reason(error)
		self._fail([{"code": "file.system", "place": place, "message": message}])

	def _fail(self, problems: Sequence[Mapping[str, Any]]) -> None:
		if self._as_json:
			content = {"ok": False, "errors": list(problems)}
			print(json.dumps(content, ensure_ascii=False, indent=2), flush=True)
			return
		for problem in problems:
			self._notices.print(plain(f"错误：{problem['message']}"), soft_wrap=True)

	@contextmanager
	def progress(self, title: str) -> Iterator[Callable[[int, int, str], None]]:
		"""A bar on standard error, gone when the work is done; gives what to call after each step. Until
		that is called for the first time the bar only shows that something goes on."""
		columns = (
			TextColumn(title),
			BarColumn(),
			MofNCompleteColumn(),
			TimeElapsedColumn(),
			TextColumn("{task.description}", markup=False),
		)
		with Progress(
			*columns, console=self._notices, transient=True, disable=not sys.stderr.isatty()
		) as bar:
			task = bar.add_task("", total=None)
			yield lambda done, total, name: bar.update(task, completed=done, total=total, description=name)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
	"""A table in which numbers stand to the right and any text is shown as it is."""
	result = Table(title=plain(title), title_justify="left", title_style="bold")
	for position, heading in enumerate(headings):
		column = [row[position] for row in rows if row[position] != ""]
		is_number = bool(column) and all(isinstance(each, int) for each in column)
		result.add_column(heading, justify="right" if is_number else "left", overflow="fold")
	for row in rows:
		result.add_row(*(plain(str(each)) for each in row))
	return result


def shortened(value: str, longest: int = 24) -> str:
	"""The value in one line, cut to what a column of a table can show."""
	value = " ".join(value.split())
	return value if len(value) <= longest else value[: longest - 1] + "…"


def plain(text: str) -> Text:
	"""The text as it is: no markup of rich, no control sequence of the terminal."""
	return Text(_CONTROL.sub("\ufffd", text))
