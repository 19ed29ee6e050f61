"""For the tests that keep the list complete: each call that passes the gate, once a process, in a file of the site.

Only with ``kepu_record_calls`` in the site's own configuration.
"""

from __future__ import annotations

from pathlib import Path

import frappe

from kepu_app.access.calls import Call

FILE = "kepu-calls.txt"
_known: set[str] = set()


def record(call: Call) -> None:
	"""Add a line: kind, verb, what was called, by whom."""
	if not frappe.conf.kepu_record_calls:
		return
	if call.kind not in ("method", "document"):
		return
	line = f"{call.kind}\t{call.verb}\t{call.target}\t{call.does if call.kind == 'document' else ''}"
	if line not in _known:
		_known.add(line)
		path = Path(frappe.get_site_path("logs", FILE))
		path.parent.mkdir(exist_ok=True)
		with path.open("a", encoding="utf-8") as file:
			file.write(f"{line}\n")
