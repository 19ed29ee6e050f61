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


def test_the_sizes_of_a_package(tmp_path: Path) -> None:
	for path, source in {
		"kepu_app/hooks.py": "",
		"kepu_app/review/deep/down.py": ONE_AND_THREE_LINES,
		"kepu_app/core/rules/check.py": FIVE_LINES,
	}.items():
		(tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
		(tmp_path / path).write_text(source, encoding="utf-8")
	told = _told(tmp_path)
	assert told[:4] == [
		"Longest files",
		"7 kepu_app/review/deep/down.py",
		"5 kepu_app/core/rules/check.py",
		"0 kepu_app/hooks.py",
	]
	assert told[5:9] == [
		"Longest functions",
		"5 kepu_app/core/rules/check.py: five",
		"3 kepu_app/review/deep/down.py: three",
		"1 kepu_app/review/deep/down.py: one",
	]
	assert "Lines of a function: median 3, p95 5" in told
	concerns = told[told.index("Definitions per concern") + 1 :]
	assert concerns == ["3 kepu_app/review", "1 kepu_app/core/rules", "0 kepu_app"]


def test_a_package_without_functions_has_sizes_too(tmp_path: Path) -> None:
	(tmp_path / "kepu_app").mkdir()
	assert "Lines of a function: median 0, p95 0" in _told(tmp_path)
