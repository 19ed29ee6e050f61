"""Long jobs with progress: exclusive, reported to users, restartable.

A run may be killed at any moment and then reports nothing more. So its liveness comes from the job's lock
and the queue, not from its last report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import frappe

from kepu_app.utils import logs
from kepu_app.utils.background import exclusive, is_alive, refuse, refuse_if_alive, start_alone
from kepu_app.utils.isolation import lock_value

WAITING, RUNNING, DONE, FAILED, INTERRUPTED = "Waiting", "Running", "Done", "Failed", "Interrupted"
AT_WORK = (WAITING, RUNNING)

_logger = logs.of(__name__)

Facts = dict[str, Any]
"""Facts of a run: its ``state``, and whatever else its form shows. JSON-serialisable."""


class Store(Protocol):
	"""Storage of a run's facts."""

	def read(self, newest: bool = False) -> Facts | None:
		"""Return the facts, or None; ``newest`` includes commits made after this transaction began."""

	def write(self, facts: Facts | None) -> None:
		"""Replace the facts; None deletes them."""


@dataclass(frozen=True)
class CacheStore:
	"""Store in Redis, immediately and outside the transaction; expires after ``seconds``."""

	key: str
	seconds: int = 24 * 3600

	def read(self, newest: bool = False) -> Facts | None:
		stored = frappe.cache.get_value(self.key, expires=True)
		return json.loads(stored) if stored else None

	def write(self, facts: Facts | None) -> None:
		if facts is None:
			frappe.cache.delete_value(self.key)
		else:
			frappe.cache.set_value(self.key, json.dumps(facts), expires_in_sec=self.seconds)


@dataclass(frozen=True)
class FieldStore:
	"""Store in a document's field, within the transaction; ``modified`` does not change."""

	doctype: str
	name: str
	field: str

	def read(self, newest: bool = False) -> Facts | None:
		value = lock_value if newest else frappe.db.get_value
		stored = value(self.doctype, self.name, self.field)
		return json.loads(stored) if stored else None

	def write(self, facts: Facts | None) -> None:
		stored = json.dumps(facts) if facts else None
		frappe.db.set_value(self.doctype, self.name, self.field, stored, update_modified=False)


@dataclass(frozen=True)
class BackgroundRun:
	"""One long job with progress.

	Args:
		job: job id and lock name, at most 40 characters: one run of this name at a time.
		store: storage of its facts.
		event: realtime event on which open pages poll for the facts.
		message: payload of the event; the facts themselves come from an endpoint that authorises the user.
		audience: ``doctype`` and ``docname``, or ``user``, as ``frappe.publish_realtime`` takes them.
	"""

	job: str
	store: Store
	event: str = ""
	message: Mapping[str, Any] = field(default_factory=dict)
	audience: Mapping[str, str] = field(default_factory=dict)

	def start(self, method: str, facts: Facts, *, timeout: int, **arguments: Any) -> None:
		"""Enqueue ``method`` with its ``arguments`` and a ``timeout`` in seconds.

		``facts`` are stored before the job may begin, since the job's are newer; not if it cannot start.

		Raises:
			AlreadyRunningError: the run is working or waiting.
			QueueUnreachableError: Redis does not answer.
		"""
		with exclusive(f"{self.job}-start") as is_first:
			if not is_first:
				refuse()
			refuse_if_alive(self.job)
			before = self.store.read()
			self.store.write({"state": WAITING, **facts})
			try:
				start_alone(self.job, method, timeout=timeout, **arguments)
			except Exception:
				self.store.write(before)
				raise

	@contextmanager
	def alone(self) -> Iterator[bool]:
		"""Hold the lock around the job's work; yield False if another job holds it."""
		with exclusive(self.job) as is_alone:
			if not is_alone:
				_logger.warning("%s: not run, another job does it already", self.job)
			yield is_alone

	def is_alive(self) -> bool:
		"""Return whether it is working or waiting for a worker. Raises QueueUnreachableError if that is unknown."""
		return is_alive(self.job)

	def tell(self, state: str, **facts: Any) -> None:
		"""Store the progress and notify open pages."""
		self.store.write({"state": state, **facts})
		self.announce()

	def announce(self) -> None:
		"""Notify open pages that the facts have changed."""
		if self.event:
			frappe.publish_realtime(self.event, dict(self.message), **self.audience)

	def facts(self) -> Facts | None:
		"""Return the last report. A run reported as working that is not alive was interrupted.

		Raises:
			QueueUnreachableError: the run is waiting, and Redis does not answer.
		"""
		facts = self.store.read()
		if facts and facts["state"] in AT_WORK and not self.is_alive():
			# Race: the run may have ended between the two queries.
			facts = self.store.read(newest=True)
			if facts and facts["state"] in AT_WORK:
				facts["state"] = INTERRUPTED
		return facts
