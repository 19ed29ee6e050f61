"""Allow-list of query expressions for users of the app: plain fields, their counts and sums, ordered by such.

Frappe matches field expressions against attack patterns and passes unknown ones: a sub-query inside a function
reads any table. Here each field, and each field of a condition, has an allowed form, or the query is refused.
This holds for every query with the user's permissions, whichever Frappe function was called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import frappe
from frappe import _

from kepu_app.access.holders import is_free
from kepu_app.access.lengths import LONGEST_SEARCHED, SEARCHING
from kepu_app.access.policies import ROWS
from kepu_app.access.roles import is_app_user
from kepu_app.core.sql_parts import LONGEST, is_part
from kepu_app.exceptions import FilterError
from kepu_app.overrides.levels import doctype_of_table, refuse_hidden

_NAME = r"(?:`[^`()]+`|[^\W\d]\w*)"
_PLAIN = rf"(?:{_NAME}\.)?(?:{_NAME}|\*)"
_COUNTED = rf"(?:count|sum|avg|min|max)\s*\(\s*(?:distinct\s+)?(?:{_PLAIN}|\d+)\s*\)"
_ALIAS = r"(?:\s+as\s+(?:'[^'();]+'|`[^`();]+`|\"[^\"();]+\"|\w+))?"
_FIELD = re.compile(rf"(?:distinct\s+)?(?:{_PLAIN}|{_COUNTED}|\d+){_ALIAS}", re.IGNORECASE)
_RELEVANCE = re.compile(
	r"\(1 / nullif\(\s*locate\('(?:[^'\\]|\\.|'')*',\s*`tab[^`]+`\.`?name`?\),\s*0\)\)\s+as\s+`?_relevance`?",
	re.IGNORECASE | re.DOTALL,
)
"""Frappe's sort expression for link suggestions: the typed text's position in a name, as a literal."""

_CONDITION_FIELD = re.compile(
	rf"{_PLAIN}|ifnull\s*\(\s*{_PLAIN}\s*,\s*(?:'[\d :-]*'|\"\"|-?\d+)\s*\)", re.IGNORECASE
)
_ORDERED = rf"(?:{_PLAIN}|{_COUNTED}|\d+|ifnull\(_relevance, -9999\))(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?"
_GROUPED = rf"(?:{_PLAIN}|date\(\s*{_PLAIN}\s*\))"
_ORDER = re.compile(rf"\s*{_ORDERED}(?:\s*,\s*{_ORDERED})*\s*", re.IGNORECASE)
_GROUPS = re.compile(rf"\s*{_GROUPED}(?:\s*,\s*{_GROUPED})*\s*", re.IGNORECASE)
_JOINS = (None, "left join", "inner join")
_BARE_NAME = re.compile(r"[\w .`-]*")

_TABLE = re.compile(r"`?tab([^`.]+)`?\.")


def sanitize_fields(original: Callable[..., Any], query: Any) -> None:
	"""Wrap ``DatabaseQuery.sanitize_fields``, Frappe's own pattern match, which is slow on long texts."""
	_refuse_long(query)
	original(query)
	_check_frame(query)
	_refuse_smuggled(query, query.fields)
	_refuse_smuggled(query, (query.order_by, query.group_by), has_several=True)
	_refuse_much(query)
	if not _is_held(query):
		return
	refuse_foreign_table(query.doctype)
	for field in query.fields:
		text = str(field).strip()
		if not _FIELD.fullmatch(text) and not _RELEVANCE.fullmatch(text):
			refuse(text)
		for table in _TABLE.findall(text):
			refuse_foreign_table(table)


def _refuse_long(query: Any) -> None:
	longest = max(
		map(str, filter(None, (*query.fields, query.order_by, query.group_by))), key=len, default=""
	)
	if len(longest) > LONGEST and _is_asked_for_by_a_user():
		refuse(longest)


def _refuse_much(query: Any) -> None:
	"""Limit all that is computed for a row: the database cannot interrupt work within one."""
	computed = [str(each) for each in (*query.fields, query.order_by, query.group_by) if each]
	together = sum(len(each) for each in computed if not _FIELD.fullmatch(each.strip()))
	if together > LONGEST and _is_asked_for_by_a_user():
		refuse(max(computed, key=len))


def _check_frame(query: Any) -> None:
	"""Refuse unknown order, group and join clauses, which Frappe puts into the statement verbatim.

	Frappe checks each clause separately. A literal opened in one and closed in another hides what is between. So
	each must have a known form, whatever user the query is for, in every request bound to the allow-list.
	"""
	if query.join not in _JOINS and _is_asked_for_by_a_user():
		refuse(query.join)
	if getattr(frappe.local, "kepu_call", None) is None and not _is_held(query):
		return
	for expression, form in ((query.order_by, _ORDER), (query.group_by, _GROUPS)):
		if expression and not (isinstance(expression, str) and form.fullmatch(expression)):
			refuse(expression)


def prepare_filter_condition(original: Callable[..., Any], query: Any, condition: Any) -> str:
	"""Override ``DatabaseQuery.prepare_filter_condition``, which some of Frappe's statements call directly: a
	request's conditions are on plain fields."""
	if isinstance(condition, dict):
		_refuse_smuggled(query, (*condition, condition.get("fieldname")))
	elif isinstance(condition, list | tuple) and len(condition) > 3:
		_refuse_smuggled(query, (f"`{condition[0]}`", condition[1]))
	elif isinstance(condition, list | tuple):
		_refuse_smuggled(query, condition[:1])
	_refuse_long_search(condition)
	return original(query, condition)


def _refuse_long_search(condition: Any) -> None:
	"""Limit ``like``, which restarts at every stored character and cannot be interrupted within a row."""
	parts = list(condition.values()) if isinstance(condition, dict) else list(condition or ())
	texts = [each for each in parts if isinstance(each, str)]
	is_search = any(each.strip().lower() in SEARCHING for each in texts)
	if is_search and max(map(len, texts)) > LONGEST_SEARCHED and _is_asked_for_by_a_user():
		refuse_long_search()


def refuse_long_search() -> None:
	"""Raise FilterError."""
	frappe.throw(_("A search takes at most {0} characters.").format(LONGEST_SEARCHED), FilterError)


def _refuse_smuggled(query: Any, expressions: Iterable[Any], has_several: bool = False) -> None:
	"""Refuse unknown expressions, for users of other apps, too: a sub-query reads any table, sessions included."""
	for each in map(str, filter(None, expressions)):
		if is_part(each, has_several) or _RELEVANCE.fullmatch(each.strip()):
			continue
		# Checked last: identifying the user takes a query.
		is_taken = not query.flags.ignore_permissions or comes_with_request(each)
		if is_taken and _is_asked_for_by_a_user():
			refuse(each)


def _is_asked_for_by_a_user() -> bool:
	"""Return whether a request is served for a user who may not read everything anyway."""
	if not getattr(frappe.local, "request", None):
		return False
	return not is_free()


def comes_with_request(expression: Any) -> bool:
	"""Return whether a text that is more than a name comes from the request, whole or in parts, not from code."""
	text = _bare(str(expression))
	return any(each in text or text in each for each in map(_bare, _texts(dict(frappe.form_dict))) if each)


def _texts(value: Any) -> Iterable[str]:
	"""Yield all texts in a request's arguments that are not plain names, parsing JSON."""
	if isinstance(value, dict):
		value = [*value, *value.values()]
	if isinstance(value, list | tuple):
		for each in value:
			yield from _texts(each)
	elif isinstance(value, str) and not _BARE_NAME.fullmatch(value):
		yield value
		with suppress(ValueError, RecursionError):
			inner = json.loads(value)
			yield from _texts(inner if inner != value else None)


def _bare(text: str) -> str:
	return "".join(text.lower().split()).replace("`", "")


def check_conditions(query: Any) -> None:
	"""Raise PermissionError for a condition on anything but a field.

	Args:
		query: a DatabaseQuery whose arguments have been parsed, and whose conditions are about to be built.
	"""
	conditions = (*(query.filters or ()), *(query.or_filters or ()))
	_refuse_smuggled(query, (each for each in conditions if isinstance(each, str)))
	if not _is_held(query):
		return
	for condition in conditions:
		if isinstance(condition, str):
			refuse(condition)
		parts = list(condition.values()) if isinstance(condition, dict) else list(condition)
		if len(parts) > 3 and parts[0]:
			refuse_foreign_table(parts[0])
		field = parts[1] if len(parts) > 3 else parts[0]
		if not isinstance(field, str) or not _CONDITION_FIELD.fullmatch(field.strip()):
			refuse(field)
	refuse_hidden(query)


def _is_held(query: Any) -> bool:
	return not query.flags.ignore_permissions and is_app_user(query.user)


def refuse_foreign_table(doctype: Any) -> None:
	"""Refuse rows of Frappe's own tables (roles, logins, defaults), whatever their parent."""
	named = doctype_of_table(doctype)
	if not named:
		refuse(doctype)
	meta = frappe.get_meta(named)
	if meta.istable and named not in ROWS and _is_frappes_own(meta.module):
		refuse(doctype)


def _is_frappes_own(module: str | None) -> bool:
	return frappe.local.module_app.get(frappe.scrub(module or "")) == "frappe"


def refuse(expression: Any) -> None:
	frappe.throw(
		_("This cannot be asked for: {0}").format(frappe.utils.escape_html(str(expression)[:80])),
		frappe.PermissionError,
	)
