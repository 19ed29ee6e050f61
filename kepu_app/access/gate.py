"""The gate: an allow-list of what guests and users of the app may call. All else is refused and logged.

``check`` runs for every request, in hook ``auth_hooks``. That is after Frappe has authenticated the user (cookie,
API key, OAuth, ``sid``), and before anything requested runs. It parses the request (``calls.py``) and looks it up
on the allow-list (``allowed/``). Then it checks that every document named in the arguments is within the user's
reach (``reach.py``): one out of reach and a missing one get the same response. ``resolved.py`` is the second
layer: the function that a dispatcher finally resolves must be listed, too.

Bound to the list are guests, holders of a role of the app and users without any role. So are all others in requests
that name a DocType of the app. Exempt are System Managers, and users of other apps in their own work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

import frappe

from kepu_app.access import allowed, links, reach, resolved
from kepu_app.access.allowed.method import CARRYING, LISTING, MOST_OF_A_LIST, Method
from kepu_app.access.allowed.pages import PUBLIC_RENDERERS
from kepu_app.access.bounds import MOST_LOADED, MOST_ROWS, check_entries, limit_statements, refuse_more
from kepu_app.access.calls import (
	DOCUMENT,
	DOCUMENT_METHOD,
	FILE,
	METHOD,
	PAGE,
	Call,
	dicts_in,
	names_in,
	read_call,
)
from kepu_app.access.extensions import allowed_calls, allowed_document_methods, allowed_pages, holds_report
from kepu_app.access.holders import GUEST, app_roles, is_free, is_held, refuse_disabled
from kepu_app.access.lengths import check_lengths
from kepu_app.access.passed_calls import record, record_doctype
from kepu_app.access.refusals import NOT_LISTED, OUT_OF_REACH, refuse
from kepu_app.access.sizes import check_size
from kepu_app.overrides.failures import show_tracebacks

NEVER_TAKEN = ("debug", "ignore_ddl", "join", "run")
"""Arguments of Frappe's lists that show a statement, skip running it, or alter its joins."""

NEW_NAME = "__newname"
"""Key of the name that a form gives a new document; Frappe saves any document of that name."""

_DOCUMENT = Method(("GET", "POST", "PUT", "PATCH", "DELETE"), most=MOST_ROWS)
"""Entry for what is not a method: its lists are a document's tables."""

DESK = ("app/", "desk/")
"""Paths of the Desk in Frappe 15 and 16."""

OWN_APPS = ("frappe", "kepu_app")


def check() -> None:
	"""Handle hook ``auth_hooks``.

	Raises:
		AuthenticationError: the account is disabled.
		PermissionError: the call is not listed, or names something out of the user's reach.
		TooManyNamedError: it names more than one request may.
		CallTooLargeError: its arguments are too long.
	"""
	frappe.local.kepu_call = None
	if frappe.local.request.method == "OPTIONS":
		return
	refuse_disabled()
	limit_statements()
	call = read_call(frappe.local.request)
	if not is_held(call):
		if not is_free():
			check_lengths(call, is_held=False)
		show_tracebacks()
		return
	frappe.local.kepu_call = call
	check_size(frappe.local.request, call)
	check_entries(call, (method_of(call.target) if call.kind == METHOD else None) or _DOCUMENT)
	check_lengths(call, is_held=True)
	_CHECKS.get(call.kind, _refuse)(call)
	record(call)


def method_of(name: str) -> Method | None:
	"""Return a method's entry on the allow-list of the session's user; None if it is not listed."""
	if frappe.session.user == GUEST:
		return allowed.GUEST_METHODS.get(name) or _of_another_app(name)
	listed = allowed.METHODS.get(name) or allowed_calls().get(name)
	return listed or (None if app_roles() else _of_another_app(name))


def _refuse(call: Call, reason: str = NOT_LISTED) -> None:
	refuse(call, call.target, reason)


def _check_method(call: Call) -> None:
	method = method_of(call.target)
	if not method or call.verb not in method.verbs or not _takes(method, call):
		_refuse(call)
	elif frappe.session.user != GUEST:
		_check_named(call, method)


def _of_another_app(name: str) -> Method | None:
	"""Return an entry for another app's method, which authorises itself; None for any other name."""
	is_foreign = "." in name and name.split(".")[0] in set(frappe.get_installed_apps()).difference(OWN_APPS)
	return Method(("GET", "POST", "PUT", "DELETE"), most=MOST_OF_A_LIST) if is_foreign else None


def _takes(method: Method, call: Call) -> bool:
	arguments = call.arguments
	if call.target.startswith("frappe.") and any(each in arguments for each in NEVER_TAKEN):
		return False
	if any(arguments.get(each) not in values for each, values in method.only.items()):
		return False
	if any(arguments.get(each) not in (None, "", frappe.session.user) for each in method.own):
		return False
	return method.parameters is None or set(arguments) <= set(method.parameters)


def _check_named(call: Call, method: Method) -> None:
	"""Check every DocType, document, report and file that the arguments name."""
	arguments = call.arguments
	for argument, naming in method.naming.items():
		doctype = arguments.get(argument)
		# Where a document may be sent instead, it is checked below.
		if doctype and not (argument in CARRYING and list(dicts_in(doctype))):
			_check_doctype(call, doctype, method.does)
			_check_documents(call, doctype, [arguments.get(each) for each in naming])
	for argument, doctype in method.fixed.items():
		_check_links(call, ((doctype, name) for name in names_in(arguments.get(argument))))
	_check_sent(call, method)
	if method.report and not holds_report(arguments.get(method.report)):
		refuse(call, str(arguments.get(method.report)), OUT_OF_REACH)
	if method.file and not reach.may_read_file(arguments.get(method.file)):
		refuse(call, str(arguments.get(method.file)), OUT_OF_REACH)
	_check_values(call)


def _check_sent(call: Call, method: Method) -> None:
	"""Check each document in the request once; for a chart or a card also the DocType it counts."""
	sent: list[Mapping[str, Any]] = []
	for argument in dict.fromkeys((*method.carrying, *method.naming)):
		for each in dicts_in(call.arguments.get(argument)):
			if each.get("document_type"):
				_check_doctype(call, each["document_type"], "read")
			if each.get("doctype") and each not in sent:
				sent.append(each)
	for each in sent:
		_check_one_sent(call, each, method.does)
	_check_links(call, chain.from_iterable(links.named_by(each["doctype"], each) for each in sent))


def _check_one_sent(call: Call, sent: Mapping[str, Any], does: str) -> None:
	doctype, name = sent["doctype"], sent.get("name")
	is_new = not name or reach.is_new(str(doctype), name)
	_check_doctype(call, doctype, "create" if is_new and does == "write" else does)
	if sent.get(NEW_NAME) and not (is_new and reach.is_named_by_people(doctype)):
		_refuse(call)
	if not is_new:
		_check_documents(call, doctype, [name])


def _check_doctype(call: Call, doctype: Any, does: str) -> None:
	if frappe.session.user == GUEST or not reach.may(doctype, does, call.arguments):
		refuse(call, f"{doctype}: {does}", NOT_LISTED)
	record_doctype(call, doctype, does)


def _check_documents(call: Call, doctype: str, named: Iterable[Any]) -> None:
	names = list(chain.from_iterable(names_in(each) for each in named))
	_look_at(call, doctype, names, reach.unreached)


def _check_links(call: Call, named: Iterable[tuple[str, Any]]) -> None:
	"""Check values for a document's links: Frappe's responses distinguish missing from foreign ones."""
	by_doctype: dict[str, list[Any]] = {}
	for doctype, name in named:
		by_doctype.setdefault(doctype, []).append(name)
	for doctype, names in by_doctype.items():
		_look_at(call, doctype, names, reach.not_to_name)


def _look_at(
	call: Call, doctype: str, names: list[Any], refused: Callable[[str, list[Any]], Iterable[Any]]
) -> None:
	distinct = reach.distinct(names)
	if not reach.are_found_together(doctype):
		refuse_more(len(distinct), MOST_LOADED)
	for name in refused(doctype, distinct):
		refuse(call, f"{doctype} {name}", OUT_OF_REACH)


def _check_values(call: Call) -> None:
	"""Check that values for a document do not rename it, and refer only to what is within reach."""
	arguments = call.arguments
	doctype, name, field = (arguments.get(each) for each in ("doctype", "name", "fieldname"))
	sent = list(dicts_in(field)) or [{field: arguments.get("value")} if isinstance(field, str) else {}]
	for values in (*sent, *dicts_in(arguments.get("data"))):
		if values.get("doctype", doctype) != doctype or values.get("name", name) != name:
			_refuse(call)
		if isinstance(doctype, str) and doctype:
			_check_links(call, links.named_by(doctype, {**values, "name": name}))


def _check_document(call: Call) -> None:
	_check_doctype(call, call.doctype, call.does)
	sent = [call.arguments, *dicts_in(call.arguments.get("data")), *dicts_in(call.body)]
	if call.verb == "GET" and not set(call.arguments) <= set(LISTING):
		_refuse(call)
	if call.does in ("write", "create"):
		for values in sent:
			if values.get("doctype", call.doctype) != call.doctype or _renames(call, values):
				_refuse(call)
	if call.name:
		_check_documents(call, call.target, [call.name])
	if call.does in ("write", "create"):
		named = (links.named_by(call.target, {**values, "name": call.name}) for values in sent)
		_check_links(call, chain.from_iterable(named))


def _renames(call: Call, values: Mapping[str, Any]) -> bool:
	return bool(call.name and values.get("name", call.name) != call.name)


def _check_document_method(call: Call) -> None:
	if (call.doctype, call.target) not in (*allowed.DOCUMENT_METHODS, *allowed_document_methods()):
		refuse(call, f"{call.doctype}.{call.target}", NOT_LISTED)
	_check_doctype(call, call.doctype, "read")
	if call.name and not reach.is_new(call.doctype, call.name):
		_check_documents(call, call.doctype, [call.name])


def _check_file(call: Call) -> None:
	"""Leave private files to Frappe, which authorises each."""
	if not call.target.startswith("/private/files/"):
		_refuse(call)


def _check_page(call: Call) -> None:
	pages = allowed.GUEST_PAGES if frappe.session.user == GUEST else allowed.PAGES
	if call.target in (*pages, *allowed_pages()) or call.target.startswith(DESK):
		_check_printed(call)
	elif not _is_public(call.target):
		_refuse(call)


def _check_printed(call: Call) -> None:
	if call.target == "printview":
		_check_named(call, Method(("GET",)))


def _is_public(path: str) -> bool:
	"""Return whether a page is published, another app's, or missing."""
	from frappe.website.path_resolver import PathResolver

	_endpoint, renderer = PathResolver(path).resolve()
	kind = type(renderer).__name__
	return kind in PUBLIC_RENDERERS or getattr(renderer, "app", "frappe") not in OWN_APPS


_CHECKS = {
	METHOD: _check_method,
	DOCUMENT: _check_document,
	DOCUMENT_METHOD: _check_document_method,
	FILE: _check_file,
	PAGE: _check_page,
}

resolved.install(method_of)
