"""The second net, where a function is finally resolved: no dispatcher reaches one that is not on the list.

Every dispatcher of Frappe asks whether the function that it has found may be called from outside. That is
where the list, and the verbs that a function declares, are checked once more: by the function itself,
whatever its name in the request. The verbs hold for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe

from kepu_app.access.allowed.doctypes import QUERIES
from kepu_app.access.calls import DOCUMENT_METHOD, METHOD, Call
from kepu_app.access.refusals import NOT_LISTED, note


def install(method_of: Callable[[str], Any]) -> None:
	"""Put the net under Frappe's collection of functions; safe to call any number of times."""
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
	# Before the gate has looked at a request nothing of it runs. What an administrator's script calls is his business.
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
	"""Return the dotted name under which a function was written."""
	return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def _is_asked_for(function: Any, call: Call) -> bool:
	"""Whether it is what the request named, which the gate has looked up."""
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
	"""Functions by which a DocType is always searched."""
	return {path for paths in frappe.get_hooks("standard_queries", {}).values() for path in paths}
