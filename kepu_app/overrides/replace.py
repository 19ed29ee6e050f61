"""Frappe's methods that can still be called and ask too little, replaced in their own modules.

| method of Frappe | why | still so in |
|---|---|---|
| ``client.get`` | by filters, "none" and "not yours" differ: a field is guessed sign by sign | 15, 16 |
| ``client.get_count`` | counts what the user may not list | 15, 16 |
| ``client.validate_link`` | says of any name whether it is there | 15, 16 |
| ``desk.search.search_link``, ``search_widget`` | an argument switches permissions off | 15, 16 |
| ``desk.search.get_link_title`` | gives the title of any document | 15, 16 |
| ``utils.global_search.search`` | finds in documents of others | 15, 16 |
| ``desk.listview.get_group_by_count`` | counts assignments of others | 15, 16 |
| ``desk.doctype.dashboard_chart.dashboard_chart.get`` | keeps one picture for all; heatmaps count all | 15, 16 |
| ``core.api.file.zip_files``, ``unzip_file``, ``utils.file_manager.add_attachments`` | users of other apps | 15, 16 |
| ``realtime.can_subscribe_doctype`` | open lists are told of every document | 15, 16 |

Each of ours bears the name of the one that it replaces, asks what is missing, and goes on with the original, which
can no longer be called from outside under any name.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import frappe

HERE = "kepu_app.overrides"
REPLACED = {
	"frappe.client.get": f"{HERE}.documents.get",
	"frappe.client.validate_link": f"{HERE}.documents.validate_link",
	"frappe.client.get_count": f"{HERE}.lists.get_count",
	"frappe.desk.listview.get_group_by_count": f"{HERE}.lists.get_group_by_count",
	"frappe.core.api.file.unzip_file": f"{HERE}.files.unzip_file",
	"frappe.core.api.file.zip_files": f"{HERE}.files.zip_files",
	"frappe.utils.file_manager.add_attachments": f"{HERE}.files.add_attachments",
	"frappe.desk.search.search_link": f"{HERE}.search.search_link",
	"frappe.desk.search.search_widget": f"{HERE}.search.search_widget",
	"frappe.desk.search.get_link_title": f"{HERE}.search.get_link_title",
	"frappe.utils.global_search.search": f"{HERE}.search.search",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": f"{HERE}.charts.get",
	"frappe.realtime.can_subscribe_doctype": f"{HERE}.realtime.can_subscribe_doctype",
}

_originals: dict[str, Callable[..., Any]] = {}


def install() -> None:
	"""Replace what this version of Frappe has of them; safe to call any number of times."""
	for path, ours in REPLACED.items():
		module, name = _place(path)
		if path not in _originals and hasattr(module, name):
			_replace(path, module, name, getattr(*_place(ours)))


def original(path: str) -> Callable[..., Any]:
	"""Frappe's own function, for the one that takes its place."""
	if path not in _originals:
		install()
	return _originals[path]


def _replace(path: str, module: Any, name: str, ours: Callable[..., Any]) -> None:
	function = getattr(module, name)
	_originals[path] = function
	setattr(module, name, ours)
	if function in frappe.whitelisted:
		frappe.whitelisted.remove(function)


def _place(path: str) -> tuple[Any, str]:
	"""Module, None where this version does not have it, and name in it."""
	module, _dot, name = path.rpartition(".")
	try:
		return import_module(module), name
	except ImportError:
		return None, name
