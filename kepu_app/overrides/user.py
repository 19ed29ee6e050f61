"""Nobody outside of the site is asked about the people who work with this app.

Whenever a user is stored, two jobs of Frappe ask gravatar.com for a picture by a digest of the mail
address, for user and contact. Where there is no way out, as in closed networks, each of them waits for
seconds, and the jobs behind it wait too. Frappe has no switch for that, but asks nobody while something is
imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe

from kepu_app.access.roles import ROLES

PICTURE_JOB = "frappe.core.doctype.user.user.update_gravatar"
CONTACT_JOB = "frappe.core.doctype.user.user.create_contact"


def ask_nobody(method: str = "", kwargs: Mapping[str, Any] | None = None, **_more: Any) -> None:
	"""Handle hook ``before_job``: the two jobs go without the question, for users who hold a role of this
	app."""
	if method not in (PICTURE_JOB, CONTACT_JOB):
		return
	given = kwargs or {}
	user = given["name"] if method == PICTURE_JOB else given["user"].name
	# Not by frappe.get_roles, which keeps them: a job that still sees those of before would keep these for good.
	held = {"parent": user, "parenttype": "User", "role": ["in", ROLES]}
	if frappe.db.exists("Has Role", held):
		frappe.flags.in_import = True
