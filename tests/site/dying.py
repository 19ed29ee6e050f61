"""For the processes that kill themselves in the middle of a job."""

import os
import signal
from collections.abc import Callable
from typing import Any


def dying_after(function: Callable[..., Any], number: int) -> Callable[..., Any]:
	"""Return the function, which kills the process after so many calls: nothing can be cleaned up after
	SIGKILL."""
	calls = 0

	def counted(*arguments: Any, **options: Any) -> Any:
		nonlocal calls
		result = function(*arguments, **options)
		calls += 1
		if calls == number:
			os.kill(os.getpid(), signal.SIGKILL)
		return result

	return counted
