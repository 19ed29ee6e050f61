"""Other users' accounts, restricted to the names of users one knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Any

import frappe
from frappe import _
from frappe.permissions import get_role_permissions
from frappe.rate_limiter import rate_limit
from frappe.utils import cstr
from frappe.utils.password import get_password_reset_limit

from kepu_app.access.people import SHOWN_FIELDS, known_among, known_users
from kepu_app.access.roles import is_app_user
from kepu_app.overrides.expressions import check_conditions
from kepu_app.utils.jobs import count, job

_WORD = re.compile(r"[A-Za-z_]\w*")
_SORTING = ("creation", "modified", "idx", "docstatus")
_SEARCHED = ("creation", "idx", "docstatus")
"""Columns that Frappe 16's query builder needs to search and sort users."""

PRIVATE_FIELDS = frozenset(
	(
		*("mobile_no", "phone", "location", "birth_date", "interest", "bio"),
		*("last_ip", "last_login", "last_active", "login_after", "login_before", "restrict_ip"),
		*(
			"api_key",
			"reset_password_key",
			"last_reset_password_key_generated_on",
			"last_password_reset_date",
		),
	)
)
"""Fields of User hidden from every user who may only select users, whatever app they use."""


JUDGED = 24
"""Characters of a password by which its strength is estimated. The time is polynomial in their number, 0.2 s
for these. A strong prefix makes a strong password."""


_LARGEST_WHOLE_NUMBER = (1 << 63) - 1


def test_password_strength(original: Callable[..., Any], password: str, *more: Any, **named: Any) -> Any:
	"""Limit ``frappe.utils.password_strength.test_password_strength``, an endpoint open to guests. Its result goes to
	the browser, and Frappe 16's JSON serialiser has no integers beyond 64 bits."""
	return _within_64_bits(original(cstr(password)[:JUDGED], *more, **named))


def _within_64_bits(value: Any) -> Any:
	if isinstance(value, dict):
		return {key: _within_64_bits(each) for key, each in value.items()}
	if isinstance(value, list):
		return [_within_64_bits(each) for each in value]
	return min(value, _LARGEST_WHOLE_NUMBER) if isinstance(value, int) else value


def get_permitted_fields(original: Callable[..., Any], doctype: str, *more: Any, **named: Any) -> list[str]:
	"""Override ``frappe.model.get_permitted_fields``: Frappe lets users who may select a user read all its fields."""
	if doctype == "User" and is_app_user():
		return [*SHOWN_FIELDS, *(_SEARCHED if "user" in named else ())]
	fields = original(doctype, *more, **named)
	if doctype == "User" and _may_only_choose():
		return [each for each in fields if each not in PRIVATE_FIELDS]
	return fields


def build_conditions(original: Callable[..., Any], query: Any) -> None:
	"""Override ``DatabaseQuery.build_conditions``: refuse to search, sort or compute by unreadable fields, because
	the number or order of rows discloses them."""
	check_conditions(query)
	about_users = query.doctype == "User" or any(each.doctype == "User" for each in query.link_tables)
	if about_users and not query.flags.ignore_permissions:
		if is_app_user():
			_refuse_hidden_fields(query, _fields_of_users().difference(SHOWN_FIELDS, _SORTING))
		elif _may_only_choose():
			_refuse_hidden_fields(query, PRIVATE_FIELDS)
	original(query)


def apply_fieldlevel_read_permissions(original: Callable[..., Any], query: Any) -> None:
	"""Repeat ``DatabaseQuery.apply_fieldlevel_read_permissions`` while it removes a field. It skips the field after a
	removed one, and so leaves every second forbidden field."""
	before = None
	while before != query.fields:
		before = list(query.fields)
		original(query)
		if query.as_list:
			return  # removed fields become None, so none is skipped


def refuse_fields_of_users(names: Iterable[str]) -> None:
	"""Raise PermissionError for a field of User that is hidden from users of the app."""
	_refuse_words(names, _fields_of_users().difference(SHOWN_FIELDS, _SORTING))


def user_query(
	original: Callable[..., Any],
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: Any,
	**more: Any,
) -> Any:
	"""Restrict ``frappe.core.doctype.user.user.user_query``, the query of user fields, to names."""
	if is_app_user():
		searchfield = searchfield if searchfield in SHOWN_FIELDS else "name"
		hidden = _fields_of_users().difference(SHOWN_FIELDS, _SORTING)
		_refuse_words(_filtered_fields(filters), hidden)
	return original(doctype, txt, searchfield, start, page_len, filters, **more)


def get_user_permissions(original: Callable[..., Any], user: str | None = None) -> Any:
	"""Restrict endpoint ``user_permission.get_user_permissions`` to the session's user. Frappe's own checks call it
	for others, too."""
	if _is_asked_for("get_user_permissions") and is_app_user():
		user = frappe.session.user
	return original(user)


def get_roles(original: Callable[..., Any], arg: Any = None) -> list[str]:
	"""Restrict ``frappe.core.doctype.user.user.get_roles`` to one's own."""
	_only_own(frappe.form_dict.get("uid"))
	return original(arg)


def of_own_account(original: Callable[..., Any], user: str, *more: Any, **named: Any) -> Any:
	"""Restrict a method whose first argument is a user to one's own account."""
	_only_own(user)
	return original(user, *more, **named)


def get_user_info_for_viewers(original: Callable[..., Any], users: str) -> Any:
	"""Restrict ``frappe.desk.form.load.get_user_info_for_viewers`` to users one knows."""
	user_info: dict[str, Any] = {}
	frappe.utils.add_user_info(
		sorted(known_among({cstr(each) for each in frappe.parse_json(users)})), user_info
	)
	return user_info


def add_user_info(original: Callable[..., Any], user: Any, user_info: dict[str, Any]) -> None:
	"""Restrict ``frappe.utils.add_user_info``, for users on a form or a list, to names and pictures."""
	original(user, user_info)
	if not is_app_user():
		return
	for name, facts in user_info.items():
		if name != frappe.session.user:
			facts.update(email=name, time_zone=None)


def get_names_for_mentions(original: Callable[..., Any], search_term: str) -> list[dict[str, Any]]:
	"""Restrict ``frappe.desk.search.get_names_for_mentions`` to users one knows; Frappe caches one list for all."""
	if not is_app_user():
		return original(search_term)
	return [
		{
			"id": each.name,
			"value": each.full_name,
			"link": frappe.utils.get_url_to_form("User Profile", each.name),
		}
		for each in known_users(cstr(search_term))
	]


def get_contact_list(original: Callable[..., Any], txt: str, *more: Any, **named: Any) -> list[Any]:
	"""Restrict ``frappe.email.get_contact_list``, for a mail's recipients, to users one knows."""
	if not is_app_user():
		return original(txt, *more, **named)
	return [
		frappe._dict(value=each.name, label=each.name, description=each.full_name)
		for each in known_users(cstr(txt))[:20]
	]


@rate_limit(limit=get_password_reset_limit, seconds=60 * 60)
def reset_password(original: Callable[..., Any], user: str) -> None:
	"""Override ``frappe.core.doctype.user.user.reset_password``: same response and time whether the user exists or
	not (enumeration). A job does the rest."""
	from kepu_app.review.notify import (
		outgoing_account,  # slow to import, and every list imports this module
	)

	if not outgoing_account():
		frappe.throw(_("There is no outgoing mail account. Please ask the administrator."))
	frappe.enqueue(send_password_link, queue="short", asked_for=cstr(user))
	frappe.msgprint(
		_("If there is such a user, the instructions are on their way by mail."), title=_("Password Reset")
	)


@job("password link")
def send_password_link(asked_for: str) -> None:
	"""Mail a password link to an eligible user. A job."""
	found = frappe.db.get_value("User", {"name": asked_for, "enabled": 1}) if asked_for else None
	if not found or found in ("Administrator", "Guest"):
		return
	user = frappe.get_doc("User", found)
	user.validate_reset_password()
	user.reset_password(send_email=True)
	count(sent=1)


def _may_only_choose() -> bool:
	"""Return whether this is a user of another app who may select users, but not read their accounts."""
	return frappe.session.user != "Administrator" and not get_role_permissions("User").get("read")


def _refuse_hidden_fields(query: Any, hidden: AbstractSet[str]) -> None:
	computed = [each for each in query.fields if each and "(" in each]
	texts = [*computed, cstr(query.order_by), cstr(query.group_by)]
	_refuse_words(_WORD.findall(" ".join(texts)), hidden)
	if query.doctype == "User":
		_refuse_words([*_filtered_fields(query.filters), *_filtered_fields(query.or_filters)], hidden)


def _filtered_fields(filters: Any) -> list[str]:
	"""Return the names of the fields in filters, in any form that Frappe accepts."""
	filters = frappe.parse_json(filters) if isinstance(filters, str) else filters
	if isinstance(filters, dict):
		return [cstr(field) for field in filters]
	found: list[str] = []
	for each in filters or ():
		if isinstance(each, dict):
			found += _filtered_fields(each) if "fieldname" not in each else [cstr(each["fieldname"])]
		elif isinstance(each, list | tuple):
			found += _WORD.findall(" ".join(cstr(part) for part in each[: 2 if len(each) > 3 else 1]))
		else:
			found += _WORD.findall(cstr(each))
	return found


def _fields_of_users() -> set[str]:
	"""Return the fields and tables of User, by all names that a list may use for them."""
	meta = frappe.get_meta("User")
	fields = {*meta.get_valid_columns(), *(field.fieldname for field in meta.get_table_fields())}
	return fields | {f"tab{field.options.split()[0]}" for field in meta.get_table_fields()}


def _refuse_words(words: Iterable[str], hidden: AbstractSet[str]) -> None:
	if found := sorted(hidden & set(words)):
		frappe.throw(
			_("Of other people only the names are shown, not: {0}.").format(", ".join(found)),
			frappe.PermissionError,
		)


def _only_own(user: Any) -> None:
	if is_app_user() and cstr(user) != frappe.session.user:
		frappe.throw(_("This is shown to the user alone."), frappe.PermissionError)


def _is_asked_for(method: str) -> bool:
	"""Return whether the request names a method, by its path or for one of Frappe's dispatchers."""
	if not frappe.request:
		return False
	return any(method in cstr(each) for each in (frappe.request.path, *frappe.form_dict.values()))
