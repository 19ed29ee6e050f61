"""How much a child process may use."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from pathlib import Path

from kepu_app.core.sandbox.no_processes import forbid_processes

_STATM = Path("/proc/self/statm")
_SIZE, _DATA = 0, 5
"""Fields of statm (proc(5)), in pages."""

_SPARE_ADDRESSES = 256 << 20
"""Bytes of address space for what is mapped and not used, such as the reserves of the allocator."""


@dataclass(frozen=True)
class Limits:
	"""What one call may use beyond what the libraries take.

	Args:
		processor: seconds of processor time.
		clock: seconds until the child is killed, however busy the machine is.
		memory: bytes.
		written: bytes of any file that the child writes; it has no name for one.
		files: number of open files.
		answer: bytes of the answer.
	"""

	processor: int = 4
	clock: int = 60
	memory: int = 200 << 20
	written: int = 0
	files: int = 64
	answer: int = 64 << 20


FILE_LIMITS = Limits()
"""For one file that somebody hands in: refused within five seconds and 300 MB."""


def apply_limits(limits: Limits) -> None:
	"""Limits this very process, for good. It can start no other process either."""
	size, data = _sizes()
	_set(resource.RLIMIT_CORE, 0)
	_set(resource.RLIMIT_DATA, data + limits.memory)
	_set(resource.RLIMIT_AS, size + limits.memory + _SPARE_ADDRESSES)
	_set(resource.RLIMIT_FSIZE, limits.written)
	_set(resource.RLIMIT_NOFILE, limits.files)
	_set(resource.RLIMIT_NPROC, 0)
	forbid_processes()
	_set(resource.RLIMIT_CPU, limits.processor)


def _set(kind: int, value: int) -> None:
	hard = resource.getrlimit(kind)[1]
	value = value if hard == resource.RLIM_INFINITY else min(value, hard)
	resource.setrlimit(kind, (value, value))


def _sizes() -> tuple[int, int]:
	"""Bytes of this process's address space and of its data."""
	fields = _STATM.read_text().split()
	page = os.sysconf("SC_PAGE_SIZE")
	return int(fields[_SIZE]) * page, int(fields[_DATA]) * page
