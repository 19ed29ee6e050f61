"""``make metrics`` counts what is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts/metrics.py"
ONE_AND_THREE_LINES = "def one(): ...\n\n\nclass Three:\n\tdef three(self):\n\t\tx = 1\n\t\treturn x\n"
FIVE_LINES = "async def five():\n\tx = 1\n\tx += 1\n\tx += 1\n\treturn x\n"


def _told(checkout: Path) -> list[str]:
	result = subprocess.run(
		[sys.executable, str(SCRIPT), str(checkout)], capture_output=True, text=True, check=True
	)
	return [" ".join(line.split()) for line in result.stdout.splitlines()]


def _write(checkout: Path, files: dict[str, str]) -> None:
	for path, source in files.items():
		(checkout / path).parent.mkdir(parents=True, exist_ok=True)
		(checkout / path).write_text(source, encoding="utf-8")


def _section(told: list[str], title: str) -> list[str]:
	start = told.index(title) + 1
	return told[start : told.index("", start)]


def test_the_sizes_of_a_package(tmp_path: Path) -> None:
	_write(
		tmp_path,
		{
			"kepu_app/hooks.py": "",
			"kepu_app/review/deep/down.py": ONE_AND_THREE_LINES,
			"kepu_app/core/rules/check.py": FIVE_LINES,
			"kepu_app/public/js/page.js": "let x;\n" * 6,
			"kepu_app/public/dist/page.js": "let x;\n" * 60,
			"scripts/run.sh": "true\n" * 2,
			"scripts/lint-js/node_modules/other.js": "let x;\n" * 60,
			"tests/unit/test_check.py": FIVE_LINES * 2,
		},
	)
	told = _told(tmp_path)
	assert _section(told, "Longest files") == [
		"7 kepu_app/review/deep/down.py",
		"6 kepu_app/public/js/page.js",
		"5 kepu_app/core/rules/check.py",
		"2 scripts/run.sh",
		"0 kepu_app/hooks.py",
	]
	assert _section(told, "Longest files of tests") == ["10 tests/unit/test_check.py"]
	assert _section(told, "Longest functions") == [
		"5 kepu_app/core/rules/check.py: five",
		"3 kepu_app/review/deep/down.py: three",
		"1 kepu_app/review/deep/down.py: one",
	]
	assert "Lines of a function: median 3, p95 5" in told
	folders = _section(told, "Functions and classes per folder")
	assert folders == ["3 kepu_app/review", "1 kepu_app/core/rules", "0 kepu_app"]


def test_a_second_definition_is_counted_with_its_place(tmp_path: Path) -> None:
	name = "kepu_app/{}.py"
	disposition = 'HEADER = "attachment; filename*=UTF-8"\n'
	_write(tmp_path, {name.format("one"): disposition, name.format("two"): "\n" + disposition})
	told = _told(tmp_path)
	at = told.index("2 download header: a file's name in the header")
	assert told[at + 1 : at + 3] == ["kepu_app/one.py:1", "kepu_app/two.py:2"]


def test_a_package_without_functions_has_sizes_too(tmp_path: Path) -> None:
	(tmp_path / "kepu_app").mkdir()
	assert "Lines of a function: median 0, p95 0" in _told(tmp_path)
