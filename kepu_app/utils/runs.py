"""Long work on the queue of which people see how far it is: started alone, told of, taken up again.

A run may be killed at any moment and then says nothing more. So whether it is at work is asked of the lock
that its job holds and of the queue, not of what it said last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import frappe

from kepu_app.utils.background import exclusive, is_alive, refuse, refuse_if_alive, start_alone
from kepu_app.utils.isolation import lock_value

WAITING, RUNNING, DONE, FAILED, INTERRUPTED = "Waiting", "Running", "Done", "Failed", "Interrupted"
AT_WORK = (WAITING, RUNNING)

Facts = dict[str, Any]
"""What is told of a run: its ``state``, and whatever else its form shows. To be written as JSON."""


class Store(Protocol):
	"""Where the facts of a run are kept."""

	def read(self, newest: bool = False) -> Facts | None:
		"""Return the facts, or None; with ``newest`` also what was committed after this transaction began."""

	def write(self, facts: Facts | None) -> None:
		"""Keep the facts in place of those before; None takes them away."""


@dataclass(frozen=True)
class CacheStore:
	"""In Redis, at once and outside the transaction; forgotten after some ``seconds``."""

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
	"""In a field of a document, as part of the transaction. Its time of modification stays as it is."""

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
	"""One such run.

	Args:
		job: id of the job and name of its lock, at most 40 characters: one run of this name at a time.
		store: where its facts are kept.
		event: name of the live update by which open pages are told to ask for the news.
		message: what the live update carries; what the news are is asked by an endpoint that checks who asks.
		audience: ``doctype`` and ``docname``, or ``user``, as ``frappe.publish_realtime`` takes them.
	"""

	job: str
	store: Store
	event: str = ""
	message: Mapping[str, Any] = field(default_factory=dict)
	audience: Mapping[str, str] = field(default_factory=dict)

	def start(self, method: str, facts: Facts, *, timeout: int, **arguments: Any) -> None:
		"""Put ``method`` with its ``arguments`` on the queue, where it is given up after ``timeout`` seconds.

		``facts`` are told before the job may begin, for what the job says is newer; not if it cannot start.

		Raises:
			AlreadyRunningError: the run is at work or waiting.
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
		"""Around the work, in the job: gives False where another job does it already."""
		with exclusive(self.job) as is_alone:
			if not is_alone:
				frappe.logger("kepu").warning(f"{self.job}: not run, another job does it already")
			yield is_alone

	def is_alive(self) -> bool:
		"""Whether it is at work or waiting for a worker. Raises QueueUnreachableError if that cannot be known."""
		return is_alive(self.job)

	def tell(self, state: str, **facts: Any) -> None:
		"""Keep how far it is, and lets open pages ask for it."""
		self.store.write({"state": state, **facts})
		self.announce()

	def announce(self) -> None:
		"""Lets open pages ask for the news."""
		if self.event:
			frappe.publish_realtime(self.event, dict(self.message), **self.audience)

	def facts(self) -> Facts | None:
		"""Return what was told last. A run that says it is at work, and is not alive, was interrupted.

		Raises:
			QueueUnreachableError: the run waits, and whether it is still in the queue cannot be known.
		"""
		facts = self.store.read()
		if facts and facts["state"] in AT_WORK and not self.is_alive():
			# It may have ended between the two questions.
			facts = self.store.read(newest=True)
			if facts and facts["state"] in AT_WORK:
				facts["state"] = INTERRUPTED
		return facts
