"""Limits on how many things a request may name. Each is checked, so many of them in a small request would block
the site (denial of service). They are counted before any query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.translate import get_user_lang
from frappe.utils import cint

from kepu_app.access.allowed.method import Method
from kepu_app.access.calls import DOCUMENT, Call, dicts_in, parsed
from kepu_app.exceptions import TooManyNamedError

MOST_SENT = 50
"""Documents in a request: each is loaded, to compare. A form sends one."""

MOST_ROWS = 2000
"""Rows of these documents' tables: above the longest receipt list."""

MOST_LOADED = 100
"""Distinct documents that must be checked singly, see ``reach.are_found_together``."""


MOST_SECONDS = 20
"""Timeout of a statement, lock waits included; ``kepu_statement_seconds`` in the site's configuration
overrides it."""


def limit_statements() -> None:
	"""Set the database's statement timeout for a request, except for System Managers."""
	if "System Manager" in frappe.get_roles() or frappe.db.db_type != "mariadb":
		return
	seconds = cint(frappe.conf.get("kepu_statement_seconds")) or MOST_SECONDS
	# The query builder cannot set session variables.
	frappe.db.sql(  # nosemgrep: frappe-using-db-sql
		"set session max_statement_time = %s, innodb_lock_wait_timeout = %s", (seconds, seconds)
	)


def check_entries(call: Call, method: Method) -> None:
	"""Count the entries of a call's arguments.

	Raises:
		TooManyNamedError: more than the method's limit; the message has both numbers.
	"""
	for argument, most in method.few.items():
		refuse_more(_entries(call.arguments.get(argument), method.separated.get(argument, "")), most)
	values = [_opened(each) for each in call.arguments.values()]
	refuse_more(sum(len(each) for each in values if isinstance(each, list)), method.most)
	documents = [each for value in (*values, call.body) for each in dicts_in(value)]
	refuse_more(sum(_rows(each) for each in documents), MOST_ROWS)
	refuse_more(_sent(call, method), MOST_SENT)


def refuse_more(number: int, most: int) -> None:
	"""Raise TooManyNamedError, in the user's language, if the number exceeds the limit."""
	if number <= most:
		return
	frappe.local.flags.disable_traceback = True
	frappe.local.lang = get_user_lang(frappe.session.user)
	frappe.throw(
		_("This request names {0} at once; at most {1} are taken. Please do it in several steps.").format(
			number, most
		),
		TooManyNamedError,
	)


def _opened(value: Any) -> Any:
	"""Return an argument, with lists and documents parsed from JSON."""
	return parsed(value) if isinstance(value, str) and value.lstrip()[:1] in ("[", "{") else value


def _entries(value: Any, separators: str) -> int:
	value = _opened(value)
	if isinstance(value, list | dict):
		return len(value)
	return 1 + sum(value.count(each) for each in separators) if isinstance(value, str) else 1


def _rows(document: Mapping[str, Any]) -> int:
	return sum(len(each) for each in map(_opened, document.values()) if isinstance(each, list))


def _sent(call: Call, method: Method) -> int:
	"""Count the documents sent, and values for the document that the call names. Rows of a list may replace
	documents, and are mere names."""
	if call.kind == DOCUMENT:
		return len([*dicts_in(call.arguments.get("data")), *dicts_in(call.body)])
	carried = _dicts(call, (*method.carrying, *method.naming))
	values = _dicts(call, ("data", "fieldname"))
	return sum(1 for each in carried if each.get("doctype")) + len(values)


def _dicts(call: Call, arguments: Iterable[str]) -> list[Mapping[str, Any]]:
	return [each for argument in set(arguments) for each in dicts_in(call.arguments.get(argument))]
