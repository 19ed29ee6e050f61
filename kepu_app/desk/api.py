"""Endpoints for the Desk around its forms and lists: home, search, workspaces, tours."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe

from kepu_app.access.roles import ROLES
from kepu_app.desk import home as homes
from kepu_app.desk import search, tours, workspace


@frappe.whitelist()
def home() -> dict[str, Any]:
	"""Return the home of the session's user, see ``home.home``.

	Raises:
		PermissionError: the user has none of the app's roles.
	"""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	return homes.home()


@frappe.whitelist()
def form_tour(doctype: str) -> dict[str, Any]:
	"""Return the tour of a form, see ``tours.tour_of``."""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	return tours.tour_of(doctype)


@frappe.whitelist(methods=["POST"])
def tour_seen(doctype: str) -> None:
	"""Record that the session's user has had the tour of a form."""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	tours.note_seen(doctype)


@frappe.whitelist()
def find(text: str) -> list[dict[str, Any]]:
	"""Find documents with these words, see ``search.find``."""
	return search.find(text)


@frappe.whitelist()
def get_sidebar_items() -> dict[str, Any]:
	"""Return the sidebar's workspaces; overrides Frappe's, see ``workspace.get_sidebar_items``."""
	return workspace.get_sidebar_items()


@frappe.whitelist()
def get_workspace_page(page: str) -> dict[str, Any]:
	"""Return a workspace's content; overrides Frappe's, see ``workspace.get_page``."""
	return workspace.get_page(page)
