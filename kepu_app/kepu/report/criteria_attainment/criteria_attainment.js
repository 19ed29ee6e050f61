{% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Criteria Attainment"] = kepu.reports.settings({
	filters: [
		{
			fieldname: "view",
			label: __("Shown By"),
			fieldtype: "Select",
			options: [
				{ value: "By Criterion", label: __("Criterion or Figure") },
				{ value: "By Province", label: __("Province") },
			],
			default: "By Criterion",
		},
	],
});
