"""Checks of the environment: fonts, queue, mail, disk space, versions."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import metadata

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.utils import cint
from frappe.utils.background_jobs import get_queues, get_queues_timeout, get_redis_conn, get_workers
from frappe.utils.scheduler import is_scheduler_disabled
from packaging.requirements import Requirement
from redis.exceptions import RedisError

from kepu_app.core.defaults import provinces
from kepu_app.core.errors import FontError
from kepu_app.core.packages.scans import LARGEST_SCAN
from kepu_app.core.printing.fonts import FAMILIES, FontSet
from kepu_app.core.printing.fonts import Role as FontRole
from kepu_app.doctor.finding import Finding, bench_command
from kepu_app.printing.fonts import site_fonts

SUBSTITUTE = "Noto"
FONT_PACKAGES = "apt-get install --no-install-recommends fonts-noto-cjk texlive-lang-chinese"
DAILY_JOBS = tuple(
	f"kepu_app.{each}" for each in ("cycles.jobs.lock_due_cycles", "reminders.daily.send_due_reminders")
)
MOST_WAITING = 500
LEAST_ROOM = 2 << 30
PYTHONS = ((3, 10), (3, 15))
LEAST_FRAPPE = 15
LEAST_MARIADB = (10, 6)


def check_fonts() -> Iterator[Finding]:
	"""Check that every role has an official font, and that all division names can be printed."""
	try:
		fonts = site_fonts()
	except FontError as error:
		yield Finding(error.message, FONT_PACKAGES)
		return
	yield from _substituted(fonts)
	names = [each.name for each in provinces()] + frappe.get_all("County", pluck="county_name")
	if missing := fonts.without("".join(names)):
		yield Finding(_("No font has the characters {0}").format("、".join(missing)), FONT_PACKAGES)


def _substituted(fonts: FontSet) -> Iterator[Finding]:
	for role in FontRole:
		best = fonts.chains[role][0].name
		if best.startswith(SUBSTITUTE) or best.casefold() not in {each.casefold() for each in FAMILIES[role]}:
			yield Finding(
				_("The papers' font {0} is set in {1}, which is not the official one").format(
					FAMILIES[role][0], best
				),
				_("Install the office fonts and name their folder in Kepu Settings; or {0}").format(
					FONT_PACKAGES
				),
				serious=False,
			)


def check_queue() -> Iterator[Finding]:
	"""Check that Redis responds, every queue has a worker, none is congested, and the daily jobs are scheduled."""
	try:
		frappe.cache.ping()
		get_redis_conn().ping()
	except RedisError as error:
		yield Finding(
			_("Redis does not answer: {0}").format(error),
			_("Start the services of the bench: {0}").format("make site / bench start"),
		)
		return
	yield from _unserved_queues()
	yield from _scheduler()


def _unserved_queues() -> Iterator[Finding]:
	served = {name.rpartition(":")[2] for worker in get_workers() for name in worker.queue_names()}
	if left := [each for each in get_queues_timeout() if each not in served]:
		yield Finding(
			_("No worker serves the queues {0}: packages and mails wait").format(", ".join(left)),
			_("Start the services of the bench: {0}").format("make site / bench start"),
		)
	for queue in get_queues():
		if queue.count > MOST_WAITING:
			yield Finding(
				_("{0} jobs wait in the queue {1}").format(queue.count, queue.name.rpartition(":")[2]),
				_("Start more background workers"),
				serious=False,
			)


def _scheduler() -> Iterator[Finding]:
	if is_scheduler_disabled(verbose=False) or frappe.conf.pause_scheduler:
		yield Finding(
			_("The scheduler is off: no reminders are sent and no cycle is locked"),
			bench_command("scheduler enable"),
		)
	jobs = dict(
		frappe.get_all(
			"Scheduled Job Type", {"method": ["in", DAILY_JOBS]}, ["method", "stopped"], as_list=True
		)
	)
	for method in DAILY_JOBS:
		if jobs.get(method) != 0:
			yield Finding(
				_("The daily job {0} is missing or stopped").format(method),
				_("{0}; Desk: list of Scheduled Job Type").format(bench_command("migrate")),
			)


def check_mail() -> Iterator[Finding]:
	"""Check that mail can be sent, and is."""
	if not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}):
		yield Finding(
			_("There is no account for outgoing mail: notes stay in the Desk, packages cannot be mailed"),
			_("Desk: Email Account, with Default Outgoing"),
			serious=False,
		)
	elif cint(frappe.conf.mute_emails):
		yield Finding(
			_("Mail is muted: it stays in the Email Queue"),
			bench_command("set-config mute_emails 0"),
			serious=False,
		)
	if failed := frappe.db.count("Email Queue", {"status": "Error"}):
		yield Finding(
			_("{0} mails could not be sent").format(failed), _("Desk: list of Email Queue"), serious=False
		)


def check_room() -> Iterator[Finding]:
	"""Check that uploads may be as large as scans, and that packages have disk space."""
	if (largest := get_max_file_size()) < LARGEST_SCAN:
		yield Finding(
			_("Files over {0} MB are refused; a scan may have {1} MB").format(
				largest >> 20, LARGEST_SCAN >> 20
			),
			bench_command(f"set-config max_file_size {LARGEST_SCAN}"),
			serious=False,
		)
	free = shutil.disk_usage(frappe.get_site_path()).free
	if free < LEAST_ROOM:
		yield Finding(_("The disk has {0} MB left").format(free >> 20), _("Make room, or take a larger disk"))


def check_versions() -> Iterator[Finding]:
	"""Check that Python, Frappe, MariaDB and the libraries have supported versions."""
	if not PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
		yield _wrong_version("Python", ".".join(map(str, sys.version_info[:2])))
	if cint(frappe.__version__.split(".")[0]) < LEAST_FRAPPE:
		yield _wrong_version("Frappe", frappe.__version__)
	database = frappe.db.sql("select version()")[0][0]
	if "MariaDB" in database and tuple(map(int, database.split(".")[:2])) < LEAST_MARIADB:
		yield _wrong_version("MariaDB", database)
	for line in metadata.requires("kepu_app") or []:
		yield from _unmet(Requirement(line))


def _unmet(requirement: Requirement) -> Iterator[Finding]:
	if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
		return
	try:
		version = metadata.version(requirement.name)
	except metadata.PackageNotFoundError:
		version = "–"
	if version == "–" or not requirement.specifier.contains(version, prereleases=True):
		yield _wrong_version(str(requirement), version)


def _wrong_version(name: str, version: str) -> Finding:
	return Finding(
		_("{0} has the version {1}, for which the app was not made").format(name, version),
		_("Install the versions that the README names, or run {0}").format("bench setup requirements"),
	)
