"""The patch that gives the workspace of existing sites what assessors need."""

import json
from collections.abc import Iterator
from typing import Any

import frappe
import pytest

from kepu_app.patches.v0_2 import assessors_at_work


@pytest.fixture
def as_before(places: None) -> Iterator[Any]:
	"""Yield the workspace, and no role, as a site had them before assessors; nothing is committed."""
	yield _workspace_before()
	frappe.db.rollback()
	frappe.clear_document_cache("Workspace", "Kepu")


def _workspace_before() -> Any:
	doc = frappe.get_doc("Workspace", "Kepu")
	blocks = [
		each for each in json.loads(doc.content) if each["id"] not in ("kepu30", "kepu31", "kepu32", "kepu33")
	]
	doc.content = json.dumps(blocks)
	doc.roles = [row for row in doc.roles if row.role != "Kepu Assessor"]
	doc.shortcuts = [row for row in doc.shortcuts if row.label not in ADDED]
	doc.links = [row for row in doc.links if row.label not in (*ADDED, "Assessment", *LISTS)]
	return doc.save()


ADDED, LISTS = ("Subject Assessment", "Assessment Ranking"), ("Scoring Sheet", "Assessment Round")


def _shown(doc: Any) -> tuple[Any, ...]:
	return (
		[each["id"] for each in json.loads(doc.content)],
		[row.label for row in doc.shortcuts],
		[row.label for row in doc.links],
		[row.role for row in doc.roles],
	)


def test_the_patch_does_what_a_new_site_is_given(places: None) -> None:
	seeded = _shown(frappe.get_doc("Workspace", "Kepu"))
	assert assessors_at_work.fingerprint(_workspace_before()) == assessors_at_work.SHIPPED
	for _again in range(2):
		assessors_at_work.execute()
		assert _shown(frappe.get_doc("Workspace", "Kepu")) == seeded
	frappe.db.rollback()
	frappe.clear_document_cache("Workspace", "Kepu")


def test_the_patch_leaves_an_administrator_s_workspace_alone(as_before: Any) -> None:
	blocks = json.loads(as_before.content)
	as_before.content = json.dumps([blocks[0], *blocks[2:]])
	as_before.roles = as_before.roles[:-1]
	as_before.save()
	before = _shown(as_before)
	assessors_at_work.execute()
	assert _shown(frappe.get_doc("Workspace", "Kepu")) == before
