"""The page of the guides, for everybody who is signed in."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from kepu_app.desk.guides import GUIDES, ROUTE, chosen_guide, html_of

no_cache = 1


def get_context(context: Any) -> None:
	"""Send who is not signed in to the sign-in, and back."""
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = f"/login?redirect-to=/{ROUTE}"
		raise frappe.Redirect
	guide = chosen_guide(str(frappe.form_dict.get("of") or ""), frappe.get_roles())
	context.update({"guide": guide, "guides": GUIDES, "text": html_of(guide), "title": str(guide.title)})
	context.update(
		{"route": f"/{ROUTE}", "back": _("Back to the Desk"), "name_of_guides": _("Guides and Notice")}
	)
