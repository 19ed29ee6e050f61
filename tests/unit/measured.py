"""Coverage of what runs in the children of the sandbox, which may write no file and start no process.

``measure_children`` listens on a socket of the file system. Server and children of the sandbox measure their
own memory, and send what they found when they end. Nothing of it is in the app.
"""

from __future__ import annotations

import atexit
import os
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coverage import Coverage, CoverageData
from coverage.exceptions import DataError

from kepu_app.core.sandbox import client

_ROOT = Path(__file__).parents[2]
_SECONDS = 60
_SILENCE = 3
"""Seconds that the server may take to send what it has found, once it has been told to end."""


@contextmanager
def measure_children(measuring: Coverage, folder: Path) -> Iterator[None]:
	"""Add what the children find to the data of the coverage that is being measured."""
	address, boot = folder / "coverage", client._BOOT
	found = _Found(address)
	client._server.forget()
	start = f"from tests.unit.measured import start_in_server; start_in_server({str(address)!r}); "
	client._BOOT = boot.replace("from kepu_app", f"{start}from kepu_app", 1)
	try:
		yield
	finally:
		client._BOOT = boot
		client._server.forget()  # it ends, and sends what it has found
		measuring.get_data().update(found.close())


class _Found:
	"""Takes connections until it is closed; each brings the data of one process."""

	def __init__(self, address: Path) -> None:
		self._contents: set[bytes] = set()
		self._socket = socket.socket(socket.AF_UNIX)
		self._socket.bind(str(address))
		self._socket.listen(128)
		self._socket.settimeout(_SILENCE)
		self._is_open = True
		self._thread = threading.Thread(target=self._listen, daemon=True)
		self._thread.start()

	def close(self) -> CoverageData:
		"""All that came; waits for the server, which has been told to end."""
		self._is_open = False
		self._thread.join(_SECONDS)
		self._socket.close()
		found = CoverageData(no_disk=True)
		for content in self._contents:
			one = CoverageData(no_disk=True)
			# What was ended while it sent has told nothing.
			with suppress(DataError, zlib.error):
				one.loads(content)
				found.update(one)
		return found

	def _listen(self) -> None:
		while True:
			try:
				connection, _address = self._socket.accept()
			except TimeoutError:
				if self._is_open:
					continue
				return
			with connection:
				connection.settimeout(_SECONDS)
				self._take(connection)

	def _take(self, connection: socket.socket) -> None:
		with suppress(OSError), connection.makefile("rb") as stream:
			self._contents.add(stream.read())


def start_in_server(address: str) -> None:
	"""Run in the sandbox's server before anything of the app is loaded; its children inherit it."""
	source = [str(_ROOT / "kepu_app/core")]  # the server works in another folder
	measuring = Coverage(data_file=None, config_file=str(_ROOT / "pyproject.toml"), source=source)
	measuring.start()
	end = os._exit

	def send() -> None:
		measuring.stop()
		content = measuring.get_data().dumps()
		with socket.socket(socket.AF_UNIX) as connection:
			connection.settimeout(_SECONDS)
			connection.connect(address)
			connection.sendall(content)

	def send_and_end(status: int) -> None:
		# A child that has come to its limits cannot send, and ends all the same.
		with suppress(Exception):
			send()
		end(status)

	atexit.register(send)
	os._exit = send_and_end  # type: ignore[assignment]
