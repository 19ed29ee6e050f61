"""The fonts that a site prints with: the administrator's folders, then the system's."""

from __future__ import annotations

from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from kepu_app.core.errors import FontError
from kepu_app.core.printing.fonts import FontSet, check_folder, installed_fonts


def site_fonts() -> FontSet:
	"""Return all fonts, cached since this process first read these folders."""
	return installed_fonts(font_folders())


def font_folders() -> tuple[Path, ...]:
	"""Return the folders that Kepu Settings names, in that order."""
	return _folders_in(frappe.db.get_single_value("Kepu Settings", "font_folders"))


def check_folders(settings: Document) -> None:
	"""Refuse folders without a readable font of official papers, listing all at once."""
	if not settings.has_value_changed("font_folders"):
		return
	problems = [problem for folder in _folders_in(settings.font_folders) if (problem := _problem_of(folder))]
	if problems:
		rows = "".join(f"<li>{escape_html(each)}</li>" for each in problems)
		label = _(settings.meta.get_label("font_folders"), context=settings.doctype)
		frappe.throw(f"<ul>{rows}</ul>", title=_("{0} cannot be used").format(label))


def _folders_in(text: str | None) -> tuple[Path, ...]:
	lines = (line.strip() for line in cstr(text).splitlines())
	return tuple(Path(line) for line in lines if line)


def _problem_of(folder: Path) -> str:
	"""Return what is wrong with a folder, without disclosing whether it exists."""
	try:
		check_folder(folder)
	except FontError as error:
		if not folder.is_absolute():
			return error.message
		return _(
			"“{0}”: no font of official papers, such as 方正小标宋 or 仿宋_GB2312, can be read there."
		).format(folder)
	return ""
