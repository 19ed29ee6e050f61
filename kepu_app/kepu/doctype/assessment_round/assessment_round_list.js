frappe.listview_settings["Assessment Round"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator: (doc) => [
		__(doc.status, null, "Assessment Round"),
		{ Draft: "gray", Open: "blue", Closed: "green" }[doc.status],
		`status,=,${doc.status}`,
	],
};
