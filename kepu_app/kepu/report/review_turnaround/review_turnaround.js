// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Review Turnaround"] = kepu.reports.settings({
	filters: [
		{
			fieldname: "document_type",
			label: __("Kind of Document"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Annual Summary") },
				{ value: "Typical Case", label: __("Typical Case") },
				{ value: "Speaker Nominee", label: __("Speaker Nominee") },
				{ value: "Provincial Submission", label: __("Provincial Submission") },
			],
		},
		{
			fieldname: "grouping",
			label: __("Grouped By"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Province") },
				{ value: "Reviewer", label: __("Reviewer") },
			],
		},
	],
});
