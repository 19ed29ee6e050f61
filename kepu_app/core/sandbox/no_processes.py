"""A filter in the kernel under which a process can start no other one, whoever it runs as.

``RLIMIT_NPROC`` counts the processes of a user, and does not hold for root. A seccomp filter (seccomp(2), filters in
classic BPF) holds for everybody, is kept by whatever the process becomes, and cannot be taken off.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
"""Options of prctl(2): PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP with SECCOMP_MODE_FILTER."""

_LOAD, _IS_EQUAL, _IS_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""Instructions of BPF: load a word, jump if equal, jump if not less, return."""

_ALLOW, _FAIL = 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER, _ARCHITECTURE = 0, 4
"""Where the data of a call has the call's number and the processor."""

_OTHER_NUMBERS = 0x40000000
"""From here on x86-64 has every call once more, under another number (x32)."""

_STARTING = {
	# fork, vfork, clone, clone3, execve, execveat
	"x86_64": (0xC000003E, (57, 58, 56, 435, 59, 322)),
	# There is no fork and no vfork.
	"aarch64": (0xC00000B7, (220, 435, 221, 281)),
}
"""By machine: its number for the kernel, and the calls by which a process starts another one or becomes one."""


def forbid_processes() -> bool:
	"""Put the filter over this very process, for good.

	Returns:
		Whether it holds; False on another processor, and where the kernel has no filters. ``RLIMIT_NPROC`` is all
		there is then, and does not hold for root.
	"""
	if platform.machine() not in _STARTING:
		return False
	instructions = _filter(*_STARTING[platform.machine()])
	code = ctypes.create_string_buffer(instructions)
	program = _Program(len(instructions) // 8, ctypes.addressof(code))
	system = ctypes.CDLL(None, use_errno=True)
	return bool(
		system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
		and system.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0
	)


class _Program(ctypes.Structure):
	"""``struct sock_fprog``."""

	_fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _filter(machine: int, calls: tuple[int, ...]) -> bytes:
	"""Refuses the calls, and every call by another table of numbers."""
	last = len(calls) + 1
	return b"".join(
		(
			_instruction(_LOAD, 0, 0, _ARCHITECTURE),
			_instruction(_IS_EQUAL, 0, last + 2, machine),
			_instruction(_LOAD, 0, 0, _NUMBER),
			_instruction(_IS_AT_LEAST, last, 0, _OTHER_NUMBERS),
			*(_instruction(_IS_EQUAL, len(calls) - each, 0, call) for each, call in enumerate(calls)),
			_instruction(_RETURN, 0, 0, _ALLOW),
			_instruction(_RETURN, 0, 0, _FAIL),
		)
	)


def _instruction(code: int, if_so: int, if_not: int, value: int) -> bytes:
	return struct.pack("HBBI", code, if_so, if_not, value)
