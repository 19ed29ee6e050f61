"""Print the sizes of the code, and how often each concern is defined: python scripts/metrics.py [FOLDER]"""

from __future__ import annotations

import ast
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from concerns import CONCERNS

CHECKOUT = Path(__file__).parents[1]
PACKAGE, TESTS = "kepu_app", "tests"
FOLDERS = (PACKAGE, "patches", "print_formats", "scripts", "benchmarks", ".ci", TESTS)
ENDINGS = (".py", ".js", ".cjs", ".sh")
SCRIPTS = (".ci/run",)
"""Code whose name has no ending."""
FOREIGN = ("node_modules", "dist", "__pycache__")
SHOWN = 10


@dataclass(frozen=True)
class Function:
	"""A function or method: where it stands, its name, its lines from ``def`` to the last one."""

	path: str
	name: str
	lines: int


@dataclass(frozen=True)
class File:
	"""A file of code: its path below the checkout, and its text."""

	path: str
	text: str

	@property
	def lines(self) -> int:
		return len(self.text.splitlines())

	@property
	def is_test(self) -> bool:
		return self.path.startswith(f"{TESTS}/")


@dataclass(frozen=True)
class Module:
	"""A file of Python: its functions, and the number of functions and classes."""

	path: str
	functions: tuple[Function, ...]
	definitions: int

	@property
	def folder(self) -> str:
		"""The folder below the package, or below its core, that the file is in."""
		folders = self.path.split("/")[:-1]
		return "/".join(folders[: 3 if folders[1:2] == ["core"] else 2])


def files_below(checkout: Path) -> list[File]:
	"""Return every file of code, by path. A link to a folder is not followed: what it leads to stands elsewhere."""
	return [File(path, (checkout / path).read_text(encoding="utf-8")) for path in sorted(_paths(checkout))]


def _paths(checkout: Path) -> Iterator[str]:
	for top in FOLDERS:
		for folder, folders, names in os.walk(checkout / top):
			folders[:] = [each for each in folders if each not in FOREIGN]
			for name in names:
				path = (Path(folder) / name).relative_to(checkout).as_posix()
				if path.endswith(ENDINGS) or path in SCRIPTS:
					yield path


def module_of(path: str, source: str) -> Module:
	"""Return the functions of one file.

	Raises:
		SyntaxError: it is no Python.
	"""
	nodes = list(ast.walk(ast.parse(source, path)))
	functions = tuple(
		Function(path, each.name, (each.end_lineno or each.lineno) - each.lineno + 1)
		for each in nodes
		if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
	)
	classes = sum(isinstance(each, ast.ClassDef) for each in nodes)
	return Module(path, functions, len(functions) + classes)


def percentile(values: Iterable[int], share: int) -> int:
	"""Return the value that so many per cent of the values do not exceed (nearest rank); 0 of none."""
	ordered = sorted(values)
	return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0


def report(files: Iterable[File]) -> Iterator[str]:
	"""Yield the lines to print."""
	files = list(files)
	code = [each for each in files if not each.is_test]
	modules = [module_of(each.path, each.text) for each in code if each.path.endswith(".py")]
	functions = [function for module in modules for function in module.functions]
	lengths = [each.lines for each in functions]
	yield from _section("Longest files", ((each.lines, each.path) for each in code))
	yield from _section("Longest files of tests", ((each.lines, each.path) for each in files if each.is_test))
	yield from _section(
		"Longest functions", ((each.lines, f"{each.path}: {each.name}") for each in functions)
	)
	yield f"Lines of a function: median {median(lengths or [0]):g}, p95 {percentile(lengths, 95)}"
	yield f"Files {len(code)}, functions {len(functions)}"
	yield ""
	yield from _folders(modules)
	yield from _concerns({each.path: each.text for each in files})


def _folders(modules: Iterable[Module]) -> Iterator[str]:
	definitions: Counter[str] = Counter()
	for module in modules:
		definitions[module.folder] += module.definitions
	rows = ((number, name) for name, number in definitions.items())
	yield from _section("Functions and classes per folder", rows, len(definitions))


def _concerns(texts: dict[str, str]) -> Iterator[str]:
	yield "Definitions per concern"
	for concern in CONCERNS:
		places = concern.places(texts)
		yield f"{len(places):6}  {concern.name}: {concern.defined_by}"
		for place in places:
			yield f"          {place}"
	yield ""


def _section(title: str, rows: Iterable[tuple[int, str]], shown: int = SHOWN) -> Iterator[str]:
	yield title
	for number, name in sorted(rows, key=lambda row: (-row[0], row[1]))[:shown]:
		yield f"{number:6}  {name}"
	yield ""


if __name__ == "__main__":
	print("\n".join(report(files_below(Path(sys.argv[1]) if sys.argv[1:] else CHECKOUT))).rstrip())
