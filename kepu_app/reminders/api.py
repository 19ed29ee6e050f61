"""Endpoint of the button that reminds chosen counties."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
import frappe

from kepu_app.reminders import by_hand


@frappe.whitelist(methods=["POST"])
def remind_counties(names: str | list[str]) -> int:
	"""Remind the users of counties and return their number, see ``by_hand.remind_counties``."""
	return by_hand.remind_counties(names)
