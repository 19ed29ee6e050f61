// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Speaker Roster"] = kepu.reports.settings({
	filters: [
		{
			fieldname: "chosen",
			label: __("People Shown"),
			fieldtype: "Select",
			options: [
				{ value: "", label: __("Nominated by the Province") },
				{ value: "Awaiting Appointment", label: __("Awaiting Appointment") },
				{ value: "Appointed", label: __("Appointed") },
				{ value: "Not Appointed", label: __("Not Appointed") },
				{ value: "Everybody", label: __("Everybody") },
			],
		},
	],
	row_height: 180,
});
