frappe.ui.form.on("Receipt List", {
	setup(frm) {
		frm.set_query("county", "items", () => ({ filters: { province: frm.doc.province, active: 1 } }));
	},

	refresh(frm) {
		kepu.receipts.show(frm);
	},
});
