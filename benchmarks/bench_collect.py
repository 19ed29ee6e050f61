#!/usr/bin/env python3
"""How long ``kepu collect`` takes with what a whole country's counties might send on one day.

Writes 100 Word files of about 3,000 字 into a folder, four unreadable ones among them. The command runs in
a process of its own. Then 300, to see that memory does not grow with their number.

	make bench-collect

The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import results

from kepu_app.core.counter import count_text
from kepu_app.demo import received
from kepu_app.demo.sample import load_sample

LONGEST = 20.0
"""Seconds for 100 files."""

LARGEST_GROWTH = 1.2
"""Of the memory at its peak, with three times as many files."""

FILES, MORE_FILES = 100, 300
UNREADABLE = {
	"坏.docx": b"PK\x03\x04",
	"宏.docm": b"PK\x03\x04-",
	"空.docx": b"",
	"程序.exe": b"MZ\x90\0" * 99,
}
COMMAND = (
	"import resource, sys; from kepu_app.core.cli import main; code = main();"
	"print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,"
	" resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(code)"
)


def main() -> int:
	parser = results.parser("Measures kepu collect, first with some Word files, then with more.")
	parser.add_argument("--files", type=int, nargs=2, default=(FILES, MORE_FILES), help="how many (100 300)")
	options = parser.parse_args()
	runs = [measure(number) for number in options.files]
	return results.tell({"runs": runs, "missed": missed_limits(*runs)}, options, print_runs)


def print_runs(result: results.Result) -> None:
	for run in result["runs"]:
		print(
			"{files} files of {words} 字: {seconds} s, {memory} MB here, {child} MB in a child".format(**run)
		)


def measure(files: int) -> dict[str, Any]:
	"""Seconds by the clock, and MB of memory at the peak."""
	with tempfile.TemporaryDirectory() as place:
		folder = Path(place) / "收到的文件"
		words = write_files(folder, files)
		arguments = ["collect", str(folder), "-o", str(Path(place) / "安徽省.xlsx"), "--json"]
		started = time.perf_counter()
		done = subprocess.run(
			[sys.executable, "-c", COMMAND, *arguments], capture_output=True, text=True, check=False
		)
		seconds = time.perf_counter() - started
	said = json.loads(done.stdout)["files"]
	unread = {each["file"] for each in said if each["outcome"] == "没有读取"}
	assert unread == UNREADABLE.keys(), unread
	memory, child = (round(int(each) / 1024) for each in done.stderr.split()[-2:])
	return {"files": files, "words": words, "seconds": round(seconds, 1), "memory": memory, "child": child}


def write_files(folder: Path, number: int) -> int:
	"""Report of the sample under many names, no two with the same bytes; gives the 字 of the longest."""
	folder.mkdir()
	sample = received.ReceivedSample(load_sample())
	reports = list(sample.summaries.values())
	texts = [received.plain(sample, each) for each in reports]
	for index in range(number):
		more = index.to_bytes(2, "big") if index >= len(texts) else b""
		(folder / f"{index}.docx").write_bytes(texts[index % len(texts)] + more)
	for name, content in UNREADABLE.items():
		(folder / name).write_bytes(content)
	return max(count_text(each.text).words for each in reports)


def missed_limits(few: dict[str, Any], many: dict[str, Any]) -> list[str]:
	"""In words, which limits do not hold."""
	missed = [] if few["seconds"] <= LONGEST else [f"{few['seconds']} s are more than {LONGEST:.0f}"]
	grown = [name for name in ("memory", "child") if many[name] > LARGEST_GROWTH * few[name]]
	return missed + [f"{name} grew from {few[name]} to {many[name]} MB" for name in grown]


if __name__ == "__main__":
	sys.exit(main())
