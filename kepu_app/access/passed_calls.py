"""Record of the calls that pass the gate, once a process, for tests that the allow-list is complete.

Only with ``kepu_record_calls`` in the site's configuration.
"""

from __future__ import annotations

from pathlib import Path

import frappe

from kepu_app.access.calls import Call

FILE = "kepu-calls.txt"
KINDS = ("method", "document")
_known: set[str] = set()


def record(call: Call) -> None:
	"""Record a call that has passed."""
	if frappe.conf.kepu_record_calls and call.kind in KINDS:
		_add(call.kind, call.verb, call.target, call.does)


def record_doctype(call: Call, doctype: str, does: str) -> None:
	"""Record a DocType that a call has named, and the action on it."""
	if frappe.conf.kepu_record_calls:
		_add("doctype", call.verb, doctype, does)


def _add(*parts: str) -> None:
	path = Path(frappe.get_site_path("logs", FILE))
	if not path.exists():  # deleted since this process last wrote
		_known.clear()
	line = "\t".join(parts)
	if line in _known:
		return
	_known.add(line)
	path.parent.mkdir(exist_ok=True)
	with path.open("a", encoding="utf-8") as file:
		file.write(f"{line}\n")
