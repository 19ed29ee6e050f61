"""Workflows as the app ships them, and as an administrator has made them since."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from frappe.model.document import Document
from frappe.utils import cint, cstr

STATE_FIELDS = ("state", "doc_status", "allow_edit")
TRANSITION_FIELDS = ("state", "action", "next_state", "allowed", "condition")
TRANSITION_CHECKS = ("allow_self_approval", "kepu_needs_reason", "kepu_hands_in")


def fingerprint(workflow: Document) -> str:
	"""Return a SHA-256 hash of a workflow's states and transitions: it changes with any of their rows."""
	rows = {
		"states": [[cstr(row.get(field)) for field in STATE_FIELDS] for row in workflow.states],
		"transitions": [_transition(row) for row in workflow.transitions],
	}
	return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _transition(row: Any) -> list[Any]:
	texts = [cstr(row.get(field)).strip() for field in TRANSITION_FIELDS]
	return [*texts, *(cint(row.get(field)) for field in TRANSITION_CHECKS)]
