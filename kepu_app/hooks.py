"""How kepu_app plugs into Frappe."""

app_name = "kepu_app"
app_title = "科普示范县年度报送"
app_publisher = "The kepu_app authors"
app_description = "Yearly reporting of China's national science-popularisation demonstration counties"
app_email = "kepu_app@example.invalid"
app_license = "MIT"

# Install order: DocTypes, after_install, fixtures, after_sync. Workflows need the fixtures' states.
after_sync = "kepu_app.install.after_sync"
before_uninstall = "kepu_app.install.before_uninstall"

# What the app owns. What an administrator edits is seeded once, from fixtures/seed, by install.after_sync.
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
			["name", "in", ["Workflow Transition-kepu_needs_reason", "Workflow Transition-kepu_hands_in"]]
		],
	},
]

permission_query_conditions = dict.fromkeys(
	(
		"Province",
		"County",
		"Evaluation Standard",
		"Annual Summary",
		"Typical Case",
		"Speaker Nominee",
		"Provincial Submission",
		"Review Entry",
	),
	"kepu_app.permissions.query_conditions",
)
has_permission = dict.fromkeys(permission_query_conditions, "kepu_app.permissions.has_permission")

doc_events = {
	"DocShare": {"validate": "kepu_app.permissions.refuse_sharing"},
	"User": {
		"before_validate": "kepu_app.access.note_given_roles",
		"validate": "kepu_app.access.refuse_unasked_rights",
		"on_trash": "kepu_app.access.forget_user",
	},
}

override_whitelisted_methods = {
	"frappe.model.workflow.apply_workflow": "kepu_app.review.actions.apply_workflow",
}

scheduler_events = {
	"daily_long": [
		"kepu_app.cycles.jobs.lock_due_cycles",
	],
}
