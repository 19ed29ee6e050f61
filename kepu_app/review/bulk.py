"""One workflow action on many documents, in the background, each in its own transaction.

Frappe's takes at most 500 and no reason. Here a document that refuses does not stop the others, and the
result names the outcome of each.
"""

from __future__ import annotations

import json
import time
from typing import Any

import frappe
from frappe import _
from frappe.model import workflow as frappe_workflow  # no function of it, see overrides
from frappe.model.document import Document
from frappe.utils import cstr
from rq.timeouts import JobTimeoutException

from kepu_app.access.holders import refuse_disabled
from kepu_app.access.scopes import forget_scopes
from kepu_app.controllers.transitions import ACTION
from kepu_app.exceptions import ReasonMissingError
from kepu_app.messaging.outbox import held
from kepu_app.review import actions
from kepu_app.review.versions import refuse_changed, refuse_unnamed
from kepu_app.utils.arguments import list_of_names, list_of_records, record_of
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from kepu_app.utils.jobs import count, job
from kepu_app.utils.messages import plain_text_of
from kepu_app.utils.runs import DONE, INTERRUPTED, BackgroundRun, CacheStore
from kepu_app.utils.texts import visible_text

MOST = 5000
"""Documents at once: all counties of several years."""

LONGEST_RUN = 3600
"""Timeout of a run in seconds."""

KEPT_FOR = 24 * 3600
"""Seconds for which the result of a run is kept."""

_TELL_EVERY = 1.0


def start(
	doctype: str,
	names: str | list[str],
	action: str,
	reason: str = "",
	seen: str | dict[str, str] | None = None,
) -> str:
	"""Enqueue the action for all documents and return the run's key, for ``result``.

	Each document is authorised when its turn comes.

	Args:
		doctype: one of ``DOCTYPES``.
		names: of documents, 1 to ``MOST``.
		action: name of the Workflow Action.
		reason: why, one for all, where the action needs one; else an optional opinion.
		seen: ``modified`` of each as the user saw it. A document that has changed since is left alone.

	Raises:
		ReasonMissingError, VersionMissingError, WorkflowTransitionError: nothing was started.
		QueueUnreachableError: Redis does not answer.
	"""
	if doctype not in WORKFLOW_DOCTYPES:
		frappe.throw(_("This can be done with documents of this app only."))
	frappe.has_permission(doctype, "write", throw=True)
	chosen = _chosen(names)
	_check_step(doctype, action, reason)
	versions = _versions(chosen, seen)
	key = frappe.generate_hash(length=20)
	run_of(key, frappe.session.user).start(
		"kepu_app.review.bulk.run",
		{"user": frappe.session.user, "total": len(chosen)},
		timeout=LONGEST_RUN,
		key=key,
		doctype=doctype,
		names=chosen,
		action=action,
		reason=visible_text(reason),
		seen=versions,
		language=frappe.local.lang,
	)
	return key


def result(key: str) -> dict[str, Any]:
	"""Return the progress of the user's own run, and the outcome of each document so far.

	Returns:
		done and total, rows (name, title, ok, message), finished, and interrupted: whether it ended before the
		last document.
	"""
	# Read before the rows, against a race: a run that ends in between has written all of them.
	facts = run_of(key, frappe.session.user).facts()
	if not facts or facts["user"] != frappe.session.user:
		frappe.throw(_("The result of this action is not kept any more."), frappe.PermissionError)
	rows = _rows(key)
	finished = len(rows) >= facts["total"]
	return {
		"done": len(rows),
		"total": facts["total"],
		"rows": rows,
		"finished": finished,
		"interrupted": not finished and facts["state"] == INTERRUPTED,
	}


def bulk_workflow_approval(docnames: str, doctype: str, action: str) -> Any:
	"""Override Frappe's function, which names no versions: ``start`` is for our documents."""
	if doctype in WORKFLOW_DOCTYPES:
		refuse_unnamed()
	return frappe_workflow.bulk_workflow_approval(docnames, doctype, action)


def get_common_transition_actions(docs: Any, doctype: str) -> list[str]:
	"""Override Frappe's function, which a list calls at every tick, without loading each selected document."""
	if doctype not in WORKFLOW_DOCTYPES:
		return frappe_workflow.get_common_transition_actions(docs, doctype)
	names = {cstr(each.get("name")) for each in list_of_records(docs)}
	rows = frappe.get_list(doctype, {"name": ["in", sorted(names)]}, ["*"], limit=0)
	if not rows or len(rows) < len(names):
		return []
	steps = _own_steps(doctype)
	docs = (frappe.get_doc({"doctype": doctype, **row}) for row in rows)
	return sorted(set.intersection(*(_actions_of(doc, steps) for doc in docs)))


def run_of(key: str, user: str) -> BackgroundRun:
	"""Return the run of this key, of which its user alone is notified."""
	store = CacheStore(f"kepu_bulk_run:{key}", KEPT_FOR)
	return BackgroundRun(f"kepu-bulk-{key}", store, "kepu_bulk_action", {"key": key}, {"user": user})


@job("bulk action", "key", "doctype", "action", "names")
def run(
	key: str, doctype: str, names: list[str], action: str, reason: str, seen: dict[str, str], language: str
) -> None:
	"""Take the step for each document, as the user who started it: a background job.

	Idempotent: restarted after a kill, it continues with the documents that have no result yet.
	"""
	frappe.local.lang = language
	background = run_of(key, frappe.session.user)
	with held(), background.alone() as is_alone:
		if not is_alone:
			return
		told, done = time.monotonic(), {row["name"] for row in _rows(key)}
		for name in names:
			if name in done:
				continue
			row = _take_step(doctype, name, action, reason, seen.get(name))
			_keep(key, row)
			count(**{"changed" if row["ok"] else "unchanged": 1})
			if time.monotonic() - told > _TELL_EVERY:
				told = time.monotonic()
				background.announce()
		background.tell(DONE, user=frappe.session.user, total=len(names))


def _chosen(names: str | list[str]) -> list[str]:
	chosen = list_of_names(names)
	if not chosen or len(chosen) > MOST:
		frappe.throw(_("Choose between 1 and {0} documents.").format(MOST))
	return chosen


def _check_step(doctype: str, action: str, reason: str) -> None:
	"""Raise, before anything starts, for what is wrong with every document."""
	steps = [row for row in _own_steps(doctype) if row.action == action]
	if not steps:
		frappe.throw(
			_("Your roles may not do: {0}.").format(_(action, context=ACTION)),
			frappe_workflow.WorkflowTransitionError,
		)
	if any(row.get("kepu_needs_reason") for row in steps) and not visible_text(reason):
		frappe.throw(
			_("{0} needs a reason.").format(_(action, context=ACTION)),
			ReasonMissingError,
			_("Reason Missing"),
		)


def _own_steps(doctype: str) -> list[Any]:
	"""Return the DocType's workflow transitions that are open to the user's roles."""
	if not frappe_workflow.get_workflow_name(doctype):
		return []
	roles = frappe.get_roles()
	return [row for row in frappe_workflow.get_workflow(doctype).transitions if row.allowed in roles]


def _actions_of(doc: Document, steps: list[Any]) -> set[str]:
	return {
		step.action
		for step in steps
		if step.state == doc.workflow_state
		and frappe_workflow.has_approval_access(frappe.session.user, doc, step)
		and frappe_workflow.is_transition_condition_satisfied(step, doc)
	}


def _versions(names: list[str], seen: str | dict[str, str] | None) -> dict[str, str]:
	versions = record_of(seen or {})
	if not all(versions.get(name) for name in names):
		refuse_unnamed()
	return {name: cstr(versions[name]) for name in names}


def _take_step(doctype: str, name: str, action: str, reason: str, seen: str | None) -> dict[str, Any]:
	"""Take the step for one document in its own transaction."""
	# The user's divisions, roles and the account itself may have been revoked meanwhile.
	forget_scopes()
	frappe.cache.hdel("roles", frappe.session.user)
	frappe.clear_messages()
	row = {"name": name, "title": name}
	try:
		refuse_disabled()
		doc = frappe.get_doc(doctype, name)
		doc.check_permission("read")
		row["title"] = doc.get_title() or name
		if seen:
			refuse_changed(doc, seen)
		state = actions.apply_workflow(doc, action, reason or None).workflow_state
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the document's own transaction
	except JobTimeoutException:
		raise
	except Exception as error:
		frappe.db.rollback()
		return row | {"ok": False, "message": _why(error, doctype, name, action)}
	finally:
		frappe.clear_messages()
	return row | {"ok": True, "message": _(state)}


def _why(error: Exception, doctype: str, name: str, action: str) -> str:
	"""Return the reason why a document was left as it is, for the user."""
	if isinstance(error, frappe_workflow.WorkflowTransitionError):
		state = frappe.db.get_value(doctype, name, "workflow_state")
		return _("Not possible in the state {0}.").format(_(state))
	# The answer does not disclose whether a document exists.
	if isinstance(error, frappe.DoesNotExistError):
		return _("You may not see or change it.")
	if isinstance(error, frappe.ValidationError | frappe.PermissionError | frappe.AuthenticationError):
		return plain_text_of(error) or _("You may not see or change it.")
	count(errors=1)
	frappe.log_error(title=f"{action}: {doctype} {name}", reference_doctype=doctype, reference_name=name)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the next document may roll back
	return _("An unexpected error ended it; the Error Log has the details.")


def _rows_key(key: str) -> str:
	return f"kepu_bulk_action_rows:{key}"


def _rows(key: str) -> list[dict[str, Any]]:
	return [json.loads(each) for each in frappe.cache.lrange(_rows_key(key), 0, -1)]


def _keep(key: str, row: dict[str, Any]) -> None:
	frappe.cache.rpush(_rows_key(key), json.dumps(row))
	frappe.cache.expire(frappe.cache.make_key(_rows_key(key)), KEPT_FOR)
