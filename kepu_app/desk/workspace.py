"""Which workspaces the Desk offers: to people who only report and review, not those of Frappe itself.

Frappe shows its own (users, website, integrations, tools, build) to everybody, empty for most.
"""

from typing import Any

import frappe
from frappe.desk import desktop

MANAGING_ROLES = ("System Manager", "Workspace Manager")


@frappe.whitelist()
def get_sidebar_items() -> dict[str, Any]:
	"""Takes the place of ``frappe.desk.desktop.get_workspace_sidebar_items``."""
	items = desktop.get_workspace_sidebar_items()
	return {**items, "pages": of_use(items["pages"])}


def extend_bootinfo(bootinfo: Any) -> None:
	"""Hook ``extend_bootinfo``: the same for the page's first load."""
	bootinfo.allowed_workspaces = of_use(bootinfo.allowed_workspaces or [])


def of_use(pages: list[Any]) -> list[Any]:
	"""The pages without Frappe's own, unless nothing else is left or the user manages the site."""
	if set(MANAGING_ROLES).intersection(frappe.get_roles()):
		return pages
	return [page for page in pages if not _is_frappes_own(page)] or pages


def _is_frappes_own(page: Any) -> bool:
	module = page.get("module")
	return bool(
		page.get("public") and module and frappe.local.module_app.get(frappe.scrub(module)) == "frappe"
	)
