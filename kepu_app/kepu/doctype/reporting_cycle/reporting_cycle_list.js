frappe.listview_settings["Reporting Cycle"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colors = { Draft: "gray", Open: "green", Closed: "orange", Locked: "red" };
		return [__(doc.status, null, "Reporting Cycle"), colors[doc.status], `status,=,${doc.status}`];
	},
};
