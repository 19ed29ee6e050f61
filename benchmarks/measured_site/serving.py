"""A web server of the site, and how long it takes to answer."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import harness
import requests

from measured_site import places
from measured_site.calls import document_of, list_arguments
from measured_site.places import PEOPLE
from measured_site.users import PASSWORD

SETTINGS = Path(__file__).parents[2] / "scripts/one_site.py"


def percentile(values: list[float], rank: int) -> float:
	return statistics.quantiles(values, n=100, method="inclusive")[rank - 1]


@contextmanager
def web_server() -> Iterator[str]:
	"""Run a web server of this site alone, as the bench runs its own."""
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	command = [str(harness.BENCH / "env/bin/gunicorn"), "--config", str(SETTINGS)]
	server = subprocess.Popen(
		[*command, "--bind", f"127.0.0.1:{port}"],
		env={**os.environ, "KEPU_SITE": places.SITE},
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
	)
	try:
		_wait_for(port)
		yield f"http://127.0.0.1:{port}"
	finally:
		server.terminate()
		server.wait(timeout=60)


def _wait_for(port: int) -> None:
	deadline = time.monotonic() + 60
	while time.monotonic() < deadline:
		with socket.socket() as probe:
			if probe.connect_ex(("127.0.0.1", port)) == 0:
				return
		time.sleep(0.2)
	sys.exit("the web server did not start")


sessions: dict[str, requests.Session] = {}
"""By role, of whoever has signed in."""


def time_requests(url: str, key: tuple[str, str, str], times: int) -> list[float]:
	"""Milliseconds of each request, one after the other, after a few that warm up both processes."""
	kind, doctype, role = key
	form = {"doctype": doctype, "name": document_of(doctype)}
	session = sessions.get(role) or signed_in(url, role)
	milliseconds = []
	for number in range(times + 4):
		started = time.perf_counter()
		if kind == "list":
			response = session.post(
				f"{url}/api/method/frappe.desk.reportview.get", data=list_arguments(doctype)
			)
		else:
			response = session.get(f"{url}/api/method/frappe.desk.form.load.getdoc", params=form)
		taken = (time.perf_counter() - started) * 1000
		if not response.ok:
			sys.exit(f"{kind} {doctype} ({role}): {response.status_code} {response.text[:1000]}")
		if number >= 4:
			milliseconds.append(taken)
	return milliseconds


def signed_in(url: str, role: str) -> requests.Session:
	session = requests.Session()
	session.headers["Accept"] = "application/json"
	response = session.post(
		f"{url}/api/method/login", data={"usr": PEOPLE[role], "pwd": PASSWORD}, timeout=60
	)
	response.raise_for_status()
	sessions[role] = session
	return session
