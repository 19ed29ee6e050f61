"""What the Desk offers: users who only report and review get neither Frappe's workspaces nor what is not theirs.

Frappe shows its own (users, website, integrations, tools, build) to all users, mostly empty.
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.desk import desktop
from frappe.model.document import Document

from kepu_app.access.roles import ASSESSOR, CITY_REVIEWER, COUNTY_REPORTER, ROLES, is_app_user
from kepu_app.access.shown import MODULE, shown_workspaces
from kepu_app.utils.arguments import record_of

MANAGING_ROLES = ("System Manager", "Workspace Manager")

FOR_MANAGERS = frozenset({"Province", "Reporting Cycle", "Evaluation Standard", "Kepu Settings", "Workflow"})
OVER_COUNTIES = frozenset(
	{
		"County",
		"County Filing Status",
		"Case Topic Matrix",
		"Criteria Attainment",
		"Criteria by County",
		"Review Entry",
		"Review Turnaround",
		"Days until the Deadline",
		"Counties Not Filed",
		"Counties Overdue",
		"Summaries Waiting for Me",
		"Cases Waiting for Me",
		"Nominees Waiting for Me",
		"Packages Sent",
		"Packages Waiting for Me",
		"Filing of the Counties",
		"Cases by Topic",
		"Filing by Province",
		"Counties that Meet Each Criterion",
	}
)
"""What compares counties, or counts what the home lists one by one."""

NOT_THEIRS: dict[str, frozenset[str]] = {
	COUNTY_REPORTER: FOR_MANAGERS | OVER_COUNTIES,
	CITY_REVIEWER: FOR_MANAGERS,
	ASSESSOR: FOR_MANAGERS | OVER_COUNTIES,
}
"""By role: what the workspace hides, though its holders may read some of it. With several roles, only what all
of them hide."""


def get_sidebar_items() -> dict[str, Any]:
	"""Override ``frappe.desk.desktop.get_workspace_sidebar_items``."""
	items = desktop.get_workspace_sidebar_items()
	return {**items, "pages": of_use(items["pages"])}


def get_page(page: str) -> dict[str, Any]:
	"""Override ``frappe.desk.desktop.get_desktop_page``: omit what the user does not need, refuse other apps' pages."""
	name = record_of(page).get("name")
	if not isinstance(name, str):
		frappe.throw(_("A record was expected."))
	if not shown_workspaces([name]):
		raise frappe.PermissionError
	parts, hidden = desktop.get_desktop_page(page), _hidden()
	for kind, field in (("shortcuts", "link_to"), ("number_cards", "number_card_name")):
		if kind in parts:
			parts[kind]["items"] = [each for each in parts[kind]["items"] if each.get(field) not in hidden]
	if "cards" in parts:
		parts["cards"]["items"] = _without(parts["cards"]["items"], hidden)
	return parts


def _without(cards: list[Any], hidden: frozenset[str]) -> list[Any]:
	"""Return the cards of links without hidden ones; drop cards left empty."""
	for card in cards:
		card["links"] = [each for each in card["links"] if each.get("link_to") not in hidden]
	return [card for card in cards if card["links"]]


def _hidden() -> frozenset[str]:
	roles = frappe.get_roles()
	if set(MANAGING_ROLES).intersection(roles):
		return frozenset()
	own = [NOT_THEIRS.get(role, frozenset()) for role in roles if role in ROLES]
	return frozenset.intersection(*own) if own else frozenset()


def extend_bootinfo(bootinfo: Any) -> None:
	"""Filter the boot info (``extend_bootinfo``) likewise, for the first load; in Frappe 16 also icons and sidebars."""
	if "workspaces" not in bootinfo:
		bootinfo.allowed_workspaces = of_use(bootinfo.allowed_workspaces or [])
		return
	bootinfo.workspaces = {**bootinfo.workspaces, "pages": of_use(bootinfo.workspaces["pages"])}
	if set(MANAGING_ROLES).intersection(frappe.get_roles()):
		return
	icons, sidebars = bootinfo.desktop_icons, bootinfo.workspace_sidebar_item
	bootinfo.desktop_icons = [each for each in icons if each.app != "frappe"] or icons
	apps = {each.app for each in bootinfo.desktop_icons if each.icon_type == "App"}
	bootinfo.kepu_alone = bool(bootinfo.workspaces["pages"]) and apps == {"kepu_app"}
	own = {name: each for name, each in sidebars.items() if each["app"] != "frappe" and each["items"]}
	for sidebar in own.values():
		if sidebar["module"] == MODULE:
			sidebar["items"] = _with_items_after(sidebar["items"], _offered(bootinfo.workspaces["pages"]))
	bootinfo.workspace_sidebar_item = own or sidebars


def _offered(pages: list[Any]) -> set[str]:
	"""Return the names of the app's workspaces, and of what they offer to the user."""
	names = set()
	for page in pages:
		if page["module"] == MODULE and page["type"] == "Workspace":
			parts = get_page(json.dumps({field: page[field] for field in ("name", "title", "public")}))
			links = [
				*parts["shortcuts"]["items"],
				*(link for card in parts["cards"]["items"] for link in card["links"]),
			]
			names |= {page["name"], *(each["link_to"] for each in links)}
	return names


def _with_items_after(items: list[Any], offered: set[str]) -> list[Any]:
	"""Return a sidebar's items that are offered, without headings left empty."""
	kept: list[Any] = []
	for item in reversed(items):
		is_heading = item["type"] == "Section Break"
		if item["link_to"] in offered or (is_heading and kept and kept[-1]["type"] != "Section Break"):
			kept.append(item)
	return kept[::-1]


def begins_here() -> bool:
	"""Return whether the app is on the user's desktop and his Desk starts with its home (``add_to_apps_screen``)."""
	return is_app_user() or "System Manager" in frappe.get_roles()


def stay_on_migrating(doc: Document, method: str | None = None) -> None:
	"""Clear a Workspace's ``app`` on ``validate``: Frappe 16's migration deletes those of an app without a file.

	An edited workspace has none.
	"""
	if doc.module == MODULE and doc.meta.has_field("app"):
		doc.app = None


def stay_all_on_migrating() -> None:
	"""Clear ``app`` likewise, ``before_migrate``, of workspaces on an existing site."""
	if frappe.db.has_column("Workspace", "app"):
		frappe.db.set_value("Workspace", {"module": MODULE}, "app", None, update_modified=False)


def of_use(pages: list[Any]) -> list[Any]:
	"""Return the pages without Frappe's own, unless nothing else is left or the user manages the site.

	The app's users get none of other apps' users either.
	"""
	shown = shown_workspaces([page["name"] for page in pages])
	pages = [page for page in pages if page["name"] in shown]
	if set(MANAGING_ROLES).intersection(frappe.get_roles()):
		return pages
	hidden = _hidden()
	own = [page for page in pages if not _is_frappes_own(page)]
	return [_with_its_blocks(page, hidden) for page in own] or pages


def _with_its_blocks(page: Any, hidden: frozenset[str]) -> Any:
	"""Return the page without hidden blocks and without headings left empty."""
	if not hidden or not page.get("content"):
		return page
	blocks = [each for each in json.loads(page["content"]) if not hidden.intersection(each["data"].values())]
	kept: list[Any] = []
	for block in reversed(blocks):
		is_above_nothing = not kept or kept[-1]["type"] == "header"
		if block["type"] not in ("header", "spacer") or not is_above_nothing:
			kept.append(block)
	return {**page, "content": json.dumps(kept[::-1], ensure_ascii=False)}


def _is_frappes_own(page: Any) -> bool:
	module = page.get("module")
	return bool(
		page.get("public") and module and frappe.local.module_app.get(frappe.scrub(module)) == "frappe"
	)
