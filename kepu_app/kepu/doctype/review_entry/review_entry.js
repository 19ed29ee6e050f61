frappe.ui.form.on("Review Entry", {
	refresh(frm) {
		const translated = (value) => frappe.utils.escape_html(__(value || ""));
		for (const field of ["action", "from_state", "to_state", "role"]) {
			frm.set_df_property(field, "formatter", translated);
		}
	},
});
