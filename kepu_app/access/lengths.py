"""Limits on the length and nesting of query arguments, and on date ranges.

Frappe, its parsers and the database take quadratic time for long ones, or build a value for every day of a range.
So all are measured before anything of the request runs, except for System Managers. ``sizes.py`` limits what
users write.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.translate import get_user_lang

from kepu_app.access.allowed.method import MOST_OF_A_LIST
from kepu_app.access.bounds import refuse_more
from kepu_app.access.calls import Call, parsed
from kepu_app.core.sql_parts import LONGEST as LONGEST_PART
from kepu_app.exceptions import CallTooLargeError

LONGEST_VALUE = 10_000
"""Characters of a list filter's value, or of any other argument of Frappe's that is not written text."""

LONGEST_SEARCHED = 300
"""Characters of a search text."""

LONGEST_DAY = 100
"""Characters of a date or a number, in any notation."""

ASKED = {
	**dict.fromkeys(("filters", "or_filters"), LONGEST_VALUE),
	**dict.fromkeys(("fields", "order_by", "group_by"), LONGEST_PART),
	"txt": LONGEST_SEARCHED,
	**dict.fromkeys(
		("start", "end", "from_date", "to_date", "timespan", "time_interval", "heatmap_year"), LONGEST_DAY
	),
	**dict.fromkeys(("limit", "limit_start", "limit_page_length", "page_length", "remind_at"), LONGEST_DAY),
}
"""Query arguments, with the maximum characters of each of their texts."""

WRITTEN = frozenset(
	(
		*("doc", "docs", "document", "documents", "data", "fieldname", "value", "values"),
		*("content", "html", "print_html", "message", "description", "new_password", "old_password"),
	)
)
"""Arguments of Frappe's methods that hold written text, or a page to print."""

SEARCHING = ("like", "not like")
MOST_SEARCHED = 2 * LONGEST_SEARCHED
"""Characters of all search texts in a request: the database restarts the comparison at every stored character."""

SPANS = (("start", "end"),)
MOST_DAYS = 800
"""Days in a calendar's range, which is one year at most."""


def check_lengths(call: Call, is_held: bool) -> None:
	"""Measure the arguments of a call.

	Args:
		is_held: whether the user is bound to the allow-list; else arguments outside ``ASKED`` are unlimited.

	Raises:
		CallTooLargeError: a text or all search texts are too long, or a date range is.
		TooManyNamedError: nested lists have too many entries.
	"""
	for argument, value in call.arguments.items():
		most = ASKED.get(argument)
		if most:
			_check(parsed(value), most)
		elif is_held and call.target.startswith("frappe.") and argument not in WRITTEN:
			_refuse_longer(parsed(value), LONGEST_VALUE)
	_refuse_far_days(call)


def _check(value: Any, most: int) -> None:
	refuse_more(_entries(value), MOST_OF_A_LIST)
	_refuse_longer(value, most)
	searched = sum(_searched(value))
	if searched > MOST_SEARCHED:
		_refuse(
			_("All that is searched for has {0} characters; at most {1} are taken."), searched, MOST_SEARCHED
		)


def _entries(value: Any) -> int:
	"""Count the entries of all nested lists."""
	if isinstance(value, dict):
		return sum(map(_entries, value.values()))
	return len(value) + sum(map(_entries, value)) if isinstance(value, list) else 0


def _refuse_longer(value: Any, most: int) -> None:
	longest = max(map(len, _texts(value)), default=0)
	if longest > most:
		_refuse(_("A part of what was asked for has {0} characters; at most {1} are taken."), longest, most)


def _texts(value: Any) -> Iterator[str]:
	"""Yield every text in a value but those of documents, which are written text."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, list):
		for each in value:
			yield from _texts(each)
	elif isinstance(value, dict) and "doctype" not in value:
		for key, each in value.items():
			yield key
			yield from _texts(each)


def _searched(value: Any) -> Iterator[int]:
	"""Yield the lengths of the search texts in conditions."""
	if isinstance(value, dict):
		value = list(value.values())
	if not isinstance(value, list):
		return
	is_search = any(isinstance(each, str) and each.strip().lower() in SEARCHING for each in value)
	for each in value:
		if is_search and isinstance(each, str):
			yield len(each)
		yield from _searched(each)


def _refuse_far_days(call: Call) -> None:
	for begin, end in SPANS:
		days = [_day(call.arguments.get(each)) for each in (begin, end)]
		if None not in days and abs((days[1] - days[0]).days) > MOST_DAYS:
			_refuse(
				_("From the first to the last day there are {0} days; at most {1} are taken."),
				abs((days[1] - days[0]).days),
				MOST_DAYS,
			)


def _day(value: Any) -> date | None:
	"""Parse a calendar's date; other values are checked elsewhere."""
	try:
		return datetime.fromisoformat(str(value).strip()[:10]).date()
	except ValueError:
		return None


def _refuse(sentence: str, number: int, most: int) -> None:
	frappe.local.flags.disable_traceback = True
	frappe.local.lang = get_user_lang(frappe.session.user)
	frappe.throw(sentence.format(number, most), CallTooLargeError)
