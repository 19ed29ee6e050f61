"""What somebody may change in the own account: how the Desk looks to him, and nothing by which he is known or signs in."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import frappe
from frappe import _
from frappe.model import table_fields
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.access.roles import is_app_user

CHANGEABLE = frozenset(
	(
		"full_name",  # Frappe makes it of the other names
		*("language", "time_zone", "desk_theme", "user_image", "mute_sounds", "code_editor_type"),
		*("default_workspace", "default_app", "onboarding_status", "last_known_versions", "last_active"),
		*("thread_notify", "send_me_a_copy", "document_follow_notify", "document_follow_frequency"),
		*("follow_created_documents", "follow_commented_documents", "follow_liked_documents"),
		*("follow_assigned_documents", "follow_shared_documents", "allowed_in_mentions"),
		*("search_bar", "notifications", "list_sidebar", "bulk_actions", "view_switcher", "form_sidebar"),
		*("timeline", "dashboard", "show_absolute_datetime_in_timeline", "form_navigation_buttons"),
	)
)
"""Fields of User. Names, numbers, addresses and passwords are for whoever gives out the account; a password has its own
way, which asks for the old one."""

ROLES = "roles"
"""Whoever names himself in a round of assessors gets the role by that; ``assignments.refuse_unasked_rights`` looks after
all other roles."""


def keep_own_account(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``before_validate`` of User, since Frappe takes a new password out of the document when it
	validates it.

	Raises:
		PermissionError: any other field of the own account is to be changed, or a table of it.
		ValidationError: the time zone is none.
	"""
	before = doc.get_doc_before_save()
	if not before or doc.name != frappe.session.user or not is_app_user():
		return
	changed = [
		field.label or field.fieldname
		for field in doc.meta.fields
		# What is computed is not stored: Frappe 16 shows one's sessions in a table.
		if not (field.is_virtual or field.fieldname in (*CHANGEABLE, ROLES))
		and _content(doc, field) != _content(before, field)
	]
	if changed:
		labels = "、".join(_(each, context="User") for each in changed)
		frappe.throw(
			_("Only who gives out the accounts changes these: {0}").format(labels), frappe.PermissionError
		)

	if doc.time_zone and doc.time_zone != before.time_zone and doc.time_zone not in available_timezones():
		frappe.throw(_("There is no time zone {0}.").format(escape_html(doc.time_zone[:40])))


def _content(doc: Document, field: Any) -> Any:
	"""Return what a field holds; of a table, what its rows hold."""
	if field.fieldtype not in table_fields:
		return doc.get(field.fieldname) or None
	names = [each.fieldname for each in frappe.get_meta(field.options).fields]
	return [[row.get(name) or None for name in names] for row in doc.get(field.fieldname)]
