frappe.provide("frappe.listview_settings");

(function () {
	"use strict";

	const cell = (text) => (value, df) => kepu.list.filterable(df.fieldname, value, text(value || ""));

	frappe.listview_settings["Review Entry"] = {
		hide_name_column: true,
		formatters: {
			action: cell((value) => kepu.actions.label(value)),
			to_state: cell((value) => __(value)),
			user: cell((value) => frappe.user.full_name(value)),
		},
		onload: (list) => kepu.list.show_more_columns(list),
	};
})();
