// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Criteria Attainment"] = kepu.reports.settings({
	filters: [
		{
			fieldname: "view",
			label: __("Shown By"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Criterion or Figure") },
				{ value: "Province", label: __("Province") },
			],
		},
	],
});
