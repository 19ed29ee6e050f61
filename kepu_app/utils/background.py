"""Long jobs on Frappe's queue: one at a time, with a liveness check for callers.

The lock belongs to the database connection. It outlives commits, and is released when its process ends,
however that happens. So a killed job never blocks the next, although Redis still reports it as started.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.utils.background_jobs import get_job
from redis.exceptions import RedisError
from rq.job import JobStatus

from kepu_app.exceptions import AlreadyRunningError, QueueUnreachableError
from kepu_app.utils.messages import fail

STARTING_UP = timedelta(seconds=30)
"""Maximum time between a worker's start of a job and the job's lock."""


@contextmanager
def exclusive(name: str) -> Iterator[bool]:
	"""Hold this site's lock ``name``; yield False at once, without waiting, if it is held already."""
	is_held = _ask_for_lock("select get_lock(%s, 0)", name) == 1
	try:
		yield is_held
	finally:
		if is_held:
			_ask_for_lock("select release_lock(%s)", name)


def is_running(name: str) -> bool:
	"""Return whether this site's lock ``name`` is held."""
	return _ask_for_lock("select is_used_lock(%s)", name) is not None


def _ask_for_lock(query: str, name: str) -> Any:
	# The query builder cannot select without a table, and the lock functions have none.
	return frappe.db.sql(query, _lock_name(name))[0][0]  # nosemgrep: frappe-using-db-sql


def is_alive(name: str) -> bool:
	"""Return whether the job is running, about to start, or waiting for a worker.

	Raises:
		QueueUnreachableError: Redis does not answer, so this is unknown.
	"""
	if is_running(name):
		return True
	job = _job_of(name)
	status = job.get_status() if job else None
	return status == JobStatus.QUEUED or (status == JobStatus.STARTED and _has_just_started(job))


def refuse_if_alive(name: str) -> None:
	"""Raise AlreadyRunningError if the job is alive, or an error of ``is_alive``."""
	if is_alive(name):
		refuse()


def refuse() -> NoReturn:
	"""Raise AlreadyRunningError."""
	fail(_("This is running already; please wait until it is done."), AlreadyRunningError)


def start_alone(name: str, method: str, **arguments: Any) -> str:
	"""Enqueue ``method`` as a long job with the id ``name``, and return ``name``.

	``arguments`` are passed to the method; ``frappe.enqueue`` takes its own, such as ``timeout``.

	A worker may start the job at once. For the job to see the caller's writes, the caller holds a row lock that
	the job requests first. The caller can then roll back if enqueueing fails.

	Raises:
		AlreadyRunningError: the same job is running or waiting.
		QueueUnreachableError: Redis does not answer.
	"""
	refuse_if_alive(name)
	try:
		dead = get_job(name)
		if dead and dead.get_status() == JobStatus.STARTED:
			dead.delete()
		frappe.enqueue(method, queue="long", job_id=name, deduplicate=True, **arguments)
	except RedisError:
		_throw_unreachable()
	return name


def _lock_name(name: str) -> str:
	"""Return the lock's name: unique on the whole database server, at most 64 characters."""
	return f"{frappe.conf.db_name}:{name}"[:64]


def _job_of(name: str) -> Any:
	try:
		return get_job(name)
	except RedisError:
		_throw_unreachable()


def _has_just_started(job: Any) -> bool:
	if not job.started_at:
		return True
	started = job.started_at.replace(tzinfo=timezone.utc)
	return datetime.now(timezone.utc) - started < STARTING_UP


def _throw_unreachable() -> NoReturn:
	fail(
		_("The queue of background jobs cannot be reached (Redis). Nothing was started; try again later."),
		QueueUnreachableError,
	)
