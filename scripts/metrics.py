"""Prints the sizes of the code: python scripts/metrics.py [FOLDER]"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

CHECKOUT = Path(__file__).parents[1]
PACKAGE = "kepu_app"
SHOWN = 10


@dataclass(frozen=True)
class Function:
	"""A function or method: where it stands, its name, its lines from ``def`` to the last one."""

	path: str
	name: str
	lines: int


@dataclass(frozen=True)
class Module:
	"""A file: its path below the checkout, its lines, its functions, and the number of functions and classes."""

	path: str
	lines: int
	functions: tuple[Function, ...]
	definitions: int

	@property
	def concern(self) -> str:
		"""The folder below the package, or below its core, that the file is in."""
		folders = self.path.split("/")[:-1]
		return "/".join(folders[: 3 if folders[1:2] == ["core"] else 2])


def modules_below(checkout: Path) -> list[Module]:
	"""Every module of the package, by path."""
	paths = sorted((checkout / PACKAGE).rglob("*.py"))
	return [
		module_of(each.relative_to(checkout).as_posix(), each.read_text(encoding="utf-8")) for each in paths
	]


def module_of(path: str, source: str) -> Module:
	"""Return the sizes of one file. Raises SyntaxError for what is no Python."""
	nodes = list(ast.walk(ast.parse(source, path)))
	functions = tuple(
		Function(path, each.name, (each.end_lineno or each.lineno) - each.lineno + 1)
		for each in nodes
		if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
	)
	classes = sum(isinstance(each, ast.ClassDef) for each in nodes)
	return Module(path, len(source.splitlines()), functions, len(functions) + classes)


def percentile(values: Iterable[int], share: int) -> int:
	"""Return the value that so many per cent of the values do not exceed (nearest rank); 0 of none."""
	ordered = sorted(values)
	return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0


def report(modules: Iterable[Module]) -> Iterator[str]:
	"""Yield the lines to print."""
	modules = list(modules)
	functions = [function for module in modules for function in module.functions]
	lengths = [each.lines for each in functions]
	yield from _section("Longest files", ((each.lines, each.path) for each in modules))
	yield from _section(
		"Longest functions", ((each.lines, f"{each.path}: {each.name}") for each in functions)
	)
	yield f"Lines of a function: median {median(lengths or [0]):g}, p95 {percentile(lengths, 95)}"
	yield f"Files {len(modules)}, functions {len(functions)}"
	yield ""
	definitions: Counter[str] = Counter()
	for module in modules:
		definitions[module.concern] += module.definitions
	yield from _section(
		"Definitions per concern", ((n, name) for name, n in definitions.items()), len(definitions)
	)


def _section(title: str, rows: Iterable[tuple[int, str]], shown: int = SHOWN) -> Iterator[str]:
	yield title
	for number, name in sorted(rows, key=lambda row: (-row[0], row[1]))[:shown]:
		yield f"{number:6}  {name}"
	yield ""


if __name__ == "__main__":
	print("\n".join(report(modules_below(Path(sys.argv[1]) if sys.argv[1:] else CHECKOUT))).rstrip())
