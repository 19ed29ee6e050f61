"""The tables that show what was measured of the ways to print."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.table import Table

from ways_to_print.figures import Limit, Measured

LEFT = ("way", "version")
COLUMNS = (*LEFT, "processor s", "median s", "first s", "size MB", "memory MB", "times ours")


def print_tables(ways: list[Measured], limits: list[Limit], characters: int) -> None:
	"""Print what each way took, what had to hold, and whether other work disturbed the measurement."""
	console = Console(width=None if sys.stdout.isatty() else 100)
	console.print(_table_of_ways(ways, f"One summary of {characters} characters"))
	console.print(_table_of_limits(limits))
	busy = os.getloadavg()[0]
	if busy > 1.5 * (os.cpu_count() or 1):
		console.print(
			f"Other work keeps this machine busy (load {busy:.1f}): seconds by the clock are too long."
		)


def _table_of_ways(ways: list[Measured], title: str) -> Table:
	table = Table(title=title)
	for name in COLUMNS:
		table.add_column(name, justify="left" if name in LEFT else "right")
	ours = ways[0].least
	for way in ways:
		memory = "" if way.memory is None else f"{way.memory:.0f}"
		seconds = (f"{each:.3f}" for each in (way.least, way.median, way.seconds[0]))
		table.add_row(
			way.name, way.version, *seconds, f"{way.size / 1e6:.2f}", memory, f"{way.least / ours:.1f}"
		)
	return table


def _table_of_limits(limits: list[Limit]) -> Table:
	table = Table(title=f"Limits, {os.cpu_count()} cores")
	for name in ("what", "measured", "limit", ""):
		table.add_column(name)
	for limit in limits:
		bound = f"{limit.sign} {limit.bound:g} {limit.unit}"
		table.add_row(
			limit.name, f"{limit.value:.2f} {limit.unit}", bound, "met" if limit.holds else "MISSED"
		)
	return table
