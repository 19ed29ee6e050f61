"""Every override and monkeypatch of Frappe, with the reason and the Frappe versions checked.

``replaced.py`` installs ``REPLACED``. A replacement gets the original as its first argument. The other tables list
overrides by other means; ``replaced.py`` checks that Frappe still has their targets.
"""

from __future__ import annotations

from dataclasses import dataclass

READ_FOR = (15, 16)
"""Major versions of Frappe that were checked."""


@dataclass(frozen=True)
class Replacement:
	"""Override of a Frappe function.

	Args:
		ours: module of ``kepu_app.overrides`` and function; in the other tables the full path.
		reason: the defect of Frappe's own.
		versions: major versions of Frappe that have it; other checked versions do not need the override.
	"""

	ours: str
	reason: str
	versions: tuple[int, ...] = READ_FOR


REPLACED: dict[str, Replacement] = {
	"frappe.client.get": Replacement(
		"documents.get", 'by filters, "none" and "not yours" differ: a field is guessed sign by sign'
	),
	"frappe.client.get_count": Replacement("lists.get_count", "counts what the user may not list"),
	"frappe.client.validate_link": Replacement(
		"documents.validate_link", "says of any name whether it is there", versions=(15,)
	),
	"frappe.client.validate_link_and_fetch": Replacement(
		"documents.validate_link_and_fetch", "takes any name where many are found", versions=(16,)
	),
	"frappe.core.api.file.unzip_file": Replacement(
		"files.unzip_file", "users of other apps unpack a file that they may not read"
	),
	"frappe.core.api.file.zip_files": Replacement(
		"files.zip_files", "users of other apps pack files that they may not read"
	),
	"frappe.core.doctype.access_log.access_log.make_access_log": Replacement(
		"access_log.make_access_log", "writes any HTML into a log that shows it"
	),
	"frappe.core.doctype.communication.email.make": Replacement(
		"mail.make", "in anybody's name, to anybody, about and with what the user may not read"
	),
	"frappe.core.doctype.file.utils.find_file_by_url": Replacement(
		"downloads.find_file_by_url", "finds by an address that only nearly is the file's"
	),
	"frappe.core.doctype.user.user.get_email_awaiting": Replacement(
		"people.of_own_account", "tells of other people's accounts"
	),
	"frappe.core.doctype.user.user.get_roles": Replacement("people.get_roles", "tells anybody's roles"),
	"frappe.core.doctype.user.user.reset_password": Replacement(
		"people.reset_password", "says whether there is such a user"
	),
	"frappe.core.doctype.user.user.user_query": Replacement(
		"people.user_query", "searches telephone numbers and the like"
	),
	"frappe.core.doctype.user_permission.user_permission.check_applicable_doc_perm": Replacement(
		"people.of_own_account", "tells of other people's accounts"
	),
	"frappe.core.doctype.user_permission.user_permission.get_user_permissions": Replacement(
		"people.get_user_permissions", "tells what anybody is assigned to"
	),
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": Replacement(
		"charts.get", "keeps one picture for all; heatmaps count all"
	),
	"frappe.desk.doctype.tag.tag.add_tags": Replacement(
		"tags.add_tags", "puts any number of tags on any number of documents while the request waits"
	),
	"frappe.desk.doctype.tag.tag:DocTags.add": Replacement(
		"tags.add", "takes any text for a tag, which lists of others put into their HTML as it is"
	),
	"frappe.desk.form.load.get_versions": Replacement(
		"levels.get_versions", "tells each change of fields that the user may not read"
	),
	"frappe.desk.form.load.get_user_info_for_viewers": Replacement(
		"people.get_user_info_for_viewers", "tells of people whom one does not know"
	),
	"frappe.desk.listview.get_group_by_count": Replacement(
		"lists.get_group_by_count", "counts assignments of others"
	),
	"frappe.desk.notifications.get_external_links": Replacement(
		"counts.get_external_links", "counts what the user may not list"
	),
	"frappe.desk.search.get_link_title": Replacement("search.get_link_title", "any document's title"),
	"frappe.desk.search.get_names_for_mentions": Replacement(
		"people.get_names_for_mentions", "keeps one list of people for all"
	),
	"frappe.desk.search.search_link": Replacement(
		"search.search_link", "an argument switches permissions off"
	),
	"frappe.desk.search.search_widget": Replacement(
		"search.search_widget", "an argument switches permissions off"
	),
	"frappe.email.doctype.auto_email_report.auto_email_report:AutoEmailReport.get_report_content": Replacement(
		"reports.get_report_content", "reads a report as the scheduler, whoever had it sent"
	),
	"frappe.email.email_body.get_filecontent_from_path": Replacement(
		"mail.get_filecontent_from_path", "a text names any file of the machine as its picture"
	),
	"frappe.email.get_contact_list": Replacement("people.get_contact_list", "tells everybody's address"),
	"frappe.model.db_query:DatabaseQuery.apply_fieldlevel_read_permissions": Replacement(
		"people.apply_fieldlevel_read_permissions", "leaves every second one of the fields not to be read"
	),
	"frappe.model.db_query:DatabaseQuery.build_conditions": Replacement(
		"people.build_conditions", "searches and sorts by what may not be read"
	),
	"frappe.model.db_query:DatabaseQuery.prepare_filter_condition": Replacement(
		"expressions.prepare_filter_condition", "lets a sub-query stand for the field of a condition"
	),
	"frappe.model.db_query:DatabaseQuery.sanitize_fields": Replacement(
		"expressions.sanitize_fields", "an expression that it does not know passes"
	),
	"frappe.model.get_permitted_fields": Replacement(
		"people.get_permitted_fields", "whoever may choose a user reads all about him"
	),
	"frappe.realtime.can_subscribe_doctype": Replacement(
		"realtime.can_subscribe_doctype", "open lists are told of every document", versions=(15,)
	),
	"frappe.realtime.has_permission": Replacement(
		"realtime.has_permission", "open lists are told of every document", versions=(16,)
	),
	"frappe.website.page_renderers.error_page:ErrorPage.init_context": Replacement(
		"failures.keep_error", "an error is shown on the page, and kept nowhere"
	),
	"frappe.utils.add_user_info": Replacement("people.add_user_info", "tells people's addresses"),
	"frappe.utils.file_manager.add_attachments": Replacement(
		"files.add_attachments", "users of other apps attach files that they may not read"
	),
	"frappe.utils.goal.get_monthly_results": Replacement(
		"counts.get_monthly_results", "puts a function that was sent into the statement"
	),
	"frappe.utils.html_utils.sanitize_html": Replacement(
		"markup.sanitize_html", "takes a minute of the processor for tags that are not closed"
	),
	"frappe.utils.print_format.download_multi_pdf": Replacement(
		"prints.download_multi_pdf", "prints the same document as often as it is named"
	),
	"frappe.www.printview.get_rendered_template": Replacement(
		"printing.get_rendered_template", "runs what people typed as a part of the page"
	),
	"frappe.utils.pdf.get_pdf": Replacement(
		"printing.get_pdf", "prints the app's papers by a browser engine, without the layout of the notice"
	),
	"frappe.utils.pdf.get_chrome_pdf": Replacement(
		"printing.get_chrome_pdf", "prints the app's papers by a browser of its own", versions=(16,)
	),
	"frappe.utils.global_search.search": Replacement("search.search", "finds in documents of others"),
	"frappe.database.query:Engine.sanitize_fields": Replacement(
		"speed.sanitize_fields",
		"takes a fifth of a request's time for what is the same every time",
		versions=(15,),
	),
	"frappe.utils.data.sanitize_column": Replacement(
		"speed.sanitize_column",
		"takes the name of each condition's field apart, which is the same every time",
	),
	"frappe.model.meta.is_single": Replacement(
		"speed.is_single", "asks the database for each new document what is known already"
	),
	"frappe.database.query:Engine.add_permission_conditions": Replacement(
		"queries.add_permission_conditions",
		"reads rows of its own tables, and sorts by a hidden column under an alias",
		versions=(16,),
	),
	"frappe.model.document:LazyDocument.append": Replacement(
		"documents.append_row",
		"computes the rows of a virtual table anew for each of them: a user's picture is uploaded for minutes",
		versions=(16,),
	),
	"frappe.query_builder.terms:ParameterizedValueWrapper.get_sql": Replacement(
		"literals.get_sql", "lets a backslash in a value end the text that it stands in"
	),
	"frappe.rate_limiter.respond": Replacement(
		"failures.tell_of_too_many",
		"gives a browser that asked too often no answer: an error of the web server",
	),
	"frappe.utils.response.report_error": Replacement(
		"failures.report_error", "calls it an error of the program that the database gave up waiting"
	),
	"frappe.utils.password_strength.test_password_strength": Replacement(
		"people.test_password_strength",
		"takes fifteen seconds of the processor for a password that a guest sends",
	),
}
"""By the path of Frappe's function; a method's path has a colon after its module."""

ANSWERED: dict[str, Replacement] = {
	"frappe.desk.desktop.get_desktop_page": Replacement(
		"kepu_app.desk.api.get_workspace_page", "shows what is not the user's matter, and what others made"
	),
	"frappe.desk.desktop.get_workspace_sidebar_items": Replacement(
		"kepu_app.desk.api.get_sidebar_items", "lists Frappe's own workspaces, empty for most"
	),
	"frappe.desk.query_report.export_query": Replacement(
		"kepu_app.reports.api.export_report", "writes what people typed as formulas"
	),
	"frappe.desk.reportview.export_query": Replacement(
		"kepu_app.reports.api.export_list", "writes what people typed as formulas"
	),
	"frappe.model.workflow.apply_workflow": Replacement(
		"kepu_app.review.api.apply_workflow", "takes neither a reason nor the version that was decided on"
	),
	"frappe.model.workflow.bulk_workflow_approval": Replacement(
		"kepu_app.review.api.bulk_workflow_approval", "names no versions of the documents"
	),
	"frappe.model.workflow.get_common_transition_actions": Replacement(
		"kepu_app.review.api.get_common_transition_actions", "loads every document of a list at every tick"
	),
	"frappe.utils.print_format.report_to_pdf": Replacement(
		"kepu_app.reports.api.report_to_pdf", "fetches whatever the page names, as the server"
	),
}
"""Endpoints overridden by the hook ``override_whitelisted_methods``."""

CLASSES: dict[str, Replacement] = {
	"frappe.core.doctype.file.file.File": Replacement(
		"kepu_app.access.files.ProtectedFile", "takes address, name and kind of a file from whoever sends it"
	),
}
"""Classes overridden by the hook ``override_doctype_class``, by the path of Frappe's class."""

SWAYED: dict[str, Replacement] = {
	"frappe.whitelisted": Replacement(
		"kepu_app.access.resolved.install", "holds functions that nobody of the app may call"
	),
	"frappe.core.doctype.user.user.throttle_user_creation": Replacement(
		"kepu_app.utils.users.without_throttle",
		"lets nobody make more than 60 users an hour but in an import",
	),
	"frappe.utils.has_gravatar": Replacement(
		"kepu_app.overrides.user.ask_nobody", "asks gravatar.com about each user but in an import"
	),
	"frappe.desk.utils.send_report_email": Replacement(
		"kepu_app.reports.background.guard_export",
		"mails what people typed as formulas; only since 15.60, and jobs that miss it fail",
		versions=(),
	),
}
"""Objects that the app changes in place, and functions that behave differently under the flag ``in_import``."""
