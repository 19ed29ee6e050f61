"""Frappe's own methods that read past the permissions of lists and documents, held to them.

Each function takes the place of the one whose name it bears (``override_whitelisted_methods`` in
``hooks.py``), asks what Frappe forgets to ask, and goes on with the original. For DocTypes that are not the
app's business nothing changes, except that nobody counts what he may not list.

Only modules of Frappe are imported, no functions: a request may call a function by the name of every module
that holds it, and the originals would stand open here.
"""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from inspect import unwrap
from typing import Any

import frappe
from frappe import client, email
from frappe.core.api import file as frappe_file
from frappe.core.doctype.submission_queue import submission_queue
from frappe.desk import like, listview
from frappe.desk import search as frappe_search
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.tag import tag as frappe_tag
from frappe.desk.form import document_follow, linked_with
from frappe.desk.form import utils as form_utils
from frappe.model import document as frappe_document
from frappe.social.doctype.energy_point_log import energy_point_log
from frappe.utils import cint, file_manager, get_safe_filters, global_search, goal

from kepu_app.access.policies import POLICIES, PROTECTED, RECORDS, may_see, scope_of


@frappe.whitelist()
def get_count(doctype: str, filters: Any = None, debug: bool = False, cache: bool = False) -> int:
	"""``frappe.client.get_count``: of what the user may list."""
	rows = frappe.get_list(doctype, filters=get_safe_filters(filters), fields=["count(*) as number"])
	return cint(rows[0].number) if rows else 0


@frappe.whitelist()
def get_workflow_state_count(doctype: str, workflow_state_field: str, states: Any) -> list[Any]:
	"""``frappe.workflow.…workflow.get_workflow_state_count``: of what the user may list."""
	if workflow_state_field not in frappe.get_meta(doctype).get_valid_columns():
		return []
	return frappe.get_list(
		doctype,
		fields=[workflow_state_field, "count(*) as count"],
		filters=[
			[workflow_state_field, "not in", frappe.parse_json(states)],
			[workflow_state_field, "is", "set"],
		],
		group_by=workflow_state_field,
	)


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""``frappe.desk.listview.get_group_by_count``: by people assigned to, too, of what the user may list."""
	if field == "assigned_to":
		names = frappe.get_list(doctype, filters=frappe.parse_json(current_filters), pluck="name", limit=0)
		current_filters = frappe.as_json([[doctype, "name", "in", names or [""]]])
	return listview.get_group_by_count(doctype, current_filters, field)


@frappe.whitelist()
def get_chart(
	chart_name: str | None = None,
	chart: Any = None,
	no_cache: Any = None,
	filters: Any = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: Any = None,
	refresh: Any = None,
) -> Any:
	"""``dashboard_chart.get``: drawn for the user who asks. Frappe keeps one picture of a chart for all, and
	counts a heatmap without asking."""
	wanted = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else frappe.parse_json(chart)
	if chart_name:
		wanted.check_permission("read")
	filters = frappe.parse_json(filters) or frappe.parse_json(wanted.get("filters_json")) or []
	if wanted.get("type") == "Heatmap":
		filters.append(_only_listable(wanted.get("document_type"), wanted.get("parent_document_type")))
	# Below the cache, which does not know of users.
	return unwrap(dashboard_chart.get)(
		chart_name=chart_name,
		chart=chart,
		filters=filters,
		from_date=from_date,
		to_date=to_date,
		timespan=timespan,
		time_interval=time_interval,
		heatmap_year=heatmap_year,
	)


@frappe.whitelist()
def get_monthly_goal_graph_data(
	title: str,
	doctype: str,
	docname: str,
	goal_value_field: str,
	goal_total_field: str,
	goal_history_field: str,
	goal_doctype: str,
	goal_doctype_link: str,
	goal_field: str,
	date_field: str,
	aggregation: str = "sum",
	filters: str | dict | None = None,
) -> dict:
	"""``frappe.utils.goal.get_monthly_goal_graph_data``: it sums over all there is."""
	if goal_doctype in (*PROTECTED, *RECORDS) and not scope_of().everything:
		raise frappe.PermissionError
	return goal.get_monthly_goal_graph_data(
		title,
		doctype,
		docname,
		goal_value_field,
		goal_total_field,
		goal_history_field,
		goal_doctype,
		goal_doctype_link,
		goal_field,
		date_field,
		aggregation,
		filters,
	)


@frappe.whitelist()
def search_link(
	doctype: str,
	txt: str,
	query: str | None = None,
	filters: str | dict | list | None = None,
	page_length: int = 10,
	searchfield: str | None = None,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
) -> list[Any]:
	"""``frappe.desk.search.search_link``: nobody switches permissions off by an argument."""
	return frappe_search.search_link(
		doctype,
		txt,
		query,
		filters,
		page_length,
		searchfield,
		reference_doctype,
		_may_ignore_permissions(doctype, ignore_user_permissions),
	)


@frappe.whitelist()
def search_widget(
	doctype: str,
	txt: str,
	query: str | None = None,
	searchfield: str | None = None,
	start: int = 0,
	page_length: int = 10,
	filters: str | dict | list | None = None,
	filter_fields: Any = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
) -> Any:
	"""``frappe.desk.search.search_widget``: likewise."""
	return frappe_search.search_widget(
		doctype,
		txt,
		query,
		searchfield,
		start,
		page_length,
		filters,
		filter_fields,
		as_dict,
		reference_doctype,
		_may_ignore_permissions(doctype, ignore_user_permissions),
	)


@frappe.whitelist()
def search_everywhere(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list[Any]:
	"""``frappe.utils.global_search.search``: what was found is shown to those who may see it."""
	found = global_search.search(text, start, limit, doctype)
	return [each for each in found if each.doctype not in PROTECTED or _may_read(each.doctype, each.name)]


@frappe.whitelist()
def validate_link(doctype: str, docname: str, fields: Any = None) -> dict:
	"""``frappe.client.validate_link``: what is out of reach is not there."""
	if doctype in PROTECTED and not may_see(doctype, docname):
		return frappe._dict(name=None)
	return client.validate_link(doctype, docname, fields)


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> str | None:
	"""``frappe.desk.search.get_link_title``: a nominee's title is his name."""
	if doctype in PROTECTED and not _may_read(doctype, docname):
		return docname
	return frappe_search.get_link_title(doctype, docname)


@frappe.whitelist()
def get_next(
	doctype: str,
	value: str,
	prev: Any,
	filters: Any = None,
	sort_order: str = "desc",
	sort_field: str = "modified",
) -> str | None:
	"""``frappe.desk.form.utils.get_next``: it compares with a field of the document that is named."""
	_check_readable(doctype, value)
	return form_utils.get_next(doctype, value, prev, filters, sort_order, sort_field)


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list[Any]:
	"""``frappe.desk.doctype.tag.tag.get_tagged_docs``: of what the user may list."""
	if doctype in (*PROTECTED, *RECORDS):
		return frappe.get_list(doctype, {"_user_tags": ["like", tag]}, pluck="name", limit=0)
	return frappe_tag.get_tagged_docs(doctype, tag)


@frappe.whitelist()
def get_linked_docs(doctype: str, docname: str) -> dict[str, list]:
	"""``frappe.desk.form.linked_with.get``: Frappe asks for the permission and does not heed the answer."""
	_check_readable(doctype, docname)
	return linked_with.get(doctype, docname)


@frappe.whitelist()
def get_submitted_linked_docs(doctype: str, name: str) -> dict[str, Any]:
	"""``frappe.desk.form.linked_with.get_submitted_linked_docs``: likewise, and for each that it finds."""
	_check_readable(doctype, name)
	found = linked_with.get_submitted_linked_docs(doctype, name)["docs"]
	docs = [each for each in found if may_see(each["doctype"], each["name"])]
	return {"docs": docs, "count": len(docs)}


@frappe.whitelist()
def get_follow_users(doctype: str, doc_name: str) -> list[Any]:
	"""``frappe.desk.form.document_follow.get_follow_users``: of a document that the user may read."""
	_check_readable(doctype, doc_name)
	return document_follow.get_follow_users(doctype, doc_name)


@frappe.whitelist()
def get_reviews(doctype: str, docname: str) -> list[Any]:
	"""``energy_point_log.get_reviews``: of a document that the user may read."""
	_check_readable(doctype, docname)
	return energy_point_log.get_reviews(doctype, docname)


@frappe.whitelist()
def get_latest_submissions(doctype: str, docname: str) -> Any:
	"""``submission_queue.get_latest_submissions``: of a document that the user may read."""
	_check_readable(doctype, docname)
	return submission_queue.get_latest_submissions(doctype, docname)


@frappe.whitelist(methods=["POST"])
def toggle_like(doctype: str, name: str, add: Any = False) -> None:
	"""``frappe.desk.like.toggle_like``: of a document that the user may read."""
	_check_readable(doctype, name)
	like.toggle_like(doctype, name, add)


@frappe.whitelist(methods=["POST"])
def unlock_document(doctype: str | None = None, name: str | None = None, args: Any = None) -> None:
	"""``frappe.model.document.unlock_document``: of a document that the user may change."""
	named = frappe.parse_json(args) if args and not (doctype and name) else {"doctype": doctype, "name": name}
	if named["doctype"] in PROTECTED:
		frappe.get_doc(named["doctype"], named["name"]).check_permission("write")
	frappe_document.unlock_document(named["doctype"], named["name"])


@frappe.whitelist(methods=["POST"])
def relink(name: str, reference_doctype: str | None = None, reference_name: str | None = None) -> None:
	"""``frappe.email.relink``: whoever takes a mail to another document has to be able to read both."""
	frappe.get_doc("Communication", name).check_permission("read")
	_check_readable(reference_doctype, reference_name)
	email.relink(name, reference_doctype, reference_name)


@frappe.whitelist(methods=["POST"])
def unzip_file(name: str) -> list[Any]:
	"""``frappe.core.api.file.unzip_file``: of a file that the user may read."""
	frappe.get_doc("File", name).check_permission("read")
	return frappe_file.unzip_file(name)


@frappe.whitelist(methods=["POST"])
def zip_files(files: Any) -> None:
	"""``frappe.core.api.file.zip_files``: of files that the user may read, whoever uploaded them."""
	named = [frappe.get_doc("File", each) for each in frappe.parse_json(files)]
	frappe_file.zip_files(frappe.as_json([each.name for each in named if each.is_downloadable()]))


@frappe.whitelist(methods=["POST"])
def add_attachments(doctype: str, name: str, attachments: Any) -> None:
	"""``frappe.utils.file_manager.add_attachments``: files that the user may read, to what he may change."""
	if doctype in PROTECTED:
		frappe.get_doc(doctype, name).check_permission("write")
	for each in frappe.parse_json(attachments):
		frappe.get_doc("File", each).check_permission("read")
	file_manager.add_attachments(doctype, name, attachments)


def _only_listable(doctype: str, parent: str | None) -> list[Any]:
	names = frappe.get_list(doctype, pluck="name", limit=0, parent_doctype=parent)
	return [doctype, "name", "in", names or [""]]


def _may_ignore_permissions(doctype: str, wanted: Any) -> bool:
	return bool(cint(wanted)) and (doctype not in (*PROTECTED, *RECORDS) or scope_of().everything)


def _may_read(doctype: str, name: str) -> bool:
	if doctype in POLICIES and not may_see(doctype, name):
		return False
	return bool(frappe.db.exists(doctype, name) and frappe.has_permission(doctype, "read", doc=name))


def _check_readable(doctype: str | None, name: str | None) -> None:
	if doctype in PROTECTED:
		frappe.has_permission(doctype, "read", doc=name, throw=True)
