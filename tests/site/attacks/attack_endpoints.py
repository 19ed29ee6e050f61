"""Every endpoint by which documents are listed, counted or opened."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe

from kepu_app.access.policies import ROWS
from tests.site import factories
from tests.site.client import Client
from tests.site.compat import check_link
from tests.site.factories import COUNTY, FOREIGN, HOME


def lists_of(client: Client, doctype: str, **more: Any) -> dict[str, Any]:
	"""Answers of every endpoint that lists or counts a DocType, as widely as it can be asked."""
	table, rest = f"`tab{doctype}`", {"doctype": doctype, **more}
	fields, one = json.dumps(["*"]), json.dumps([f"{table}.`name`"])
	parent = ROWS.get(doctype)
	inside = {"parent": parent} if parent else {}
	chart = {"name": "图", "document_type": doctype, "parent_document_type": parent, "filters_json": "[]"}
	chart |= {"chart_type": "Group By", "group_by_type": "Count", "group_by_based_on": "owner", "type": "Bar"}
	heat = {**chart, "chart_type": "Count", "type": "Heatmap", "based_on": "creation"}
	line = {**chart, "chart_type": "Count", "based_on": "creation", "timespan": "Last Year"}
	line |= {"time_interval": "Yearly"}
	card = {"document_type": doctype, "function": "Count", "parent_document_type": parent}
	export = {"title": "x", "file_format_type": "CSV", "fields": one, "filters": "[]"}
	wide = {"page_length": 500, "limit_page_length": 500}
	search = {"txt": "", "ignore_user_permissions": 1, "page_length": 500}
	return {
		"REST": client.resource(
			"GET", doctype, params={"fields": fields, "limit_page_length": 500, **inside}
		),
		"REST 2": client.request(
			"GET", f"/api/v2/document/{doctype}", params={"fields": fields, "limit": 500, **inside}
		),
		"get_list": client.call(
			"frappe.client.get_list", fields=fields, **rest, **inside, limit_page_length=500
		),
		"get_value": client.call("frappe.client.get_value", fieldname=fields, filters="{}", **rest, **inside),
		"reportview": client.call("frappe.desk.reportview.get", fields=one, **rest, **wide),
		"reportview list": client.call("frappe.desk.reportview.get_list", fields=one, **rest, **wide),
		"export": client.call("frappe.desk.reportview.export_query", **export, **rest),
		"search_link": client.call("frappe.desk.search.search_link", **rest, **search),
		"search_widget": client.call(
			"frappe.desk.search.search_widget", **rest, **search, filter_fields='["owner"]', as_dict=1
		),
		"data export": client.call(
			"frappe.core.doctype.data_export.exporter.export_data",
			**rest,
			parent_doctype=doctype,
			with_data=1,
			select_columns=json.dumps({doctype: ["name", "owner"]}),
			file_type="CSV",
		),
		"import template": client.call(
			"frappe.core.doctype.data_import.data_import.download_template",
			**rest,
			export_fields=json.dumps({doctype: ["name", "owner"]}),
			export_records="all",
			file_type="CSV",
		),
		"web list": client.get("frappe.www.list.get", **rest),
		"tagged": client.call("frappe.desk.doctype.tag.tag.get_tagged_docs", **rest, tag="%重点%"),
		"calendar": client.call(
			"frappe.desk.calendar.get_events",
			**rest,
			**factories.this_year(),
			field_map=json.dumps({"start": "creation", "end": "modified"}),
		),
		"group by": group_by(client, doctype, "owner"),
		"group by assigned": group_by(client, doctype, "assigned_to"),
		"chart": client.call(CHART, chart=json.dumps(chart)),
		"heatmap": client.call(CHART, chart=json.dumps(heat)),
		"line": client.call(CHART, chart=json.dumps(line)),
		"card": client.call(
			"frappe.desk.doctype.number_card.number_card.get_result", doc=json.dumps(card), filters="[]"
		),
	}


CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"


def group_by(client: Client, doctype: str, field: str) -> Any:
	path = "frappe.desk.listview.get_group_by_count"
	return client.call(path, doctype=doctype, current_filters="[]", field=field)


COUNTS: dict[str, Callable[[Client, str, str], Any]] = {
	"client.get_count": lambda client, doctype, filters: client.call(
		"frappe.client.get_count", doctype=doctype, filters=filters
	),
	"reportview.get_count": lambda client, doctype, filters: client.call(
		"frappe.desk.reportview.get_count", doctype=doctype, filters=filters
	),
	"REST 2": lambda client, doctype, filters: client.request(
		"GET", f"/api/v2/doctype/{doctype}/count", params={"filters": filters}
	),
	"stats": lambda client, doctype, filters: client.call(
		"frappe.desk.reportview.get_stats", doctype=doctype, filters=filters, stats='["owner", "_user_tags"]'
	),
	"sidebar stats": lambda client, doctype, filters: client.call(
		"frappe.desk.reportview.get_sidebar_stats", doctype=doctype, filters=filters, stats='["owner"]'
	),
	"filter dashboard": lambda client, doctype, filters: client.call(
		"frappe.desk.reportview.get_filter_dashboard_data",
		doctype=doctype,
		filters=filters,
		stats='[{"name": "owner", "type": "Link"}]',
	),
	"group by": lambda client, doctype, filters: client.call(
		"frappe.desk.listview.get_group_by_count", doctype=doctype, current_filters=filters, field="owner"
	),
	"group by assigned": lambda client, doctype, filters: client.call(
		"frappe.desk.listview.get_group_by_count",
		doctype=doctype,
		current_filters=filters,
		field="assigned_to",
	),
	"number card": lambda client, doctype, filters: client.call(
		"frappe.desk.doctype.number_card.number_card.get_result",
		doc=json.dumps({"document_type": doctype, "function": "Count"}),
		filters=filters,
	),
	"heatmap": lambda client, doctype, filters: client.call(
		CHART,
		chart=json.dumps(
			{"document_type": doctype, "chart_type": "Count", "type": "Heatmap", "based_on": "creation"}
		),
		filters=filters,
		heatmap_year=frappe.utils.getdate().year,
	),
	"goal": lambda client, doctype, filters: client.call(
		"frappe.utils.goal.get_monthly_goal_graph_data",
		title="x",
		doctype="County",
		docname=COUNTY,
		goal_value_field="active",
		goal_total_field="active",
		goal_history_field="batch",
		goal_doctype=doctype,
		goal_doctype_link="owner",
		goal_field="idx",
		date_field="creation",
		aggregation="count",
		filters=json.dumps({"province": FOREIGN}),
	),
}


def numbers_in(response: Any) -> list[float]:
	"""Every number above zero in the answer of a counting endpoint."""
	if not response.ok:
		return []
	body = response.json()
	return list(_numbers(body.get("message", body.get("data"))))


def _numbers(value: Any) -> Iterator[float]:
	if isinstance(value, bool) or value is None:
		return
	if isinstance(value, int | float):
		if value:
			yield value
	elif isinstance(value, dict):
		for each in value.values():
			yield from _numbers(each)
	elif isinstance(value, list):
		for each in value:
			yield from _numbers(each)


def openings(client: Client, doctype: str, name: str, cycle: str) -> dict[str, Any]:
	named, form = {"doctype": doctype, "name": name}, "frappe.desk.form.load"
	pdf = "frappe.utils.print_format.download_pdf"
	own = json.dumps({"doctype": doctype, "name": name, "county": COUNTY, "province": HOME, "cycle": cycle})
	return {
		"REST": client.resource("GET", doctype, name),
		"REST 2": client.request("GET", f"/api/v2/document/{doctype}/{name}/"),
		"get": client.call("frappe.client.get", **named),
		"get_value": client.call("frappe.client.get_value", doctype=doctype, filters=name, fieldname='["*"]'),
		"getdoc": client.call(f"{form}.getdoc", **named),
		"docinfo": client.call(f"{form}.get_docinfo", **named),
		"communications": client.call(f"{form}.get_communications", **named),
		"linked": client.call("frappe.desk.form.linked_with.get", doctype=doctype, docname=name),
		"submitted": client.call("frappe.desk.form.linked_with.get_submitted_linked_docs", **named),
		"open count": client.call("frappe.desk.notifications.get_open_count", **named),
		"title": client.call("frappe.desk.search.get_link_title", doctype=doctype, docname=name),
		"link": check_link(client, doctype, name, '["owner", "modified"]'),
		"preview": client.call("frappe.desk.link_preview.get_preview_data", doctype=doctype, docname=name),
		"followers": client.call(
			"frappe.desk.form.document_follow.get_follow_users", doctype=doctype, doc_name=name
		),
		"transitions": client.call("frappe.model.workflow.get_transitions", doc=named),
		"print": client.get("frappe.www.printview.get_html_and_style", doc=doctype, name=name),
		"print of one's own under its name": client.call("frappe.www.printview.get_html_and_style", doc=own),
		"PDF": client.get(pdf, **named),
		"PDF of one's own under its name": client.call(pdf, **named, doc=own),
		"page": client.request("GET", "/printview", params=named),
		"PDFs": client.get(
			"frappe.utils.print_format.download_multi_pdf",
			doctype=doctype,
			name=json.dumps([name], ensure_ascii=False),
			format="Standard",
		),
		"images": client.call("frappe.core.api.file.get_attached_images", doctype=doctype, names=[name]),
		"next": client.call("frappe.desk.form.utils.get_next", doctype=doctype, value=name, prev=0),
		"custom column": client.call(
			"frappe.desk.query_report.get_data_for_custom_field", doctype=doctype, field="owner", names=[name]
		),
	}
