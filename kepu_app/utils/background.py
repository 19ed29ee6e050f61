"""Long work on Frappe's queue: one at a time, and whoever asks is told whether it is still alive.

The lock is one of the database connection. It outlives commits, and is released the moment its process
ends, however that ended. A job that was killed therefore never blocks the next one, although Redis goes on
calling it started.
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
"""How long a worker may take from starting a job to holding its lock."""


@contextmanager
def exclusive(name: str) -> Iterator[bool]:
	"""Hold the lock ``name`` of this site; gives False, and does not wait, if somebody else holds it."""
	is_held = _ask_for_lock("select get_lock(%s, 0)", name) == 1
	try:
		yield is_held
	finally:
		if is_held:
			_ask_for_lock("select release_lock(%s)", name)


def is_running(name: str) -> bool:
	"""Whether somebody holds the lock ``name`` of this site."""
	return _ask_for_lock("select is_used_lock(%s)", name) is not None


def _ask_for_lock(query: str, name: str) -> Any:
	# The query builder has no statement without a table, and the database's locks have none.
	return frappe.db.sql(query, _lock_name(name))[0][0]  # nosemgrep: frappe-using-db-sql


def is_alive(name: str) -> bool:
	"""Whether the work of this name is running, about to start, or waiting for a worker.

	Raises:
		QueueUnreachableError: that cannot be known.
	"""
	if is_running(name):
		return True
	job = _job_of(name)
	status = job.get_status() if job else None
	return status == JobStatus.QUEUED or (status == JobStatus.STARTED and _has_just_started(job))


def refuse_if_alive(name: str) -> None:
	"""Raise AlreadyRunningError if the work of this name is alive, and what ``is_alive`` raises."""
	if is_alive(name):
		refuse()


def refuse() -> NoReturn:
	"""Raise AlreadyRunningError."""
	fail(_("This is running already; please wait until it is done."), AlreadyRunningError)


def start_alone(name: str, method: str, **arguments: Any) -> str:
	"""Put ``method`` on the queue for long jobs under the job id ``name``, which it gives back.

	``arguments`` are those of the method, and those of ``frappe.enqueue`` such as ``timeout``.

	A worker may begin the job at once. If it is to see what the caller has written, the caller holds a row
	lock that the job asks for first. In turn the caller can undo everything when the queue does not take
	the job.

	Raises:
		AlreadyRunningError: the same work is running or waiting.
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
	"""Lock names hold for the whole database server and have at most 64 characters."""
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
