"""What the home of the Desk asks for."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe

from kepu_app.access.roles import ROLES
from kepu_app.desk import home as homes


@frappe.whitelist()
def home() -> dict[str, Any]:
	"""The home of the user of the session, see ``home.home``.

	Raises:
		PermissionError: the user has none of the app's roles.
	"""
	frappe.only_for((*ROLES, "System Manager"), message=True)
	return homes.home()
