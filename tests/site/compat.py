"""What differs between Frappe 15 and 16 where a site test touches Frappe itself."""

import frappe
from frappe.utils import background_jobs
from rq.job import Job

FRAPPE_MAJOR = int(frappe.__version__.split(".")[0])


def unfinished_jobs(site: str) -> list[Job]:
	"""Return the background jobs of a site that wait or run now.

	Frappe's own `get_jobs` names the methods but not the jobs, and prints on those without a site.
	"""
	queues = [background_jobs.get_queue(name) for name in background_jobs.get_queue_list()]
	jobs = [
		job for queue in queues for job in (*queue.jobs, *background_jobs.get_running_jobs_in_queue(queue))
	]
	return [job for job in jobs if job.kwargs.get("site") == site]
