frappe.ui.form.on("Assessment Round", {
	setup(frm) {
		kepu.form.tell_what_was_entered(frm);
		frm.set_query("sheet", () => ({
			filters: { about: frm.doc.about, active: 1, province: ["in", ["", frm.doc.province || ""]] },
		}));
	},

	refresh: (frm) => kepu.rounds.show(frm),
});
