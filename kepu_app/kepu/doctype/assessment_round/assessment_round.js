frappe.ui.form.on("Assessment Round", {
	setup(frm) {
		frm.set_query("sheet", () => ({
			filters: { about: frm.doc.about, active: 1, province: ["in", ["", frm.doc.province || ""]] },
		}));
	},

	refresh: (frm) => kepu.rounds.show(frm),
});
