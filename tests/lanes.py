"""Lanes: several runs of pytest share one list of test files, each on a site of its own.

A lane takes the next file that no other has taken, so none waits while there is work. A file marked ``after_all``
runs last, in the lane that ends last. A lane may begin later than others. Turned on by KEPU_TEST_QUEUE: a folder that
the lanes share, empty when the first begins. Without it pytest runs everything as usual.

``python -m pytest -p tests.lanes``
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest


def queue() -> Path | None:
	"""Return the folder that the lanes share; None where there is one run only."""
	folder = os.environ.get("KEPU_TEST_QUEUE")
	return Path(folder) if folder else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
	"""Run what this lane takes."""
	folder = queue()
	if not folder or session.testsfailed or session.config.option.collectonly:
		return None  # pytest's own loop tells of what could not be collected
	last = [item for item in session.items if item.get_closest_marker("after_all")]
	others = [item for item in session.items if item not in last]
	lane = next(number for number in itertools.count(1) if _take(folder / f"lane-{number}.begun"))
	_run(session, _taken(others, folder))
	_take(folder / f"lane-{lane}.ended")
	if _all_have_ended(folder) and _take(folder / "last.taken"):
		_run(session, iter(last))
	return True


def _taken(items: Iterable[pytest.Item], folder: Path) -> Iterator[pytest.Item]:
	for path, tests in itertools.groupby(items, key=lambda item: item.path):
		if _take(folder / f"{path.name}.taken"):
			yield from tests


def _take(mark: Path) -> bool:
	"""Atomic: of all who try, one makes the file."""
	try:
		mark.touch(exist_ok=False)
	except FileExistsError:
		return False
	return True


def _all_have_ended(folder: Path) -> bool:
	"""Return a lane that broke has not ended; what comes after all does not run then, and its own status
	tells."""
	begun, ended = ({path.stem for path in folder.glob(f"lane-*.{state}")} for state in ("begun", "ended"))
	return begun == ended


def _run(session: pytest.Session, items: Iterator[pytest.Item]) -> None:
	"""As pytest's own loop; the next file is taken before the last test of one ends, as pytest asks what follows."""
	item = next(items, None)
	while item:
		following = next(items, None)
		item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
		if session.shouldfail:
			raise session.Failed(session.shouldfail)
		if session.shouldstop:
			raise session.Interrupted(session.shouldstop)
		item = following
