frappe.ui.form.on("Review Entry", {
	refresh(frm) {
		frm.set_df_property("action", "formatter", (value) => kepu.escape(kepu.actions.label(value || "")));
		for (const field of ["from_state", "to_state", "role"]) {
			frm.set_df_property(field, "formatter", (value) => kepu.escape(__(value || "")));
		}
	},
});
