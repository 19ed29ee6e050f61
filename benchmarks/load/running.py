"""Runs Locust against a site, and reads what it measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOCUST = "locust>=2.31,<3"
PEOPLE = Path(__file__).with_name("people.py")
PARTS = {"Reporter": "reporters", "Approver": "approvers", "Officer": "officers", "Builder": "builders"}
"""The classes of ``people``, and who of the cast plays them."""
SPAWNING_SECONDS = 60
"""So long people come in, one after the other. What they meet meanwhile is not counted as what all meet."""
LONGER = 240
"""Seconds that Locust gets beyond its time before it is given up."""


def installed_locust(folder: Path) -> Path:
	"""Return the command, in an environment of its own: what Locust needs is not what Frappe pins."""
	command = folder / "bin/locust"
	if not command.exists():
		print("installing Locust …", flush=True)
		subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
		pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
		subprocess.run([*pip, LOCUST], check=True)
	return command


def run(
	locust: Path, url: str, cast: dict[str, Any], people: int, seconds: int, spawning: int = SPAWNING_SECONDS
) -> dict[str, Any]:
	"""Return what ``people`` at once met within so many seconds, counted from when all were there.

	Returns:
		``requests``: one entry a kind of request, as Locust gives them; ``told``: what ``people`` wrote.
	"""
	parts = [name for name, who in PARTS.items() if cast[who]]
	with tempfile.TemporaryDirectory(prefix="kepu-load-") as name:
		folder = Path(name)
		told = folder / "told.json"
		(folder / "cast.json").write_text(json.dumps(cast), encoding="utf-8")
		files = {"KEPU_LOAD_CAST": folder / "cast.json", "KEPU_LOAD_TOLD": told}
		done = subprocess.run(
			[str(locust), *_options(url, people, seconds, spawning), *parts],
			env={**os.environ, **{variable: str(file) for variable, file in files.items()}},
			capture_output=True,
			text=True,
			timeout=seconds + LONGER,
			check=False,
		)
		if done.returncode or not told.exists():
			raise RuntimeError(f"Locust failed: {done.stderr[-3000:]}")
		return {"requests": json.loads(done.stdout), "told": json.loads(told.read_text("utf-8"))}


def _options(url: str, people: int, seconds: int, spawning: int) -> list[str]:
	options = {
		"locustfile": PEOPLE,
		"host": url,
		"users": people,
		"spawn-rate": people / spawning,
		"run-time": f"{seconds + spawning}s",
		"stop-timeout": 60,
		"exit-code-on-error": 0,
		"loglevel": "ERROR",
	}
	given = [f"--{name}={value}" for name, value in options.items()]
	return [*given, "--headless", "--json", "--reset-stats"]


def speed(entries: list[dict[str, Any]]) -> float:
	"""Request a second."""
	if not entries:
		return 0.0
	ended = max(entry["last_request_timestamp"] for entry in entries)
	seconds = ended - min(entry["start_time"] for entry in entries)
	return round(sum(entry["num_requests"] for entry in entries) / seconds, 1)


def percentile(times: dict[str, int], rank: float) -> int:
	"""Of Locust's counts by rounded milliseconds, which keep two digits."""
	counts = sorted((int(float(time)), number) for time, number in times.items())
	wanted, seen = sum(number for _time, number in counts) * rank, 0
	for time, number in counts:
		seen += number
		if seen >= wanted:
			return time
	return 0


def summed(entries: list[dict[str, Any]]) -> dict[str, int]:
	"""Count by milliseconds of several kinds of requests together."""
	times: dict[str, int] = {}
	for entry in entries:
		for time, number in entry["response_times"].items():
			times[time] = times.get(time, 0) + number
	return times
