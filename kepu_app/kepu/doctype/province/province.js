frappe.ui.form.on("Province", {
	refresh(frm) {
		kepu.accounts.add_button(frm);
		kepu.messages.add_buttons(frm);
	},
});
