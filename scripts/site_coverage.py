"""Joins what the processes of a run of site tests have measured, and tells it: the total, and files below the goal.

	site_coverage.py SETTINGS FOLDER   writes FOLDER with a page for each file; ends with 1 below the goal

SETTINGS are those of the run, and COVERAGE_FILE names its data. Runs on a Python with coverage and the app.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import coverage

GOAL = 95


def report(settings: str, folder: Path) -> float:
	"""Percent of all lines."""
	measured = coverage.Coverage(config_file=settings)
	measured.combine()
	measured.save()
	measured.html_report(directory=str(folder))
	measured.json_report(outfile=str(folder / "coverage.json"))
	found = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
	for path, file in sorted(found["files"].items(), key=lambda each: each[1]["summary"]["percent_covered"]):
		if file["summary"]["percent_covered"] < GOAL:
			print(line(path, file))
	return found["totals"]["percent_covered"]


def line(path: str, file: dict[str, Any]) -> str:
	return f"{file['summary']['percent_covered']:5.1f} %  {path}  {ranges(file['missing_lines'])}"


def ranges(lines: list[int]) -> str:
	"""1-3, 7 for 1, 2, 3 and 7."""
	found: list[list[int]] = []
	for number in lines:
		if found and number == found[-1][1] + 1:
			found[-1][1] = number
		else:
			found.append([number, number])
	return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in found)


if __name__ == "__main__":
	settings, folder = sys.argv[1:]
	total = report(settings, Path(folder))
	print(
		f"\n{total:.1f} % of the lines that need Frappe (goal: {GOAL} %); page by page: {folder}/index.html"
	)
	sys.exit(total < GOAL)
