// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Year to Year"] = kepu.reports.settings({
	filters: [
		{ fieldname: "county", label: __("County"), fieldtype: "Link", options: "County" },
		{
			fieldname: "view",
			label: __("Shown By"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("County", null, "County") },
				{ value: "Province", label: __("Province") },
			],
		},
	],
});
