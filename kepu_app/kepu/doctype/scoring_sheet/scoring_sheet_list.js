frappe.listview_settings["Scoring Sheet"] = {
	hide_name_column: true,
	get_indicator: (doc) =>
		doc.active ? [__("Active"), "green", "active,=,1"] : [__("Not Active"), "gray", "active,=,0"],
	add_fields: ["active"],
};
