"""Output of the commands: tables and sentences for people, one JSON object for programs."""

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
"""Columns of the layout when the output is a file or a pipe."""


class _Console(Console):
	def on_broken_pipe(self) -> None:
		"""Re-raise the BrokenPipeError being handled, for the caller, instead of ending the process."""
		raise


class Output:
	"""Where a command's results go."""

	def __init__(self, as_json: bool) -> None:
		self._as_json = as_json
		for stream in (sys.stdout, sys.stderr):
			# A file name may hold bytes, and a terminal may lack characters, that cannot be printed.
			if isinstance(stream, io.TextIOWrapper):
				stream.reconfigure(errors="backslashreplace")
		width = None if sys.stdout.isatty() else _WIDTH_OF_FILES
		self._results = _Console(width=width, highlight=False, soft_wrap=not sys.stdout.isatty())
		self._notices = _Console(stderr=True, highlight=False)

	def result(self, content: Mapping[str, Any], *lines: str | Table) -> None:
		"""Print ``content`` with ``--json``, otherwise the lines and tables."""
		if self._as_json:
			print(json.dumps(content, ensure_ascii=False, indent=2), flush=True)
			return
		for line in lines:
			# A path or a value may hold square brackets, which are markup to rich.
			self._results.print(plain(line) if isinstance(line, str) else line)

	def failure(self, error: KepuError) -> None:
		"""Print an error in the input: every single problem of it, if it holds several."""
		problems = [each.as_dict() for each in getattr(error, "problems", ())] or [error.as_dict()]
		self._fail(problems)

	def system_failure(self, error: OSError) -> None:
		"""Print the system's refusal of a file or folder."""
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
		"""Show a bar on standard error until the work is done; yield the callback for each step.

		Before the first call the bar only shows activity.
		"""
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
	"""Return a table that right-aligns numbers and shows any text as it is."""
	result = Table(title=plain(title), title_justify="left", title_style="bold")
	for position, heading in enumerate(headings):
		column = [row[position] for row in rows if row[position] != ""]
		is_number = bool(column) and all(isinstance(each, int) for each in column)
		result.add_column(heading, justify="right" if is_number else "left", overflow="fold")
	for row in rows:
		result.add_row(*(plain(str(each)) for each in row))
	return result


def shortened(value: str, longest: int = 24) -> str:
	"""Return the value in one line, cut to the width of a table's column."""
	value = " ".join(value.split())
	return value if len(value) <= longest else value[: longest - 1] + "…"


def plain(text: str) -> Text:
	"""Return the text as it is: no markup of rich, no control sequence of the terminal."""
	return Text(_CONTROL.sub("\ufffd", text))
