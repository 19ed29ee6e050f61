"""A server of this machine in the place of robots' vendors and of a gateway: keeps what arrives, answers as told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Arrived:
	"""One request."""

	path: str
	query: dict[str, list[str]]
	body: str

	@property
	def text(self) -> str:
		"""What the group reads."""
		sent = json.loads(self.body)
		return sent["text"]["content"] if "text" in sent else sent["content"]["text"]


class Recorder:
	"""Ends with ``close``. ``answer`` is what it says to everybody, ``status`` how; ``silent`` it says nothing."""

	def __init__(self) -> None:
		self.arrived: list[Arrived] = []
		self.status, self.answer, self.silent = 200, '{"errcode": 0, "code": 0}', False
		self._may_end = threading.Event()
		self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
		self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
		self._thread.start()

	@property
	def host(self) -> str:
		return f"127.0.0.1:{self._server.server_port}"

	def forget(self) -> None:
		self.arrived.clear()
		self.status, self.answer, self.silent = 200, '{"errcode": 0, "code": 0}', False

	def close(self) -> None:
		self._may_end.set()
		self._server.shutdown()
		self._server.server_close()
		self._thread.join(10)

	def wait(self) -> None:
		"""Until the server ends: nobody is answered."""
		self._may_end.wait(60)


def _handler(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
	class Handler(BaseHTTPRequestHandler):
		def do_POST(self) -> None:
			parts = urlsplit(self.path)
			body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
			recorder.arrived.append(Arrived(parts.path, parse_qs(parts.query), body))
			if recorder.silent:
				recorder.wait()
				return
			answer = recorder.answer.encode()
			self.send_response(recorder.status)
			self.send_header("Content-Length", str(len(answer)))
			self.end_headers()
			self.wfile.write(answer)

		def log_message(self, *arguments: Any) -> None:
			"""Quiet."""

	return Handler
