frappe.ui.form.on("Assessment Round", {
	setup(frm) {
		kepu.form.tell_what_was_entered(frm);
		frm.set_query("sheet", () => ({
			filters: { about: frm.doc.about, active: 1, province: ["in", ["", frm.doc.province || ""]] },
		}));
	},

	onload: (frm) => kepu.rounds.preset(frm),

	refresh(frm) {
		kepu.rounds.explain_province(frm);
		const told = __("Active sheets for what is scored here, of the province or of CAST");
		frm.set_df_property("sheet", "filter_description", told);
		return kepu.rounds.show(frm);
	},
});
