// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Case Topic Matrix"] = kepu.reports.settings({
	filters: [
		{
			fieldname: "counted",
			label: __("Cases Counted"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Selected Cases") },
				{ value: "All Candidates", label: __("All Candidates") },
			],
		},
	],
});
