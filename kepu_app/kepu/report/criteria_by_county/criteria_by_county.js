// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Criteria by County"] = kepu.reports.settings({
	filters: [
		{ fieldname: "city", label: __("City", null, "County"), fieldtype: "Data" },
		{ fieldname: "county", label: __("County"), fieldtype: "Link", options: "County" },
		{ fieldname: "criterion", label: __("No. of the Criterion"), fieldtype: "Int" },
		{
			fieldname: "answer",
			label: __("Attainment"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("All Answers") },
				{ value: "Met", label: __("Met") },
				{ value: "Not Met", label: __("Not Met") },
				{ value: "No Answer", label: __("No Answer") },
			],
		},
		{ fieldname: "beyond", label: __("Only Beyond the National Standard"), fieldtype: "Check" },
		{
			fieldname: "order",
			label: __("Ordered By"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("County", null, "County") },
				{ value: "Criterion", label: __("Criterion or Figure") },
				{ value: "Value", label: __("Value", null, "Summary Assessment") },
			],
		},
	],
});
