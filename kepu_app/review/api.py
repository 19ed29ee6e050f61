"""Endpoints of the review for the Desk's forms and lists, and for programs."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.review import actions, bulk, forms, remarks
from kepu_app.review import history as histories


@frappe.whitelist(methods=["POST"])
def apply_workflow(doc: Any, action: str, reason: str | None = None) -> Document:
	"""Take a step; overrides ``frappe.model.workflow.apply_workflow``, see ``actions.apply_workflow``."""
	return actions.apply_workflow(doc, action, reason)


@frappe.whitelist(methods=["POST"])
def bulk_workflow_approval(docnames: str, doctype: str, action: str) -> Any:
	"""Refuse Frappe's bulk step for the app's documents, see ``bulk.bulk_workflow_approval``."""
	return bulk.bulk_workflow_approval(docnames, doctype, action)


@frappe.whitelist()
def get_common_transition_actions(docs: Any, doctype: str) -> list[str]:
	"""Return the steps that all selected documents can take, see ``bulk.get_common_transition_actions``."""
	return bulk.get_common_transition_actions(docs, doctype)


@frappe.whitelist(methods=["POST"])
def start_bulk(
	doctype: str,
	names: str | list[str],
	action: str,
	reason: str = "",
	seen: str | dict[str, str] | None = None,
) -> str:
	"""Enqueue a step of many documents and return the run's key, see ``bulk.start``."""
	return bulk.start(doctype, names, action, reason, seen)


@frappe.whitelist()
def bulk_result(key: str) -> dict[str, Any]:
	"""Return the progress of the user's own run, see ``bulk.result``."""
	return bulk.result(key)


@frappe.whitelist()
def cycle_facts(cycle: str | None = None) -> dict[str, Any] | None:
	"""Return what a form needs of its cycle, see ``forms.cycle_facts``."""
	return forms.cycle_facts(cycle)


@frappe.whitelist()
def return_phrases() -> list[str]:
	"""Return the administrator's frequent reasons for a return."""
	return forms.return_phrases()


@frappe.whitelist()
def form_facts(doctype: str, name: str) -> dict[str, Any]:
	"""Return all that a form shows of a stored document beside its fields, see ``forms.form_facts``."""
	return forms.form_facts(doctype, name)


@frappe.whitelist()
def missing_for_next_step(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Return what still breaks the rules of the notice, see ``forms.missing_for_next_step``."""
	return forms.missing_for_next_step(doctype, name)


@frappe.whitelist()
def submission_content(name: str) -> dict[str, Any]:
	"""Return the province's progress, see ``forms.submission_content``."""
	return forms.submission_content(name)


@frappe.whitelist()
def undecided(submissions: str | list[str]) -> list[dict[str, Any]]:
	"""Return what finalising these submissions would leave behind, see ``forms.undecided``."""
	return forms.undecided(submissions)


@frappe.whitelist()
def history(doctype: str, name: str) -> dict[str, Any]:
	"""Return all steps of a document, see ``history.history``."""
	return histories.history(doctype, name)


@frappe.whitelist()
def changes_since_return(doctype: str, name: str) -> dict[str, Any] | None:
	"""Return what has changed since the last return, see ``history.changes_since_return``."""
	return histories.changes_since_return(doctype, name)


@frappe.whitelist()
def compare_with(doctype: str, name: str, content: str) -> list[dict[str, Any]]:
	"""Compare an unsaved draft with the stored document, see ``history.compare_with``."""
	return histories.compare_with(doctype, name, content)


@frappe.whitelist(methods=["POST"])
def add_remark(doctype: str, name: str, part: int, quote: str, remark: str) -> dict[str, Any]:
	"""Write a remark on words of the stored text, see ``remarks.add``."""
	return remarks.add(doctype, name, part, quote, remark)


@frappe.whitelist(methods=["POST"])
def set_remark_done(doctype: str, name: str, remark: int, done: bool) -> dict[str, Any]:
	"""Tick a remark off, or untick it, see ``remarks.set_done``."""
	return remarks.set_done(doctype, name, remark, done)


@frappe.whitelist(methods=["POST"])
def withdraw_remark(doctype: str, name: str, remark: int) -> dict[str, Any]:
	"""Withdraw the user's own remark, see ``remarks.withdraw``."""
	return remarks.withdraw(doctype, name, remark)


@frappe.whitelist()
def open_remarks(doctype: str, names: str | list[str]) -> dict[str, int]:
	"""Count the open remarks on these documents, see ``remarks.open_remarks``."""
	return remarks.open_remarks(doctype, names)
