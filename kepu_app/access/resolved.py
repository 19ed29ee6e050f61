"""The second layer, where Frappe resolves a function: no dispatcher reaches an unlisted one.

Each of Frappe's dispatchers checks that the function it has found is whitelisted. There the allow-list and the
function's declared verbs are checked once more, by the function itself, whatever its name in the request. The
verbs hold for all users.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe

from kepu_app.access.allowed.doctypes import QUERIES
from kepu_app.access.calls import DOCUMENT_METHOD, METHOD, Call
from kepu_app.access.refusals import NOT_LISTED, note


def install(method_of: Callable[[str], Any]) -> None:
	"""Wrap Frappe's collection of whitelisted functions (see ``overrides/registry.py``); idempotent."""
	collection = type(frappe.whitelisted)
	if not hasattr(collection, "is_held_to_the_list"):
		frappe.whitelisted = _net_over(collection, method_of)(frappe.whitelisted)


def _net_over(collection: type, method_of: Callable[[str], Any]) -> type:
	class Whitelist(collection):
		is_held_to_the_list = True

		def __contains__(self, function: Any) -> bool:
			return super().__contains__(function) and _may_be_reached(function, method_of)

	return Whitelist


def _may_be_reached(function: Any, method_of: Callable[[str], Any]) -> bool:
	# Nothing of a request runs before the gate. Calls by an administrator's script are the administrator's business.
	if not hasattr(frappe.local, "kepu_call") or frappe.flags.in_safe_exec:
		return True
	verbs = frappe.allowed_http_methods_for_whitelisted_func.get(function)
	if verbs and frappe.local.request.method not in verbs:
		return False
	call = frappe.local.kepu_call
	if call is None or _is_asked_for(function, call) or _is_listed(function, method_of):
		return True
	note(call, name_of(function), NOT_LISTED)
	return False


def name_of(function: Any) -> str:
	"""Return a function's dotted name, as defined."""
	return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def _is_asked_for(function: Any, call: Call) -> bool:
	"""Return whether it is the function that the request named, which the gate has checked."""
	if call.kind == DOCUMENT_METHOD:
		return getattr(function, "__name__", "") == call.target
	return call.kind == METHOD and function is _function_named(call.target)


def _function_named(name: str) -> Any:
	hooked = frappe.get_hooks("override_whitelisted_methods", {}).get(name)
	path = hooked[-1] if hooked else name
	try:
		return frappe.get_attr(path if "." in path else f"frappe.handler.{path}")
	except (ImportError, AttributeError):
		return None


def _is_listed(function: Any, method_of: Callable[[str], Any]) -> bool:
	name = name_of(function)
	return bool(name in QUERIES or name in _standard_queries() or method_of(name))


def _standard_queries() -> set[str]:
	"""Return the default search functions of DocTypes."""
	return {path for paths in frappe.get_hooks("standard_queries", {}).values() for path in paths}
