"""``make mutants`` knows a survivor again by its text, wherever it has moved to, and says which are not explained."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = """LIMIT = 1


class Outer:
	@property
	def inner(self):
		return (
			self.one
			+ 1
		)


def other(): return 2
"""


@pytest.fixture
def mutants() -> Iterator[ModuleType]:
	spec = importlib.util.spec_from_file_location("mutants", ROOT / "scripts/mutants.py")
	sys.modules["mutants"] = module = importlib.util.module_from_spec(spec)  # its dataclass looks itself up
	spec.loader.exec_module(module)
	yield module
	del sys.modules["mutants"]


@pytest.mark.parametrize(
	("number", "name"),
	[(1, "(module)"), (4, "Outer"), (5, "Outer.inner"), (9, "Outer.inner"), (11, "(module)"), (13, "other")],
)
def test_function_that_a_line_belongs_to(mutants: ModuleType, number: int, name: str) -> None:
	assert mutants.function_at(SOURCE, number) == name


@pytest.mark.parametrize(
	("old", "new", "function", "line", "changed"),
	[
		("LIMIT = 1", "LIMIT =  0", "(module)", "LIMIT = 1", "LIMIT = 0"),
		("\t\t\t+ 1", "\t\t\t- 1", "Outer.inner", "+ 1", "- 1"),
		("\t@property\n", "", "Outer.inner", "@property", ""),
		(
			"self.one\n\t\t\t+ 1",
			"self.two\n\t\t\t+ 2",
			"Outer.inner",
			"self.one + 1",
			"self.two + 2",
		),
	],
)
def test_a_mutant_is_named_by_what_it_changes_and_not_by_the_line(
	mutants: ModuleType, old: str, new: str, function: str, line: str, changed: str
) -> None:
	for before in ("", "# moved down\n\n\n"):
		source = before + SOURCE
		mutant = mutants.describe("m.py", source, source.replace(old, new))
		assert mutant == mutants.Mutant("m.py", function, line, changed)


def test_a_survivor_has_to_be_explained(mutants: ModuleType) -> None:
	text = '{"m.py": {"f": [["a < 1", "a <= 1", "a is never 1."], ["b", "c", "b is c."]], "g": []}}'
	explained = mutants.read_explanations(text)
	known, killed = (mutants.Mutant("m.py", "f", *each) for each in (("a < 1", "a <= 1"), ("d", "e")))
	outdated = mutants.Mutant("m.py", "f", "b", "c")
	assert explained == {known: "a is never 1.", outdated: "b is c."}

	lines, is_explained = mutants.report("m.py", [(known, True), (killed, False)], explained)
	assert is_explained
	assert lines == [
		"m.py: 2 mutants, 1 killed, 1 survived",
		f"Explained, but did not survive: {outdated}",
	]

	elsewhere = mutants.Mutant("m.py", "g", "a < 1", "a <= 1")
	lines, is_explained = mutants.report("m.py", [(known, True), (elsewhere, True)], explained)
	assert not is_explained
	assert lines[:2] == ["m.py: 2 mutants, 0 killed, 2 survived", f"Not explained: {elsewhere}"]
	assert mutants.report("n.py", [], explained) == (["n.py: 0 mutants, 0 killed, 0 survived"], True)


MODULE = """from dataclasses import dataclass
from functools import lru_cache

LIMIT = 1


@dataclass(frozen=True)
class Size:
	length: int

	@property
	def half(self):
		return self.length // 2


@lru_cache
def cached():
	return 1


def over(length, by=1):
	return length - by > LIMIT
"""


@pytest.mark.parametrize(
	("old", "new", "results"),
	[
		("", "", (1, 5, True)),
		("frozen=True", "frozen=False", (1, 5, True)),
		("// 2", "* 2", (1, 20, True)),
		("return 1", "return 2", (2, 5, True)),
		("LIMIT = 1", "LIMIT = 2", (1, 5, False)),
		("> LIMIT", "< LIMIT", (1, 5, False)),
		("by=1", "by=2", (1, 5, False)),
	],
)
def test_who_has_imported_a_module_has_the_mutant(
	mutants: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, results: tuple
) -> None:
	(tmp_path / "examined.py").write_text(MODULE, encoding="utf-8")
	monkeypatch.syspath_prepend(tmp_path)
	monkeypatch.delitem(sys.modules, "examined", raising=False)
	from examined import Size, cached, over

	assert (cached(), Size(10).half, over(3)) == (1, 5, True)
	mutants.become("examined.py", MODULE.replace(old, new))
	assert (cached(), Size(10).half, over(3)) == results
	del sys.modules["examined"]


def test_every_module_has_its_tests(mutants: ModuleType) -> None:
	rules = {each.relative_to(ROOT).as_posix() for each in (ROOT / mutants.RULES).glob("*.py")}
	assert set(mutants.TESTS) == {*rules, mutants.COUNTER}
	for path, _, name in (each.partition("::") for tests in mutants.TESTS.values() for each in tests):
		if path.endswith(".py"):
			source = (ROOT / path).read_text(encoding="utf-8")
			assert not name or f"\nclass {name}:" in source or f"\ndef {name}(" in source


def test_what_is_explained_still_stands_there(mutants: ModuleType) -> None:
	explained = mutants.read_explanations(mutants.EXPLANATIONS.read_text(encoding="utf-8"))
	for mutant, why in explained.items():
		lines = (ROOT / mutant.module).read_text(encoding="utf-8").splitlines()
		found = [number for number, line in enumerate(lines, 1) if " ".join(line.split()) == mutant.line]
		source = "\n".join(lines)
		assert mutant.function in [mutants.function_at(source, each) for each in found], mutant
		assert why.endswith("."), mutant
