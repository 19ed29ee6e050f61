"""Documents that are printed together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe

from kepu_app.utils.arguments import list_of_names


def download_multi_pdf(
	original: Callable[..., Any], doctype: Any, name: Any, *more: Any, **named: Any
) -> Any:
	"""Drop duplicates in ``frappe.utils.print_format.download_multi_pdf``."""
	if isinstance(doctype, dict):
		return original(doctype, name, *more, **named)
	return original(doctype, frappe.as_json(list_of_names(name)), *more, **named)
