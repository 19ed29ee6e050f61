"""What a child does: it takes one request, calls the function and sends what came out."""

from __future__ import annotations

import importlib
import json
import os
import socket
import traceback
from contextlib import suppress
from typing import Any

from kepu_app.core.errors import BrokenChannel, KepuError
from kepu_app.core.sandbox import channel, codec
from kepu_app.core.sandbox.limits import Limits, apply_limits

RESULT, ERROR, MEMORY, FAILURE = "result", "error", "memory", "failure"
"""How a call ended: with a value, with an error of ours, for lack of memory, with any other error."""

_LONGEST_TRACE = 8_000


class Process:
	"""Whether this process is a child. What it calls may use the sandbox as well, and is in it already."""

	is_child = False


def serve_one(connection: socket.socket, limits: Limits) -> None:
	"""Answers the request that comes over the connection. Never raises."""
	Process.is_child = True
	with suppress(OSError, BrokenChannel):
		apply_limits(limits)
		channel.send_message(connection, channel.ANSWER, _answer(connection))


def function_at(module: str, name: str) -> Any:
	"""Return a function by its module and name; the module is loaded if need be."""
	return getattr(importlib.import_module(module), name)


def _answer(connection: socket.socket) -> bytes:
	"""Return what came out of the request, for the caller; memory is free again when it is written."""
	try:
		return codec.encode(_outcome(connection))
	except MemoryError:
		return codec.encode((MEMORY, ""))


def _outcome(connection: socket.socket) -> tuple[str, Any]:
	try:
		request = channel.receive_request(connection)
		with suppress(OSError):
			os.chdir(request["folder"])
		options = request["options"]
		if request["has_progress"]:
			options = {**options, "progress": lambda *values: _tell(connection, values)}
		function = function_at(request["module"], request["name"])
		return RESULT, function(*request["arguments"], **options)
	except KepuError as error:
		return ERROR, error
	except MemoryError:
		return MEMORY, ""
	# Whatever a stranger's file makes of a library is a finding about that file.
	except Exception:
		return FAILURE, traceback.format_exc()[-_LONGEST_TRACE:]


def _tell(connection: socket.socket, values: tuple[Any, ...]) -> None:
	channel.send_message(connection, channel.PROGRESS, json.dumps(values).encode())
