"""A wire to a service that can be cut: what its users see when the service is stopped, and started again."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.waiting import wait_for

SETTINGS = Path(__file__).parents[2] / "scripts/one_site.py"
PIECE = 1 << 16


class Wire:
	"""Forwards a port of its own to a service. Cut, it drops every connection and takes no new one."""

	def __init__(self, port: int) -> None:
		self._target = ("127.0.0.1", port)
		self._pairs: list[tuple[socket.socket, socket.socket]] = []
		self._listener = self._listen(0)
		self.port = self._listener.getsockname()[1]

	def cut(self) -> None:
		"""Stop the service."""
		_close(self._listener)
		for pair in self._pairs:
			for end in pair:
				_close(end)
		self._pairs.clear()

	def mend(self) -> None:
		"""Start the service again, at the same address."""
		self._listener = self._listen(self.port)

	def _listen(self, port: int) -> socket.socket:
		listener = socket.create_server(("127.0.0.1", port))
		threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
		return listener

	def _accept(self, listener: socket.socket) -> None:
		with contextlib.suppress(OSError):
			while True:
				near, _address = listener.accept()
				far = socket.create_connection(self._target)
				self._pairs.append((near, far))
				for source, sink in ((near, far), (far, near)):
					threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
	with contextlib.suppress(OSError):
		while piece := source.recv(PIECE):
			sink.sendall(piece)
	_close(source)
	_close(sink)


def _close(end: socket.socket) -> None:
	with contextlib.suppress(OSError):
		end.shutdown(socket.SHUT_RDWR)
	end.close()


@contextlib.contextmanager
def web_server(site: str, sites: Path, **environment: str) -> Iterator[str]:
	"""Run a web server of the site beside the one of the tests; gives its address.

	Args:
		site: which site it serves.
		sites: the bench's folder of sites.
		environment: by which Frappe is told where its services are.
	"""
	with socket.create_server(("127.0.0.1", 0)) as free:
		port = free.getsockname()[1]
	command = [sys.executable, "-m", "gunicorn", "-c", str(SETTINGS), "-b", f"127.0.0.1:{port}"]
	server = subprocess.Popen(
		command,
		cwd=sites,
		env={**os.environ, "KEPU_SITE": site, **environment},
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
	)
	try:
		url = f"http://127.0.0.1:{port}"
		wait_for(lambda: _answers(url), 60, "the web server does not answer")
		yield url
	finally:
		server.terminate()
		server.wait(30)


def _answers(url: str) -> bool:
	with contextlib.suppress(requests.ConnectionError):
		return requests.get(f"{url}/api/method/ping", timeout=30).ok
	return False
