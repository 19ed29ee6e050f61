"""The app's number cards count days and documents: newer Frappe showed them as money.

Frappe fills the new field *Currency* of a card with the site's currency when the card is made. Emptied are the
cards that still ask the app's own methods; a card that an administrator has made stays as it is.
"""

from __future__ import annotations

import frappe


def execute() -> None:
	"""Do nothing where Frappe's cards have no currency, nor the second time."""
	if not frappe.get_meta("Number Card").has_field("currency"):
		return
	cards = {"method": ["like", "kepu_app.reports.cards.%"], "currency": ["is", "set"]}
	frappe.db.set_value("Number Card", cards, "currency", None)
	frappe.clear_cache(doctype="Number Card")
