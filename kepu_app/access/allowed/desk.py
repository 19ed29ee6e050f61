"""Frappe's endpoints that the Desk calls for users of the app. A test compares this with the Desk's real calls.

A method that a newer Frappe adds is refused until listed here. So is a listed function under a name that the Desk
does not use.
"""

from kepu_app.access.allowed.doctypes import QUERIES
from kepu_app.access.allowed.method import (
	LISTING,
	MOST_OF_A_LIST,
	Method,
	act,
	change,
	create,
	delete,
	read,
)

FORM, LIST, FILES = "frappe.desk.form", "frappe.desk.reportview", "frappe.core.api.file"
BOARD, CHART = (
	"frappe.desk.doctype.kanban_board.kanban_board",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart",
)
CARD, TAG = "frappe.desk.doctype.number_card.number_card", "frappe.desk.doctype.tag.tag"
NOTICES = "frappe.desk.doctype.notification_log.notification_log"
OWN_CHARTS = "frappe.desk.doctype.dashboard_settings.dashboard_settings"
FOLLOW, PRINT = f"{FORM}.document_follow", "frappe.utils.print_format"

ONLY_DOCTYPE = {"doctype": ()}
"""The other arguments name no document, or one whose absence discloses nothing."""

USER = ("user",)
ASSIGNED = {"assign_to": "User"}
QUERY = {"query": (None, "", *sorted(QUERIES))}

CUSTOM_COLUMNS = {"custom_columns": 50}
"""Columns of other DocTypes that a report's reader adds; each takes a query."""

MAIL = ("recipients", "cc", "bcc")
FEW_MAILS = dict.fromkeys((*MAIL, "attachments"), 50)
"""Each recipient's right to read the document is checked."""

MOST_PRINTED = 25
"""Documents printed synchronously, one by one: Frappe's lists enqueue larger batches."""

UPLOADED = ("library_file_name", "folder", "file_url")

DOCUMENTS: dict[str, Method] = {
	"frappe.client.delete": delete(),
	"frappe.client.get": read(parameters=LISTING),
	"frappe.client.get_count": read(naming=ONLY_DOCTYPE),
	"frappe.client.get_list": read(naming=ONLY_DOCTYPE, parameters=LISTING),
	"frappe.client.get_value": read(naming=ONLY_DOCTYPE, parameters=LISTING),
	"frappe.client.has_permission": read(),
	"frappe.client.insert": create(),
	"frappe.client.is_document_amended": read(),
	"frappe.client.save": change(),
	"frappe.client.set_value": change(),
	"frappe.client.validate_link": read(naming=ONLY_DOCTYPE),
	"frappe.client.validate_link_and_fetch": read(naming=ONLY_DOCTYPE, only=QUERY),
	f"{FORM}.assign_to.add": act(fixed=ASSIGNED, few={"assign_to": 20}),
	f"{FORM}.assign_to.close": act(fixed=ASSIGNED),
	f"{FORM}.assign_to.remove": act(fixed=ASSIGNED),
	f"{FOLLOW}.follow_document": act(own=USER),
	f"{FOLLOW}.get_follow_users": read(),
	f"{FOLLOW}.unfollow_document": act(own=USER),
	f"{FOLLOW}.update_follow": act(),
	f"{FORM}.linked_with.get": read(),
	f"{FORM}.linked_with.get_linked_doctypes": read(does="meta"),
	f"{FORM}.load.get_communications": read(),
	f"{FORM}.load.get_docinfo": read(carrying=()),
	f"{FORM}.load.get_user_info_for_viewers": read(),
	f"{FORM}.load.getdoc": read(),
	f"{FORM}.load.getdoctype": read(does="meta", naming=ONLY_DOCTYPE),
	f"{FORM}.save.savedocs": change(),
	f"{FORM}.utils.add_comment": act(),
	f"{FORM}.utils.get_next": read(naming={"doctype": ("value",)}),
	f"{FORM}.utils.remove_attach": act(naming={"dt": ("dn",)}, fixed={"fid": "File"}),
	f"{FORM}.utils.update_comment": act(naming={}, fixed={"name": "Comment"}),
	"frappe.desk.like.toggle_like": act(),
	"frappe.desk.link_preview.get_preview_data": read(),
	"frappe.desk.notifications.get_open_count": read(few={"items": 50}),
	"frappe.model.workflow.apply_workflow": act(),
	"frappe.model.workflow.bulk_workflow_approval": act(naming=ONLY_DOCTYPE),
	"frappe.model.workflow.can_cancel_document": read(),
	"frappe.model.workflow.get_common_transition_actions": read(naming=ONLY_DOCTYPE, most=MOST_OF_A_LIST),
	"frappe.model.workflow.get_transitions": read(),
	"frappe.core.doctype.communication.email.make": act(few=FEW_MAILS, separated=dict.fromkeys(MAIL, ",;\n")),
	"frappe.automation.doctype.reminder.reminder.create_new_reminder": act(),
}

LISTS: dict[str, Method] = {
	f"{LIST}.delete_items": delete(naming={"doctype": ("items",)}),
	f"{LIST}.export_query": read(naming=ONLY_DOCTYPE, most=MOST_OF_A_LIST),
	f"{LIST}.get": read(naming=ONLY_DOCTYPE),
	f"{LIST}.get_count": read(naming=ONLY_DOCTYPE),
	f"{LIST}.get_list": read(naming=ONLY_DOCTYPE),
	f"{LIST}.get_sidebar_stats": read(naming=ONLY_DOCTYPE, few={"stats": 10}),
	f"{LIST}.save_report": act(naming=ONLY_DOCTYPE),
	f"{LIST}.delete_report": act(naming={}, fixed={"name": "Report"}),
	"frappe.desk.calendar.get_events": read(naming=ONLY_DOCTYPE),
	"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs": change(),
	"frappe.desk.doctype.list_view_settings.list_view_settings.get_default_listview_fields": read(
		does="meta"
	),
	"frappe.desk.listview.get_group_by_count": read(naming=ONLY_DOCTYPE),
	"frappe.desk.listview.get_list_settings": read(naming=ONLY_DOCTYPE),
	"frappe.model.utils.user_settings.get": read(naming=ONLY_DOCTYPE),
	"frappe.model.utils.user_settings.save": act(naming=ONLY_DOCTYPE),
	"frappe.desk.search.get_link_title": read(naming=ONLY_DOCTYPE),
	"frappe.desk.search.search_link": read(naming=ONLY_DOCTYPE, only=QUERY),
	"frappe.desk.search.search_widget": read(naming=ONLY_DOCTYPE, only=QUERY),
	f"{TAG}.add_tag": act(),
	f"{TAG}.add_tags": act(naming={"dt": ("docs",)}, carrying=(), few={"tags": 10}),
	f"{TAG}.get_tags": read(naming=ONLY_DOCTYPE),
	f"{TAG}.get_tags_list_for_awesomebar": read(),
	f"{TAG}.remove_tag": act(),
	f"{BOARD}.get_kanban_boards": read(naming=ONLY_DOCTYPE),
	f"{BOARD}.quick_kanban_board": act(naming=ONLY_DOCTYPE),
}

REPORTS: dict[str, Method] = {
	f"{CHART}.get": read(fixed={"chart_name": "Dashboard Chart"}, carrying=("chart",)),
	f"{OWN_CHARTS}.create_dashboard_settings": act(own=USER),
	f"{OWN_CHARTS}.save_chart_config": act(),
	f"{CARD}.get_percentage_difference": read(),
	f"{CARD}.get_result": read(),
	# Indices of the rows shown.
	"frappe.desk.query_report.export_query": read(report="report_name", most=100_000, few=CUSTOM_COLUMNS),
	"frappe.desk.query_report.get_data_for_custom_field": read(naming=ONLY_DOCTYPE, most=MOST_OF_A_LIST),
	"frappe.desk.query_report.get_script": read(report="report_name"),
	"frappe.desk.query_report.run": read(report="report_name", few=CUSTOM_COLUMNS),
	"frappe.core.doctype.access_log.access_log.make_access_log": act(naming=ONLY_DOCTYPE),
}

PAPER: dict[str, Method] = {
	"frappe.printing.page.print.print.get_print_settings_to_show": read(naming={"doctype": ("docname",)}),
	"frappe.utils.pdf.is_wkhtmltopdf_valid": read(),
	f"{PRINT}.download_multi_pdf": read(naming={"doctype": ("name",)}, few={"name": MOST_PRINTED}),
	f"{PRINT}.download_pdf": read(),
	f"{PRINT}.render_letterhead_for_print": read(fixed={"letterhead": "Letter Head"}),
	f"{PRINT}.report_to_pdf": act(),
	"frappe.www.printview.get_html_and_style": read(naming={"doc": ("name",)}),
}

FILES_CALLS: dict[str, Method] = {
	# For API clients; the Desk requests the URL itself.
	"download_file": read(file="file_url"),
	"frappe.core.doctype.file.file.download_file": read(file="file_url"),
	"frappe.handler.download_file": read(file="file_url"),
	"upload_file": act(only={"method": (None, "")}, fixed=dict.fromkeys(UPLOADED, "File")),
	f"{FILES}.get_attached_images": read(),
	f"{FILES}.get_files_by_search_text": read(),
	f"{FILES}.get_files_in_folder": read(fixed={"folder": "File"}),
	f"{FILES}.get_max_file_size": read(),
}

AROUND: dict[str, Method] = {
	"frappe.apps.get_apps": read(),
	"frappe.desk.desk_page.getpage": read(only={"name": ("desktop", "print", "user-profile")}, naming={}),
	"frappe.desk.desktop.get_desktop_page": read(),
	"frappe.desk.desktop.get_workspace_sidebar_items": read(),
	"frappe.desk.doctype.event.event.get_events": read(own=USER),
	f"{NOTICES}.get_notification_logs": read(),
	f"{NOTICES}.mark_all_as_read": act(),
	f"{NOTICES}.mark_as_read": act(naming={}, fixed={"docname": "Notification Log"}),
	f"{NOTICES}.trigger_indicator_hide": act(),
	"frappe.desk.doctype.notification_settings.notification_settings.set_seen_value": act(own=USER),
	"frappe.desk.doctype.route_history.route_history.deferred_insert": act(),
	"frappe.desk.notifications.get_notification_info": read(),
	"frappe.desk.search.get_names_for_mentions": read(),
	"frappe.core.doctype.session_default_settings.session_default_settings.get_session_default_values": read(),
	"frappe.core.doctype.session_default_settings.session_default_settings.set_session_default_values": act(
		few={"default_values": 50}
	),
	"frappe.core.doctype.user.user.get_email_awaiting": read(),
	"frappe.core.doctype.user.user.get_timezones": read(),
	"frappe.core.doctype.user.user.switch_theme": act(),
	"frappe.core.doctype.user_permission.user_permission.get_user_permissions": read(),
	"frappe.integrations.doctype.google_settings.google_settings.get_file_picker_settings": read(),
	"frappe.sessions.clear": act(),
	"frappe.sessions.get_boot_assets_json": read(),
	"frappe.utils.change_log.get_versions": read(),
	"frappe.utils.change_log.show_update_popup": read(),
	"frappe.utils.change_log.update_last_known_versions": act(),
	"frappe.utils.global_search.search": read(few={"text": 10}, separated={"text": "&"}),
}

METHODS: dict[str, Method] = {**DOCUMENTS, **LISTS, **REPORTS, **PAPER, **FILES_CALLS, **AROUND}
