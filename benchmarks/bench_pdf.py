#!/usr/bin/env python3
"""How fast, how large and with how much memory one annual summary prints, beside other ways to print.

One summary of 3,000 characters is printed by this project, with the current WeasyPrint and with 59.0, which
Frappe 15 pins. Both also print it as they are, as do Typst from PyPI, and wkhtmltopdf and Chromium where
they are installed. All print the same text with the same fonts. Then a year's 533 summaries, on all cores.

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
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import results
from ways_to_print.figures import Limit, Measured
from ways_to_print.libraries import TYPST_FOLDER, WORKERS
from ways_to_print.programs import installed_programs, measure_program

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

OLD_ENVIRONMENT = ROOT / ".venv-weasyprint59"
OLD_PACKAGES = ("weasyprint==59.0", "pydyf==0.10.0")
TYPST_PACKAGE = "typst>=0.13"

OURS, OURS_OLD, PLAIN, PLAIN_OLD, TYPST = "ours", "ours on 59.0", "WeasyPrint", "WeasyPrint 59.0", "Typst"
"""Names of the ways, in the table and in the JSON."""


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
	from ways_to_print.tables import print_tables  # in a worker it would be measured with the way

	result = result_of(ways, limits, seconds, options)
	return results.tell(result, options, lambda _result: print_tables(ways, limits, options.characters))


def parser() -> argparse.ArgumentParser:
	result = results.parser(str(__doc__))
	result.add_argument("--characters", type=int, default=3000, help="length of a summary (3000)")
	result.add_argument("--repeat", type=int, default=7, help="runs of each fast way (7)")
	result.add_argument("--summaries", type=int, default=533, help="printed on all cores; 0 for none (533)")
	result.add_argument(
		"--prepare", action="store_true", help="only make the environment with WeasyPrint 59.0"
	)
	result.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
	return result


def old_environment() -> Path:
	"""Return the Python of an environment with WeasyPrint 59.0, made when it is not there yet."""
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
	"""Return the version of Typst in a folder of its own, fetched when it is not there yet; blank if it
	cannot be."""
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


def result_of(
	ways: list[Measured], limits: list[Limit], many: float | None, options: argparse.Namespace
) -> results.Result:
	return {
		"characters": options.characters,
		"cores": os.cpu_count(),
		"ways": [{**asdict(way), "least": way.least, "median": way.median} for way in ways],
		"summaries": {"count": options.summaries, "seconds": many},
		"limits": [{**asdict(limit), "holds": limit.holds} for limit in limits],
		"missed": [
			f"{each.name}: {each.value:.2f} {each.unit}, {each.sign} {each.bound:g} wanted"
			for each in limits
			if not each.holds
		],
	}


if __name__ == "__main__":
	sys.exit(main())
