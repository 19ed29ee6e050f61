"""Web nodes with ports of their own, nginx before them, and workers, for as long as a level takes."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import harness
import psutil

SCRIPTS = Path(__file__).parents[2] / "scripts"
WORKERS = 2
SECONDS_TO_START, SECONDS_TO_END = 60, 60


@dataclass
class Servers:
	"""``url`` of the front, and the processes by kind: ``web``, ``worker``, ``front``."""

	url: str
	processes: dict[str, list[subprocess.Popen]] = field(default_factory=dict)


@contextlib.contextmanager
def running(
	site: str, nodes: int, workers: int = WORKERS, through: tuple[str, ...] = (), **environment: str
) -> Iterator[Servers]:
	"""As many web nodes, each what a bench runs (two processes of eight threads), and as many workers.

	Args:
		through: a command that starts a web node by the command that follows it.
		environment: by which they are told where their services are, if not where the bench says.
	"""
	ports = [free_port() for _number in range(nodes + 1)]
	servers = Servers(f"http://127.0.0.1:{ports[-1]}")
	with tempfile.TemporaryDirectory(prefix="kepu-load-") as folder:
		try:
			servers.processes["web"] = [start_node(site, port, through, **environment) for port in ports[:-1]]
			servers.processes["worker"] = [start_worker(**environment) for _number in range(workers)]
			servers.processes["front"] = [start_front(Path(folder), site, ports[:-1], ports[-1])]
			for port in ports:
				wait_for(port)
			yield servers
		finally:
			for process in (each for group in servers.processes.values() for each in group):
				end(process)


def free_port() -> int:
	with socket.create_server(("127.0.0.1", 0)) as free:
		return free.getsockname()[1]


def start(*command: str, **environment: str) -> subprocess.Popen:
	"""In a session of its own, so that its children end with it."""
	return subprocess.Popen(
		command,
		cwd=harness.BENCH / "sites",
		env={**os.environ, **environment},
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
		start_new_session=True,
	)


def start_node(site: str, port: int, through: tuple[str, ...] = (), **environment: str) -> subprocess.Popen:
	command = ("-m", "gunicorn", "--config", str(SCRIPTS / "one_site.py"), "--bind", f"127.0.0.1:{port}")
	return start(*through, sys.executable, *command, KEPU_SITE=site, **environment)


def start_worker(**environment: str) -> subprocess.Popen:
	"""As the bench's own services start it; how far it stands back (niceness) is the bench's setting."""
	command = (str(SCRIPTS / "worker.py"), "frappe", "worker", "--queue", "short,default,long")
	return start(sys.executable, *command, **environment)


def start_front(folder: Path, site: str, nodes: list[int], port: int) -> subprocess.Popen:
	"""Return the bench's own nginx.conf, with more than one server behind it."""
	(folder / "config/nginx").mkdir(parents=True)
	(folder / "sites").symlink_to(harness.BENCH / "sites")
	text = (SCRIPTS / "nginx.conf").read_text(encoding="utf-8")
	one = "server 127.0.0.1:@WEB_PORT@ fail_timeout=0;"
	text = text.replace(one, " ".join(f"server 127.0.0.1:{node} fail_timeout=0;" for node in nodes))
	names = {"BENCH": folder, "SITE": site, "HOSTS": "127.0.0.1 localhost", "PORT": port, "LIVE_PORT": 9}
	for name, value in names.items():
		text = text.replace(f"@{name}@", str(value))
	if os.geteuid() == 0:  # its workers would be another user, who cannot read the bench
		text = "user root;\n" + text
	settings = folder / "config/nginx.conf"
	settings.write_text(text, encoding="utf-8")
	return start("nginx", "-e", "stderr", "-p", str(folder / "config/nginx"), "-c", str(settings))


def wait_for(port: int) -> None:
	deadline = time.monotonic() + SECONDS_TO_START
	while time.monotonic() < deadline:
		with socket.socket() as probe:
			if probe.connect_ex(("127.0.0.1", port)) == 0:
				return
		time.sleep(0.2)
	sys.exit(f"no server answers on port {port}")


def end(process: subprocess.Popen) -> None:
	"""Asks it to end, and after a while ends it with its children."""
	process.terminate()
	try:
		process.wait(SECONDS_TO_END)
	except subprocess.TimeoutExpired:
		kill(process)


def kill(process: subprocess.Popen) -> None:
	"""With its children and without a warning, as a machine that loses its power. A worker's child leads a
	process group of its own."""
	children = psutil.Process(process.pid).children(recursive=True)
	for each in (process, *children):
		with contextlib.suppress(psutil.NoSuchProcess):
			each.kill()
	process.wait()
