"""One process a caller that forks the children: small, without a thread, and without the caller's secrets.

It is started anew, not forked, so it has none of the caller's memory, connections or settings. It loads the
libraries once and forks a child for each request. It ends by itself: when its caller is gone, or when
nobody has asked for ``IDLE`` seconds.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import time
from dataclasses import dataclass

from kepu_app.core.sandbox import channel
from kepu_app.core.sandbox.child import serve_one
from kepu_app.core.sandbox.limits import Limits

IDLE = 600
"""Seconds without a request or a child after which the server ends."""

LONGEST_ORDER = 4096
"""Bytes of what the caller asks the server; the request itself goes to the child."""

_CHECKED_EVERY = 0.2
"""Seconds between looks at the clock while a child is at work."""


@dataclass
class _Child:
	"""A child at work: its caller's connection, and when it is killed by the monotonic clock."""

	connection: socket.socket
	deadline: float
	is_late: bool = False


def main(descriptor: int) -> None:
	"""Run the server; ``descriptor`` is the caller's control socket."""
	signal.signal(signal.SIGINT, signal.SIG_IGN)
	Server(socket.socket(fileno=descriptor)).run()


class Server:
	"""Takes orders, forks children, and tells each caller how its child ended."""

	def __init__(self, control: socket.socket) -> None:
		self._control = control
		self._children: dict[int, _Child] = {}
		self._poll = select.poll()
		self._woken, self._wakes = socket.socketpair()

	def run(self) -> None:
		"""Serve until the caller is gone or asks for nothing any more."""
		self._woken.setblocking(False)
		self._wakes.setblocking(False)
		signal.signal(signal.SIGCHLD, lambda *_: None)
		signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
		self._poll.register(self._control, select.POLLIN)
		self._poll.register(self._woken, select.POLLIN)
		while self._step():
			pass
		for number in self._children:
			os.kill(number, signal.SIGKILL)

	def _step(self) -> bool:
		"""Wait for whatever comes next; False when there is nothing to wait for any more."""
		ready = dict(self._poll.poll((_CHECKED_EVERY if self._children else IDLE) * 1000))
		if not ready and not self._children:
			return False
		if self._woken.fileno() in ready:
			self._woken.recv(4096)
		if self._control.fileno() in ready and not self._take_order():
			return False
		self._kill_unwanted(ready)
		self._reap()
		return True

	def _take_order(self) -> bool:
		content, descriptors, _, _ = socket.recv_fds(self._control, LONGEST_ORDER, 1)
		if not content:
			return False
		order = json.loads(content)
		# A module that cannot be loaded is the child's to report.
		with contextlib.suppress(Exception):
			importlib.import_module(order["module"])
		for descriptor in descriptors:
			self._fork(socket.socket(fileno=descriptor), Limits(**order["limits"]))
		return True

	def _fork(self, connection: socket.socket, limits: Limits) -> None:
		# What is loaded stays: looking through it for garbage would copy its pages in every child.
		gc.freeze()
		number = os.fork()
		if number == 0:
			self._be_child(connection, limits)
		# No event is asked for: what is told all the same is that the caller has hung up.
		self._poll.register(connection, 0)
		self._children[number] = _Child(connection, time.monotonic() + limits.clock)

	def _be_child(self, connection: socket.socket, limits: Limits) -> None:
		try:
			signal.set_wakeup_fd(-1)
			signal.signal(signal.SIGCHLD, signal.SIG_DFL)
			for other in (self._control, self._woken, self._wakes, *self._connections()):
				other.close()
			serve_one(connection, limits)
		finally:
			os._exit(0)

	def _connections(self) -> list[socket.socket]:
		return [each.connection for each in self._children.values()]

	def _kill_unwanted(self, ready: dict[int, int]) -> None:
		"""End children whose caller has hung up, and those that take too long."""
		now = time.monotonic()
		for number, child in self._children.items():
			has_hung_up = child.connection.fileno() in ready
			if has_hung_up:
				self._poll.unregister(child.connection)
			if has_hung_up or now > child.deadline:
				child.is_late = not has_hung_up
				os.kill(number, signal.SIGKILL)

	def _reap(self) -> None:
		while self._children:
			number, status, usage = os.wait4(-1, os.WNOHANG)
			if not number:
				return
			child = self._children.pop(number)
			end = {
				"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
				"is_late": child.is_late,
				"seconds": usage.ru_utime + usage.ru_stime,
				"memory": usage.ru_maxrss << 10,
			}
			with contextlib.suppress(KeyError):
				self._poll.unregister(child.connection)
			with contextlib.suppress(OSError):
				channel.send_note(child.connection, channel.END, json.dumps(end).encode())
			child.connection.close()
