"""The ways into the site that the tests of rights and rules go through, as the browser or a program does."""

import json
import time
from typing import Any

import requests

from tests.site.client import Client

APPLY = "frappe.model.workflow.apply_workflow"


def act(client: Client, doc: Any, action: str, reason: str | None = None) -> requests.Response:
	"""Return a workflow action on ``(doctype, name)``, as the form's button calls it."""
	arguments = {"reason": reason} if reason is not None else {}
	return client.call(APPLY, doc=version_of(client, *doc), action=action, **arguments)


def acted(client: Client, doc: Any, action: str, reason: str | None = None) -> dict[str, Any]:
	"""Return the document after a workflow action that has to succeed."""
	response = act(client, doc, action, reason)
	assert response.ok, f"{client.user}: {action} {doc}: {said(response)}"
	return response.json()["message"]


def read(client: Client, doctype: str, name: str) -> dict[str, Any]:
	"""Return a document that the user has to be able to read."""
	response = client.resource("GET", doctype, name)
	assert response.ok, f"{client.user}: {doctype} {name}: {said(response)}"
	return response.json()["data"]


def put(client: Client, doctype: str, name: str, **values: Any) -> dict[str, Any]:
	"""Return a change by REST that has to succeed."""
	response = client.resource("PUT", doctype, name, json=values)
	assert response.ok, f"{client.user}: {doctype} {name}: {said(response)}"
	return response.json()["data"]


def post(client: Client, doctype: str, **values: Any) -> dict[str, Any]:
	"""Return a new document by REST that has to succeed."""
	response = client.resource("POST", doctype, json=values)
	assert response.ok, f"{client.user}: {doctype}: {said(response)}"
	return response.json()["data"]


def save_form(client: Client, doc: dict[str, Any], action: str = "Save") -> requests.Response:
	"""Return the form's Save button."""
	return client.call("frappe.desk.form.save.savedocs", doc=json.dumps(doc), action=action)


def upload(
	client: Client, doctype: str, name: str, filename: str, content: bytes, **values: Any
) -> requests.Response:
	"""Return an attachment, private unless the values say otherwise."""
	data = {"doctype": doctype, "docname": name, "is_private": 1, **values}
	return client.request("POST", "/api/method/upload_file", data=data, files={"file": (filename, content)})


def said(response: requests.Response) -> str:
	"""Return what the site answered, short enough for a failed test."""
	try:
		body = response.json()
	except ValueError:
		return f"{response.status_code} {response.text[:300]}"
	told = body.get("_server_messages") or body.get("exception") or body.get("message") or response.text
	return f"{response.status_code} {body.get('exc_type', '')} {str(told)[:600]}"


def messages(response: requests.Response) -> str:
	"""Return the messages that the Desk would show, one a line."""
	told = json.loads(response.json().get("_server_messages") or "[]")
	return "\n".join(json.loads(each)["message"] for each in told)


def error_type(response: requests.Response) -> str:
	"""Name of the exception that a call ended with; empty where it succeeded."""
	if response.ok:
		return ""
	try:
		body = response.json()
	except ValueError:
		return str(response.status_code)
	errors = body.get("errors") or [{}]
	return body.get("exc_type") or errors[0].get("type") or str(response.status_code)


# ---------------------------------------------------------------------- endpoints by which a document is changed


def by_rest(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	return client.resource("PUT", doctype, name, json=values)


def by_rest_2(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	return client.request("PATCH", f"/api/v2/document/{doctype}/{name}/", json=values)


def by_set_value(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	return client.call("frappe.client.set_value", doctype=doctype, name=name, fieldname=values)


def by_save(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	return client.call("frappe.client.save", doc={**seen_by(client, doctype, name), **values})


def by_form(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	return save_form(client, {**seen_by(client, doctype, name), **values})


def by_list_edit(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	return client.call(
		"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		doctype=doctype,
		docnames=json.dumps([name]),
		action="update",
		data=json.dumps(values),
	)


def by_calendar(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	"""Move an event, which writes whichever two fields the request names."""
	start, end = (list(values) * 2)[:2]
	field_map = json.dumps({"id": "id", "start": start, "end": end})
	event = json.dumps({**values, "id": name, "doctype": doctype, "name": name})
	return client.call("frappe.desk.calendar.update_event", args=event, field_map=field_map)


def by_document_method(client: Client, doctype: str, name: str, values: dict[str, Any]) -> requests.Response:
	doc = {**seen_by(client, doctype, name), **values}
	body = {"docs": json.dumps(doc), "method": "submit"}
	return client.request("POST", "/api/method/run_doc_method", json=body)


CHANGES = {
	"REST": by_rest,
	"REST 2": by_rest_2,
	"set_value": by_set_value,
	"save": by_save,
	"form": by_form,
	"list edit": by_list_edit,
}
"""Endpoints by which somebody with the right to does change a document."""

DETOURS = {"calendar": by_calendar, "document method": by_document_method}
"""Endpoints that are meant for something else."""


def seen_by(client: Client, doctype: str, name: str) -> dict[str, Any]:
	"""Return the document as a form has it; only its name for those who may not read it."""
	response = client.resource("GET", doctype, name)
	return response.json()["data"] if response.ok else {"doctype": doctype, "name": name}


def version_of(client: Client, doctype: str, name: str) -> dict[str, Any]:
	"""Return what names the version of a document that a user has seen; a made-up one for who cannot read it."""
	seen = seen_by(client, doctype, name)
	return {"doctype": doctype, "name": name, "modified": seen.get("modified", "never")}


def row_endpoints(client: Client, doc: Any, doctype: str, row: str) -> list[requests.Response]:
	"""Return the endpoints that lead to a row by way of its document."""
	new = {"doctype": doctype, "parent": doc.name, "parenttype": doc.doctype, "parentfield": "sections"}
	return [
		client.call("frappe.client.set_value", doctype=doctype, name=row, fieldname={"text": "改"}),
		client.call("frappe.client.insert", doc={**new, "heading": "五、其他"}),
		client.call("frappe.client.delete", doctype=doctype, name=row),
	]


# ---------------------------------------------------------------------- endpoints by which a document moves on


def by_button(client: Client, doctype: str, name: str, action: str, state: str) -> requests.Response:
	return act(client, (doctype, name), action)


def by_bulk_action(client: Client, doctype: str, name: str, action: str, state: str) -> requests.Response:
	"""Return the list's action on what is ticked, which a job does; gives what became of it."""
	seen = {name: version_of(client, doctype, name)["modified"]}
	path = "kepu_app.review.api.start_bulk"
	started = client.call(path, names=[name], doctype=doctype, action=action, seen=seen)
	return finished(client, started) if started.ok else started


def finished(client: Client, started: requests.Response) -> requests.Response:
	"""Return the outcome of a bulk action that was started."""
	deadline = time.monotonic() + 300
	while time.monotonic() < deadline:
		response = client.call("kepu_app.review.api.bulk_result", key=started.json()["message"])
		if not response.ok or response.json()["message"]["finished"]:
			return response
		time.sleep(0.2)
	raise AssertionError("the worker did not do the bulk action")


def _by_state(change: Any) -> Any:
	def move(client: Client, doctype: str, name: str, action: str, state: str) -> requests.Response:
		modified = version_of(client, doctype, name)["modified"]
		return change(client, doctype, name, {"workflow_state": state, "modified": modified})

	return move


MOVES = {
	"button": by_button,
	"bulk action": by_bulk_action,
	**{name: _by_state(change) for name, change in CHANGES.items()},
}
"""Endpoints by which a document is brought into another state."""
