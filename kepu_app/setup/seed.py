"""Seeds: records that an administrator edits, created once on installation, and left alone afterwards.

Each function is idempotent: it creates only what is missing. Later changes of the app to these records are
migrations, which keep local edits (``patches/``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frappe

import kepu_app
from kepu_app.controllers.intent import intend
from kepu_app.core.cycle import Cycle, Standard
from kepu_app.core.defaults import DEFAULT_CYCLE, load_cycle, provinces

SEED = Path(kepu_app.__file__).parent / "fixtures" / "seed"


def seed_all() -> None:
	"""Seed everything, in the order of references."""
	seed_provinces()
	cycle = load_cycle(DEFAULT_CYCLE)
	seed_standard(cycle.standard)
	seed_cycle(cycle)
	seed_workflows()
	seed_email_templates()
	seed_workspace()
	seed_form_tours()


def seed_provinces() -> None:
	"""Seed the 32 provinces."""
	for province in provinces():
		_insert_missing(
			"Province",
			province.code,
			{
				"code": province.code,
				"province_name": province.name,
				"association": province.association,
				"code_prefixes": ",".join(province.code_prefixes),
				"is_municipality": int(province.is_municipality),
			},
		)


def seed_standard(standard: Standard) -> None:
	"""Seed the national standard: a row for each criterion, or for each figure of a criterion."""
	_insert_missing(
		"Evaluation Standard",
		standard.name,
		{
			"standard_name": standard.name,
			"source": standard.source,
			"criteria": [row for criterion in standard.criteria for row in _criterion_rows(criterion)],
		},
	)


def seed_cycle(cycle: Cycle) -> None:
	"""Seed the notice's cycle, unopened."""
	_insert_missing(
		"Reporting Cycle",
		str(cycle.year),
		{
			"year": cycle.year,
			"standard": cycle.standard.name,
			"national_deadline": cycle.national_deadline,
			"notice_title": cycle.notice_title,
			"short_notice_title": cycle.short_notice_title,
			"notice_number": cycle.notice_number,
			"notice_date": cycle.notice_date,
			"receiving_office": cycle.receiving_office,
			"receiving_mail": cycle.receiving_mail,
			"summary_limit": cycle.limits.summary,
			"case_limit": cycle.limits.case,
			"bio_limit": cycle.limits.bio,
			"text_multiple": cycle.limits.multiple,
			"case_quota": cycle.quotas.cases,
			"nominee_quota": cycle.quotas.nominees,
			"cases_per_topic": cycle.quotas.cases_per_topic,
			"cases_per_county": cycle.quotas.cases_per_county,
			"youngest_nominee": cycle.nominee_age.youngest,
			"oldest_nominee": cycle.nominee_age.oldest,
			"headings_adjustable": int(cycle.headings_adjustable),
			"headings": [{"heading": each.text, "required": int(each.required)} for each in cycle.headings],
			"topics": [
				{"code": each.code, "topic_name": each.name, "description": each.description}
				for each in cycle.topics
			],
		},
	)


def seed_workflows() -> None:
	"""Seed the four workflows, active. States and actions of the app are fixtures."""
	for workflow in json.loads((SEED / "workflows.json").read_text(encoding="utf-8")):
		seed_states_and_actions(workflow)
		values = {**workflow, "is_active": 1, "send_email_alert": 0, "workflow_state_field": "workflow_state"}
		_insert_missing("Workflow", workflow["workflow_name"], values)


def seed_states_and_actions(workflow: dict[str, Any]) -> None:
	"""Seed the states and actions that a workflow's rows name."""
	for row in workflow["states"]:
		_insert_missing("Workflow State", row["state"], {"workflow_state_name": row["state"]})
	for row in workflow["transitions"]:
		_insert_missing("Workflow Action Master", row["action"], {"workflow_action_name": row["action"]})


def seed_email_templates() -> None:
	"""Seed the mail that goes with a submission."""
	for template in json.loads((SEED / "email_templates.json").read_text(encoding="utf-8")):
		_insert_missing("Email Template", template["name"], template)


def seed_workspace() -> None:
	"""Seed the workspace, after the number cards and charts that it shows.

	Frappe's own way, files in the module's folder, would overwrite a renamed, deleted or edited workspace whenever
	the file is newer.
	"""
	for record in json.loads((SEED / "workspace.json").read_text(encoding="utf-8")):
		seed_record(record)


def seed_form_tours() -> None:
	"""Seed the form tours, which start when a user first opens a form."""
	for tour in json.loads((SEED / "form_tours.json").read_text(encoding="utf-8")):
		_insert_missing("Form Tour", tour["title"], tour)


def seed_record(record: dict[str, Any]) -> None:
	"""Insert one record with its ``doctype`` and ``name``, unless it exists."""
	_insert_missing(record["doctype"], record["name"], record)


def _criterion_rows(criterion: Any) -> list[dict[str, Any]]:
	common = {"number": criterion.number, "criterion_group": criterion.group, "title": criterion.title}
	if not criterion.indicators:
		return [{**common, "text": criterion.text}]
	return [
		{
			**common,
			"text": criterion.text if index == 0 else None,
			"indicator_code": indicator.code,
			"indicator": indicator.name,
			"unit": indicator.unit,
			"threshold": str(indicator.threshold),
			"comparison": indicator.comparison.value,
		}
		for index, indicator in enumerate(criterion.indicators)
	]


def _insert_missing(doctype: str, name: str, values: dict[str, Any]) -> None:
	"""Insert without permission checks: installation runs without a user, as Administrator."""
	if frappe.db.exists(doctype, name):
		return
	doc = frappe.new_doc(doctype)
	doc.update(values)
	intend(doc, by_system=True)
	doc.insert()
