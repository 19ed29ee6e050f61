frappe.ui.form.on("Review Entry", {
	refresh(frm) {
		const escape = frappe.utils.escape_html;
		frm.set_df_property("action", "formatter", (value) => escape(kepu.actions.label(value || "")));
		for (const field of ["from_state", "to_state", "role"]) {
			frm.set_df_property(field, "formatter", (value) => escape(__(value || "")));
		}
	},
});
