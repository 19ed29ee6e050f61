"""Puts functions of the app in the place of Frappe's own, in the module that holds them.

``override_whitelisted_methods`` changes what a request finds under a name. What other code of Frappe calls by
itself stays as it was, and so does every second name. Here the function itself is another one, wherever a
module of Frappe holds it.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from typing import Any

from kepu_app.overrides import downloads, mail, people

REPLACED: dict[str, Callable[..., Any]] = {
	"frappe.core.doctype.file.utils.find_file_by_url": downloads.find_file_by_url,
	"frappe.email.email_body.get_filecontent_from_path": mail.get_filecontent_from_path,
}
"""By the path of Frappe's function: what is called instead, with the original as its first argument."""


def install(**_arguments: Any) -> None:
	"""Hooks ``before_request`` and ``before_job``; safe to call any number of times."""
	for path, instead in REPLACED.items():
		module_name, _dot, name = path.rpartition(".")
		original = getattr(importlib.import_module(module_name), name, None)
		if original is not None and not hasattr(original, "replaced_by_kepu_app"):
			_replace_everywhere(original, _taking_place_of(original, instead))


def _taking_place_of(original: Callable[..., Any], instead: Callable[..., Any]) -> Callable[..., Any]:
	@functools.wraps(original)
	def replacement(*arguments: Any, **named: Any) -> Any:
		return instead(original, *arguments, **named)

	replacement.replaced_by_kepu_app = True
	return replacement


def _replace_everywhere(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
	for name, module in list(sys.modules.items()):
		if name.partition(".")[0] != "frappe":
			continue
		for attribute, value in list(vars(module).items()):
			if value is original:
				setattr(module, attribute, replacement)
