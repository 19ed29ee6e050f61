"""Puts functions of the app in the place of Frappe's own, in the module that holds them.

``override_whitelisted_methods`` changes what a request finds under a name. What other code of Frappe calls by
itself stays as it was, and so does every second name. Here the function itself is another one, wherever a
module of Frappe holds it.
"""

from __future__ import annotations

import functools
import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any

import frappe

from kepu_app.overrides import downloads, mail, people

REPLACED: dict[str, Callable[..., Any]] = {
	"frappe.core.doctype.communication.email.make": mail.make,
	"frappe.core.doctype.file.utils.find_file_by_url": downloads.find_file_by_url,
	"frappe.core.doctype.user.user.get_email_awaiting": people.of_own_account,
	"frappe.core.doctype.user.user.get_roles": people.get_roles,
	"frappe.core.doctype.user.user.reset_password": people.reset_password,
	"frappe.core.doctype.user.user.user_query": people.user_query,
	"frappe.core.doctype.user_permission.user_permission.check_applicable_doc_perm": people.of_own_account,
	"frappe.core.doctype.user_permission.user_permission.get_user_permissions": people.get_user_permissions,
	"frappe.desk.form.load.get_user_info_for_viewers": people.get_user_info_for_viewers,
	"frappe.desk.search.get_names_for_mentions": people.get_names_for_mentions,
	"frappe.email.email_body.get_filecontent_from_path": mail.get_filecontent_from_path,
	"frappe.email.get_contact_list": people.get_contact_list,
	"frappe.model.db_query:DatabaseQuery.build_conditions": people.build_conditions,
	"frappe.model.get_permitted_fields": people.get_permitted_fields,
	"frappe.utils.add_user_info": people.add_user_info,
}
"""By the path of Frappe's function: what is called instead, with the original as its first argument. Before
a colon stands the module of a method of a class."""


_ONE_AT_A_TIME = threading.Lock()


def install(**_arguments: Any) -> None:
	"""Hooks ``before_request`` and ``before_job``; safe to call any number of times."""
	with _ONE_AT_A_TIME:
		for path, instead in REPLACED.items():
			_replace(path, instead)


def _replace(path: str, instead: Callable[..., Any]) -> None:
	holder, name = _holder_of(path)
	original = getattr(holder, name, None)
	if original is None or hasattr(original, "replaced_by_kepu_app"):
		return
	replacement = _taking_place_of(original, instead)
	_whitelist_alike(original, replacement)
	setattr(holder, name, replacement)
	_replace_everywhere(original, replacement)


def _holder_of(path: str) -> tuple[Any, str]:
	module, _colon, inside = path.partition(":")
	if inside:
		class_name, _dot, name = inside.partition(".")
		return getattr(importlib.import_module(module), class_name), name
	module, _dot, name = path.rpartition(".")
	return importlib.import_module(module), name


def _taking_place_of(original: Callable[..., Any], instead: Callable[..., Any]) -> Callable[..., Any]:
	@functools.wraps(original)
	def replacement(*arguments: Any, **named: Any) -> Any:
		return instead(original, *arguments, **named)

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
