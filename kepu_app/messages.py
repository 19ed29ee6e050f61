"""Messages between Frappe, whose dialogs show HTML, and places that show text as it is."""

from __future__ import annotations

import html

from frappe.utils import cstr, strip_html

_BREAKS = ("</li>", "<br>", "</p>")


def plain_text_of(error: Exception) -> str:
	"""What an error says, without its HTML; what people typed stands there as they typed it."""
	said = cstr(error)
	for each in _BREAKS:
		said = said.replace(each, " ")
	return html.unescape(strip_html(said)).strip()
