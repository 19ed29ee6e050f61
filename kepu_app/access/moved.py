"""Former names of endpoints, from before they moved to their feature's ``api.py``; external programs use them.

Frappe finds the endpoint under the old name (hook ``override_whitelisted_methods``), and the gate maps the old name
to the new one (``calls.py``). So the allow-list has only the new name.
"""

from __future__ import annotations

MOVED = {
	"kepu_app.desk.search.find": "kepu_app.desk.api.find",
	"kepu_app.desk.workspace.get_page": "kepu_app.desk.api.get_workspace_page",
	"kepu_app.desk.workspace.get_sidebar_items": "kepu_app.desk.api.get_sidebar_items",
	"kepu_app.packages.mail.preview": "kepu_app.packages.api.preview_mail",
	"kepu_app.packages.mail.send": "kepu_app.packages.api.send",
	"kepu_app.printing.copies.make_copy": "kepu_app.printing.api.make_copy",
	"kepu_app.printing.headings.numbered_lines": "kepu_app.printing.api.numbered_lines",
	"kepu_app.printing.word.download": "kepu_app.printing.api.download_word",
	"kepu_app.printing.word.download_template": "kepu_app.printing.api.download_word_template",
	"kepu_app.reminders.by_hand.remind_counties": "kepu_app.reminders.api.remind_counties",
	"kepu_app.reminders.remind_counties": "kepu_app.reminders.api.remind_counties",
	"kepu_app.reports.cards.cases_waiting": "kepu_app.reports.api.cases_waiting",
	"kepu_app.reports.cards.counties_not_filed": "kepu_app.reports.api.counties_not_filed",
	"kepu_app.reports.cards.counties_overdue": "kepu_app.reports.api.counties_overdue",
	"kepu_app.reports.cards.days_until_deadline": "kepu_app.reports.api.days_until_deadline",
	"kepu_app.reports.cards.nominees_waiting": "kepu_app.reports.api.nominees_waiting",
	"kepu_app.reports.cards.packages_sent": "kepu_app.reports.api.packages_sent",
	"kepu_app.reports.cards.packages_waiting": "kepu_app.reports.api.packages_waiting",
	"kepu_app.reports.cards.summaries_waiting": "kepu_app.reports.api.summaries_waiting",
	"kepu_app.reports.deadlines.get_events": "kepu_app.reports.api.deadline_events",
	"kepu_app.reports.export.export_list": "kepu_app.reports.api.export_list",
	"kepu_app.reports.export.export_report": "kepu_app.reports.api.export_report",
	"kepu_app.reports.pdf.report_to_pdf": "kepu_app.reports.api.report_to_pdf",
	"kepu_app.reports.selection.current_cycle": "kepu_app.reports.api.current_cycle",
	"kepu_app.review.actions.apply_workflow": "kepu_app.review.api.apply_workflow",
	"kepu_app.review.bulk.bulk_workflow_approval": "kepu_app.review.api.bulk_workflow_approval",
	"kepu_app.review.bulk.get_common_transition_actions": "kepu_app.review.api.get_common_transition_actions",
	"kepu_app.review.bulk.result": "kepu_app.review.api.bulk_result",
	"kepu_app.review.bulk.start": "kepu_app.review.api.start_bulk",
	"kepu_app.review.forms.cycle_facts": "kepu_app.review.api.cycle_facts",
	"kepu_app.review.forms.form_facts": "kepu_app.review.api.form_facts",
	"kepu_app.review.forms.missing_for_next_step": "kepu_app.review.api.missing_for_next_step",
	"kepu_app.review.forms.return_phrases": "kepu_app.review.api.return_phrases",
	"kepu_app.review.forms.submission_content": "kepu_app.review.api.submission_content",
	"kepu_app.review.forms.undecided": "kepu_app.review.api.undecided",
	"kepu_app.review.history.changes_since_return": "kepu_app.review.api.changes_since_return",
	"kepu_app.review.history.compare_with": "kepu_app.review.api.compare_with",
	"kepu_app.review.history.history": "kepu_app.review.api.history",
	"kepu_app.review.remarks.add": "kepu_app.review.api.add_remark",
	"kepu_app.review.remarks.open_remarks": "kepu_app.review.api.open_remarks",
	"kepu_app.review.remarks.set_done": "kepu_app.review.api.set_remark_done",
	"kepu_app.review.remarks.withdraw": "kepu_app.review.api.withdraw_remark",
}
"""The endpoint's present name by the old one; that of ``reminders`` had two."""
