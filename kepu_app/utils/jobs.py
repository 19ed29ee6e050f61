"""Logging of jobs: start, end, duration in seconds and counts, or failure.

A job that began and neither ended nor failed was killed.
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
	"""Return a decorator that logs a function run by the queue or the scheduler.

	Args:
		name: its name in the log.
		shown: the arguments that identify the run, without personal data or users' text. Of a list the length is
			logged.
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
				# Its type only: the message may hold users' text. The Error Log has the rest.
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
	"""Add to the current job's counts in the log; outside a job, do nothing."""
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
	"""Escape a value as JSON if it could be read as more than one (log injection)."""
	return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
