kepu.form.setup("Annual Summary");

frappe.ui.form.on("Annual Summary", {
	setup(frm) {
		frm.set_query("county", () => ({ filters: { active: 1 } }));
	},

	refresh(frm) {
		frm.kepu_assessments = frm.kepu_assessments || new kepu.assessments.AssessmentEditor(frm);
		frm.kepu_assessments.load();
		kepu.form.with_cycle(frm, (facts) => {
			frm.kepu_sections = frm.kepu_sections || new kepu.sections.SectionEditor(frm, facts);
			frm.kepu_sections.facts = facts;
			frm.kepu_sections.refresh();
			frm.kepu_assessments.evidence.limits = facts.evidence;
			frm.kepu_assessments.refresh();
		});
		if (!frm.is_new()) {
			kepu.package.add_word_button(frm, "Annual Summary");
			kepu.workbook.add_buttons(frm);
			kepu.intake.add_button(frm);
			kepu.stamped_scan.add_button(frm);
		}
	},
});

frappe.ui.form.on("Summary Assessment", {
	value: (frm, doctype, name) => kepu.assessments.decide(frm, doctype, name),
});
