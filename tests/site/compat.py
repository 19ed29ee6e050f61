"""Where the site tests reach into Frappe's inside, which may differ between Frappe 15 and 16."""

import time
from typing import Any

import frappe
import requests
from frappe.utils.background_jobs import get_queues, get_redis_conn
from rq.job import Job, JobStatus

from tests.site.client import Client

IS_16 = int(frappe.__version__.split(".")[0]) >= 16
HAS_HEATMAPS = not IS_16
"""Frappe 16.9 draws none: it refuses the expressions by which it asks for one."""

CONFIG_KEPT = 61 if IS_16 else 0
"""Seconds for which a process of Frappe keeps what it has read of ``site_config.json``."""

UNFINISHED = (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.DEFERRED, JobStatus.SCHEDULED)

DESK = "desk" if IS_16 else "app"
"""The Desk's first part of an address."""

REFUSED = (403, 417)
"""Frappe 16 says of an expression in the place of a field that it is invalid."""


def expression(function: str, field: str, alias: str) -> Any:
	"""Return a count or the like among the fields that a request asks for."""
	return {function.upper(): field, "as": alias} if IS_16 else f"{function}({field}) as {alias}"


def let_config_be_read() -> None:
	"""Wait until every process knows of a change in ``site_config.json``: nothing tells when it does."""
	time.sleep(CONFIG_KEPT)


def unfinished_jobs(site: str) -> list[Job]:
	"""Return the background jobs of a site that wait or run now.

	Read from the jobs themselves: between waiting and running a job is for a moment in no queue and
	at no worker. Frappe's `get_jobs` misses it then.
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


def may_listen(client: Client, doctype: str, name: str = "") -> requests.Response:
	"""Return what the server of the sockets asks before it lets somebody into the room of a list, or of a
	document."""
	if IS_16:
		return client.get("frappe.realtime.has_permission", doctype=doctype, name=name)
	if name:
		return client.get("frappe.realtime.can_subscribe_doc", doctype=doctype, docname=name)
	return client.get("frappe.realtime.can_subscribe_doctype", doctype=doctype)


def check_link(client: Client, doctype: str, name: str, fields: str = "[]") -> requests.Response:
	"""Return what a link field asks when it is filled."""
	if IS_16:
		path = "frappe.client.validate_link_and_fetch"
		return client.call(path, doctype=doctype, docname=name, fields_to_fetch=fields)
	return client.call("frappe.client.validate_link", doctype=doctype, docname=name, fields=fields)


def linked_name(response: requests.Response) -> Any:
	"""Return the name that ``check_link`` found, None for none."""
	return (response.json().get("message") or {}).get("name")
