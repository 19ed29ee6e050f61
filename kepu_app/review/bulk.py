"""One workflow action on many documents, in the background, each for itself.

Frappe takes 500 at most and has no place for a reason. Here a document that refuses does not stop the
others, and the result says of each one what became of it.
"""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, strip_html

from kepu_app.doors import get_link_title
from kepu_app.review.actions import apply_workflow

EVENT = "kepu_bulk_action"
MOST = 5000
"""Documents at once: all counties of several years."""

LONGEST_RUN = 3600
"""Seconds after which a run is given up."""

_KEY = "kepu_bulk_action"
_PROGRESS_EVERY = 5
DOCTYPES = ("Annual Summary", "Typical Case", "Speaker Nominee", "Provincial Submission")


@frappe.whitelist(methods=["POST"])
def start(doctype: str, names: str | list[str], action: str, reason: str = "") -> str:
	"""Puts the action on the queue for all documents; gives the run's key, by which ``result`` is asked for.

	Whether the user may take the step is decided for each document when its turn comes.
	"""
	if doctype not in DOCTYPES:
		frappe.throw(_("This can be done with documents of this app only."))
	frappe.has_permission(doctype, "write", throw=True)
	chosen = list(dict.fromkeys(frappe.parse_json(names)))
	if not chosen or len(chosen) > MOST:
		frappe.throw(_("Choose between 1 and {0} documents.").format(MOST))
	key = frappe.generate_hash(length=20)
	_note(key, {"user": frappe.session.user, "total": len(chosen), "done": 0, "finished": False, "rows": []})
	frappe.enqueue(
		run,
		queue="long",
		timeout=LONGEST_RUN,
		job_id=f"kepu-bulk-{key}",
		enqueue_after_commit=True,
		key=key,
		doctype=doctype,
		names=chosen,
		action=action,
		reason=reason,
	)
	return key


@frappe.whitelist()
def result(key: str) -> dict[str, Any]:
	"""How far a run of the user's own is, and what became of each document so far."""
	noted = frappe.cache.hget(_KEY, key)
	if not noted or noted["user"] != frappe.session.user:
		raise frappe.PermissionError
	return noted


@frappe.whitelist(methods=["POST"])
def bulk_workflow_approval(docnames: str, doctype: str, action: str) -> Any:
	"""``frappe.model.workflow.bulk_workflow_approval``: for documents of this app without its limit."""
	if doctype not in DOCTYPES:
		from frappe.model.workflow import bulk_workflow_approval as frappe_bulk_workflow_approval

		return frappe_bulk_workflow_approval(docnames, doctype, action)
	return start(doctype, docnames, action)


def run(key: str, doctype: str, names: list[str], action: str, reason: str) -> None:
	"""The job: takes the step for each document, as the user who started it."""
	rows = []
	for done, name in enumerate(names, start=1):
		rows.append(_take_step(doctype, name, action, reason))
		if done % _PROGRESS_EVERY == 0 or done == len(names):
			_tell(key, len(names), rows, finished=done == len(names))


def _take_step(doctype: str, name: str, action: str, reason: str) -> dict[str, Any]:
	"""Each document is a transaction of its own."""
	frappe.clear_messages()
	title = cstr(get_link_title(doctype, name))
	try:
		state = apply_workflow(frappe.get_doc(doctype, name), action, reason or None).workflow_state
		frappe.db.commit()  # nosemgrep: frappe-manual-commit
	except Exception as error:
		frappe.db.rollback()
		if not isinstance(error, frappe.ValidationError | frappe.PermissionError):
			frappe.log_error(
				title=f"{action}: {doctype} {name}", reference_doctype=doctype, reference_name=name
			)
		return {
			"name": name,
			"title": title,
			"ok": False,
			"message": strip_html(cstr(error)) or type(error).__name__,
		}
	finally:
		frappe.clear_messages()
	return {"name": name, "title": title, "ok": True, "message": _(state)}


def _tell(key: str, total: int, rows: list[dict[str, Any]], finished: bool) -> None:
	_note(
		key,
		{"user": frappe.session.user, "total": total, "done": len(rows), "finished": finished, "rows": rows},
	)
	frappe.publish_realtime(EVENT, {"key": key}, user=frappe.session.user)


def _note(key: str, content: dict[str, Any]) -> None:
	frappe.cache.hset(_KEY, key, content)
