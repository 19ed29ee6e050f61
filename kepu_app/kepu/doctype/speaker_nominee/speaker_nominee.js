kepu.form.setup("Speaker Nominee");

frappe.ui.form.on("Speaker Nominee", {
	setup(frm) {
		frm.set_query("county", () => ({ filters: { active: 1 } }));
	},

	refresh(frm) {
		show_cycle(frm);
		kepu.intake.add_button(frm);
	},

	cycle(frm) {
		show_cycle(frm);
	},
});

function show_cycle(frm) {
	kepu.form.with_cycle(frm, (facts) => {
		kepu.length.watch_field(frm, "bio", facts.limits["Speaker Nominee"], facts.measure);
		kepu.form.fit_areas(frm, "bio");
		kepu.headings.watch_field(frm, "bio", "nominee_name");
	});
}
