"""What the tests of the sandbox have a child do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kepu_app.core.errors import InputError, WorkbookError
from kepu_app.core.sandbox import run_limited


def give(value: Any) -> Any:
	return value


def length(content: bytes) -> int:
	return len(content)


def never_end() -> None:
	while True:
		pass


def sleep(seconds: float) -> None:
	time.sleep(seconds)


def fill_memory(size: int) -> int:
	return len(bytearray(size))


def recurse() -> None:
	recurse()


def crash() -> None:
	os.abort()


def answer_nothing() -> None:
	os._exit(0)


def fail() -> None:
	raise KeyError("xl/styles.xml")


def find_fault(name: str) -> None:
	raise WorkbookError(
		[InputError("第一处", code="one", place="表!A1"), InputError("第二处", code="two")], name
	)


def write(path: Path) -> None:
	path.write_bytes(b"1")


def start_process() -> None:
	subprocess.run([sys.executable, "-c", ""], check=True)


def fork() -> None:
	if os.fork() == 0:
		os._exit(0)


def become_another() -> None:
	os.execv("/bin/true", ["true"])


def start_thread() -> None:
	threading.Thread(target=time.sleep, args=(0,)).start()


def environment() -> dict[str, str]:
	return dict(os.environ)


def inherited_connections() -> list[str]:
	"""Sockets of this process, by where they lead."""
	found = []
	for number in os.listdir("/proc/self/fd"):
		try:
			found.append(os.readlink(f"/proc/self/fd/{number}"))
		except OSError:
			continue
	return [each for each in found if not each.startswith(("/dev/null", "/proc/"))]


def count_to(number: int, progress: Callable[[int, int, str], None]) -> int:
	for each in range(number):
		progress(each + 1, number, f"第{each + 1}个")
	return number


def call_again(value: int) -> int:
	return run_limited(give, value, name="inner")


def is_connected(port: int) -> bool:
	"""Whether one of this process's sockets is the caller's to a port."""
	for number in range(64):
		try:
			with socket.socket(fileno=os.dup(number)) as found:
				if found.family == socket.AF_INET and found.getpeername()[1] == port:
					return True
		except OSError:
			continue
	return False


def folder() -> str:
	return os.getcwd()
