"""What the home of the Desk asks for, and the tours of its forms."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe

from kepu_app.access.roles import ROLES
from kepu_app.desk import home as homes
from kepu_app.desk import tours


@frappe.whitelist()
def home() -> dict[str, Any]:
	"""The home of the user of the session, see ``home.home``.

	Raises:
		PermissionError: the user has none of the app's roles.
	"""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	return homes.home()


@frappe.whitelist()
def form_tour(doctype: str) -> dict[str, Any]:
	"""The tour of a form, see ``tours.tour_of``."""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	return tours.tour_of(doctype)


@frappe.whitelist(methods=["POST"])
def tour_seen(doctype: str) -> None:
	"""The user of the session has had the tour of a form."""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	tours.note_seen(doctype)
