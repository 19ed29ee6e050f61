"""Checks of the installation: language, roles, fixtures, seeds, workflows, workspace, number cards, limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name

import kepu_app
from kepu_app.access.roles import ROLES
from kepu_app.core.defaults import provinces
from kepu_app.doctor.finding import Finding, bench_command
from kepu_app.setup.seed import SEED
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES

FIXTURES = Path(kepu_app.__file__).parent / "fixtures"
LANGUAGE, TIME_ZONE = "zh", "Asia/Shanghai"
SEED_COMMAND = "execute kepu_app.setup.seed.seed_all"
PATCHES = "kepu_app.patches."
LIMITS = (
	"summary_limit",
	"case_limit",
	"bio_limit",
	"case_quota",
	"nominee_quota",
	"cases_per_topic",
	"cases_per_county",
)


def check_language() -> Iterator[Finding]:
	"""Check the site's language, and its time zone, in which deadlines count."""
	settings = frappe.get_cached_doc("System Settings")
	remedy = _("Desk: System Settings, {0}")
	if settings.language != LANGUAGE:
		yield Finding(
			_("The site's language is {0}, not Chinese").format(settings.language or "–"),
			remedy.format(_("Language")),
		)
	if settings.time_zone != TIME_ZONE:
		yield Finding(
			_("The site's time zone is {0}; deadlines count in the time of {1}").format(
				settings.time_zone or "–", TIME_ZONE
			),
			remedy.format(_("Time Zone")),
		)


def check_roles() -> Iterator[Finding]:
	"""Check that the five roles exist and may use the Desk."""
	found = {
		row.name: row
		for row in frappe.get_all("Role", {"name": ["in", ROLES]}, ["name", "disabled", "desk_access"])
	}
	for role in ROLES:
		if role not in found:
			yield Finding(_("The role {0} is missing").format(_(role)), bench_command("migrate"))
		elif found[role].disabled or not found[role].desk_access:
			yield Finding(
				_("The role {0} is disabled or may not use the Desk").format(_(role)),
				_("Desk: Role {0}, take away Disabled and set Desk Access").format(_(role)),
			)


def check_fixtures() -> Iterator[Finding]:
	"""Check that every record that the app owns exists."""
	for file in sorted(FIXTURES.glob("*.json")):
		yield from _missing(json.loads(file.read_text(encoding="utf-8")), bench_command("migrate"))


def check_seeds() -> Iterator[Finding]:
	"""Check the records seeded once, on installation; a partial one lacks some."""
	names = [{"doctype": "Province", "name": each.code} for each in provinces()]
	names += _seeded("workspace.json")
	names += [{**each, "doctype": "Email Template"} for each in _seeded("email_templates.json")]
	yield from _missing(names, bench_command(SEED_COMMAND), serious=False)
	for doctype in ("Evaluation Standard", "Reporting Cycle"):
		if not frappe.db.count(doctype):
			yield Finding(_("There is no {0}").format(_(doctype)), bench_command(SEED_COMMAND))


def check_workflows() -> Iterator[Finding]:
	"""Check that each document has an active workflow, whose states and roles exist."""
	for doctype in WORKFLOW_DOCTYPES:
		name = get_workflow_name(doctype)
		if not name:
			yield Finding(
				_("{0} has no active workflow").format(_(doctype)),
				_("Desk: list of Workflow, activate one; or {0}").format(bench_command(SEED_COMMAND)),
			)
			continue
		yield from _gaps_of(frappe.get_cached_doc("Workflow", name))


def check_workspace() -> Iterator[Finding]:
	"""Check that all users see the workspace, and that its components exist."""
	for record in _seeded("workspace.json"):
		if record["doctype"] != "Workspace" or not frappe.db.exists("Workspace", record["name"]):
			continue
		workspace = frappe.get_doc("Workspace", record["name"])
		remedy = _("Desk: Workspace {0}").format(_(workspace.title))
		if not workspace.public or workspace.is_hidden:
			yield Finding(_("The workspace {0} is hidden").format(_(workspace.title)), remedy)
		shown = [{"doctype": "Number Card", "name": row.number_card_name} for row in workspace.number_cards]
		shown += [{"doctype": "Dashboard Chart", "name": row.chart_name} for row in workspace.charts]
		yield from _missing(shown, remedy, serious=False)


def check_number_cards() -> Iterator[Finding]:
	"""Check that no card shows a count as money, as newer Frappe releases do if Currency is set."""
	if not frappe.get_meta("Number Card").has_field("currency"):
		return
	names = [each["name"] for each in _seeded("workspace.json") if each["doctype"] == "Number Card"]
	for name in frappe.get_all(
		"Number Card", {"name": ["in", names], "currency": ["is", "set"]}, pluck="name"
	):
		yield Finding(
			_("The number card {0} shows money").format(_(name)),
			_("Desk: Number Card {0}, empty the field Currency").format(_(name)),
		)


def check_limits() -> Iterator[Finding]:
	"""Check that an open cycle has limits, quotas and headings, and that at most one is open."""
	cycles = frappe.get_all("Reporting Cycle", {"status": "Open"}, ["name", *LIMITS])
	for cycle in cycles:
		empty = [field for field in LIMITS if not cycle[field]]
		if empty:
			labels = [
				_(frappe.get_meta("Reporting Cycle").get_label(field), context="Reporting Cycle")
				for field in empty
			]
			yield Finding(
				_("Reporting Cycle {0} has no {1}").format(cycle.name, "、".join(labels)),
				_("Desk: Reporting Cycle {0}").format(cycle.name),
			)
		if not frappe.db.exists("Cycle Heading", {"parent": cycle.name}):
			yield Finding(
				_("Reporting Cycle {0} has no headings of the summary").format(cycle.name),
				_("Desk: Reporting Cycle {0}").format(cycle.name),
			)


def check_patches() -> Iterator[Finding]:
	"""Check that all migrations of the installed version have run."""
	lines = (Path(kepu_app.__file__).parent / "patches.txt").read_text(encoding="utf-8").splitlines()
	patches = [line.split()[0] for line in lines if line.startswith(PATCHES)]
	done = set(frappe.get_all("Patch Log", {"patch": ["in", patches]}, pluck="patch"))
	if left := [each for each in patches if each not in done]:
		yield Finding(
			_("The site was not brought to this version: {0}").format(", ".join(left)),
			bench_command("migrate"),
		)


def _seeded(file: str) -> list[dict[str, Any]]:
	return json.loads((SEED / file).read_text(encoding="utf-8"))


def _missing(records: list[dict[str, Any]], remedy: str, serious: bool = True) -> Iterator[Finding]:
	for record in records:
		if not frappe.db.exists(record["doctype"], record["name"]):
			problem = _("{0} {1} is missing").format(_(record["doctype"]), _(record["name"]))
			yield Finding(problem, remedy, serious)


def _gaps_of(workflow: Any) -> Iterator[Finding]:
	states = {row.state for row in workflow.states}
	remedy = _("Desk: Workflow {0}").format(_(workflow.name))
	for row in workflow.transitions:
		for state in {row.state, row.next_state} - states:
			yield Finding(
				_("Workflow {0} leads to {1}, which is no state of it").format(_(workflow.name), _(state)),
				remedy,
			)
	for role in sorted(
		{row.allowed for row in workflow.transitions} | {row.allow_edit for row in workflow.states}
	):
		if role and not frappe.db.exists("Role", {"name": role, "disabled": 0}):
			yield Finding(
				_("Workflow {0} names the role {1}, which nobody can have").format(_(workflow.name), _(role)),
				remedy,
			)
