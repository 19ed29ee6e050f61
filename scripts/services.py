"""The services of a bench: one table of what there is to run, and how it is started and ended.

	services.py BENCH take-over USER              ends what an earlier run, version or user has left
	services.py BENCH start GROUP USER VARIABLE   starts what does not run yet of a group, and waits for it
	services.py BENCH stop [GROUP]                ends a group, or all and supervisord
	services.py BENCH pids                        prints the running services as JSON: pid by name

BENCH is the folder, whose settings name the ports. GROUP is ``services`` or ``web``; USER whom they run as;
VARIABLE what a person sets the first port with. Runs on any Python from 3.10 on, without Frappe. Everything
is on 127.0.0.1 and inside the folder: no service of the machine is used or changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import supervising
from processes import EVERY, state_of, wait
from settings import Ports, read_common
from supervising import GROUPS, SECONDS_TO_END, Failure, Service

SCRIPTS = Path(__file__).resolve().parent
SECONDS_TO_START = 30
PASSED_ON = re.compile(r"(KEPU|FRAPPE|COVERAGE)_(?!REPO|BRANCH).*|LC_ALL|LANG|PATH|TZ")
"""Variables that the services get as they are now, and not as they were when supervisord was started. An address of
Frappe may hold a password."""

# ---- what there is to run ---------------------------------------------------------------------------


def table(bench: Path, ports: Ports, user: str) -> list[Service]:
	"""Every service of a bench, in the order in which they start."""
	python = f"{bench}/env/bin/python"
	gunicorn = (f"{bench}/env/bin/gunicorn", "--config", f"{bench}/config/gunicorn.py")
	live = ("node", "--require", f"{SCRIPTS}/listen-locally.cjs", f"{bench}/apps/frappe/socketio.js")
	nginx = ("nginx", "-e", "stderr", "-p", f"{bench}/config/nginx", "-c", f"{bench}/config/nginx.conf")
	mariadb = ("mariadbd", f"--defaults-file={bench}/config/mariadb.cnf", f"--user={user}")
	worker = (python, f"{SCRIPTS}/worker.py", "frappe", "worker", "--queue", "short,default,long")
	scheduler = (python, "-m", "frappe.utils.bench_helper", "frappe", "schedule")
	return [
		Service("mariadb", "services", mariadb, ports.database),
		_redis(bench, "redis-cache", ports.cache, "allkeys-lru"),
		_redis(bench, "redis-queue", ports.queue, "noeviction"),
		Service("web", "web", (*gunicorn, "--bind", f"127.0.0.1:{ports.web}"), ports.web),
		Service("live", "web", live, ports.live),
		Service("front", "web", nginx, ports.front),
		Service("worker", "web", worker),
		Service("scheduler", "web", scheduler),
	]


def _redis(bench: Path, name: str, port: int, when_full: str) -> Service:
	where = ("--bind", "127.0.0.1", "--port", str(port), "--dir", f"{bench}/config/{name}")
	in_memory = ("--save", "", "--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", when_full)
	return Service(name, "services", ("redis-server", *where, *in_memory), port)


def environment(bench: Path, user: str) -> dict[str, str]:
	"""Return what the services are told; another user than who starts them gets a home in the bench."""
	told = {name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)}
	if supervising.is_other(user):
		told |= {"HOME": f"{bench}/config/home", "USER": user, "LOGNAME": user}
	return told


# ---- starting ---------------------------------------------------------------------------------------


def start(bench: Path, group: str, user: str, variable: str) -> None:
	ports = Ports.from_first(read_common(bench)["webserver_port"])
	start_group(bench, table(bench, ports, user), group, user, port_remedy(ports, variable))


def port_remedy(ports: Ports, variable: str) -> str:
	return f"set {variable} to another first port (the services use {', '.join(map(str, ports))})"


def start_group(bench: Path, services: Sequence[Service], group: str, user: str, remedy: str) -> None:
	"""Start what does not run yet of this group, and comes back when all of it answers.

	Raises:
		Failure: a port is taken, or a service does not come up; the end of its log is told.
	"""
	told = environment(bench, user)
	control = supervising.connect(bench)
	alive = supervising.running(control)
	wanted = [each for each in services if each.group == group and each.name not in alive]
	for service in wanted:
		refuse_taken_port(service, remedy)
	supervising.configure(bench, services, user, told)
	control = control or supervising.launch(bench, user, told)
	supervising.start_group(bench, control, group)
	for service in sorted(wanted, key=lambda each: each.port is None):
		wait_until_ready(bench, service, remedy)


def refuse_taken_port(service: Service, remedy: str) -> None:
	if service.port and port_is_open(service.port):
		raise Failure(
			f"Port {service.port} on 127.0.0.1, needed for {service.name}, is taken by another program.\n"
			f"Remedy: {remedy}"
		)


def wait_until_ready(bench: Path, service: Service, remedy: str, seconds: float = SECONDS_TO_START) -> None:
	"""Until the service answers on its port; one without a port needs to be running still."""
	control = supervising.connect(bench)
	deadline = time.monotonic() + seconds
	while service.name in supervising.running(control) and time.monotonic() < deadline:
		if service.port is None or port_is_open(service.port):
			return
		time.sleep(EVERY)
	log = bench / f"logs/{service.name}.log"
	where = f" on port {service.port}" if service.port else ""
	raise Failure(
		f"{end_of_log(log)}\n\nFailed step: start of {service.name}{where}\nWhole log:   {log}\n"
		f"Remedy:      is the port taken? Then {remedy}"
	)


def port_is_open(port: int) -> bool:
	with socket.socket() as probe:
		probe.settimeout(2)
		return probe.connect_ex(("127.0.0.1", port)) == 0


def end_of_log(log: Path) -> str:
	"""Return what it calls an error, and its last lines."""
	lines = log.read_text(encoding="utf-8", errors="replace")[-50000:].splitlines() if log.exists() else []
	errors = [each for each in lines if re.search(r"(^|[^a-z_])(ERROR|Error|error):", each)]
	return "\n".join([*errors[:8], "…", *lines[-12:]])


# ---- ending -----------------------------------------------------------------------------------------


def stop(bench: Path, group: str = "") -> None:
	"""End this group, or everything: the group that was started last goes first, supervisord at the end."""
	end_noted_processes(bench)
	control = supervising.connect(bench)
	for each in reversed(GROUPS) if control else ():
		if group in ("", each):
			control.stopProcessGroup(each)
	if not group:
		supervising.end(bench)


def take_over(bench: Path, user: str) -> None:
	"""Make way for a start: afterwards either supervisord runs as this user, or nothing of the bench runs."""
	end_noted_processes(bench)
	if not supervising.connect(bench):
		supervising.end(bench)
	elif not supervising.is_of(bench, user):
		stop(bench)
	else:
		supervising.end_strays(bench)


def end_noted_processes(bench: Path) -> None:
	"""End what an earlier version has started, which noted each service's pid in a file."""
	behind = ("mariadb", "redis-cache", "redis-queue")
	for file in sorted(bench.glob("config/pids/*.pid"), key=lambda each: each.stem in behind):
		_end_noted(*file.read_text(encoding="ascii").split())
		file.unlink()
	with contextlib.suppress(FileNotFoundError):
		(bench / "config/pids").rmdir()


def _end_noted(pid: str = "", started: str = "") -> None:
	"""Only a process with that start time: the number alone may be another program's by now."""

	def has_ended() -> bool:
		return not started or _start_time(pid) != started

	if has_ended():
		return
	with contextlib.suppress(ProcessLookupError):
		os.kill(int(pid), signal.SIGTERM)
		if not wait(has_ended, SECONDS_TO_END):
			os.killpg(int(pid), signal.SIGKILL)


def _start_time(pid: str) -> str:
	"""In the kernel's ticks; nothing where the process has ended."""
	return next(iter(state_of(pid)[19:]), "")


def print_pids(bench: Path) -> None:
	print(json.dumps(supervising.running(supervising.connect(bench))))


COMMANDS: dict[str, Callable[..., None]] = {
	"take-over": take_over,
	"start": start,
	"stop": stop,
	"pids": print_pids,
}

if __name__ == "__main__":
	signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever interrupts the run is told by the shell
	_script, folder, command, *rest = sys.argv
	try:
		COMMANDS[command](Path(folder).absolute(), *rest)
	except Failure as failure:
		sys.exit(str(failure))
