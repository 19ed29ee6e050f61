// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["County Filing Status"] = kepu.reports.settings({
	filters: [
		{ fieldname: "city", label: __("City", null, "County"), fieldtype: "Data" },
		{
			fieldname: "filing",
			label: __("Filing"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("All Counties") },
				{ value: "Not Filed", label: __("Not Filed") },
				{ value: "Missing", label: __("Missing") },
				{ value: "Returned", label: __("Returned") },
				{ value: "In Review", label: __("In Review") },
				{ value: "Approved", label: __("Approved") },
				{ value: "Filed", label: __("Filed") },
				{ value: "Filed Late", label: __("Filed Late") },
				{ value: "Overdue", label: __("Overdue") },
			],
		},
	],
	datatable: { checkboxColumn: true },
	onload(report) {
		const reminding = [
			"Kepu City Reviewer",
			"Kepu Provincial Approver",
			"Kepu National Officer",
			"Kepu Administrator",
		];
		if (frappe.user.has_role(reminding)) {
			report.page.add_inner_button(__("Remind the Chosen Counties"), () => kepu.reports.remind_chosen(report));
		}
	},
});

kepu.reports.remind_chosen = function (report) {
	const awaited = report.get_checked_items().filter((row) => row && ["Missing", "Returned"].includes(row.filing));
	// A county added since the cycle was opened has no summary yet.
	const names = awaited.map((row) => row.summary).filter(Boolean);
	if (!names.length) {
		frappe.msgprint(
			awaited.length
				? __("The chosen counties have no summary yet; whoever manages the cycle makes what is missing.")
				: __("Choose counties that have not filed, by the boxes at the left.")
		);
		return;
	}
	const question = __("Remind {0} counties now that their annual summary is awaited?", [names.length]);
	frappe.confirm(question, async () => {
		const reminded = await kepu.call("kepu_app.reminders.api.remind_counties", { names });
		frappe.show_alert(__("{0} people were reminded.", [reminded]));
		report.refresh();
	});
};
