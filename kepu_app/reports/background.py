"""Exports that newer releases of Frappe make in a job; only these jobs load what they need."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

EXPORTS = (
	"frappe.desk.query_report.run_export_query_job",
	"frappe.desk.reportview.run_report_view_export_job",
)
"""Jobs of Frappe that export, since 15.60; 15.44 has none."""


def guard_export(method: str = "", kwargs: Mapping[str, Any] | None = None, **_more: Any) -> None:
	"""Clean exports that newer releases of Frappe 15 and 16 make in a job and mail as a link.

	Hook ``before_job``; see ``overrides/registry.py``.
	"""
	if method not in EXPORTS:
		return
	from frappe.desk import utils

	original = inspect.unwrap(utils.send_report_email)
	utils.send_report_email = _without_formulas(original, (kwargs or {}).get("csv_params") or {})


def _without_formulas(original: Callable[..., Any], csv_params: Mapping[str, Any]) -> Callable[..., Any]:
	from kepu_app.reports.export import csv_without_formulas, in_own_language, without_formulas

	@functools.wraps(original)
	def send_report_email(
		user_email: str, report_name: str, file_extension: str, content: bytes, attached_to_name: str
	) -> Any:
		is_workbook = file_extension == "xlsx"
		clean = without_formulas(content) if is_workbook else csv_without_formulas(content, **csv_params)
		name = in_own_language(report_name, attached_to_name)
		return original(user_email, name, file_extension, clean, attached_to_name)

	return send_report_email
