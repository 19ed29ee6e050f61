"""Puts functions of the app in the place of Frappe's own, in the module that holds them.

``override_whitelisted_methods`` changes what a request finds under a name. What other code of Frappe calls by
itself stays as it was, and so does every second name. Here the function itself is another one, wherever a
module of Frappe holds it.
"""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.util
import sys
import threading
from collections.abc import Callable
from typing import Any

import frappe

OURS = "kepu_app.overrides"

REPLACED = {
	"frappe.core.doctype.communication.email.make": "mail.make",
	"frappe.core.doctype.file.utils.find_file_by_url": "downloads.find_file_by_url",
	"frappe.core.doctype.user.user.get_email_awaiting": "people.of_own_account",
	"frappe.core.doctype.user.user.get_roles": "people.get_roles",
	"frappe.core.doctype.user.user.reset_password": "people.reset_password",
	"frappe.core.doctype.user.user.user_query": "people.user_query",
	"frappe.core.doctype.user_permission.user_permission.check_applicable_doc_perm": "people.of_own_account",
	"frappe.core.doctype.user_permission.user_permission.get_user_permissions": "people.get_user_permissions",
	"frappe.desk.form.load.get_user_info_for_viewers": "people.get_user_info_for_viewers",
	"frappe.desk.search.get_names_for_mentions": "people.get_names_for_mentions",
	"frappe.email.email_body.get_filecontent_from_path": "mail.get_filecontent_from_path",
	"frappe.email.get_contact_list": "people.get_contact_list",
	"frappe.model.db_query:DatabaseQuery.apply_fieldlevel_read_permissions": (
		"people.apply_fieldlevel_read_permissions"
	),
	"frappe.desk.notifications.get_external_links": "counts.get_external_links",
	"frappe.model.db_query:DatabaseQuery.build_conditions": "people.build_conditions",
	"frappe.model.db_query:DatabaseQuery.sanitize_fields": "expressions.sanitize_fields",
	"frappe.model.get_permitted_fields": "people.get_permitted_fields",
	"frappe.utils.add_user_info": "people.add_user_info",
}
"""By the path of Frappe's function: what of ``OURS`` is called instead, with the original as its first
argument. Before a colon stands the module of a method of a class."""

_ONE_AT_A_TIME = threading.Lock()


def install(**_arguments: Any) -> None:
	"""Hook ``before_request``; safe to call any number of times."""
	with _ONE_AT_A_TIME:
		for path, instead in REPLACED.items():
			_replace(path, instead)


def install_in_job(**_arguments: Any) -> None:
	"""Hook ``before_job``: what this job has not loaded yet is replaced as soon as it is. Most jobs need
	nothing of it, and each is a process of its own, which would load it anew."""
	for path, instead in REPLACED.items():
		module = _module_of(path)
		if module in sys.modules:
			_replace(path, instead)
		else:
			_WAITING.setdefault(module, []).append((path, instead))
	if _WAITING and not any(isinstance(each, _OnLoading) for each in sys.meta_path):
		sys.meta_path.insert(0, _OnLoading())


_WAITING: dict[str, list[tuple[str, str]]] = {}
"""By module: what is to be replaced in it once it is loaded."""


class _OnLoading(importlib.abc.MetaPathFinder):
	"""Tells when one of the waiting modules has been loaded; finds none itself."""

	def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
		waiting = _WAITING.pop(fullname, None)
		if not waiting:
			return None
		spec = importlib.util.find_spec(fullname)
		if spec and spec.loader:
			spec.loader.exec_module = _then_replace(spec.loader.exec_module, waiting)
		return spec


def _then_replace(execute: Callable[..., Any], waiting: list[tuple[str, str]]) -> Callable[..., Any]:
	def exec_module(module: Any) -> None:
		execute(module)
		for path, instead in waiting:
			_replace(path, instead)

	return exec_module


def _replace(path: str, instead: str) -> None:
	holder, name = _holder_of(path)
	original = getattr(holder, name, None)
	if original is None or hasattr(original, "replaced_by_kepu_app"):
		return
	replacement = _taking_place_of(original, instead)
	_whitelist_alike(original, replacement)
	setattr(holder, name, replacement)
	_replace_everywhere(original, replacement)


def _module_of(path: str) -> str:
	return path.partition(":")[0] if ":" in path else path.rpartition(".")[0]


def _holder_of(path: str) -> tuple[Any, str]:
	module, _colon, inside = path.partition(":")
	if inside:
		class_name, _dot, name = inside.partition(".")
		return getattr(importlib.import_module(module), class_name), name
	module, _dot, name = path.rpartition(".")
	return importlib.import_module(module), name


def _taking_place_of(original: Callable[..., Any], instead: str) -> Callable[..., Any]:
	module, _dot, name = instead.partition(".")

	@functools.wraps(original)
	def replacement(*arguments: Any, **named: Any) -> Any:
		ours = getattr(importlib.import_module(f"{OURS}.{module}"), name)
		return ours(original, *arguments, **named)

	replacement.replaced_by_kepu_app = True
	return replacement


def _whitelist_alike(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
	"""A request may call the one as it might the other: by the same verbs, as a guest or not."""
	for known in (frappe.whitelisted, frappe.guest_methods, frappe.xss_safe_methods):
		if original in known:
			known.append(replacement)
			known.remove(original)
	verbs = frappe.allowed_http_methods_for_whitelisted_func
	if original in verbs:
		verbs[replacement] = verbs[original]


def _replace_everywhere(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
	for name, module in list(sys.modules.items()):
		if name.partition(".")[0] not in ("frappe", "kepu_app"):
			continue
		for attribute, value in list(vars(module).items()):
			if value is original:
				setattr(module, attribute, replacement)
