"""Endpoints of the library of cases."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from dataclasses import asdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from kepu_app.access.file_names import check_name
from kepu_app.library.cases import named
from kepu_app.library.printing import WRITERS, book_state, start
from kepu_app.utils.arguments import list_of_names

MOST_CASES = 1000


@frappe.whitelist()
def read_case(case: str) -> dict[str, Any]:
	"""Return a full case of a closed cycle: ``title``, ``text``, ``topic_name``, ``year`` and its divisions.

	Raises:
		PermissionError: the case is not in the library, or the user may not read cases.
	"""
	found = named([case])
	if not found:
		shown = escape_html(case)
		frappe.throw(_("{0} is not in the library of cases.").format(shown), frappe.PermissionError)
	return found[0]


@frappe.whitelist(methods=["POST"])
def book(cases: str, title: str = "", file_type: str = "pdf") -> dict[str, Any]:
	"""Start printing the chosen cases as a book; return the ``book_progress``.

	Args:
		cases: JSON list of names; those not in the library are left out.
		title: of the book, and of its file.
		file_type: ``pdf`` or ``docx``.

	Raises:
		PermissionError: none of the cases is in the library.
		ValidationError: too many cases, another type, a title that is no valid file name, or the user's last book is
		 not done yet.
	"""
	names = list_of_names(cases)
	if file_type not in WRITERS or len(names) > MOST_CASES:
		frappe.throw(_("At most {0} cases are printed, as PDF or as Word.").format(MOST_CASES))
	found = named(names)
	if not found:
		frappe.throw(_("None of the chosen cases is in the library."), frappe.PermissionError)
	heading = cstr(title).strip() or _("Library of Cases")
	check_name(f"{heading}.{file_type}")
	start([each.name for each in found], heading, file_type)
	return book_progress()


@frappe.whitelist()
def book_progress() -> dict[str, Any]:
	"""Return the progress of the user's last book: see ``BookState``."""
	return asdict(book_state(frappe.session.user))
