"""The site's own web application without the wire, for tests that ask it many thousand times."""

import base64
import json
from collections.abc import Iterable
from typing import Any

import frappe
import frappe.app
import werkzeug.test
from frappe.utils.password import set_encrypted_password

GUEST = "Guest"


class Site:
	"""Answers requests of these users, who sign in by API key; each thread is a worker of it."""

	def __init__(self, site: str, users: Iterable[str]) -> None:
		frappe.app._site = site
		self._headers = {user: _headers(user) for user in users}
		frappe.db.commit()

	def ask(self, user: str, verb: str, path: str, arguments: dict[str, Any]) -> str:
		"""Return the whole answer: status, headers, text."""
		client = werkzeug.test.Client(frappe.app.application)
		how = {"query_string": _as_query(arguments)} if verb == "GET" else {"json": arguments}
		response = client.open(path, method=verb, headers=self._headers[user], **how)
		answer = f"{response.status_code} {response.headers} {response.get_data().decode(errors='replace')}"
		response.close()
		return answer


def _headers(user: str) -> dict[str, str]:
	if user == GUEST:
		return {}
	key, secret = frappe.generate_hash(length=15), frappe.generate_hash(length=15)
	frappe.db.set_value("User", user, "api_key", key, update_modified=False)
	set_encrypted_password("User", user, secret, "api_secret")
	return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}


def _as_query(arguments: dict[str, Any]) -> dict[str, str]:
	return {key: value if isinstance(value, str) else json.dumps(value) for key, value in arguments.items()}
