"""What goes between caller, server and child, over pairs of sockets that nobody else can reach.

The caller is trusted: its requests are pickled. Nothing that a child sends is: see ``codec``.
"""

from __future__ import annotations

import io
import os
import pickle
import socket
import struct
from typing import Any

from kepu_app.core.errors import BrokenChannel

PROGRESS, ANSWER, END = b"P", b"A", b"E"
"""Kinds of messages to the caller: how far the child is, what came out, and how the child ended."""

_LENGTH = struct.Struct("!Q")
_HEAD = struct.Struct("!cQ")
_HANDED_OVER = 256 << 10
"""Bytes from which a content is handed over as a file in memory, which costs the child a single copy."""

_MOST_FILES = 16


def send_request(connection: socket.socket, request: Any) -> None:
	"""Send a request and the large contents in it. Raises OSError if nobody listens."""
	stream = io.BytesIO()
	pickler = _Pickler(stream, pickle.HIGHEST_PROTOCOL)
	try:
		pickler.dump(request)
		socket.send_fds(connection, [_LENGTH.pack(stream.tell())], pickler.files)
		connection.sendall(stream.getbuffer())
	finally:
		for file in pickler.files:
			os.close(file)


def receive_request(connection: socket.socket) -> Any:
	"""Return what the caller sent."""
	length, files, _, _ = socket.recv_fds(connection, _LENGTH.size, _MOST_FILES)
	content = _receive(connection, *_LENGTH.unpack(length))
	return _Unpickler(io.BytesIO(content), files).load()


def send_message(connection: socket.socket, kind: bytes, content: bytes) -> None:
	"""Send one message to the caller."""
	connection.sendall(_HEAD.pack(kind, len(content)))
	connection.sendall(content)


def send_note(connection: socket.socket, kind: bytes, content: bytes) -> None:
	"""Send a short message whole or, where nobody takes it, raises OSError at once."""
	connection.send(_HEAD.pack(kind, len(content)) + content, socket.MSG_DONTWAIT)


def receive_message(connection: socket.socket, most: int) -> tuple[bytes, bytearray]:
	"""Kind and content of the next message.

	Raises:
		BrokenChannel: there is none any more, or it has more than ``most`` bytes.
		TimeoutError: it takes longer than the connection's timeout.
	"""
	kind, length = _HEAD.unpack(_receive(connection, _HEAD.size))
	if length > most:
		raise BrokenChannel(f"a message of {length} bytes")
	return kind, _receive(connection, length)


class _Pickler(pickle.Pickler):
	"""Leaves large contents out and keeps them in ``files``."""

	def __init__(self, stream: io.BytesIO, protocol: int) -> None:
		super().__init__(stream, protocol)
		self.files: list[int] = []

	def persistent_id(self, value: Any) -> int | None:
		if type(value) is not bytes or len(value) < _HANDED_OVER or len(self.files) == _MOST_FILES:
			return None
		self.files.append(_file_in_memory(value))
		return len(self.files) - 1


class _Unpickler(pickle.Unpickler):
	def __init__(self, stream: io.BytesIO, files: list[int]) -> None:
		super().__init__(stream)
		self._files = files

	def persistent_load(self, number: int) -> bytes:
		with open(self._files[number], "rb", buffering=0) as file:
			return file.read()


def _file_in_memory(content: bytes) -> int:
	file = os.memfd_create("kepu-content")
	left = memoryview(content)
	while left:
		left = left[os.write(file, left) :]
	os.lseek(file, 0, os.SEEK_SET)
	return file


def _receive(connection: socket.socket, length: int) -> bytearray:
	"""Exactly so many bytes; room is made for them as they come."""
	content = bytearray()
	while len(content) < length:
		try:
			piece = connection.recv(min(length - len(content), 1 << 20))
		except ConnectionError as error:
			raise BrokenChannel("the other side is gone") from error
		if not piece:
			raise BrokenChannel("the other side is gone")
		content += piece
	return content
