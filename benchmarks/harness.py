"""What the benchmarks of the site share: a site of their own, and their options."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import frappe
import results
from results import Result

BENCH = Path(os.environ.get("KEPU_BENCH", Path.home() / ".local/share/kepu_app/bench"))


def parser(description: str) -> argparse.ArgumentParser:
	"""Return a parser with the options that every benchmark of the site has."""
	found = results.parser(description)
	found.add_argument("--keep", action="store_true", help="keep the site for a look at it")
	return found


def benchmark(
	options: argparse.Namespace,
	site: str,
	measure: Callable[[], Result],
	show: Callable[[Result], None],
) -> int:
	"""Make the site, measure, tell the result and take the site away; return 1 if a limit is missed."""
	os.chdir(BENCH / "sites")
	make_site(site)
	try:
		# Before the site is dropped: what was measured for minutes outlasts a fault there.
		return results.tell(measure(), options, show)
	finally:
		frappe.destroy()
		if not options.keep:
			drop_site(site)


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
