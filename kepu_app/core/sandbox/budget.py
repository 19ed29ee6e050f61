"""How long children may work for one caller's request, all together.

A limit for each file leaves a request open that brings ten thousand of them. Who answers requests sets a budget, and what
takes no request, such as a job or the command line, has none.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from kepu_app.core.errors import InputError
from kepu_app.core.sandbox.limits import Limits

USED_UP = "file.no_time"
"""Code of the refusal of what comes when the time is used up."""


@dataclass
class _Budget:
	seconds: float
	spent: float = 0.0

	@property
	def left(self) -> float:
		return self.seconds - self.spent


_present: ContextVar[_Budget | None] = ContextVar("kepu_reading_budget", default=None)


def set_budget(seconds: float | None) -> None:
	"""From now on children of this thread work so long at most, by the clock; None is for ever."""
	_present.set(None if seconds is None else _Budget(seconds))


@contextmanager
def within_budget(limits: Limits, name: str) -> Iterator[Limits]:
	"""Provide the limits of one child, cut to what is left.

	Raises:
		InputError: ``file.no_time`` where nothing is left, before or while the child worked.
	"""
	budget = _present.get()
	if budget is None:
		yield limits
		return
	if budget.left <= 0:
		raise _used_up(name, budget)
	begun = time.monotonic()
	try:
		yield replace(limits, clock=min(limits.clock, math.ceil(budget.left)))
	except InputError as error:
		budget.spent += time.monotonic() - begun
		if error.code == "file.too_costly" and budget.left <= 0:
			raise _used_up(name, budget) from error
		raise
	budget.spent += time.monotonic() - begun


def _used_up(name: str, budget: _Budget) -> InputError:
	message = f"“{name}”没有读取：一次请求读取文件的时间（{budget.seconds:g}秒）已经用完，请分几次办理"
	return InputError(message, code=USED_UP, place=name)
