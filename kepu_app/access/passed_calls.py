"""For the tests that keep the list complete: what passes the gate, once a process, in a file of the site.

Only with ``kepu_record_calls`` in the site's own configuration.
"""

from __future__ import annotations

from pathlib import Path

import frappe

from kepu_app.access.calls import Call

FILE = "kepu-calls.txt"
KINDS = ("method", "document")
_known: set[str] = set()


def record(call: Call) -> None:
	"""Note a call that has passed."""
	if frappe.conf.kepu_record_calls and call.kind in KINDS:
		_add(call.kind, call.verb, call.target, call.does)


def record_doctype(call: Call, doctype: str, does: str) -> None:
	"""Note a DocType that a call has named, and what is done to it."""
	if frappe.conf.kepu_record_calls:
		_add("doctype", call.verb, doctype, does)


def _add(*parts: str) -> None:
	path = Path(frappe.get_site_path("logs", FILE))
	if not path.exists():  # begun anew since this process last noted something
		_known.clear()
	line = "\t".join(parts)
	if line in _known:
		return
	_known.add(line)
	path.parent.mkdir(exist_ok=True)
	with path.open("a", encoding="utf-8") as file:
		file.write(f"{line}\n")
