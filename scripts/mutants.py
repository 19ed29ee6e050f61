"""Mutation tests of the rules and of the counter: python scripts/mutants.py [MODULE ...]

Changes one operator, number or word of a module at a time, by Cosmic Ray's operators, and runs the module's tests
on each such mutant. One that no test notices has survived: a test is missing, or scripts/mutants.json explains why
none can tell it from the original. Ends with 1 if a survivor is not explained there.

MODULE is a path, such as kepu_app/core/rules/values.py; without any, all are tested.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import gc
import importlib
import inspect
import io
import json
import math
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[1]
EXPLANATIONS = CHECKOUT / "scripts/mutants.json"
RULES, COUNTER = "kepu_app/core/rules", "kepu_app/core/counter.py"

BOUNDARIES, WHOLE = "tests/unit/test_rule_boundaries.py", "tests/unit/test_rules.py"
DOCUMENTS = "tests/unit/test_rule_boundaries_documents.py"
OF_COUNTIES, OF_NOMINEES = "tests/unit/test_rules_summaries.py", "tests/unit/test_rules_nominees.py"
FIRST = f"{BOUNDARIES}::test_a_record_by_itself_is_the_first"
TESTS = {
	COUNTER: ("tests/unit/test_counter.py", "-k", "not javascript and not languages and not desk"),
	f"{RULES}/__init__.py": (f"{BOUNDARIES}::TestSubmission", FIRST),
	f"{RULES}/assessments.py": (f"{DOCUMENTS}::TestAssessments", FIRST, f"{OF_COUNTIES}::TestAssessments"),
	f"{RULES}/cases.py": (f"{DOCUMENTS}::TestCases", FIRST, f"{WHOLE}::TestCases"),
	f"{RULES}/counties.py": (f"{BOUNDARIES}::TestCounties", FIRST, f"{OF_COUNTIES}::TestCounties"),
	f"{RULES}/lengths.py": (f"{BOUNDARIES}::TestLengths",),
	f"{RULES}/nominees.py": (f"{DOCUMENTS}::TestNominees", FIRST, f"{OF_NOMINEES}::TestNominees"),
	f"{RULES}/pasted.py": ("tests/unit/test_pasted.py",),
	f"{RULES}/printable.py": (f"{BOUNDARIES}::TestPrintable", FIRST),
	f"{RULES}/province.py": (f"{BOUNDARIES}::TestCounties", FIRST, f"{WHOLE}::TestProvince"),
	f"{RULES}/reasons.py": ("tests/unit/test_split_reasons.py",),
	f"{RULES}/record.py": (f"{BOUNDARIES}::TestRecords", FIRST),
	f"{RULES}/summaries.py": (
		f"{DOCUMENTS}::TestSummaries",
		FIRST,
		f"{BOUNDARIES}::TestLengths",
		f"{OF_COUNTIES}::TestSummaries",
	),
	f"{RULES}/tables.py": (f"{BOUNDARIES}::TestTables", f"{WHOLE}::TestTables"),
	f"{RULES}/telephones.py": ("tests/unit/test_telephones.py",),
	f"{RULES}/values.py": ("tests/unit/test_values.py",),
}
"""What pytest is given for a module: the least that tests all of it, the quickest first."""

# Properties are left out: what they find depends on chance, and they take most of the time.
PYTEST = (
	"-q",
	"--noconftest",
	"--assert=plain",
	"--tb=native",
	"-p",
	"no:cacheprovider",
	"-m",
	"not hypothesis",
)

OPERATORS = (
	"AddNot",
	"ExceptionReplacer",
	"NumberReplacer",
	"ReplaceAndWithOr",
	"ReplaceOrWithAnd",
	"ReplaceBreakWithContinue",
	"ReplaceContinueWithBreak",
	"ReplaceFalseWithTrue",
	"ReplaceTrueWithFalse",
	"ReplaceUnaryOperator_Delete_Not",
	"ReplaceUnaryOperator_USub_UAdd",
	"ZeroIterationForLoop",
	*(f"ReplaceBinaryOperator_{each}" for each in ("Add_Sub", "Sub_Add", "Mul_Add", "Mod_Mul")),
	*(
		f"ReplaceComparisonOperator_{each}"
		for each in (
			*("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_LtE", "Lt_GtE"),
			*("LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
		)
	),
)
"""One or two for each operator of Python; Cosmic Ray's others say the same again."""

MEMORY = 2 << 30
"""Bytes that a test run may take; a loop without an end would take them all."""
PATIENCE = 600
"""Seconds after which a test run ends that waits for something."""


@dataclass(frozen=True)
class Mutant:
	"""What tells a mutant from others, wherever in its file it has moved to."""

	module: str
	function: str
	line: str
	changed: str

	def __str__(self) -> str:
		return f"{self.module}: {self.function}\n\t- {self.line}\n\t+ {self.changed}"


def main(arguments: list[str]) -> int:
	os.chdir(CHECKOUT)
	sys.path.insert(0, str(CHECKOUT))
	explained = read_explanations(EXPLANATIONS.read_text(encoding="utf-8"))
	are_explained = True
	for module in arguments or sorted(TESTS):
		lines, is_explained = report(module, list(results_of(module)), explained)
		print("\n".join(lines), flush=True)
		are_explained = are_explained and is_explained
	return 0 if are_explained else 1


def read_explanations(text: str) -> dict[Mutant, str]:
	"""Why each survivor is harmless, by the mutant: ``{module: {function: [[line, changed, why], ...]}}``."""
	return {
		Mutant(module, function, line, changed): why
		for module, functions in json.loads(text).items()
		for function, rows in functions.items()
		for line, changed, why in rows
	}


def report(
	module: str, results: list[tuple[Mutant, bool]], explained: Iterable[Mutant]
) -> tuple[list[str], bool]:
	"""Return the lines to print of a module's mutants, each with whether it survived; and whether all
	survivors are explained."""
	survivors = [mutant for mutant, has_survived in results if has_survived]
	unknown = [each for each in survivors if each not in explained]
	outdated = [each for each in explained if each.module == module and each not in survivors]
	killed = len(results) - len(survivors)
	return [
		f"{module}: {len(results)} mutants, {killed} killed, {len(survivors)} survived",
		*(f"Not explained: {each}" for each in unknown),
		*(f"Explained, but did not survive: {each}" for each in outdated),
	], not unknown


def describe(module: str, source: str, mutated: str) -> Mutant:
	"""Names a mutant by its function and by the lines that differ, whatever their indent."""
	lines = source.splitlines(), mutated.splitlines()
	changes = [
		each
		for each in difflib.SequenceMatcher(None, *lines, autojunk=False).get_opcodes()
		if each[0] != "equal"
	]
	first, last = changes[0], changes[-1]
	line, changed = (
		" ".join(" ".join(each[start:end]).split())
		for each, start, end in ((lines[0], first[1], last[2]), (lines[1], first[3], last[4]))
	)
	return Mutant(module, function_at(source, first[1] + 1), line, changed)


def function_at(source: str, number: int) -> str:
	"""Return the function or class that a line belongs to, behind those around it; decorators belong to it."""
	around = (
		node.name
		for node in ast.walk(ast.parse(source))
		if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and number in _lines_of(node)
	)
	return ".".join(around) or "(module)"


def _lines_of(node: ast.FunctionDef | ast.ClassDef) -> range:
	first = min(each.lineno for each in (node, *node.decorator_list))
	return range(first, (node.end_lineno or first) + 1)


def mutations_of(source: str) -> Iterator[str]:
	"""Yield the source with one thing changed, for every such thing; what is no Python is left out."""
	from cosmic_ray.mutating import mutate_code
	from cosmic_ray.plugins import get_operator

	for name in OPERATORS:
		operator, occurrence = get_operator(f"core/{name}")(), 0
		while mutated := mutate_code(source, operator, occurrence):
			occurrence += 1
			if _compiles(mutated):
				yield mutated


def _compiles(source: str) -> bool:
	try:
		compile(source, "mutant", "exec")
	except SyntaxError:
		return False
	return True


def results_of(module: str) -> list[tuple[Mutant, bool]]:
	"""Each mutant of the module, and whether it survived the module's tests. Ends the program where they fail
	without a mutant."""
	trial, output = Trial(module), io.StringIO()
	with contextlib.redirect_stdout(output):
		code = pytest.main([*PYTEST, *TESTS[module]], plugins=[trial])
	if code != 0:
		raise SystemExit(f"The tests of {module} fail without a mutant:\n{output.getvalue()}")
	return trial.results


class Trial:
	"""Has pytest collect the tests once, and runs them on each mutant in a child of that process."""

	def __init__(self, module: str) -> None:
		self.module, self.results = module, []

	@pytest.hookimpl(tryfirst=True)
	def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
		if session.testsfailed:
			return None
		source = Path(self.module).read_text(encoding="utf-8")
		gc.freeze()
		passes, taken = self._run(session, source, seconds=600)
		session.testsfailed = int(not passes)
		for mutated in mutations_of(source) if passes else ():
			survives, _ = self._run(session, mutated, seconds=2 + math.ceil(5 * taken))
			self.results.append((describe(self.module, source, mutated), survives))
		return True

	def _run(self, session: pytest.Session, source: str, seconds: int) -> tuple[bool, float]:
		"""Whether the tests pass with this source, and the seconds of processor time that they took."""
		child = os.fork()
		if child == 0:
			self._run_in_child(session, source, seconds)
		_, status, usage = os.wait4(child, 0)
		return status == 0, usage.ru_utime

	def _run_in_child(self, session: pytest.Session, source: str, seconds: int) -> None:
		failed = 1
		try:
			resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
			resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
			signal.alarm(PATIENCE)
			become(self.module, source)
			for item, following in zip(session.items, [*session.items[1:], None], strict=True):
				item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
				if session.testsfailed:
					break
			failed = session.testsfailed
		finally:
			os._exit(1 if failed else 0)


def become(path: str, source: str) -> None:
	"""Make the module do what this source says. Its functions stay the same objects, so that those who have
	imported them do it too."""
	name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
	module = importlib.import_module(name)
	changed = {**vars(module)}
	exec(compile(source, path, "exec"), changed)
	for each, value in changed.items():
		if each not in vars(module) or not _take_over(vars(module)[each], value, name):
			setattr(module, each, value)


def _take_over(old: Any, new: Any, module: str) -> bool:
	"""Give a function, or each method of a class, the new code; False for a value that has to be replaced."""
	if hasattr(old, "cache_clear"):
		old.cache_clear()
	if type(old) is not type(new):
		return False
	if isinstance(old, property):
		return _take_over(old.fget, new.fget, module)
	old, new = inspect.unwrap(old), inspect.unwrap(new)
	if getattr(old, "__module__", "") != module:
		return bool(old == new)
	if inspect.isfunction(old) and old.__code__.co_freevars == new.__code__.co_freevars:
		old.__code__, old.__defaults__ = new.__code__, new.__defaults__
		return True
	if inspect.isclass(old):
		_take_over_methods(old, new, module)
	return inspect.isclass(old)


def _take_over_methods(old: type, new: type, module: str) -> None:
	"""Those that a dataclass has made come and go with its options, such as ``frozen``."""
	before, after = dict(vars(old)), dict(vars(new))
	for each in [
		name for name, value in before.items() if inspect.isfunction(value) or isinstance(value, property)
	]:
		if each not in after:
			delattr(old, each)
		elif not _take_over(before[each], after[each], module):
			setattr(old, each, after[each])


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
