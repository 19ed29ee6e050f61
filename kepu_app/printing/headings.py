"""For the forms: which lines of a text print as headings."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import SummarySection
from kepu_app.core.printing.prose import Level, split_lines
from kepu_app.core.printing.seen_headings import NumberedLine, lines_below, lines_of_section
from kepu_app.mappers.cycle import cycle_model
from kepu_app.utils.arguments import list_of_records

LONGEST = 200_000
"""Characters of all texts of one request; a summary has three thousand."""
MOST_TEXTS, MOST_LINES = 200, 5_000
"""Per request, blank lines included; a summary has a dozen texts and a hundred lines."""


def numbered_lines(doctype: str, cycle: str, texts: str | list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
	"""Return the lines of each text that print as headings, or could.

	Args:
		doctype: Annual Summary, Typical Case or Speaker Nominee.
		cycle: name of the reporting cycle.
		texts: entries of ``heading``, what is printed above, and ``text``; a list or JSON of one.

	Returns:
		For each text its lines: ``line`` from 0, ``level`` (1 to 4, 0 for body text), ``text`` as it
		prints. ``typed`` is the line as stored, ``other`` as it would read the other way round.

	Raises:
		PermissionError: the user may not read cycles.
		ValidationError: not texts, or too long or too many.
	"""
	frappe.has_permission("Reporting Cycle", "read", doc=cycle, throw=True)
	model = cycle_model(cycle)
	return [[_facts(each) for each in _lines_of(doctype, model, *entry)] for entry in _entries(texts)]


def _entries(texts: str | list[dict[str, Any]]) -> list[tuple[str, str]]:
	given = list_of_records(texts)
	entries = [(each.get("heading") or "", each.get("text") or "") for each in given]
	if not all(isinstance(part, str) for entry in entries for part in entry):
		frappe.throw(_("A list of texts was expected."))
	if sum(len(part) for entry in entries for part in entry) > LONGEST:
		frappe.throw(_("The text is longer than {0} characters.").format(LONGEST))
	_check_number(entries)
	return entries


def _check_number(entries: list[tuple[str, str]]) -> None:
	if len(entries) > MOST_TEXTS:
		frappe.throw(_("At most {0} texts can be looked at together.").format(MOST_TEXTS))
	if sum(len(split_lines(text)) for _heading, text in entries) > MOST_LINES:
		frappe.throw(_("The text has more than {0} lines.").format(MOST_LINES))


def _lines_of(doctype: str, cycle: Cycle, heading: str, text: str) -> list[NumberedLine]:
	if doctype == "Annual Summary":
		return lines_of_section(cycle, SummarySection(heading, text))
	if doctype == "Typical Case":
		return lines_below(text, Level.FIRST, [heading])
	if doctype == "Speaker Nominee":
		return lines_below(text, Level.SECOND, [heading])
	return frappe.throw(_("{0} has no text that is printed.").format(_(doctype)))


def _facts(line: NumberedLine) -> dict[str, Any]:
	levels = [Level.BODY, Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH]
	return {
		"line": line.line,
		"level": levels.index(line.level),
		"text": line.text,
		"typed": line.typed,
		"other": line.other,
	}
