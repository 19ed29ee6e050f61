// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Assessment Ranking"] = kepu.reports.settings({
	filters: [
		{
			fieldname: "round",
			label: __("Assessment Round"),
			fieldtype: "Link",
			options: "Assessment Round",
			get_query: () => ({ filters: { status: ["!=", "Draft"] } }),
		},
		{
			fieldname: "view",
			label: __("Shown By"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Ranking") },
				{ value: "Cases by Topic", label: __("Cases by Topic") },
			],
		},
		{ fieldname: "first", label: __("First Ranks"), fieldtype: "Data" },
	],
	datatable: { checkboxColumn: true },
	onload: (report) => kepu.ranking.add_buttons(report),
});
