"""Notify of a workflow step those who may act next, and those whose document it is.

They are found through the tables of users on Province and County, never by role alone. Only CAST's officers
are found by role, and get no mail. Messages are written in the transaction of the step, so a rollback sends
nothing; pushes and mails follow the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied
from frappe.utils import escape_html, get_fullname, get_url_to_form

from kepu_app.access.roles import CITY_REVIEWER, COUNTY_REPORTER, PROVINCIAL_APPROVER, UNSCOPED_ROLES
from kepu_app.accounts.users import NO_MAIL
from kepu_app.messaging.results import tell_result
from kepu_app.utils.messages import plain_text


def notify(doc: Document, entry: Mapping[str, Any]) -> None:
	"""Notify of the step that ``entry`` describes (action, from_state, to_state, reason, opinion, role)."""
	assigned = _assigned(doc, _next_roles(doc) | {_role_of_owners(doc)})
	officers = _holders(_next_roles(doc).intersection(UNSCOPED_ROLES))
	mailed = _may_mail(doc)
	for user in sorted((assigned | officers) - {frappe.session.user}):
		if frappe.has_permission(doc.doctype, "read", doc=doc, user=user):
			_tell(user, doc, entry)
			if mailed and user in assigned:
				_send_mail(user, doc, entry)
	tell_result(doc, entry, lambda: _assigned(doc, {_role_of_owners(doc)}))


def people_of(doc: Document, role: str) -> set[str]:
	"""Return the users assigned, in this role, to a document's division."""
	if role == COUNTY_REPORTER:
		return _rows("County User", "County", doc.get("county"))
	if role == CITY_REVIEWER and doc.get("city"):
		return _rows("Province User", "Province", doc.province, role=role, city=doc.city)
	if role == PROVINCIAL_APPROVER:
		return _rows("Province User", "Province", doc.province, role=role)
	return set()


def outgoing_account(doctype: str | None = None) -> Any:
	"""Return the account that sends mails about a document, or None.

	With muted mails Frappe makes one up, which has no address.
	"""
	account = EmailAccount.find_outgoing(match_by_doctype=doctype)
	return account if account and account.email_id else None


def _assigned(doc: Document, roles: Iterable[str]) -> set[str]:
	users = set().union(*(people_of(doc, role) for role in roles))
	return set(frappe.get_all("User", {"name": ["in", sorted(users)], "enabled": 1}, pluck="name"))


def _next_roles(doc: Document) -> set[str]:
	"""Return the roles of the transitions that are possible now."""
	if not get_workflow_name(doc.doctype):
		return set()
	return {
		row.allowed
		for row in get_workflow(doc.doctype).transitions
		if row.state == doc.workflow_state and is_transition_condition_satisfied(row, doc)
	}


def _role_of_owners(doc: Document) -> str:
	return COUNTY_REPORTER if doc.meta.has_field("county") else PROVINCIAL_APPROVER


def _holders(roles: Collection[str]) -> set[str]:
	if not roles:
		return set()
	found = frappe.get_all("Has Role", {"role": ["in", sorted(roles)], "parenttype": "User"}, pluck="parent")
	users = {"name": ["in", sorted(set(found))], "enabled": 1, "user_type": "System User"}
	return set(frappe.get_all("User", users, pluck="name"))


def _rows(doctype: str, parenttype: str, place: str | None, **more: str) -> set[str]:
	filters = {"parenttype": parenttype, "parent": place or "", **more}
	return set(frappe.get_all(doctype, filters, pluck="user"))


def _subject(doc: Document, entry: Mapping[str, Any]) -> str:
	return _("{0}: {1} ({2})").format(
		escape_html(doc.get_title()), _(entry["to_state"]), escape_html(get_fullname(frappe.session.user))
	)


def _words(entry: Mapping[str, Any]) -> str:
	"""Return the step's reason or opinion."""
	return entry.get("reason") or entry.get("opinion") or ""


def _tell(user: str, doc: Document, entry: Mapping[str, Any]) -> None:
	log = frappe.new_doc("Notification Log")
	log.update(
		{
			"type": "Alert",
			"for_user": user,
			"from_user": frappe.session.user,
			"document_type": doc.doctype,
			"document_name": doc.name,
			"subject": _subject(doc, entry),
			"email_content": escape_html(_words(entry)),
		}
	)
	# No user may write another's notifications; the app does, for a step that it authorised.
	log.insert(ignore_permissions=True)


def _may_mail(doc: Document) -> bool:
	"""Return whether mails are enabled and have an account to go out by; without one the step goes on."""
	return bool(
		not frappe.flags.mute_emails
		and frappe.db.get_single_value("Kepu Settings", "notify_by_mail")
		and outgoing_account(doc.doctype)
	)


def _send_mail(user: str, doc: Document, entry: Mapping[str, Any]) -> None:
	address = frappe.get_cached_value("User", user, "email") or ""
	if address.endswith(NO_MAIL):
		return
	link = get_url_to_form(doc.doctype, doc.name)
	words = escape_html(_words(entry))
	frappe.sendmail(
		recipients=[address],
		subject=plain_text(_subject(doc, entry)),
		message=f"<p>{_subject(doc, entry)}</p><p>{words}</p><p><a href='{link}'>{link}</a></p>",
		reference_doctype=doc.doctype,
		reference_name=doc.name,
	)
