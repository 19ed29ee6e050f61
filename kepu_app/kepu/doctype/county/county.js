frappe.ui.form.on("County", {
	refresh: (frm) => kepu.accounts.add_button(frm),
});
