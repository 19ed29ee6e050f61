"""Workflows are seeded once: what an administrator changes stays, and the app's own changes ask first."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.modules.patch_handler import PatchType, get_patches_from_app, run_single

import kepu_app
from kepu_app.patches.v0_1 import reopen_appointments
from kepu_app.patches.v0_3 import recommend_from_below
from kepu_app.review.workflows import fingerprint
from kepu_app.setup import install, seed
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, acted, error_type
from tests.site.factories import OFFICER, World
from tests.years import year_of

YEAR = year_of(__file__)
SUMMARY_WORKFLOW, NOMINEE_WORKFLOW = "Annual Summary Review", "Speaker Nominee Selection"
PATCHES = ("kepu_app.patches.v0_1.reopen_appointments", "kepu_app.patches.v0_3.recommend_from_below")
"""What has changed the nominees' workflow since the first version, in order."""
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _workflows_as_they_are(places: None) -> Iterator[None]:
	"""Nothing is committed here; the cache is told so."""
	yield
	frappe.db.rollback()
	for name in (SUMMARY_WORKFLOW, NOMINEE_WORKFLOW):
		frappe.clear_document_cache("Workflow", name)


def before_recommending() -> Any:
	"""Return the nominees' workflow as the version before shipped it."""
	workflow = frappe.get_doc("Workflow", NOMINEE_WORKFLOW)
	for table in ("states", "transitions"):
		kept = [row for row in workflow.get(table) if not recommend_from_below.is_added(_plain(row))]
		workflow.set(table, kept)
	for row in workflow.transitions:
		row.condition = None
	for name in ("Recommended", "Recommend"):
		frappe.db.delete("Workflow State", {"name": name})
		frappe.db.delete("Workflow Action Master", {"name": name})
	return workflow.save()


def _plain(row: Any) -> dict[str, Any]:
	"""Return a row as the seed writes it."""
	return {key: value for key, value in row.as_dict().items() if value is not None}


def as_shipped_before() -> Any:
	"""Return the nominees' workflow as it was before the patch."""
	workflow = before_recommending()
	added = {(row["state"], row["action"]) for row in reopen_appointments.ADDED}
	workflow.transitions = [row for row in workflow.transitions if (row.state, row.action) not in added]
	return workflow.save()


def rows(name: str) -> list[tuple[Any, ...]]:
	workflow = frappe.get_doc("Workflow", name)
	return [(row.state, row.action, row.next_state, row.allowed) for row in workflow.transitions]


def test_every_line_of_patches_txt_can_be_run() -> None:
	patches = [
		patch
		for patch_type in (PatchType.pre_model_sync, PatchType.post_model_sync)
		for patch in get_patches_from_app("kepu_app", patch_type=patch_type)
	]
	assert patches
	for line in patches:
		module = importlib.import_module(line.split(maxsplit=1)[0])
		assert callable(module.execute), line
		assert module.__doc__, line


def test_every_patch_is_in_patches_txt() -> None:
	folder = Path(kepu_app.__file__).parent / "patches"
	written = {
		".".join(("kepu_app.patches", *path.relative_to(folder).with_suffix("").parts))
		for path in folder.rglob("*.py")
		if path.stem != "__init__"
	}
	listed = (Path(kepu_app.__file__).parent / "patches.txt").read_text(encoding="utf-8").split()
	assert written == {line for line in listed if line.startswith("kepu_app.")}


def test_the_patch_does_what_a_new_site_is_given() -> None:
	seeded = rows(NOMINEE_WORKFLOW)
	assert fingerprint(as_shipped_before()) == reopen_appointments.SHIPPED
	reopen_appointments.execute()
	recommend_from_below.execute()
	assert rows(NOMINEE_WORKFLOW) == seeded


def test_recommending_is_added_to_the_workflow_of_the_version_before() -> None:
	seeded = fingerprint(frappe.get_doc("Workflow", NOMINEE_WORKFLOW))
	assert fingerprint(before_recommending()) == recommend_from_below.SHIPPED
	recommend_from_below.execute()
	assert fingerprint(frappe.get_doc("Workflow", NOMINEE_WORKFLOW)) == seeded
	assert frappe.db.exists("Workflow State", "Recommended")
	once = frappe.db.get_value("Workflow", NOMINEE_WORKFLOW, "modified")
	recommend_from_below.execute()
	assert frappe.db.get_value("Workflow", NOMINEE_WORKFLOW, "modified") == once


EDITS: dict[str, Callable[[Any], Any]] = {
	"check": lambda workflow: workflow.transitions[0].update({"allow_self_approval": 0}),
	"condition": lambda workflow: workflow.transitions[0].update({"condition": "doc.bio"}),
	"editing role": lambda workflow: workflow.states[0].update({"allow_edit": "Kepu Administrator"}),
	"fewer transitions": lambda workflow: workflow.transitions.pop(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_recommending_is_added_beside_an_administrator_s_rows(edit: Callable[[Any], Any]) -> None:
	workflow = before_recommending()
	edit(workflow)
	workflow.save()
	own = [_settings(row) for row in (*workflow.states, *workflow.transitions)]
	recommend_from_below.execute()
	now = frappe.get_doc("Workflow", NOMINEE_WORKFLOW)
	kept = [row for row in (*now.states, *now.transitions) if not recommend_from_below.is_added(_plain(row))]
	assert [_settings(row) for row in kept] == own
	assert ("Draft", "Recommend", "Recommended", "Kepu County Reporter") in rows(NOMINEE_WORKFLOW)
	assert ("Recommended", "Pass City Review", "Proposed", "Kepu City Reviewer") in rows(NOMINEE_WORKFLOW)


def _settings(row: Any) -> dict[str, Any]:
	own = ("name", "idx", "modified", "modified_by", "creation", "owner", "docstatus")
	return {key: value for key, value in row.as_dict().items() if key not in own}


def test_the_patch_run_again_changes_nothing() -> None:
	as_shipped_before()
	reopen_appointments.execute()
	once = frappe.get_doc("Workflow", NOMINEE_WORKFLOW)
	reopen_appointments.execute()
	again = frappe.get_doc("Workflow", NOMINEE_WORKFLOW)
	assert (again.modified, rows(NOMINEE_WORKFLOW)) == (once.modified, rows(NOMINEE_WORKFLOW))


@pytest.mark.parametrize(
	"edit",
	[
		lambda workflow: workflow.transitions[0].update({"allow_self_approval": 0}),
		lambda workflow: workflow.transitions[2].update({"kepu_needs_reason": 1}),
		lambda workflow: workflow.states[0].update({"allow_edit": "Kepu Administrator"}),
		lambda workflow: workflow.transitions.pop(),
	],
	ids=["check", "reason", "editing role", "fewer transitions"],
)
def test_the_patch_leaves_local_edits_alone(edit: Callable[[Any], Any]) -> None:
	workflow = as_shipped_before()
	edit(workflow)
	workflow.save()
	before = (rows(NOMINEE_WORKFLOW), fingerprint(workflow))
	reopen_appointments.execute()
	now = frappe.get_doc("Workflow", NOMINEE_WORKFLOW)
	assert (rows(NOMINEE_WORKFLOW), fingerprint(now)) == before


def test_the_patch_keeps_what_is_set_beside_the_rows() -> None:
	workflow = as_shipped_before()
	workflow.send_email_alert = 1
	workflow.save()
	reopen_appointments.execute()
	now = frappe.get_doc("Workflow", NOMINEE_WORKFLOW)
	assert (now.send_email_alert, len(now.transitions)) == (1, len(workflow.transitions) + 2)


def test_the_patch_does_not_mind_a_workflow_that_is_gone() -> None:
	frappe.delete_doc("Workflow", NOMINEE_WORKFLOW, force=True)
	reopen_appointments.execute()
	assert not frappe.db.exists("Workflow", NOMINEE_WORKFLOW)


def test_the_patches_are_what_migrating_runs() -> None:
	"""On a new site they count as done, since the seed has it. Running them commits, so all of them are run."""
	seeded = rows(NOMINEE_WORKFLOW)
	as_shipped_before()
	for patch in PATCHES:
		assert frappe.db.exists("Patch Log", {"patch": patch})
		assert run_single(patchmodule=patch, force=True)
	assert rows(NOMINEE_WORKFLOW) == seeded


def test_seeding_again_leaves_an_administrator_s_workflow_alone() -> None:
	workflow = frappe.get_doc("Workflow", SUMMARY_WORKFLOW)
	workflow.transitions = workflow.transitions[:-1]
	workflow.states[0].allow_edit = "Kepu Provincial Approver"
	workflow.send_email_alert = 1
	workflow.save()
	changed = fingerprint(workflow)
	install.after_sync()
	now = frappe.get_doc("Workflow", SUMMARY_WORKFLOW)
	assert (fingerprint(now), now.send_email_alert) == (changed, 1)


@pytest.mark.slow
def test_an_administrator_s_workflow_survives_migrating(site: str) -> None:
	workflow = frappe.get_doc("Workflow", SUMMARY_WORKFLOW)
	workflow.states[0].allow_edit = "Kepu Provincial Approver"
	_reopening(workflow).kepu_needs_reason = 0
	workflow.save()
	frappe.db.commit()
	changed = fingerprint(workflow)
	try:
		migrate(site)
		frappe.db.rollback()
		assert fingerprint(frappe.get_doc("Workflow", SUMMARY_WORKFLOW)) == changed
	finally:
		workflow = frappe.get_doc("Workflow", SUMMARY_WORKFLOW)
		workflow.states[0].allow_edit = "Kepu County Reporter"
		_reopening(workflow).kepu_needs_reason = 1
		workflow.save()
		frappe.db.commit()


def _reopening(workflow: Any) -> Any:
	return next(row for row in workflow.transitions if row.action == "Reopen")


def migrate(site: str) -> None:
	command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", site, "migrate"]
	done = subprocess.run(command, cwd=os.getcwd(), capture_output=True, text=True, timeout=600, check=False)
	assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_what_migrating_imports_has_no_workflow_in_it() -> None:
	"""Fixtures come again on every migrate and overwrite what is there."""
	from kepu_app import hooks

	imported = {each["dt"] for each in hooks.fixtures}
	assert not imported & {"Workflow", "Reporting Cycle", "Evaluation Standard", "Province", "Workspace"}
	files = {path.stem for path in (Path(kepu_app.__file__).parent / "fixtures").glob("*.json")}
	assert "workflow" not in files
	assert not hasattr(hooks, "after_migrate")


def test_the_seed_and_the_site_agree() -> None:
	"""A new site has the workflows of the seed, active, and without Frappe's mails."""
	for name in frappe.get_all("Workflow", {"document_type": ["in", WORKFLOW_DOCTYPES]}, pluck="name"):
		workflow = frappe.get_doc("Workflow", name)
		assert (workflow.is_active, workflow.send_email_alert) == (1, 0)
	before = frappe.db.count("Workflow")
	seed.seed_workflows()
	assert frappe.db.count("Workflow") == before


def test_an_appointment_is_taken_back_with_a_reason(world: World, sign_in: SignIn) -> None:
	doc = factories.make_nominee(YEAR)
	factories.force_state(frappe.get_doc("Provincial Submission", world.submission()), "Accepted")
	factories.force_state(doc, "Awaiting Appointment")
	officer, named = sign_in(OFFICER), (doc.doctype, doc.name)
	acted(officer, named, "Appoint")
	assert error_type(act(officer, named, "Reopen")) == "ReasonMissingError"
	acted(officer, named, "Reopen", "点错了人")
	acted(officer, named, "Not Appoint")
	frappe.db.rollback()
	assert [entry.to_state for entry in factories.entries(doc)] == [
		"Appointed",
		"Awaiting Appointment",
		"Not Appointed",
	]
	assert frappe.db.get_value(*named, "docstatus") == 1
