"""Waiting for what happens in another process or thread."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(condition: Callable[[], T], seconds: float = 30, told: str = "", every: float = 0.05) -> T:
	"""Return what the condition returns once that is true; ``told`` says what is wrong if it is not in time."""
	deadline = time.monotonic() + seconds
	while not (found := condition()):
		assert time.monotonic() < deadline, told or f"not so after {seconds} s"
		time.sleep(every)
	return found
