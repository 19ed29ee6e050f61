"""Printing by programs that have to be started for each paper."""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from ways_to_print.figures import Measured
from ways_to_print.libraries import page_for_others

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def installed_programs(folder: Path) -> list[tuple[str, list[str]]]:
	page, target = str(folder / "page.html"), str(folder / "page.pdf")
	found = []
	if program := shutil.which("wkhtmltopdf"):
		found.append(("wkhtmltopdf", [program, "--quiet", "--enable-local-file-access", page, target]))
	if program := next((path for browser in BROWSERS if (path := shutil.which(browser))), None):
		flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
		found.append(("Chromium", [program, *flags, f"--print-to-pdf={target}", page]))
	return found


def measure_program(name: str, command: list[str], folder: Path, options: argparse.Namespace) -> Measured:
	"""Return a program that has to be started for each paper: its start counts."""
	print(f"{name} …", file=sys.stderr)
	(folder / "page.html").write_text(page_for_others(options.characters), encoding="utf-8")
	seconds, processor = [], []
	for _run in range(3):
		start, worked = time.perf_counter(), _children_worked()
		subprocess.run(command, check=True, timeout=300, capture_output=True)
		seconds.append(time.perf_counter() - start)
		processor.append(_children_worked() - worked)
	version = subprocess.run(
		[command[0], "--version"], capture_output=True, text=True, timeout=60, check=False
	)
	number = re.search(r"\d[\d.]*", version.stdout)
	size = (folder / "page.pdf").stat().st_size
	return Measured(name, number[0] if number else "", seconds, processor, size, None)


def _children_worked() -> float:
	used = resource.getrusage(resource.RUSAGE_CHILDREN)
	return used.ru_utime + used.ru_stime
