"""What a request costs the site: processor time, which is the same whatever else the machine does meanwhile."""

import functools
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

SERVICES = Path(__file__).parents[2] / "scripts/services.py"
TICKS = os.sysconf("SC_CLK_TCK")
MEASURED = ("web", "mariadb")


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
	"""Web server and database take less than these seconds of a processor."""
	before = spent()
	yield
	took = spent() - before
	assert took < seconds, f"{took:.1f} s of a processor, at most {seconds}"


def slowest(calls: Iterable[Callable[[], object]]) -> float:
	"""Seconds of a processor within which 95 of 100 of these calls are answered."""
	return statistics.quantiles([_cost(call) for call in calls], n=20)[-1]


def _cost(call: Callable[[], object]) -> float:
	before = spent()
	call()
	return spent() - before


def spent() -> float:
	"""Seconds so far, with those of children, be they at work or at their end."""
	parents = {}
	for stat in Path("/proc").glob("[0-9]*/stat"):
		try:
			fields = stat.read_text().rpartition(")")[2].split()
		except OSError:
			continue  # it has ended meanwhile, and its parent counts it
		parents[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / TICKS

	def belongs(pid: int) -> bool:
		return pid in _services() or (pid in parents and belongs(parents[pid][0]))

	return sum(seconds for pid, (_parent, seconds) in parents.items() if belongs(pid))


@functools.cache
def _services() -> frozenset[int]:
	bench = Path(os.environ["KEPU_TEST_SITES"]).resolve().parent
	done = subprocess.run(
		[sys.executable, SERVICES, bench, "pids"], capture_output=True, text=True, timeout=60, check=True
	)
	running = json.loads(done.stdout)
	return frozenset(running[each] for each in MEASURED)
