"""What is logged of a job: its start, its end, how many seconds it took and what it did, or that it failed.

A job that has begun and neither ended nor failed was killed.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from kepu_app.utils import logs

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_counts: ContextVar[Counter[str] | None] = ContextVar("counts of the job at work", default=None)
_PLAIN = re.compile(r"[\w.:-]+")


def job(name: str, *shown: str) -> Callable[[Callable[_Arguments, _Result]], Callable[_Arguments, _Result]]:
	"""Make a function a job, for whatever the queue or the scheduler runs.

	Args:
		name: what the log calls it.
		shown: the arguments that say which one it is, and that hold no personal data and no text of anybody's. Of a
			list the log has the length.
	"""

	def decorate(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
		logger, signature = logs.of(function.__module__), inspect.signature(function)

		@functools.wraps(function)
		def logged(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
			given = signature.bind(*args, **kwargs).arguments
			which = {each: _measured(given[each]) for each in shown if each in given}
			started, counts = time.monotonic(), Counter[str]()
			token = _counts.set(counts)
			logger.info("%s began: %s", name, _told(which))
			try:
				result = function(*args, **kwargs)
			except BaseException as error:
				# Its type alone: the message may hold what people typed. The Error Log has the rest.
				facts = {**which, "seconds": _since(started), "error": type(error).__name__, **counts}
				logger.error("%s failed: %s", name, _told(facts))
				raise
			finally:
				_counts.reset(token)
			logger.info("%s ended: %s", name, _told({**which, "seconds": _since(started), **counts}))
			return result

		return logged

	return decorate


def count(**numbers: int) -> None:
	"""Add to what the log says of the job at work. A function that is called outside a job adds to nothing."""
	counts = _counts.get()
	if counts is not None:
		counts.update(numbers)


def _since(started: float) -> float:
	return round(time.monotonic() - started, 2)


def _measured(value: Any) -> Any:
	return len(value) if isinstance(value, list | tuple | Mapping) else value


def _told(facts: Mapping[str, Any]) -> str:
	return ", ".join(f"{key}={_quoted(str(value))}" for key, value in facts.items()) or "-"


def _quoted(value: str) -> str:
	"""Quote a value as in JSON if it could be taken for more than one."""
	return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
