"""Cache of a list between validation and import. It is not a site file, so that it expires and only its user can
request it. It holds users' addresses and telephone numbers."""

from __future__ import annotations

import base64
import json

import frappe

_KEPT_SECONDS = 3600


def keep(content: bytes, name: str) -> str:
	"""Cache a file for an hour; return the token by which the same user finds it."""
	token = frappe.generate_hash(length=32)
	value = json.dumps([name, base64.b64encode(content).decode()])
	frappe.cache.set_value(_key(token), value, expires_in_sec=_KEPT_SECONDS)
	return token


def kept_file(token: str) -> tuple[bytes, str] | None:
	"""Return name and content of a file; None if it has expired or is another user's."""
	value = frappe.cache.get_value(_key(token), expires=True)
	if not value:
		return None
	name, content = json.loads(value)
	return base64.b64decode(content), name


def forget(token: str) -> None:
	"""Delete an imported file."""
	frappe.cache.delete_value(_key(token))


def _key(token: str) -> str:
	return f"kepu_county_list::{frappe.session.user}::{token}"
