"""No request to outside services about the app's users.

On every save of a user two Frappe jobs query gravatar.com by a hash of the mail address, for user and contact.
In closed networks each of them waits for a timeout of seconds, and so do the jobs behind it. Frappe has no
switch for that, but skips it during imports. See ``registry.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe

from kepu_app.access.roles import ROLES

PICTURE_JOB = "frappe.core.doctype.user.user.update_gravatar"
CONTACT_JOB = "frappe.core.doctype.user.user.create_contact"


def ask_nobody(method: str = "", kwargs: Mapping[str, Any] | None = None, **_more: Any) -> None:
	"""Handle hook ``before_job``: skip the two jobs' query for users with a role of this app."""
	if method not in (PICTURE_JOB, CONTACT_JOB):
		return
	given = kwargs or {}
	user = given["name"] if method == PICTURE_JOB else given["user"].name
	# frappe.get_roles caches: a job that still reads the old roles would cache these for good.
	held = {"parent": user, "parenttype": "User", "role": ["in", ROLES]}
	if frappe.db.exists("Has Role", held):
		frappe.flags.in_import = True
