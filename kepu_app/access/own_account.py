"""Changes of one's own account: preferences of the Desk, but nothing that identifies or authenticates the user."""

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
		"full_name",  # Frappe composes it from the other names
		*("language", "time_zone", "desk_theme", "user_image", "mute_sounds", "code_editor_type"),
		*("default_workspace", "default_app", "onboarding_status", "last_known_versions", "last_active"),
		*("thread_notify", "send_me_a_copy", "document_follow_notify", "document_follow_frequency"),
		*("follow_created_documents", "follow_commented_documents", "follow_liked_documents"),
		*("follow_assigned_documents", "follow_shared_documents", "allowed_in_mentions"),
		*("search_bar", "notifications", "list_sidebar", "bulk_actions", "view_switcher", "form_sidebar"),
		*("timeline", "dashboard", "show_absolute_datetime_in_timeline", "form_navigation_buttons"),
	)
)
"""Fields of User. Names, numbers, addresses and passwords are for the account's administrator; a password has its
own endpoint, which asks for the old one."""

ROLES = "roles"
"""Users who enter themselves in a round of assessors get that role; ``assignments.refuse_unasked_rights`` guards
all others."""


def keep_own_account(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``before_validate`` of User, since Frappe's validation removes a new password from the document.

	Raises:
		PermissionError: any other field or table of one's own account changes.
		ValidationError: the time zone does not exist.
	"""
	before = doc.get_doc_before_save()
	if not before or doc.name != frappe.session.user or not is_app_user():
		return
	changed = [
		field.label or field.fieldname
		for field in doc.meta.fields
		# Virtual fields are not stored: Frappe 16 shows one's sessions in a table.
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
	"""Return a field's value; for a table, its rows' values."""
	if field.fieldtype not in table_fields:
		return doc.get(field.fieldname) or None
	names = [each.fieldname for each in frappe.get_meta(field.options).fields]
	return [[row.get(name) or None for name in names] for row in doc.get(field.fieldname)]
