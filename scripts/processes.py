"""Processes of the machine, as /proc tells of them, and waiting for what they do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

EVERY = 0.2
"""Seconds between two looks."""


def members(session: int) -> Iterator[tuple[int, int]]:
	"""Pid and parent of the processes of a session."""
	for folder in Path("/proc").glob("[0-9]*"):
		fields = state_of(folder.name)
		if fields and int(fields[3]) == session:
			yield int(folder.name), int(fields[1])


def works_in(bench: Path, pid: int, user: int) -> bool:
	"""Return whether a process is of this user and in the bench's folder. A number noted before a reboot
	may be another's by now."""
	process = Path(f"/proc/{pid}")
	try:
		folder = Path(os.readlink(process / "cwd"))
		return process.stat().st_uid == user and folder.is_relative_to(bench.resolve())
	except (FileNotFoundError, ProcessLookupError, PermissionError):
		return False


def state_of(pid: int | str) -> list[str]:
	"""Return the fields of /proc/PID/stat from the third on; nothing where the process has ended."""
	try:
		status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
	except (FileNotFoundError, ProcessLookupError):
		return []
	fields = status.rpartition(") ")[2].split()
	return [] if fields[0] == "Z" else fields


def wait(is_so: Callable[[], bool], seconds: float) -> bool:
	"""Until it is so, or the time is over; gives whether it is."""
	deadline = time.monotonic() + seconds
	while not (done := is_so()) and time.monotonic() < deadline:
		time.sleep(EVERY)
	return done
