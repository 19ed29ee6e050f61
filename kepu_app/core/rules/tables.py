"""Texts pasted from a table: the paper has no tables but its own."""

from __future__ import annotations

import re

from kepu_app.core.breaches import Breach, Place
from kepu_app.core.rules.record import Record

FEWEST_LINES = 2
"""Lines with a tab that make a text a table; a single one may be a typo."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def check_tables(record: Record, code: str, place: Place, text: str) -> list[Breach]:
	"""Return a warning for a text with lines in columns, separated by tabs."""
	lines = [line.strip() for line in _LINE_END.split(text)]
	tabbed = [line for line in lines if "\t" in line]
	if len(tabbed) < FEWEST_LINES:
		return []
	first = " ".join(tabbed[0].split())
	shown = first if len(first) <= 20 else first[:19] + "…"
	sentence = f"有{len(tabbed)}行像是从表格粘贴的（“{shown}”等），打印时各列只用空格隔开，请改写成文字"
	return [record.warning(code, place, shown, "文字", sentence)]
