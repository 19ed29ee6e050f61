"""The name under which the system presents itself, on the page to sign in and in its mails."""

from __future__ import annotations

import frappe

from kepu_app import hooks

FRAPPES_NAMES = (None, "", "Frappe")
"""Names that nobody has chosen."""


def name_system() -> None:
	"""Give the site the app's name where it still has Frappe's own; a name that was chosen stays."""
	for settings in ("System Settings", "Website Settings"):
		if frappe.db.get_single_value(settings, "app_name") in FRAPPES_NAMES:
			frappe.db.set_single_value(settings, "app_name", hooks.app_title)
			frappe.clear_cache(doctype=settings)


def close_registration() -> None:
	"""Accounts are made for people, who do not sign up themselves."""
	frappe.db.set_single_value("Website Settings", "disable_signup", 1)
