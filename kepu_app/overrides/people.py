"""What Frappe tells about other people's accounts, held to the names of those whom one knows."""

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

_WORD = re.compile(r"[A-Za-z_]\w*")
_SORTING = ("creation", "modified", "idx", "docstatus")
_SEARCHED = ("creation", "idx", "docstatus")
"""What the query builder of Frappe 16 asks for when it searches and sorts people by itself."""

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
"""Fields of User that nobody finds or reads who may only choose one, whatever app he works with."""


JUDGED = 24
"""Characters of a password by which its strength is judged. The time grows with a power of their number, to
0.2 s for these. What is strong by its first 24 signs is strong."""


_LARGEST_WHOLE_NUMBER = (1 << 63) - 1


def test_password_strength(original: Callable[..., Any], password: str, *more: Any, **named: Any) -> Any:
	"""``frappe.utils.password_strength.test_password_strength``, which guests may ask, too. The answer goes to the
	browser, and JSON as Frappe 16 writes it has no whole numbers beyond 64 bits."""
	return _within_64_bits(original(cstr(password)[:JUDGED], *more, **named))


def _within_64_bits(value: Any) -> Any:
	if isinstance(value, dict):
		return {key: _within_64_bits(each) for key, each in value.items()}
	if isinstance(value, list):
		return [_within_64_bits(each) for each in value]
	return min(value, _LARGEST_WHOLE_NUMBER) if isinstance(value, int) else value


def get_permitted_fields(original: Callable[..., Any], doctype: str, *more: Any, **named: Any) -> list[str]:
	"""``frappe.model.get_permitted_fields``: Frappe lets whoever may choose a user read all about him."""
	if doctype == "User" and is_app_user():
		return [*SHOWN_FIELDS, *(_SEARCHED if "user" in named else ())]
	fields = original(doctype, *more, **named)
	if doctype == "User" and _may_only_choose():
		return [each for each in fields if each not in PRIVATE_FIELDS]
	return fields


def build_conditions(original: Callable[..., Any], query: Any) -> None:
	"""``DatabaseQuery.build_conditions``: do not search, sort or compute by what may not be read, because
	the number or order of rows discloses it."""
	check_conditions(query)
	about_users = query.doctype == "User" or any(each.doctype == "User" for each in query.link_tables)
	if about_users and not query.flags.ignore_permissions:
		if is_app_user():
			_refuse_hidden_fields(query, _fields_of_users().difference(SHOWN_FIELDS, _SORTING))
		elif _may_only_choose():
			_refuse_hidden_fields(query, PRIVATE_FIELDS)
	original(query)


def apply_fieldlevel_read_permissions(original: Callable[..., Any], query: Any) -> None:
	"""``DatabaseQuery.apply_fieldlevel_read_permissions``, repeated while it removes a field. It skips the
	field behind a removed one, and so leaves every second forbidden field."""
	before = None
	while before != query.fields:
		before = list(query.fields)
		original(query)
		if query.as_list:
			return  # nothing moves up there


def refuse_fields_of_users(names: Iterable[str]) -> None:
	"""Raise PermissionError for a field of User that is not shown to people of the app."""
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
	"""``frappe.core.doctype.user.user.user_query``, by which a field for a user is filled: by names only."""
	if is_app_user():
		searchfield = searchfield if searchfield in SHOWN_FIELDS else "name"
		hidden = _fields_of_users().difference(SHOWN_FIELDS, _SORTING)
		_refuse_words(_filtered_fields(filters), hidden)
	return original(doctype, txt, searchfield, start, page_len, filters, **more)


def get_user_permissions(original: Callable[..., Any], user: str | None = None) -> Any:
	"""``user_permission.get_user_permissions``: a request gets those of its own user. Frappe's own checks ask
	for others' too."""
	if _is_asked_for("get_user_permissions") and is_app_user():
		user = frappe.session.user
	return original(user)


def get_roles(original: Callable[..., Any], arg: Any = None) -> list[str]:
	"""``frappe.core.doctype.user.user.get_roles``: one's own."""
	_only_own(frappe.form_dict.get("uid"))
	return original(arg)


def of_own_account(original: Callable[..., Any], user: str, *more: Any, **named: Any) -> Any:
	"""Methods whose first argument is a user: one's own account."""
	_only_own(user)
	return original(user, *more, **named)


def get_user_info_for_viewers(original: Callable[..., Any], users: str) -> Any:
	"""``frappe.desk.form.load.get_user_info_for_viewers``: of those whom one knows."""
	user_info: dict[str, Any] = {}
	frappe.utils.add_user_info(
		sorted(known_among({cstr(each) for each in frappe.parse_json(users)})), user_info
	)
	return user_info


def add_user_info(original: Callable[..., Any], user: Any, user_info: dict[str, Any]) -> None:
	"""``frappe.utils.add_user_info``: names and pictures, for the people on a form or a list."""
	original(user, user_info)
	if not is_app_user():
		return
	for name, facts in user_info.items():
		if name != frappe.session.user:
			facts.update(email=name, time_zone=None)


def get_names_for_mentions(original: Callable[..., Any], search_term: str) -> list[dict[str, Any]]:
	"""``frappe.desk.search.get_names_for_mentions``: those whom one knows; Frappe keeps one list for all."""
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
	"""``frappe.email.get_contact_list``, for the recipients of a mail: those whom one knows."""
	if not is_app_user():
		return original(txt, *more, **named)
	return [
		frappe._dict(value=each.name, label=each.name, description=each.full_name)
		for each in known_users(cstr(txt))[:20]
	]


@rate_limit(limit=get_password_reset_limit, seconds=60 * 60)
def reset_password(original: Callable[..., Any], user: str) -> None:
	"""``frappe.core.doctype.user.user.reset_password``: one answer, after the same time, for everybody,
	whether there is such a user or not. A job does the rest."""
	from kepu_app.review.notify import (
		outgoing_account,  # takes long to load, and every list loads this module
	)

	if not outgoing_account():
		frappe.throw(_("There is no outgoing mail account. Please ask the administrator."))
	frappe.enqueue(send_password_link, queue="short", asked_for=cstr(user))
	frappe.msgprint(
		_("If there is such a user, the instructions are on their way by mail."), title=_("Password Reset")
	)


def send_password_link(asked_for: str) -> None:
	"""Send the link for a new password to a user who may have one. A job."""
	found = frappe.db.get_value("User", {"name": asked_for, "enabled": 1}) if asked_for else None
	if not found or found in ("Administrator", "Guest"):
		return
	user = frappe.get_doc("User", found)
	user.validate_reset_password()
	user.reset_password(send_email=True)


def _may_only_choose() -> bool:
	"""Whether somebody of another app may name people in a field, and not read their accounts."""
	return frappe.session.user != "Administrator" and not get_role_permissions("User").get("read")


def _refuse_hidden_fields(query: Any, hidden: AbstractSet[str]) -> None:
	computed = [each for each in query.fields if each and "(" in each]
	texts = [*computed, cstr(query.order_by), cstr(query.group_by)]
	_refuse_words(_WORD.findall(" ".join(texts)), hidden)
	if query.doctype == "User":
		_refuse_words([*_filtered_fields(query.filters), *_filtered_fields(query.or_filters)], hidden)


def _filtered_fields(filters: Any) -> list[str]:
	"""Names of the fields that filters ask for, in any of the forms that Frappe takes."""
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
	"""Fields and tables of User, by all the names that a list may call them."""
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
	"""Whether the request names a method, as its own path or for one of Frappe's dispatchers."""
	if not frappe.request:
		return False
	return any(method in cstr(each) for each in (frappe.request.path, *frappe.form_dict.values()))
