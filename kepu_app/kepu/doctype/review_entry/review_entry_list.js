frappe.provide("frappe.listview_settings");

(function () {
	"use strict";

	const escape = frappe.utils.escape_html;

	frappe.listview_settings["Review Entry"] = {
		hide_name_column: true,
		formatters: {
			action: (value) => escape(kepu.actions.label(value || "")),
			to_state: (value) => escape(__(value || "")),
			user: (value) => escape(frappe.user.full_name(value)),
		},
		onload: (list) => kepu.list.show_more_columns(list),
	};
})();
