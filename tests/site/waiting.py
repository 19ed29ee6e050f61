"""Waiting for what happens in another process or thread."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], seconds: float = 30, told: str = "") -> None:
	"""Until the condition holds; ``told`` says what is wrong if it does not within the time."""
	deadline = time.monotonic() + seconds
	while not condition():
		assert time.monotonic() < deadline, told or f"not so after {seconds} s"
		time.sleep(0.05)
