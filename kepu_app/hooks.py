"""How kepu_app plugs into Frappe."""

import frappe

from kepu_app.access import moved, personal, policies, shown
from kepu_app.overrides import registry

app_name = "kepu_app"
app_title = "科普示范县年度报送"
app_publisher = "The kepu_app authors"
app_description = "Yearly reporting of China's national science-popularisation demonstration counties"
app_email = "kepu_app@example.invalid"
app_license = "MIT"

app_logo_url = "/assets/kepu_app/images/logo.svg"
website_context = {"favicon": app_logo_url, "splash_image": app_logo_url}
app_include_js = "kepu.bundle.js"
app_include_css = "kepu.bundle.css"
page_js = {"print": "public/js/print_page.js"}

if int(frappe.__version__.split(".")[0]) >= 16:
	# Start page of the Desk; in Frappe 15 the only workspace left.
	add_to_apps_screen = [
		{
			"name": app_name,
			"logo": app_logo_url,
			"title": app_title,
			"route": "/desk/kepu",
			"has_permission": "kepu_app.desk.workspace.begins_here",
		}
	]

# Install order: DocTypes, after_install, fixtures, after_sync. Workflows need the fixtures' states.
after_sync = "kepu_app.setup.install.after_sync"
before_migrate = "kepu_app.desk.workspace.stay_all_on_migrating"
before_uninstall = "kepu_app.setup.install.before_uninstall"

# Owned by the app. Records that an administrator edits are seeded once, from fixtures/seed, by install.after_sync.
fixtures = [
	{
		"dt": "Role",
		"filters": [
			[
				"name",
				"in",
				[
					"Kepu County Reporter",
					"Kepu City Reviewer",
					"Kepu Provincial Approver",
					"Kepu National Officer",
					"Kepu Administrator",
					"Kepu Assessor",
				],
			]
		],
	},
	{
		"dt": "Workflow State",
		"filters": [
			[
				"name",
				"in",
				[
					"Draft",
					"Pending City Review",
					"Pending Provincial Review",
					"Returned",
					"Recommended",
					"Proposed",
					"Selected",
					"Not Selected",
					"Nominated",
					"Not Nominated",
					"Awaiting Appointment",
					"Appointed",
					"Not Appointed",
					"Collecting",
					"Awaiting Seal",
					"Sent",
					"Returned by CAST",
					"Accepted",
				],
			]
		],
	},
	{
		"dt": "Workflow Action Master",
		"filters": [
			[
				"name",
				"in",
				[
					"Submit for Review",
					"Pass City Review",
					"Return",
					"Withdraw",
					"Reopen",
					"Recommend",
					"Propose",
					"Select",
					"Not Select",
					"Nominate",
					"Not Nominate",
					"Appoint",
					"Not Appoint",
					"Finalise",
					"Take Back",
					"Send",
					"Accept",
				],
			]
		],
	},
	{
		"dt": "Custom Field",
		"filters": [
			[
				"name",
				"in",
				[
					"Workflow Transition-kepu_needs_reason",
					"Workflow Transition-kepu_hands_in",
					"Print Format-kepu_paper",
				],
			]
		],
	},
	# Users who edit a workflow find its actions by their Chinese names, like its states.
	{
		"dt": "Property Setter",
		"filters": [["name", "in", ["Workflow Action Master-main-translated_doctype"]]],
	},
]

permission_query_conditions = {
	**dict.fromkeys(
		(*policies.POLICIES, *policies.ROWS, *policies.RECORDS), "kepu_app.access.policies.query_conditions"
	),
	**dict.fromkeys(personal.PERSONAL, "kepu_app.access.personal.query_conditions"),
	"User": "kepu_app.access.people.query_conditions",
}
has_permission = {
	**dict.fromkeys(policies.POLICIES, "kepu_app.access.policies.has_permission"),
	**dict.fromkeys(policies.RECORDS, "kepu_app.access.policies.has_record_permission"),
	**dict.fromkeys(personal.PERSONAL, "kepu_app.access.personal.has_permission"),
	**dict.fromkeys(shown.PARTS, "kepu_app.access.shown.has_permission"),
	"File": "kepu_app.access.file_rights.has_file_permission",
	"User": "kepu_app.access.people.has_permission",
}

_BY_ADMINISTRATORS = dict.fromkeys(
	("validate", "on_trash", "before_rename"), "kepu_app.access.shown.refuse_foreign_change"
)
_ON_SHOW = ["kepu_app.access.records.refuse_out_of_reach", "kepu_app.access.records.refuse_on_show"]
doc_events = {
	**dict.fromkeys(shown.NAMING_DOCTYPE, _BY_ADMINISTRATORS),
	"Custom Field": {**_BY_ADMINISTRATORS, "before_insert": "kepu_app.overrides.field_names.keep_ascii"},
	"*": {
		"before_validate": [
			"kepu_app.access.dates.refuse_no_days",
			"kepu_app.access.sizes.refuse_long_texts",
		],
		"validate": [
			"kepu_app.access.attachments.refuse_foreign_addresses",
			"kepu_app.access.records.refuse_foreign_rows",
			"kepu_app.access.tags.refuse_odd_tags",
		],
		"before_update_after_submit": "kepu_app.access.records.refuse_foreign_rows",
	},
	"Auto Email Report": {"validate": "kepu_app.access.delegated.refuse_foreign_report"},
	"Annual Summary": {"on_update": "kepu_app.assessment.arrivals.follow"},
	"Typical Case": {"on_update": "kepu_app.assessment.arrivals.follow"},
	"Speaker Nominee": {"on_update": "kepu_app.assessment.arrivals.follow"},
	"Comment": {
		"before_validate": [
			"kepu_app.access.sizes.refuse_long_comment",
			"kepu_app.access.layout.keep_plain_layout",
		],
		"before_insert": "kepu_app.access.records.keep_own_name",
		"validate": _ON_SHOW,
	},
	"Communication": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"Discussion Reply": {
		"before_validate": "kepu_app.access.layout.keep_plain_layout",
		"validate": "kepu_app.access.records.check_reply",
	},
	"Discussion Topic": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"Document Follow": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"Event": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"Email Queue": {"before_insert": "kepu_app.access.records.keep_mail_within_reach"},
	"File": {
		"before_insert": "kepu_app.access.attachments.check_new_file",
		"validate": "kepu_app.access.attachments.check_changed_file",
		"on_trash": "kepu_app.access.attachments.check_deleted_file",
	},
	"Kanban Board": {"validate": "kepu_app.access.records.keep_board_private"},
	"Notification Log": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"Print Format": {
		**_BY_ADMINISTRATORS,
		"on_trash": [
			"kepu_app.access.shown.refuse_foreign_change",
			"kepu_app.printing.copies.forget_default",
		],
	},
	"Reminder": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"Workspace": {
		**_BY_ADMINISTRATORS,
		"validate": [
			"kepu_app.desk.workspace.stay_on_migrating",
			"kepu_app.access.shown.refuse_foreign_change",
		],
	},
	"Tag": {"validate": "kepu_app.access.tags.refuse_odd_name"},
	"Tag Link": {"validate": "kepu_app.access.records.refuse_out_of_reach"},
	"ToDo": {
		"before_validate": "kepu_app.access.layout.keep_plain_layout",
		"validate": _ON_SHOW,
	},
	"DocShare": {"validate": "kepu_app.access.policies.refuse_sharing"},
	"User": {
		"before_validate": [
			"kepu_app.access.assignments.note_given_roles",
			"kepu_app.access.own_account.keep_own_account",
			"kepu_app.accounts.users.keep_plain_names",
		],
		"validate": "kepu_app.access.assignments.refuse_unasked_rights",
		"on_trash": "kepu_app.access.assignments.forget_user",
	},
}

extend_bootinfo = [
	"kepu_app.desk.workspace.extend_bootinfo",
	"kepu_app.review.forms.name_doctypes",
	"kepu_app.desk.tours.name_tours",
]

override_doctype_class = {path.rpartition(".")[2]: each.ours for path, each in registry.CLASSES.items()}
delete_file_data_content = "kepu_app.access.files.delete_file_content"

override_whitelisted_methods = moved.MOVED | {path: each.ours for path, each in registry.ANSWERED.items()}

scheduler_events = {
	"hourly_long": ["kepu_app.messaging.delivery.deliver"],
	"daily_long": [
		"kepu_app.cycles.jobs.lock_due_cycles",
		"kepu_app.reminders.daily.send_due_reminders",
	],
}

doctype_js = {"Print Format": "public/js/print_format.js", "Workflow": "public/js/workflow.js"}
jinja = {
	"filters": [
		"kepu_app.printing.filters.title_lines",
		"kepu_app.printing.filters.signature_space",
		"kepu_app.printing.filters.line_count",
		"kepu_app.printing.filters.column_widths",
	]
}
get_print_format_template = "kepu_app.printing.takeover.paper_template"
pdf_generator = "kepu_app.printing.takeover.pdf_generator"
auth_hooks = ["kepu_app.access.gate.check"]
on_login = "kepu_app.utils.isolation.read_newest_under_lock"  # runs before before_request
after_request = [
	"kepu_app.overrides.failures.tell_plainly",
	"kepu_app.overrides.downloads.harden",
	"kepu_app.overrides.desk_policy.add_policy",
	"kepu_app.access.refusals.write",
	"kepu_app.utils.reading.end",
	"kepu_app.utils.prefetch.end",
]
default_log_clearing_doctypes = {"Outgoing Message": 90, "Refused Call": 30}
before_request = [
	"kepu_app.utils.prefetch.begin",
	"kepu_app.utils.isolation.read_newest_under_lock",
	"kepu_app.utils.reading.begin",
	"kepu_app.overrides.failures.hide_tracebacks",
	"kepu_app.overrides.replaced.install",
]
before_job = [
	"kepu_app.utils.isolation.read_newest_under_lock",
	"kepu_app.overrides.replaced.install_in_job",
	"kepu_app.overrides.user.ask_nobody",
	"kepu_app.reports.background.guard_export",
]
