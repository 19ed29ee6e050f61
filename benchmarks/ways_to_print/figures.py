"""What is measured of a way to print, and what has to hold."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
	"""What has to hold: ``value`` at most (or at least) ``bound``."""

	name: str
	value: float
	bound: float
	at_least: bool
	unit: str

	@property
	def sign(self) -> str:
		return "≥" if self.at_least else "≤"

	@property
	def holds(self) -> bool:
		return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True)
class Measured:
	"""One way to print: seconds of each run by the clock and of the processor, bytes of the file,
	megabytes of memory at most."""

	name: str
	version: str
	seconds: list[float]
	processor: list[float]
	size: int
	memory: float | None

	@property
	def median(self) -> float:
		return statistics.median(self.seconds)

	@property
	def least(self) -> float:
		"""Seconds of the processor in the run that was disturbed least."""
		return min(self.processor)
