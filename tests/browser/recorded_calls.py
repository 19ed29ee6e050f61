"""What the Desk calls while the browser tests run: ``start`` begins to note it, ``read`` gives it as JSON.

Run with the bench's Python, in the folder of sites: recorded_calls.py SITE start|read
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import frappe
from frappe.installer import update_site_config

from kepu_app.access.passed_calls import FILE


def start() -> dict[str, Any]:
	"""Nothing is noted yet."""
	update_site_config("kepu_record_calls", 1)
	_file().unlink(missing_ok=True)
	frappe.db.delete("Refused Call")
	frappe.db.commit()
	return {}


def read() -> dict[str, Any]:
	"""Return ``passed``: [kind, verb, target, what is done], ``refused``: [user, verb, what was called, target]."""
	lines = _file().read_text(encoding="utf-8").splitlines() if _file().exists() else []
	refused = frappe.get_all(
		"Refused Call",
		{"reason": "Not on the List", "refused_user": ["!=", "Guest"]},
		["refused_user", "verb", "called", "target"],
		as_list=True,
	)
	return {"passed": [line.split("\t") for line in sorted(set(lines))], "refused": refused}


def _file() -> Path:
	return Path(frappe.get_site_path("logs", FILE))


if __name__ == "__main__":
	frappe.init(sys.argv[1])
	frappe.connect()
	print(json.dumps({"start": start, "read": read}[sys.argv[2]]()))
	frappe.destroy()
