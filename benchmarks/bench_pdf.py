#!/usr/bin/env python3
"""How fast, how large and with how much memory one annual summary prints, beside other ways to print.

One summary of 3,000 characters is printed by this project, with the current WeasyPrint and with 59.0
(which Frappe 15 pins), by both of them as they are, by Typst from PyPI, and by wkhtmltopdf and Chromium
where they are installed: all from the same text with the same fonts. Then a year's 533 summaries, on all cores.

	python benchmarks/bench_pdf.py
	python benchmarks/bench_pdf.py --json result.json --characters 2000 --summaries 60

Each way runs in a process of its own, whose start is not counted except where it is the only way to call
it. Ways are compared by the processor's seconds, in which other work on the machine shows least. The exit
code is 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

OLD_ENVIRONMENT = ROOT / ".venv-weasyprint59"
OLD_PACKAGES = ("weasyprint==59.0", "pydyf==0.10.0")
TYPST_FOLDER = ROOT / ".venv-typst"
TYPST_PACKAGE = "typst>=0.13"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

OURS, OURS_OLD, PLAIN, PLAIN_OLD, TYPST = "ours", "ours on 59.0", "WeasyPrint", "WeasyPrint 59.0", "Typst"
"""Names of the ways, in the table and in the JSON."""


@dataclass(frozen=True)
class Limit:
	"""What has to hold: ``value`` at most (or at least) ``bound``."""

	name: str
	value: float
	bound: float
	at_least: bool
	unit: str

	@property
	def holds(self) -> bool:
		return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True)
class Measured:
	"""One way to print: seconds of each run by the clock and of the processor, bytes of the file,
	megabytes of memory at most."""

	name: str
	version: str
	seconds: list[float]
	processor: list[float]
	size: int
	memory: float | None

	@property
	def median(self) -> float:
		return statistics.median(self.seconds)

	@property
	def least(self) -> float:
		"""Seconds of the processor in the run that was disturbed least."""
		return min(self.processor)


def main() -> int:
	options = parser().parse_args()
	if options.worker:
		print(json.dumps(WORKERS[options.worker](options.characters, options.repeat)))
		return 0
	old = old_environment()
	if options.prepare:
		return 0
	ways = measure_ways(options, old)
	seconds = print_many(options.summaries, options.characters) if options.summaries else None
	limits = limits_of(ways, seconds, options)
	report(ways, limits, seconds, options)
	return 0 if all(limit.holds for limit in limits) else 1


def parser() -> argparse.ArgumentParser:
	result = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	result.add_argument("--characters", type=int, default=3000, help="length of a summary (3000)")
	result.add_argument("--repeat", type=int, default=7, help="runs of each fast way (7)")
	result.add_argument("--summaries", type=int, default=533, help="printed on all cores; 0 for none (533)")
	result.add_argument("--json", type=Path, help="also write the result to this file")
	result.add_argument(
		"--prepare", action="store_true", help="only make the environment with WeasyPrint 59.0"
	)
	result.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
	return result


def old_environment() -> Path:
	"""The Python of an environment with WeasyPrint 59.0, made when it is not there yet."""
	python = OLD_ENVIRONMENT / "bin" / "python"
	done = OLD_ENVIRONMENT / ".installed"
	if not done.exists() or done.stat().st_mtime < (ROOT / "setup.py").stat().st_mtime:
		print(f"Making {OLD_ENVIRONMENT.name} with {', '.join(OLD_PACKAGES)} …", file=sys.stderr)
		subprocess.run([sys.executable, "-m", "venv", "--clear", str(OLD_ENVIRONMENT)], check=True)
		pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
		subprocess.run([*pip, *OLD_PACKAGES, "--editable", f"{ROOT}[test]"], check=True)
		done.touch()
	return python


def measure_ways(options: argparse.Namespace, old: Path) -> list[Measured]:
	current = importlib.metadata.version("weasyprint")
	here = Path(sys.executable)
	ways = [
		measure(OURS, current, here, "ours", options.characters, options.repeat),
		measure(OURS_OLD, "59.0", old, "ours", options.characters, options.repeat),
		measure(PLAIN, current, here, "plain", options.characters, options.repeat),
		measure(PLAIN_OLD, "59.0", old, "plain", options.characters, 2),
	]
	typst = typst_version()
	if typst:
		ways.append(measure(TYPST, typst, here, "typst", options.characters, options.repeat))
	# Once more, so that ways are compared over the same stretch of time.
	again = measure(OURS, current, here, "ours", options.characters, options.repeat)
	ways[0] = replace(
		ways[0], seconds=ways[0].seconds + again.seconds, processor=ways[0].processor + again.processor
	)
	with tempfile.TemporaryDirectory() as folder:
		for name, command in installed_programs(Path(folder)):
			ways.append(measure_program(name, command, Path(folder), options))
	return ways


def typst_version() -> str:
	"""The version of Typst in a folder of its own, fetched when it is not there yet; blank if it cannot be."""
	if not TYPST_FOLDER.exists():
		pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
		done = subprocess.run([*pip, "--target", str(TYPST_FOLDER), TYPST_PACKAGE], check=False)
		if done.returncode:
			print("Typst could not be fetched, and is left out.", file=sys.stderr)
			return ""
	[found] = importlib.metadata.distributions(name="typst", path=[str(TYPST_FOLDER)])
	return found.version


def measure(name: str, version: str, python: Path, worker: str, characters: int, repeat: int) -> Measured:
	print(f"{name} …", file=sys.stderr)
	command = [
		str(python),
		__file__,
		"--worker",
		worker,
		"--characters",
		str(characters),
		"--repeat",
		str(repeat),
	]
	done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=1800)
	return Measured(name=name, version=version, **json.loads(done.stdout))


def print_ours(characters: int, repeat: int) -> dict[str, Any]:
	from kepu_app.core.printing.pdf import render_pdf
	from tests.unit.long_texts import make_long_paper

	paper = make_long_paper(characters)
	return timed(lambda: render_pdf(paper), repeat)


def print_plain(characters: int, repeat: int) -> dict[str, Any]:
	import weasyprint

	html = page_for_others(characters)
	return timed(lambda: weasyprint.HTML(string=html).write_pdf(), repeat)


def print_typst(characters: int, repeat: int) -> dict[str, Any]:
	"""Each run has a text of its own, since Typst keeps what it has laid out before."""
	sys.path.insert(0, str(TYPST_FOLDER))
	import typst

	from kepu_app.core.printing.fonts import Role, installed_fonts
	from tests.unit.long_texts import make_long_paper

	chosen = {role: chain[0] for role, chain in installed_fonts().chains.items()}
	folders = sorted({str(font.path.parent) for font in chosen.values()})
	families = {role.value: chosen[role].face.get_name(1) for role in Role}
	texts = [typst_source(make_long_paper(characters, seed), families) for seed in range(repeat)]
	with tempfile.TemporaryDirectory() as folder:
		source = Path(folder) / "summary.typ"

		def job() -> bytes:
			source.write_text(texts.pop(), encoding="utf-8")
			return typst.compile(str(source), font_paths=folders, ignore_system_fonts=True)

		return timed(job, repeat)


def typst_source(paper: Any, families: dict[str, str]) -> str:
	"""The summary in Typst's language, on the same page with the same fonts and lines."""
	body = []
	for section in paper.sections:
		body.append(f'#text(font: "{families["hei"]}")[#{_typst_text(section.heading)}]')
		body += [f"#{_typst_text(each.text)}" for each in section.paragraphs]
	return "\n\n".join(
		(
			"#set page(width: 210mm, height: 297mm, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), "
			'numbering: "— 1 —")',
			f'#set text(font: "{families["body"]}", size: 16pt, lang: "zh")',
			"#set par(justify: true, leading: 12.99pt, spacing: 12.99pt, first-line-indent: (amount: 2em, all: true))",
			f'#align(center, text(font: "{families["title"]}", size: 22pt)[#{_typst_text(paper.place)}])',
			*body,
			f"#align(right)[#{_typst_text(paper.signature)} \\ #{_typst_text(paper.date)}]",
		)
	)


def _typst_text(text: str) -> str:
	return json.dumps(text, ensure_ascii=False)


WORKERS: dict[str, Callable[[int, int], dict[str, Any]]] = {
	"ours": print_ours,
	"plain": print_plain,
	"typst": print_typst,
}


def timed(job: Callable[[], bytes], repeat: int) -> dict[str, Any]:
	seconds, processor = [], []
	for _run in range(repeat):
		start, worked = time.perf_counter(), time.process_time()
		pdf = job()
		seconds.append(time.perf_counter() - start)
		processor.append(time.process_time() - worked)
	# Linux counts in kilobytes.
	memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
	return {"seconds": seconds, "processor": processor, "size": len(pdf), "memory": memory}


def page_for_others(characters: int) -> str:
	"""The summary as HTML that names the same fonts by their files, or where a file holds several by
	their family."""
	from kepu_app.core.printing.fonts import Role, installed_fonts
	from kepu_app.core.printing.html import render_html
	from tests.unit.long_texts import make_long_paper

	faces, roles = {}, []
	for role in Role:
		names = []
		for font in installed_fonts().chains[role][:2]:
			if font.path.suffix == ".ttc":
				names.append(f'"{font.face.get_name(1)}"')
			else:
				names.append(f'"{font.name}"')
				faces[font.name] = (
					f'@font-face {{ font-family: "{font.name}"; src: url({font.path.as_uri()}) }}'
				)
		roles.append(f"--{role.value}: {', '.join(names)};")
	css = "\n".join((*faces.values(), f":root {{ {' '.join(roles)} }}"))
	return render_html(make_long_paper(characters), css=css)


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
	"""A program that has to be started for each paper: its start counts."""
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


def print_many(count: int, characters: int) -> float:
	"""Seconds that so many different summaries take on all cores, processes and all."""
	from rich.progress import track

	context = multiprocessing.get_context("forkserver")
	context.set_forkserver_preload(["kepu_app.core.printing.pdf"])
	start = time.perf_counter()
	with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
		jobs = [pool.submit(_print_one, characters, seed) for seed in range(count)]
		for job in track(jobs, description=f"{count} summaries", disable=not sys.stderr.isatty()):
			job.result()
	return time.perf_counter() - start


def _print_one(characters: int, seed: int) -> int:
	from kepu_app.core.printing.pdf import render_pdf
	from tests.unit.long_texts import make_long_paper

	return len(render_pdf(make_long_paper(characters, seed)))


def limits_of(ways: list[Measured], many: float | None, options: argparse.Namespace) -> list[Limit]:
	by_name = {way.name: way for way in ways}
	ours = by_name[OURS]
	limits = [
		Limit("one summary", ours.median, 0.5, False, "s"),
		Limit("one summary on 59.0", by_name[OURS_OLD].median, 0.5, False, "s"),
		Limit("size", ours.size / 1e6, 1.5, False, "MB"),
		Limit("memory", ours.memory or 0, 200, False, "MB"),
		Limit("times faster than WeasyPrint 59.0", by_name[PLAIN_OLD].least / ours.least, 25, True, "x"),
		Limit("times faster than WeasyPrint", by_name[PLAIN].least / ours.least, 1.5, True, "x"),
	]
	if many is not None:
		limits.append(Limit(f"{options.summaries} summaries", many, 120, False, "s"))
	return limits


def report(
	ways: list[Measured], limits: list[Limit], many: float | None, options: argparse.Namespace
) -> None:
	from rich.console import Console
	from rich.table import Table

	console = Console(width=None if sys.stdout.isatty() else 100)
	ours = ways[0].least
	table = Table(title=f"One summary of {options.characters} characters")
	for name in (
		"way",
		"version",
		"processor s",
		"median s",
		"first s",
		"size MB",
		"memory MB",
		"times ours",
	):
		table.add_column(name, justify="left" if name in ("way", "version") else "right")
	for way in ways:
		memory = "" if way.memory is None else f"{way.memory:.0f}"
		seconds = (f"{each:.3f}" for each in (way.least, way.median, way.seconds[0]))
		table.add_row(
			way.name, way.version, *seconds, f"{way.size / 1e6:.2f}", memory, f"{way.least / ours:.1f}"
		)
	console.print(table)
	table = Table(title=f"Limits, {os.cpu_count()} cores")
	for name in ("what", "measured", "limit", ""):
		table.add_column(name)
	for limit in limits:
		bound = f"{'≥' if limit.at_least else '≤'} {limit.bound:g} {limit.unit}"
		table.add_row(
			limit.name, f"{limit.value:.2f} {limit.unit}", bound, "met" if limit.holds else "MISSED"
		)
	console.print(table)
	busy = os.getloadavg()[0]
	if busy > 1.5 * (os.cpu_count() or 1):
		console.print(
			f"Other work keeps this machine busy (load {busy:.1f}): seconds by the clock are too long."
		)
	result = {
		"characters": options.characters,
		"cores": os.cpu_count(),
		"ways": [{**asdict(way), "least": way.least, "median": way.median} for way in ways],
		"summaries": {"count": options.summaries, "seconds": many},
		"limits": [{**asdict(limit), "holds": limit.holds} for limit in limits],
	}
	print(json.dumps(result, ensure_ascii=False, indent=2))
	if options.json:
		options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
	sys.exit(main())
