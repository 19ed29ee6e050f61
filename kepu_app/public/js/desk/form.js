// What the forms of the four documents have in common.

frappe.provide("kepu.form");

(function () {
	"use strict";

	const CYCLE_FACTS = "kepu_app.review.forms.cycle_facts";
	const FORM_FACTS = "kepu_app.review.forms.form_facts";

	/** Registers the common handlers for a DocType. */
	kepu.form.setup = function (doctype) {
		frappe.ui.form.on(doctype, {
			onload: preset_cycle,
			refresh,
			after_save: kepu.draft.forget,
			before_workflow_action: kepu.actions.before,
		});
	};

	/**
	 * Calls back with what a form has to know of its cycle (kepu_app.review.forms.cycle_facts), unless the form
	 * shows another document by then.
	 */
	kepu.form.with_cycle = async function (frm, callback) {
		const name = frm.docname;
		if (!frm.doc.cycle) return;
		const facts = await frappe.xcall(CYCLE_FACTS, { cycle: frm.doc.cycle });
		if (facts && frm.docname === name) callback(facts);
	};

	/** Text areas as high as their text, now and while it grows. */
	kepu.form.fit_areas = function (frm, ...fieldnames) {
		for (const fieldname of fieldnames) {
			const $area = frm.get_field(fieldname).$wrapper.find("textarea");
			$area.off("input.kepu_fit").on("input.kepu_fit", (event) => kepu.sections.fit(event.target));
			$area.each((_index, area) => kepu.sections.fit(area));
		}
	};

	async function preset_cycle(frm) {
		if (!frm.is_new() || frm.doc.cycle) return;
		const facts = await frappe.xcall(CYCLE_FACTS);
		if (facts && frm.is_new() && !frm.doc.cycle) frm.set_value("cycle", facts.name);
	}

	function refresh(frm) {
		kepu.plain_text.show_title(frm);
		kepu.draft.watch(frm);
		kepu.draft.offer(frm);
		if (frm.is_new()) kepu.guide.clear(frm);
		else show_facts(frm);
	}

	async function show_facts(frm) {
		const name = frm.docname;
		const facts = await frappe.xcall(FORM_FACTS, { doctype: frm.doctype, name });
		if (frm.docname !== name) return;
		kepu.guide.show(frm, facts);
		kepu.history.show(frm, facts.history, facts.was_returned);
		if (facts.closed) frm.disable_form();
	}
})();
