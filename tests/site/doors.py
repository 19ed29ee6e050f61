"""The ways into the site that the tests of rights and rules go through, as the browser or a program does."""

import json
from typing import Any

import requests

from tests.site.client import Client

APPLY = "frappe.model.workflow.apply_workflow"


def act(client: Client, doc: Any, action: str, reason: str | None = None) -> requests.Response:
	"""A workflow action on ``(doctype, name)``, as the form's button calls it."""
	arguments = {"reason": reason} if reason is not None else {}
	return client.call(APPLY, doc={"doctype": doc[0], "name": doc[1]}, action=action, **arguments)


def acted(client: Client, doc: Any, action: str, reason: str | None = None) -> dict[str, Any]:
	"""The document after a workflow action that has to succeed."""
	response = act(client, doc, action, reason)
	assert response.ok, f"{client.user}: {action} {doc}: {said(response)}"
	return response.json()["message"]


def read(client: Client, doctype: str, name: str) -> dict[str, Any]:
	"""A document that the user has to be able to read."""
	response = client.resource("GET", doctype, name)
	assert response.ok, f"{client.user}: {doctype} {name}: {said(response)}"
	return response.json()["data"]


def put(client: Client, doctype: str, name: str, **values: Any) -> dict[str, Any]:
	"""A change by REST that has to succeed."""
	response = client.resource("PUT", doctype, name, json=values)
	assert response.ok, f"{client.user}: {doctype} {name}: {said(response)}"
	return response.json()["data"]


def post(client: Client, doctype: str, **values: Any) -> dict[str, Any]:
	"""A new document by REST that has to succeed."""
	response = client.resource("POST", doctype, json=values)
	assert response.ok, f"{client.user}: {doctype}: {said(response)}"
	return response.json()["data"]


def save_form(client: Client, doc: dict[str, Any], action: str = "Save") -> requests.Response:
	"""The form's Save button."""
	return client.call("frappe.desk.form.save.savedocs", doc=json.dumps(doc), action=action)


def upload(
	client: Client, doctype: str, name: str, filename: str, content: bytes, **values: Any
) -> requests.Response:
	"""An attachment, private unless the values say otherwise."""
	data = {"doctype": doctype, "docname": name, "is_private": 1, **values}
	return client.request("POST", "/api/method/upload_file", data=data, files={"file": (filename, content)})


def said(response: requests.Response) -> str:
	"""What the site answered, short enough for a failed test."""
	try:
		body = response.json()
	except ValueError:
		return f"{response.status_code} {response.text[:300]}"
	told = body.get("_server_messages") or body.get("exception") or body.get("message") or response.text
	return f"{response.status_code} {body.get('exc_type', '')} {str(told)[:600]}"


def error_type(response: requests.Response) -> str:
	"""Name of the exception that a call ended with; empty where it succeeded."""
	if response.ok:
		return ""
	try:
		return response.json().get("exc_type") or str(response.status_code)
	except ValueError:
		return str(response.status_code)
