"""A port of this machine on which nothing may arrive: whatever prints shall ask nobody for anything."""

from __future__ import annotations

import socket
import threading


class Listener:
	"""Takes connections and counts them; ends with ``close``."""

	def __init__(self) -> None:
		self.connections = 0
		self._socket = socket.create_server(("127.0.0.1", 0))
		self.port = self._socket.getsockname()[1]
		self._thread = threading.Thread(target=self._count, daemon=True)
		self._thread.start()

	@property
	def url(self) -> str:
		return f"http://127.0.0.1:{self.port}"

	def close(self) -> None:
		self._socket.shutdown(socket.SHUT_RDWR)
		self._socket.close()
		self._thread.join(10)

	def _count(self) -> None:
		while True:
			try:
				connection, _address = self._socket.accept()
			except OSError:
				return
			self.connections += 1
			connection.close()
