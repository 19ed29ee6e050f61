"""Where the site tests reach into Frappe's inside, which may differ between Frappe 15 and 16."""

from frappe.utils.background_jobs import get_queues, get_redis_conn
from rq.job import Job, JobStatus

UNFINISHED = (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.DEFERRED, JobStatus.SCHEDULED)


def unfinished_jobs(site: str) -> list[Job]:
	"""Return the background jobs of a site that wait or run now.

	Read from the jobs themselves: for a moment between waiting and running a job is in no queue and
	at no worker, and Frappe's `get_jobs` misses it.
	"""
	connection = get_redis_conn()
	# Between site and job stands :: in Frappe 15 and || in 16.
	keys = connection.scan_iter(match=f"rq:job:{site}[:|][:|]*", _type="hash")
	names = [key.decode().removeprefix("rq:job:") for key in keys]
	jobs = [job for job in Job.fetch_many(names, connection=connection) if job]
	return [job for job in jobs if job.get_status(refresh=False) in UNFINISHED]


def drop_waiting_jobs() -> None:
	"""Forget what waits for the worker: each new user, for one, queues two jobs that no test needs."""
	for queue in get_queues():
		queue.empty()
