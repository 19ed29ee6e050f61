"""综合评估: the role of assessors, and their place and the ranking's in the workspace.

The role comes with the fixtures, after the patches; here it is made before, so that the workspace may name it. The
workspace is changed where it still is as it was shipped: its roles and its blocks by themselves. Whoever has changed
it finds in the log what the app would have added.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.access.roles import (
	ASSESSOR,
	CITY_REVIEWER,
	COUNTY_REPORTER,
	PROVINCIAL_APPROVER,
	UNSCOPED_ROLES,
)
from kepu_app.setup.seed import SEED

WORKSPACE = "Kepu"
SHIPPED_ROLES = {COUNTY_REPORTER, CITY_REVIEWER, PROVINCIAL_APPROVER, *UNSCOPED_ROLES}
SHIPPED = "4a96d1ff54ef27f21397e000254b3f232c35f4e8c31ac13e4e68bf4670279047"
"""Fingerprint of the blocks as they were shipped before."""


def execute() -> None:
	"""Do nothing the second time, nor where the workspace is gone."""
	_make_role()
	if not frappe.db.exists("Workspace", WORKSPACE):
		return
	workspace = frappe.get_doc("Workspace", WORKSPACE)
	is_changed = _add_role(workspace)
	if fingerprint(workspace) == SHIPPED:
		_add_blocks(workspace)
	elif not is_changed:
		frappe.logger("kepu").info(f"The workspace {WORKSPACE} was changed here and is left alone.")
		return
	workspace.save()


def fingerprint(workspace: Document) -> str:
	"""SHA-256 of a workspace's blocks, however they are spaced; blank for what is no list of blocks."""
	try:
		blocks = json.loads(workspace.content or "")
	except ValueError:
		return ""
	return hashlib.sha256(json.dumps(blocks).encode()).hexdigest()


def _make_role() -> None:
	if not frappe.db.exists("Role", ASSESSOR):
		role = frappe.new_doc("Role")
		role.update({"role_name": ASSESSOR, "desk_access": 1})
		role.insert()


def _add_role(workspace: Document) -> bool:
	if {row.role for row in workspace.roles} != SHIPPED_ROLES:
		return False
	workspace.append("roles", {"role": ASSESSOR})
	return True


def _add_blocks(workspace: Document) -> None:
	seeded = _seeded()
	workspace.content = seeded["content"]
	for table in ("shortcuts", "links"):
		present = {(row.label, row.link_to) for row in workspace.get(table)}
		for row in seeded[table]:
			if (row["label"], row.get("link_to")) not in present:
				workspace.append(table, row)


def _seeded() -> dict[str, Any]:
	records = json.loads((SEED / "workspace.json").read_text(encoding="utf-8"))
	return next(each for each in records if each["doctype"] == "Workspace")
