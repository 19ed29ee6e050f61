frappe.ui.form.on("Subject Assessment", {
	setup(frm) {
		frm.get_field("submitted_at").df.hide_timezone = 1;
	},

	refresh: (frm) => kepu.marking.show(frm),
});
