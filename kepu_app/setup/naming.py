"""The system's name, on the login page and in mails."""

from __future__ import annotations

import frappe

from kepu_app import hooks

FRAPPES_NAMES = (None, "", "Frappe")
"""Default names."""


def name_system() -> None:
	"""Set the app's name where the site has Frappe's default; a chosen name stays."""
	for settings in ("System Settings", "Website Settings"):
		if frappe.db.get_single_value(settings, "app_name") in FRAPPES_NAMES:
			frappe.db.set_single_value(settings, "app_name", hooks.app_title)
			frappe.clear_cache(doctype=settings)


def close_registration() -> None:
	"""Disable sign-up: accounts are created for users."""
	frappe.db.set_single_value("Website Settings", "disable_signup", 1)
