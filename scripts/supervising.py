"""supervisord for a bench: its configuration, how it is started, asked and ended.

All of it inside the bench's folder, whose socket is its user's alone. Needs no library: supervisord is a program in
PATH, and talks XML-RPC.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import xmlrpc.client
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from processes import members, wait, works_in

GROUPS = ("services", "web")
"""In the order in which they start; they end the other way round."""
SECONDS_TO_END = 30
LONGEST_SOCKET = 107 - len(".4194304")
"""Bytes of a socket's address, less the pid that supervisord puts behind it for a moment."""

SUPERVISORD = """\
[supervisord]
user = {user}
directory = {bench}/sites
pidfile = {bench}/config/supervisord.pid
logfile = {bench}/logs/supervisord.log
logfile_maxbytes = 1MB
logfile_backups = 1

[unix_http_server]
file = {bench}/config/supervisor.sock
chmod = 0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://{bench}/config/supervisor.sock
"""

GROUP = """
[group:{group}]
programs = {names}
priority = {priority}
"""

# None is started again by itself: a service that ends is a fault to be seen.
PROGRAM = """
[program:{name}]
command = {command}
environment = {environment}
directory = {bench}/sites
priority = {priority}
autostart = false
autorestart = false
startsecs = 0
startretries = 0
stopsignal = {stop_signal}
stopwaitsecs = {seconds_to_end}
killasgroup = true
redirect_stderr = true
stdout_logfile = {bench}/logs/{name}.log
stdout_logfile_maxbytes = 0
"""

# The kernel ends a service whose supervisord was killed; left alone it would hold its port.
WITH_SUPERVISORD = ("setpriv", "--pdeathsig", "TERM", "--")


class Failure(Exception):
	"""Told to the person who started the services, with a remedy."""


class Service(NamedTuple):
	"""One program, started in the bench's folder of sites; one with a port is ready when that answers."""

	name: str
	group: str
	command: Sequence[str]
	port: int | None = None
	stop_signal: str = "TERM"
	seconds_to_end: int = SECONDS_TO_END


# ---- configuration ----------------------------------------------------------------------------------


def configuration(bench: Path, services: Sequence[Service], user: str, told: Mapping[str, str]) -> str:
	"""Return the text of supervisord's file; its groups are those of the services, its priorities their
	order.

	Args:
		user: whom everything runs as.
		told: the variables of the environment that the services get.

	Raises:
		Failure: a program is missing, or something cannot be written in this file.
	"""
	if len(os.fsencode(_socket(bench))) > LONGEST_SOCKET:
		raise Failure(f"The name of the bench's folder is too long for a socket: {bench}")
	parts = [SUPERVISORD.format(bench=_escaped(bench), user=user)]
	for number, group in enumerate(GROUPS):
		names = ",".join(each.name for each in services if each.group == group)
		if names:
			parts.append(GROUP.format(group=group, names=names, priority=number))
	# Of each program: supervisord would fill in those of its own section twice.
	assigned = ",".join(_assigned(*each) for each in sorted(told.items()))
	parts += [
		_program(bench, each, environment=assigned, priority=number) for number, each in enumerate(services)
	]
	return "".join(parts)


def _program(bench: Path, service: Service, **more: Any) -> str:
	program, *arguments = service.command
	command = shlex.join([*WITH_SUPERVISORD, find_program(program), *arguments])
	values = {**service._asdict(), **more, "command": _escaped(command), "bench": _escaped(bench)}
	return PROGRAM.format(**values)


def find_program(name: str) -> str:
	found = shutil.which(name)
	if not found:
		raise Failure(f"There is no program {name}.\nRemedy: make site installs what is missing.")
	return found


def _escaped(value: object) -> str:
	"""As it stands in supervisord's file, where no escape saves a line break or what looks like a comment."""
	if re.search(r"\n|\s[;#]", str(value)):
		raise Failure(f'supervisord cannot be told a text with a line break, " ;" or " #" in it: {value}')
	return str(value).replace("%", "%%")


def _assigned(name: str, value: str) -> str:
	if "'" in value or '"' in value:
		raise Failure(f"The services cannot be told a variable with quotes in it: {name}={value}")
	return f'{name}="{_escaped(value)}"'


def _file(bench: Path) -> Path:
	return bench / "config/supervisord.conf"


def _socket(bench: Path) -> Path:
	return bench / "config/supervisor.sock"


# ---- starting and asking ----------------------------------------------------------------------------


class _Connection(http.client.HTTPConnection):
	def __init__(self, path: Path) -> None:
		super().__init__("localhost")
		self.path = path

	def connect(self) -> None:
		self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
		self.sock.connect(str(self.path))


class _Transport(xmlrpc.client.Transport):
	def __init__(self, path: Path) -> None:
		super().__init__()
		self.path = path

	def make_connection(self, host: Any) -> http.client.HTTPConnection:
		if not self._connection[1]:
			self._connection = host, _Connection(self.path)
		return self._connection[1]


def connect(bench: Path) -> Any:
	"""Return the calls of the bench's supervisord; None if none answers."""
	server = xmlrpc.client.ServerProxy("http://localhost", transport=_Transport(_socket(bench)))
	try:
		server.supervisor.getState()
	except (FileNotFoundError, ConnectionRefusedError):
		return None
	except PermissionError as error:
		raise Failure(f"The services of {bench} were started by another user.") from error
	return server.supervisor


def is_of(bench: Path, user: str) -> bool:
	"""Whether the supervisord that runs is this user's."""
	wanted = pwd.getpwnam(user).pw_uid if is_other(user) else os.geteuid()
	return _socket(bench).stat().st_uid == wanted


def is_other(user: str) -> bool:
	"""Whether root has the services run as somebody else."""
	return os.geteuid() == 0 and user != "root"


def configure(bench: Path, services: Sequence[Service], user: str, told: Mapping[str, str]) -> None:
	_file(bench).write_text(configuration(bench, services, user, told), encoding="utf-8")


def launch(bench: Path, user: str, told: Mapping[str, str]) -> Any:
	"""Start supervisord in the background, as that user and with the configuration that was written."""
	other: dict[str, Any] = {}
	if is_other(user):
		entry = pwd.getpwnam(user)
		other = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
	done = subprocess.run(
		[find_program("supervisord"), "--configuration", str(_file(bench))],
		cwd=bench / "sites",
		env={**os.environ, **told},
		umask=0o022,
		stdin=subprocess.DEVNULL,
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
		text=True,
		check=False,
		**other,
	)
	control = connect(bench)
	if not control:
		raise Failure(f"{done.stdout}\nFailed step: start of supervisord\n{_whole_log(bench)}")
	return control


def running(control: Any) -> dict[str, int]:
	"""Return the pid of each service that runs, by name; nothing where no supervisord runs."""
	states = ("STARTING", "RUNNING", "STOPPING")
	found = control.getAllProcessInfo() if control else []
	return {each["name"]: each["pid"] for each in found if each["statename"] in states}


def start_group(bench: Path, control: Any, group: str) -> None:
	"""Start what does not run of it. A configuration that has changed holds if nothing of the group runs."""
	_added, changed, _removed = control.reloadConfig()[0]
	alive = running(control)
	members = [each["name"] for each in control.getAllProcessInfo() if each["group"] == group]
	if group in changed and not alive.keys() & set(members):
		control.removeProcessGroup(group)
		control.addProcessGroup(group)
	for each in control.startProcessGroup(group):
		if each["description"] != "OK":
			raise Failure(f"{each['name']} cannot be started: {each['description']}\n{_whole_log(bench)}")


def _whole_log(bench: Path) -> str:
	return f"Whole log:   {bench}/logs/supervisord.log"


# ---- ending -----------------------------------------------------------------------------------------


def end(bench: Path) -> None:
	"""End supervisord with all that it has started, and removes what it leaves when it was killed."""
	noted = _noted(bench)
	if noted and _is_supervisord(bench, noted.pid):
		os.kill(noted.pid, signal.SIGTERM)
		if not wait(lambda: not _is_supervisord(bench, noted.pid), 2 * SECONDS_TO_END):
			os.kill(noted.pid, signal.SIGKILL)
	end_strays(bench, noted)
	for file in (*bench.glob("config/supervisor.sock*"), bench / "config/supervisord.pid"):
		file.unlink(missing_ok=True)


class Noted(NamedTuple):
	"""The last supervisord: its pid, which is that of its session too, and the number of its user."""

	pid: int
	user: int


def _noted(bench: Path) -> Noted | None:
	"""By its pid file; None if it has ended by itself."""
	file = bench / "config/supervisord.pid"
	try:
		return Noted(int(file.read_text(encoding="ascii")), file.stat().st_uid)
	except (FileNotFoundError, ValueError):
		return None


def find_pid(bench: Path) -> int | None:
	"""Of the supervisord that runs, whether it answers or not."""
	noted = _noted(bench)
	return noted.pid if noted and _is_supervisord(bench, noted.pid) else None


def _is_supervisord(bench: Path, pid: int) -> bool:
	"""Whether the process is this bench's, and no other program that has its number by now."""
	try:
		words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
	except (FileNotFoundError, ProcessLookupError):
		return False
	return os.fsencode(_file(bench)) in words and any(each.endswith(b"/supervisord") for each in words)


def end_strays(bench: Path, noted: Noted | None = None) -> None:
	"""End what the bench's supervisord has started and no longer knows, because it was killed itself, or the
	service whose child it is. Nginx's workers outlive it, and keep its port."""
	noted = noted or _noted(bench)
	if not noted:
		return
	for number in (signal.SIGTERM, signal.SIGKILL):
		for pid in _strays(bench, noted):
			with contextlib.suppress(ProcessLookupError):
				os.kill(pid, number)
		if wait(lambda: not _strays(bench, noted), SECONDS_TO_END):
			return


def _strays(bench: Path, noted: Noted) -> list[int]:
	"""Return what is in its session, but does not descend from it."""
	parents = dict(members(noted.pid))

	def descends(pid: int) -> bool:
		while pid in parents and pid != noted.pid:
			pid = parents[pid]
		return pid == noted.pid and _is_supervisord(bench, pid)

	return [pid for pid in parents if not descends(pid) and works_in(bench, pid, noted.user)]
