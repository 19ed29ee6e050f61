// Assessors see what is still to do first.
frappe.listview_settings["Subject Assessment"] = {
	hide_name_column: true,
	add_fields: ["status", "assessor"],
	filters: frappe.user.has_role("Kepu Assessor") ? [["status", "=", "To Do"]] : [],
	get_indicator: (doc) => [
		__(doc.status, null, "Subject Assessment"),
		{ "To Do": "orange", Awaited: "gray", Submitted: "green", Recused: "gray", Missed: "red" }[doc.status],
		`status,=,${doc.status}`,
	],
};
