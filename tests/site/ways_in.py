"""Every way to ask for a document or to call a method, and what the site answers."""

import base64
import json

import frappe
import requests

from tests.site.client import Client
from tests.site.compat import check_link, may_listen
from tests.site.endpoints import messages, upload


def refused(response: requests.Response) -> bool:
	return response.status_code == 403


def readings(client: Client, doctype: str, name: str) -> dict[str, requests.Response]:
	"""Every way to ask for a document by its name or by what is in it."""
	named, as_docname = {"doctype": doctype, "name": name}, {"doctype": doctype, "docname": name}
	like = {"name": ["like", f"{name}%"]}
	form, word = "frappe.desk.form", "kepu_app.printing.api.download_word"
	return {
		"REST": client.resource("GET", doctype, name),
		"REST 1": client.request("GET", f"/api/v1/resource/{doctype}/{name}"),
		"REST 2": client.request("GET", f"/api/v2/document/{doctype}/{name}/"),
		"PUT": client.resource("PUT", doctype, name, json={}),
		"DELETE": client.resource("DELETE", doctype, name),
		"get": client.call("frappe.client.get", **named),
		"get by filters": client.call("frappe.client.get", doctype=doctype, filters=like),
		"get by JSON": client.call("frappe.client.get", doctype=doctype, filters=json.dumps(like)),
		"get by rows": client.call("frappe.client.get", doctype=doctype, filters=[["name", "=", name]]),
		"get by a dict": client.call("frappe.client.get", doctype=doctype, name=like),
		"get_value": client.call("frappe.client.get_value", doctype=doctype, filters=name, fieldname="owner"),
		"get_count": client.call("frappe.client.get_count", doctype=doctype, filters=like),
		"set_value": client.call("frappe.client.set_value", **named, fieldname="x", value="1"),
		"link": check_link(client, doctype, name),
		"title": client.call("frappe.desk.search.get_link_title", **as_docname),
		"getdoc": client.call(f"{form}.load.getdoc", **named),
		"getdoc by a dict": client.call(f"{form}.load.getdoc", doctype=doctype, name=like),
		"docinfo": client.call(f"{form}.load.get_docinfo", **named),
		"linked": client.call(f"{form}.linked_with.get", **as_docname),
		"next": client.call(f"{form}.utils.get_next", doctype=doctype, value=name, prev=0),
		"savedocs": client.call(f"{form}.save.savedocs", doc=json.dumps(named), action="Save"),
		"save": client.call("frappe.client.save", doc=named),
		"comment": client.call(
			f"{form}.utils.add_comment",
			reference_doctype=doctype,
			reference_name=name,
			content="x",
			comment_email="x",
			comment_by="x",
		),
		"like": client.call("frappe.desk.like.toggle_like", **named, add="Yes"),
		"preview": client.call("frappe.desk.link_preview.get_preview_data", **as_docname),
		"step": client.call("frappe.model.workflow.apply_workflow", doc=named, action="Approve"),
		"transitions": client.call("frappe.model.workflow.get_transitions", doc=named),
		"print": client.get("frappe.www.printview.get_html_and_style", doc=doctype, name=name),
		"PDF": client.get("frappe.utils.print_format.download_pdf", **named),
		"PDFs": client.get(
			"frappe.utils.print_format.download_multi_pdf",
			doctype=doctype,
			name=json.dumps([name]),
			format="Standard",
		),
		"page": client.request("GET", "/printview", params=named),
		"Word": client.get(word, paper=doctype, name=name),
		"facts": client.call("kepu_app.review.api.form_facts", **named),
		"history": client.call("kepu_app.review.api.history", **named),
		"missing": client.call("kepu_app.review.api.missing_for_next_step", **named),
		"workbook": client.get("kepu_app.workbooks.api.download", **named),
		"content": client.call("kepu_app.review.api.submission_content", name=name),
		"package": client.call("kepu_app.packages.api.status", submission=name),
		"mail": client.call("kepu_app.packages.api.preview_mail", submission=name),
		"subscribe": may_listen(client, doctype, name),
		"upload": upload(client, doctype, name, "x.txt", b"x"),
	}


def answer(response: requests.Response, name: str) -> tuple[int, str, str]:
	"""Status, type and text, without the name that was asked for."""
	text = response.text.replace(name, "<name>")
	if response.headers["Content-Type"].startswith("application/json"):
		body = response.json()
		text = str(body.get("message") or body.get("data") or "") + messages_without_ids(response)
		text = text.replace(name, "<name>")
	return response.status_code, response.headers["Content-Type"], text


def messages_without_ids(response: requests.Response) -> str:
	body = response.json()
	if body.get("errors"):
		return " ".join(str(each.get("message")) for each in body["errors"])
	return messages(response)


def ways(url: str, client: Client, cmd: str) -> dict[str, requests.Response]:
	"""One method by every way that leads to one."""
	user = frappe.get_doc("User", client.user)
	secret = frappe.generate_hash(length=15)
	user.db_set({"api_key": frappe.generate_hash(length=15)})
	frappe.utils.password.set_encrypted_password("User", client.user, secret, "api_secret")
	frappe.db.commit()
	token, basic = f"token {user.api_key}:{secret}", base64.b64encode(f"{user.api_key}:{secret}".encode())
	sid = client.session.cookies["sid"]
	return {
		"method": client.call(cmd),
		"method, GET": client.get(cmd),
		"v1": client.request("POST", f"/api/v1/method/{cmd}"),
		"v2": client.request("POST", f"/api/v2/method/{cmd}"),
		"more of a path": client.request("POST", f"/api/method/{cmd}/x"),
		"cmd in the query": client.request("GET", "/", params={"cmd": cmd}),
		"cmd in the body": client.request("POST", "/", json={"cmd": cmd}),
		"cmd under another path": client.request("GET", "/api/method/ping", params={"cmd": cmd}),
		"cmd under a file": client.request("GET", "/private/files/x", params={"cmd": cmd}),
		"API key": requests.post(f"{url}/api/method/{cmd}", headers={"Authorization": token}, timeout=60),
		"basic": requests.post(
			f"{url}/api/method/{cmd}", headers={"Authorization": f"Basic {basic.decode()}"}, timeout=60
		),
		"sid in the address": requests.get(f"{url}/api/method/{cmd}", params={"sid": sid}, timeout=60),
	}
