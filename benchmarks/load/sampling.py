"""What a level costs: processor and memory of the processes, work of the database and of Redis."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import frappe
import harness
import psutil
import redis

from load.servers import SCRIPTS, Servers

EVERY = 2.0
COUNTERS = ("Questions", "Slow_queries", "Innodb_row_lock_waits", "Innodb_row_lock_time", "Aborted_clients")
MEGABYTE = 1 << 20


class Costs(threading.Thread):
	"""Looks every two seconds until ``stop``. ``figures``: processor seconds and the largest memory (MB) by kind."""

	def __init__(self, servers: Servers) -> None:
		super().__init__(daemon=True)
		self._pids = {kind: [each.pid for each in group] for kind, group in servers.processes.items()}
		self._pids |= {
			kind: [pid]
			for kind, pid in _services().items()
			if kind in ("mariadb", "redis-cache", "redis-queue")
		}
		self._end = threading.Event()
		self._seconds: dict[str, dict[int, float]] = {kind: {} for kind in self._pids}
		self._largest = dict.fromkeys(self._pids, 0)
		self._first = {kind: dict(self._look(kind)) for kind in self._pids}

	def run(self) -> None:
		while not self._end.wait(EVERY):
			for kind in self._pids:
				self._seconds[kind].update(self._look(kind))

	def stop(self) -> dict[str, Any]:
		self._end.set()
		self.join()
		return {
			kind: {
				"processor_seconds": round(
					sum(seen.values()) - sum(self._first[kind].get(pid, 0) for pid in seen), 1
				),
				"megabytes": self._largest[kind] // MEGABYTE,
			}
			for kind, seen in self._seconds.items()
		}

	def _look(self, kind: str) -> Iterator[tuple[int, float]]:
		memory = 0
		for process in _family(self._pids[kind]):
			with contextlib.suppress(psutil.Error):
				times = process.cpu_times()
				memory += process.memory_full_info().pss
				yield process.pid, times.user + times.system
		self._largest[kind] = max(self._largest[kind], memory)


def _family(pids: list[int]) -> Iterator[psutil.Process]:
	for pid in pids:
		with contextlib.suppress(psutil.Error):
			process = psutil.Process(pid)
			yield process
			yield from process.children(recursive=True)


def _services() -> dict[str, int]:
	"""Return the pids of the bench's own services, by name."""
	command = [sys.executable, str(SCRIPTS / "services.py"), str(harness.BENCH), "pids"]
	return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def database_counters() -> dict[str, int]:
	frappe.db.rollback()
	found = dict(frappe.db.sql("show global status"))
	return {name: int(found[name]) for name in COUNTERS}


def redis_counters() -> dict[str, int]:
	"""Commands of both servers, and what they hold in megabytes."""
	servers = [redis.from_url(frappe.conf[name]).info() for name in ("redis_cache", "redis_queue")]
	return {
		"commands": sum(each["total_commands_processed"] for each in servers),
		"megabytes": sum(each["used_memory"] for each in servers) // MEGABYTE,
	}
