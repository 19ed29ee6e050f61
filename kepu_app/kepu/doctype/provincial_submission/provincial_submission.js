kepu.form.setup("Provincial Submission");

frappe.ui.form.on("Provincial Submission", {
	setup(frm) {
		const own_counties = () => ({ filters: { province: frm.doc.province, active: 1 } });
		frm.set_query("county", "missing", own_counties);
		frm.set_query("county", "scans", own_counties);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		kepu.submission.show_content(frm);
		kepu.package.show(frm);
		kepu.workbook.add_buttons(frm);
		kepu.receipts.add_button(frm);
	},
});
