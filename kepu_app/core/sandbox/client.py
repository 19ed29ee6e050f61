"""The caller's side: asks for a child, and takes its answer or says what became of it."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from kepu_app.core.errors import BrokenChannel, InputError, KepuError, UnreadableAnswer
from kepu_app.core.sandbox import channel, codec
from kepu_app.core.sandbox.budget import within_budget
from kepu_app.core.sandbox.child import ERROR, MEMORY, RESULT, Process
from kepu_app.core.sandbox.limits import FILE_LIMITS, Limits

MOST_AT_ONCE = 4
"""Children of one caller at a time; further calls wait."""

_PATIENCE = 15
"""Seconds that a caller waits beyond the child's clock before it gives up on the server itself."""

_LARGEST_NOTE = 1 << 20
_BOOT = (
	"import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
	"from kepu_app.core.sandbox.server import main; main(int(sys.argv[2]))"
)
_KEPT_SETTINGS = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
"""Variables of the environment that the server gets; any other may hold a secret."""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Usage:
	"""What a child took: seconds of processor time, bytes of memory at most, and the signal that ended it."""

	seconds: float = 0.0
	memory: int = 0
	signal: int = 0
	is_late: bool = False


def run_limited(
	function: Callable[..., _Result],
	*arguments: Any,
	name: str,
	limits: Limits = FILE_LIMITS,
	progress: Progress | None = None,
	**options: Any,
) -> _Result:
	"""Return what a function of the core gives, called in a child process with limits.

	Args:
		function: one at the top of a module.
		arguments, options: what it is called with. They are pickled: plain values, the core's dataclasses,
			contents as bytes, paths.
		name: what people call the file, for the refusal.
		limits: what the child may use.
		progress: called in this process whenever the function calls its own ``progress``.

	Returns:
		What the function returns, made of plain values and the core's dataclasses, enumerations and errors.
		A child that a file has taken over can put any text or number in it, and nothing else.

	Raises:
		KepuError: what the function raised, as it raised it.
		InputError: ``file.too_costly`` where the child came to its limits, ``file.unreadable_content`` where
			the file broke what reads it, ``sandbox.unavailable`` where there is no child to be had, and
			``file.no_time`` where the caller's budget is used up.
	"""
	if Process.is_child:
		return function(*arguments, **options, **({"progress": progress} if progress else {}))
	request = {
		"module": function.__module__,
		"name": function.__qualname__,
		"arguments": arguments,
		"options": options,
		"folder": _folder(),
		"has_progress": progress is not None,
	}
	with _slots, within_budget(limits, name) as allowed:
		answer, usage = _asked(request, allowed, progress)
		_log.debug("%s: %.2f s, %d MB", name, usage.seconds, usage.memory >> 20, extra={"usage": usage})
		outcome: _Result = _outcome(answer, usage, name, allowed)
		return outcome


def warm_up(function: Callable[..., Any]) -> None:
	"""Has the server load what a function needs, while the caller goes on; costs nothing where it has."""
	if not Process.is_child:
		with suppress(OSError, KepuError):
			_server.order({"module": function.__module__})


class _Server:
	"""The process that forks this one's children, started when it is first asked for."""

	def __init__(self) -> None:
		self._lock = threading.Lock()
		self._control: socket.socket | None = None

	def order(self, order: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
		"""Send an order, to a new server if the last one has ended. Raises OSError, InputError."""
		content = json.dumps(order).encode()
		with self._lock:
			if self._control is not None:
				try:
					socket.send_fds(self._control, [content], descriptors)
					return
				except OSError:
					self._control.close()
			self._control = _started()
			socket.send_fds(self._control, [content], descriptors)

	def forget(self) -> None:
		"""In a process that was forked from the caller: its server is its parent's and not its own."""
		self._lock = threading.Lock()
		if self._control is not None:
			self._control.close()
			self._control = None


def _started() -> socket.socket:
	ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
	environment = {key: os.environ[key] for key in _KEPT_SETTINGS if key in os.environ}
	paths = json.dumps([os.path.abspath(each) for each in sys.path])
	command = [sys.executable, "-c", _BOOT, paths, str(theirs.fileno())]
	try:
		process = subprocess.Popen(
			command,
			cwd="/",
			env=environment,
			pass_fds=[theirs.fileno()],
			stdin=subprocess.DEVNULL,
			stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL,
			start_new_session=True,
		)
	except OSError as error:
		ours.close()
		message = "无法启动读取文件的进程，请稍后再试或联系管理员"
		raise InputError(message, code="sandbox.unavailable") from error
	finally:
		theirs.close()
	# Somebody has to wait for it, or it would stay in the list of processes when it has ended.
	threading.Thread(target=process.wait, name="kepu-sandbox", daemon=True).start()
	return ours


_server = _Server()
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


def _forget() -> None:
	global _slots
	_server.forget()
	_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


os.register_at_fork(after_in_child=_forget)


def _asked(request: dict[str, Any], limits: Limits, progress: Progress | None) -> tuple[Any, Usage]:
	"""Answer and usage of a child. A server that ends just now is asked no more, and the next one is."""
	for _attempt in range(2):
		answer, usage = _asked_once(request, limits, progress)
		if answer is not None or usage is not None:
			return answer, usage or Usage()
	return None, Usage()


def _asked_once(
	request: dict[str, Any], limits: Limits, progress: Progress | None
) -> tuple[Any, Usage | None]:
	ours, theirs = socket.socketpair()
	with closing(ours):
		ours.settimeout(limits.clock + _PATIENCE)
		with closing(theirs):
			order = {"module": request["module"], "limits": asdict(limits)}
			_server.order(order, (theirs.fileno(),))
		# A child that ends before it has heard everything says why all the same.
		with suppress(OSError):
			channel.send_request(ours, request)
		return _heard(ours, limits, progress)


def _heard(ours: socket.socket, limits: Limits, progress: Progress | None) -> tuple[Any, Usage | None]:
	answer: bytes | None = None
	try:
		while True:
			kind, content = channel.receive_message(ours, limits.answer if answer is None else _LARGEST_NOTE)
			if kind == channel.END:
				return answer, Usage(**json.loads(content))
			if kind == channel.ANSWER:
				answer = bytes(content)
			elif progress is not None:
				_tell(progress, content)
	except TimeoutError:
		return None, Usage(is_late=True)
	except BrokenChannel:
		return answer, None


def _tell(progress: Progress, content: bytes | bytearray) -> None:
	done, total, name = json.loads(content)
	progress(int(done), int(total), str(name))


def _outcome(answer: bytes | None, usage: Usage, name: str, limits: Limits) -> Any:
	if answer is None:
		raise _too_costly(name, limits) if usage.signal or usage.is_late else _unreadable(name)
	try:
		kind, value = codec.decode(answer)
	except (UnreadableAnswer, ValueError, TypeError) as error:
		raise _unreadable(name) from error
	if kind == RESULT:
		return value
	if kind == ERROR and isinstance(value, KepuError):
		raise value
	if kind == MEMORY:
		raise _too_costly(name, limits)
	_log.error("%s could not be read:\n%s", name, value)
	raise _unreadable(name)


def _too_costly(name: str, limits: Limits) -> InputError:
	message = (
		f"“{name}”没有读取：读取它所需的时间或内存超过上限"
		f"（{limits.processor}秒、{limits.memory >> 20}MB），文件可能已损坏或含有异常内容"
	)
	return InputError(message, code="file.too_costly", place=name)


def _unreadable(name: str) -> InputError:
	message = f"“{name}”无法读取，内容已损坏或不正常；请用原来的软件打开，另存后再试"
	return InputError(message, code="file.unreadable_content", place=name)


def _folder() -> str:
	try:
		return os.getcwd()
	except OSError:
		return "/"
