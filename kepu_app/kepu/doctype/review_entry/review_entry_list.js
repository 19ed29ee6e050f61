frappe.provide("frappe.listview_settings");

(function () {
	"use strict";

	const translated = (value) => frappe.utils.escape_html(__(value || ""));

	frappe.listview_settings["Review Entry"] = {
		hide_name_column: true,
		formatters: {
			action: translated,
			to_state: translated,
			user: (value) => frappe.utils.escape_html(frappe.user.full_name(value)),
		},
		onload: (list) => kepu.list.show_more_columns(list),
	};
})();
