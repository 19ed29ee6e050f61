"""Every method that the site hands out over HTTP, called with the names of documents out of reach.

Arguments are guessed from the names of the parameters, so that what later versions of Frappe add is tried,
too. A call may fail in any way; what counts is what it says and what it does.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe

LEFT_OUT = {
	"frappe.handler.logout",
	"frappe.handler.web_logout",
	"frappe.sessions.clear",
	"frappe.core.doctype.user.user.generate_keys",
	"frappe.core.doctype.user.user.update_password",
	"frappe.core.doctype.user.user.reset_password",
	"frappe.core.doctype.user.user.sign_up",
	"frappe.utils.change_log.update_last_known_versions",
}
"""What would end the session, or is about the user's own account."""


def whitelisted_methods(app: str) -> Iterator[tuple[str, list[str]]]:
	"""Dotted path and names of the parameters of each whitelisted function of an app's modules."""
	root = Path(frappe.get_app_path(app))
	for path in sorted(root.rglob("*.py")):
		if path.name.startswith("test_") or "tests" in path.parts:
			continue
		module = ".".join((app, *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
		for node in ast.parse(path.read_text(encoding="utf-8")).body:
			if isinstance(node, ast.FunctionDef) and _is_whitelisted(node):
				arguments = [*node.args.args, *node.args.kwonlyargs]
				yield f"{module}.{node.name}", [each.arg for each in arguments]


def _is_whitelisted(node: ast.FunctionDef) -> bool:
	return any("whitelist" in ast.unparse(decorator) for decorator in node.decorator_list)


def guessed_arguments(parameters: list[str], doctype: str, name: str, mark: str) -> dict[str, Any] | None:
	"""Arguments that name a document; None for a method that takes neither a DocType nor a name."""
	guesses = all_guesses(doctype, name, mark)
	if not set(parameters) & NAMING:
		return None
	return {each: guesses[each] for each in parameters if each in guesses}


NAMING = {
	"doctype",
	"dt",
	"ref_doctype",
	"reference_doctype",
	"reference_dt",
	"goal_doctype",
	"doc",
	"docs",
	"name",
	"docname",
	"names",
	"docnames",
	"text",
	"txt",
	"chart",
	"args",
	"data_import",
	"file_url",
}


def all_guesses(doctype: str, name: str, mark: str) -> dict[str, Any]:
	"""By parameter: what it may mean, pointed at a document."""
	document = {"doctype": doctype, "name": name}
	field = "workflow_state" if frappe.get_meta(doctype).has_field("workflow_state") else "owner"
	by_name = {
		"doctype dt ref_doctype reference_doctype reference_dt goal_doctype share_doctype target_doctype": doctype,
		"name docname dn doc_name value reference_name reference_doc reference_docname": name,
		"source_name old_name old docs_name": name,
		"names docnames docs source_names": json.dumps([name], ensure_ascii=False),
		"doc": json.dumps(document, ensure_ascii=False),
		"fields": json.dumps(["*"]),
		"filters current_filters filter_fields or_filters": json.dumps([]),
		"export_filters": json.dumps([]),
		"fieldname field searchfield goal_field column": field,
		"field_name goal_value_field goal_total_field goal_history_field": field,
		"workflow_state_field": "workflow_state",
		"date_field": "creation",
		"states stats": json.dumps(["workflow_state", "_user_tags", "county"]),
		"text txt search_term": mark,
		"start limit_start page prev": 0,
		"page_len page_length limit limit_page_length": 50,
		"ignore_user_permissions as_dict with_data export_records": 1,
		"file_type": "CSV",
		"action": "Approve",
		"perm_type ptype permission_to": "read",
		"parent parent_doctype parenttype": doctype,
		"title message subject content": "文本",
		"user assign_to recipients": frappe.session.user,
		"tag": "#重点",
		"tags": json.dumps(["重点"]),
		"following add": "Yes",
		"chart": json.dumps(_chart(doctype, field)),
		"args": json.dumps({**document, "txt": mark}, ensure_ascii=False),
		"goal_doctype_link": "owner",
		"aggregation": "count",
		"type": "coordinates",
		"print_format format": "Standard",
		"report_name": "Annual Summary",
		"group_by": "owner",
	}
	return {each: value for names, value in by_name.items() for each in names.split()}


def _chart(doctype: str, field: str) -> dict[str, Any]:
	return {
		"name": "图",
		"document_type": doctype,
		"chart_type": "Group By",
		"group_by_type": "Count",
		"group_by_based_on": field,
		"based_on": "creation",
		"filters_json": "[]",
		"timespan": "Last Year",
		"time_interval": "Yearly",
		"type": "Bar",
	}
