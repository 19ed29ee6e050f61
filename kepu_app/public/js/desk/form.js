// What the forms of the four documents have in common.

frappe.provide("kepu.form");

(function () {
	"use strict";

	const CYCLE_FACTS = "kepu_app.review.api.cycle_facts";
	const FORM_FACTS = "kepu_app.review.api.form_facts";

	// Milliseconds. A form asks at each look at it, and after each save and step. The answer hardly ever
	// changes, and the server enforces it anyway.
	const CYCLE_KEPT = 5 * 60 * 1000;
	const known_cycles = new Map();

	/** Registers the common handlers for a DocType. */
	kepu.form.setup = function (doctype) {
		frappe.ui.form.on(doctype, {
			setup,
			onload,
			refresh,
			before_save: kepu.intake.before_save,
			after_save,
			before_workflow_action: kepu.actions.before,
		});
	};

	/**
	 * Calls back with what a form has to know of its cycle (kepu_app.review.api.cycle_facts), unless the form
	 * shows another document by then.
	 */
	kepu.form.with_cycle = async function (frm, callback) {
		const name = frm.docname;
		if (!frm.doc.cycle) return;
		const facts = await facts_of_cycle(frm.doc.cycle);
		if (!facts || frm.docname !== name) return;
		kepu.printable.watch(frm, facts.printable);
		callback(facts);
	};

	async function facts_of_cycle(cycle) {
		const known = known_cycles.get(cycle);
		if (known && Date.now() - known.at < CYCLE_KEPT) {
			await frappe.timeout(0); // callers count on the form being there by then
			return known.facts;
		}
		const facts = await kepu.call(CYCLE_FACTS, { cycle });
		known_cycles.set(cycle, { at: Date.now(), facts });
		return facts;
	}

	// Whoever changes the rules sees them at once.
	for (const doctype of ["Reporting Cycle", "Kepu Settings"]) {
		frappe.ui.form.on(doctype, { after_save: () => known_cycles.clear() });
	}

	/** Text areas as high as their text, now and while it grows. */
	kepu.form.fit_areas = function (frm, ...fieldnames) {
		for (const fieldname of fieldnames) {
			const $area = frm.get_field(fieldname).$wrapper.find("textarea").addClass("kepu-area");
			$area.off("input.kepu_fit").on("input.kepu_fit", (event) => kepu.rows.fit(event.target));
			$area.each((_index, area) => kepu.rows.fit(area));
		}
	};

	// Frappe says at every look at a document that it cannot be edited now, which reads like an error after a step.
	// The state beside the title says as much.
	const reason = "says at every look that a document in a workflow cannot be edited";
	kepu.override("frappe.show_alert", { reason }, function (show_alert, message, ...others) {
		const is_told = frappe.boot.kepu_doctypes?.includes(window.cur_frm?.doctype);
		if (is_told && message === __("This form is not editable due to a Workflow.")) return undefined;
		return show_alert.call(this, message, ...others);
	});

	// The part below the form, which comes later, listens to the same event after this.
	function setup(frm) {
		kepu.actions.name_steps(frm);
		kepu.step_bar.setup(frm);
		kepu.form.tell_what_was_entered(frm);
	}

	/** Of the changes below a form those of people are told, not what the server noted along with them. */
	kepu.form.tell_what_was_entered = function (frm) {
		frm.$wrapper.on("render_complete", () => tidy_versions(frm));
	};

	function after_save(frm) {
		show_as_saved(frm);
		kepu.draft.forget(frm);
		kepu.intake.after_save(frm);
	}

	// A field takes over what stands in it half a second after the last key. If the form still showed by then what
	// was typed, and not what the server made of it, the document would count as changed again.
	function show_as_saved(frm) {
		frm.refresh_fields();
		frm.kepu_assessments?.refresh();
		frm.kepu_sections?.refresh();
	}

	function onload(frm) {
		hide_time_zones(frm);
		return preset_cycle(frm);
	}

	// All of China has one time.
	function hide_time_zones(frm) {
		const fields = frappe.meta.get_docfields(frm.doctype, frm.docname);
		for (const df of fields.filter((each) => each.fieldtype === "Datetime")) df.hide_timezone = 1;
	}

	async function preset_cycle(frm) {
		if (!frm.is_new() || frm.doc.cycle) return;
		const facts = await kepu.call(CYCLE_FACTS);
		if (facts && frm.is_new() && !frm.doc.cycle) frm.set_value("cycle", facts.name);
	}

	function refresh(frm) {
		kepu.plain_text.show_title(frm);
		kepu.remarks.forget(frm);
		kepu.rows.name_inputs(frm.fields);
		add_neighbours(frm);
		kepu.draft.watch(frm);
		kepu.draft.offer(frm);
		kepu.intake.refresh(frm);
		kepu.tours.add_to_menu(frm);
		if (frm.is_new()) {
			kepu.guide.clear(frm);
			kepu.tours.begin_once(frm);
		} else show_facts(frm);
	}

	async function show_facts(frm) {
		const name = frm.docname;
		const facts = await kepu.call(FORM_FACTS, { doctype: frm.doctype, name });
		if (frm.docname !== name) return;
		kepu.guide.show(frm, facts);
		introduce_people(frm, facts.history.entries);
		kepu.history.show(frm, facts.history, facts.was_returned);
		kepu.remarks.show(frm, facts.remarks, facts.closed);
		if (facts.closed || facts.is_another_s) close(frm);
		kepu.tours.begin_once(frm);
	}

	// Frappe gives the permissions back when the form is refreshed, and it may be open again by then.
	function close(frm) {
		frm.set_read_only();
		frm.disable_save();
		frm.refresh_fields();
		frm.kepu_sections?.refresh();
		frm.kepu_assessments?.refresh();
	}

	// Frappe's arrows have no room on a narrow screen.
	function add_neighbours(frm) {
		if (frm.is_new() || !frappe.is_mobile()) return;
		frm.page.add_menu_item(__("Previous Document"), () => frm.navigate_records(1));
		frm.page.add_menu_item(__("Next Document"), () => frm.navigate_records(0));
	}

	// Whoever may not read User records sees names instead of addresses all the same.
	function introduce_people(frm, entries) {
		for (const { user, full_name } of entries) {
			frappe.boot.user_info[user] = frappe.boot.user_info[user] || { fullname: full_name, name: user };
		}
		frm.refresh_field("last_submitted_by");
	}

	// What the system sets by itself is told by the review history; below the form it would only repeat it.
	function tidy_versions(frm) {
		const docinfo = frappe.model.get_docinfo(frm.doctype, frm.docname);
		if (!docinfo?.versions) return;
		docinfo.versions = docinfo.versions.map((each) => without_system_fields(frm, each)).filter(Boolean);
	}

	function without_system_fields(frm, version) {
		const data = JSON.parse(version.data || "{}");
		const is_entered = (doctype) => (change) => !frappe.meta.get_docfield(doctype, change[0])?.read_only;
		data.changed = (data.changed || []).filter(is_entered(frm.doctype));
		data.row_changed = (data.row_changed || [])
			.map(([table, index, name, changes]) => {
				const row_doctype = frappe.meta.get_docfield(frm.doctype, table)?.options;
				return [table, index, name, changes.filter(is_entered(row_doctype))];
			})
			.filter((change) => change[3].length);
		const is_told = ["changed", "row_changed", "added", "removed", "comment"].some((part) => data[part]?.length);
		return is_told ? { ...version, data: JSON.stringify(data) } : null;
	}
})();
