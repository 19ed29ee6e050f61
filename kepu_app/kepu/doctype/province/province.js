frappe.ui.form.on("Province", {
	refresh: (frm) => kepu.accounts.add_button(frm),
});
