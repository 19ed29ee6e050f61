"""A year for each file of tests: whatever runs on a site, in whatever order or at once, shares no cycle.

Nothing is stored. The years follow from the sorted list of the files, so that every process has the same table, and
``python -m tests.years`` prints it. They begin where those end that a test has a reason to choose by itself.
"""

from __future__ import annotations

import functools
from pathlib import Path

TESTS = Path(__file__).parent
FOLDERS = ("browser", "site")
FIRST, EACH = 2100, 10
"""The first year of all, and how many a file has."""

FIRST_OF_PAPERS = 2063
PAPERS = ("site/test_intake.py",)
"""Files whose year stands in papers that are read: what reads them knows the years of this century alone."""


def year_of(file: str | Path, number: int = 0) -> str:
	"""Return a year of the file, usually ``__file__``; ``number`` counts from 0 where it needs more than one."""
	if not 0 <= number < EACH:
		raise ValueError(f"a file has {EACH} years, and none of number {number}")
	return str(_first_years()[_name(file)] + number)


def year_of_papers(file: str | Path) -> str:
	"""Return the one year of this century of a file that ``PAPERS`` names."""
	return str(FIRST_OF_PAPERS + PAPERS.index(_name(file)))


def _name(file: str | Path) -> str:
	return Path(file).resolve().relative_to(TESTS).as_posix()


@functools.cache
def _first_years() -> dict[str, int]:
	files = sorted(
		path.relative_to(TESTS).as_posix() for each in FOLDERS for path in (TESTS / each).rglob("*.py")
	)
	return {file: FIRST + EACH * index for index, file in enumerate(files)}


if __name__ == "__main__":
	for file, year in _first_years().items():
		print(year, file)
