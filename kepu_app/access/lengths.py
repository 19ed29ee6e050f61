"""How long what a request asks by may be, how deep it lists and how far its days lie apart.

Frappe, its parsers and the database need quadratic time for such texts, or make a value for every day of a
range. So all of it is measured before anything of the request runs, for everybody but System Managers. What
somebody writes is another matter: see ``sizes.py``.
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
"""Characters of a value that a list is filtered by, or of any other argument of Frappe's that is nothing written."""

LONGEST_SEARCHED = 300
"""Characters that are searched for."""

LONGEST_DAY = 100
"""Characters of a day or a number, in whatever way it is written."""

ASKED = {
	**dict.fromkeys(("filters", "or_filters"), LONGEST_VALUE),
	**dict.fromkeys(("fields", "order_by", "group_by"), LONGEST_PART),
	"txt": LONGEST_SEARCHED,
	**dict.fromkeys(
		("start", "end", "from_date", "to_date", "timespan", "time_interval", "heatmap_year"), LONGEST_DAY
	),
	**dict.fromkeys(("limit", "limit_start", "limit_page_length", "page_length", "remind_at"), LONGEST_DAY),
}
"""Arguments that ask for something, with the characters that each of their texts may have."""

WRITTEN = frozenset(
	(
		*("doc", "docs", "document", "documents", "data", "fieldname", "value", "values"),
		*("content", "html", "print_html", "message", "description", "new_password", "old_password"),
	)
)
"""Arguments of Frappe's methods that hold what somebody writes, or a page that is printed."""

SEARCHING = ("like", "not like")
MOST_SEARCHED = 2 * LONGEST_SEARCHED
"""Characters of all that one request searches for: the database compares them anew at every sign of what is stored."""

SPANS = (("start", "end"),)
MOST_DAYS = 800
"""Between the days of a calendar, which shows one year at most."""


def check_lengths(call: Call, is_held: bool) -> None:
	"""Measures the arguments of a call.

	Args:
		is_held: whether the user is held to the list; other arguments than ``ASKED`` are another app's business else.

	Raises:
		CallTooLargeError: a text is too long, too much is searched for, or two days lie too far apart.
		TooManyNamedError: lists within lists have too many entries.
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
	"""Of all lists within a list, at whatever depth."""
	if isinstance(value, dict):
		return sum(map(_entries, value.values()))
	return len(value) + sum(map(_entries, value)) if isinstance(value, list) else 0


def _refuse_longer(value: Any, most: int) -> None:
	longest = max(map(len, _texts(value)), default=0)
	if longest > most:
		_refuse(_("A part of what was asked for has {0} characters; at most {1} are taken."), longest, most)


def _texts(value: Any) -> Iterator[str]:
	"""Every text in a value but those of documents, which are something written."""
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
	"""Lengths of the texts that conditions search for."""
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
	"""Return a day as calendars send it; whatever else stands there is another check's."""
	try:
		return datetime.fromisoformat(str(value).strip()[:10]).date()
	except ValueError:
		return None


def _refuse(sentence: str, number: int, most: int) -> None:
	frappe.local.flags.disable_traceback = True
	frappe.local.lang = get_user_lang(frappe.session.user)
	frappe.throw(sentence.format(number, most), CallTooLargeError)
