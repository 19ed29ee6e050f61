"""Hooks of installation and uninstallation, beyond DocTypes and fixtures."""

from __future__ import annotations

import frappe

from kepu_app.access.roles import ROLES
from kepu_app.desk import guides, tours
from kepu_app.setup import naming, seed
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES


def after_sync() -> None:
	"""Seed what administrators edit from then on; runs on installation, never on migration."""
	seed.seed_all()
	naming.name_system()
	naming.close_registration()
	guides.add_to_help_menu()
	allow_mobile_numbers()


def allow_mobile_numbers() -> None:
	"""Allow login by mobile number, which clerks have rather than mail."""
	frappe.db.set_single_value("System Settings", "allow_login_using_mobile_number", 1)
	frappe.clear_cache(doctype="System Settings")


def before_uninstall() -> None:
	"""Delete records of Frappe's own DocTypes that would refer to what is dropped.

	Users stay, with all their data outside this app.
	"""
	workflows = frappe.get_all("Workflow", {"document_type": ["in", WORKFLOW_DOCTYPES]}, pluck="name")
	for name in workflows:
		frappe.delete_doc("Workflow", name, ignore_permissions=True, force=True)
	guides.take_from_help_menu()
	tours.take_away()
	for doctype, field in (
		("User Permission", "allow"),
		("Workflow Action", "reference_doctype"),
		("Property Setter", "doc_type"),
		("Custom Field", "dt"),
		("Version", "ref_doctype"),
	):
		frappe.db.delete(doctype, {field: ["in", _own_doctypes()]})
	frappe.db.delete("Has Role", {"role": ["in", ROLES], "parenttype": "User"})
	frappe.clear_cache()


def _own_doctypes() -> list[str]:
	return frappe.get_all("DocType", {"module": "Kepu"}, pluck="name")
