"""What the benchmarks of the site share: a site of their own, their options, and how a result is told.

A result is a dict with whatever was measured; ``missed`` in it lists in words which limits do not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe

BENCH = Path(os.environ.get("KEPU_BENCH", Path.home() / ".local/share/kepu_app/bench"))
Result = dict[str, Any]


def parser(description: str) -> argparse.ArgumentParser:
	"""With the options that every benchmark has."""
	found = argparse.ArgumentParser(description=description)
	found.add_argument("--json", type=lambda text: Path(text).resolve(), help="where to write the figures")
	found.add_argument("--keep", action="store_true", help="keep the site for a look at it")
	return found


def benchmark(
	options: argparse.Namespace,
	site: str,
	measure: Callable[[], Result],
	show: Callable[[Result], None],
) -> int:
	"""Make the site, measures, takes the site away and tells the result; 1 if a limit is missed."""
	os.chdir(BENCH / "sites")
	make_site(site)
	try:
		result = measure()
		tell(result, options, show)
	finally:
		frappe.destroy()
		if not options.keep:
			drop_site(site)
	return 1 if result["missed"] else 0


def tell(result: Result, options: argparse.Namespace, show: Callable[[Result], None]) -> None:
	"""Before the site is dropped: what was measured for minutes outlasts a fault there."""
	show(result)
	print(f"\n{os.cpu_count()} processors, load {', '.join(f'{each:.1f}' for each in os.getloadavg())}")
	print("MISSED: " + "; ".join(result["missed"]) if result["missed"] else "every limit holds")
	if options.json:
		options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


def make_site(site: str) -> None:
	"""Frappe and the app, past the setup wizard; one that was kept is made anew."""
	setup = {
		"args": {"language": "简体中文", "country": "China", "timezone": "Asia/Shanghai", "currency": "CNY"}
	}
	wizard = "frappe.desk.page.setup_wizard.setup_wizard.setup_complete"
	print("making the site …", flush=True)
	_run("new-site", site, "--force")
	_run("--site", site, "execute", wizard, "--kwargs", repr(setup))
	_run("--site", site, "set-config", "pause_scheduler", "1", "--parse")
	_run("--site", site, "clear-cache")
	_run("--site", site, "install-app", "kepu_app")


def drop_site(site: str) -> None:
	"""Frappe keeps the files of a dropped site; its user may write under ``sites`` alone, not into the bench."""
	archived = Path(".archived").resolve()
	_run("drop-site", site, "--no-backup", "--force", "--archived-sites-path", str(archived))
	shutil.rmtree(archived)


def _run(*arguments: str) -> None:
	"""Run a command of Frappe; show its output when it fails."""
	command = [str(BENCH / "env/bin/python"), "-m", "frappe.utils.bench_helper", "frappe", *arguments]
	done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
	if done.returncode:
		sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
