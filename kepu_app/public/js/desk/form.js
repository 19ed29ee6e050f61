// Shared code of the four documents' forms.

frappe.provide("kepu.form");

(function () {
	"use strict";

	const CYCLE_FACTS = "kepu_app.review.api.cycle_facts";
	const FORM_FACTS = "kepu_app.review.api.form_facts";

	// Milliseconds. A form needs it on each view, save and step. It hardly ever changes, and the server enforces it
	// anyway.
	const CYCLE_KEPT = 5 * 60 * 1000;
	const known_cycles = new Map();

	/** Register the shared event handlers for a DocType. */
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
	 * Call back with a form's facts of its cycle (kepu_app.review.api.cycle_facts), unless the form shows another
	 * document by then.
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
			await frappe.timeout(0); // callers expect the form to be rendered by then
			return known.facts;
		}
		const facts = await kepu.call(CYCLE_FACTS, { cycle });
		known_cycles.set(cycle, { at: Date.now(), facts });
		return facts;
	}

	// Clear the cache for users who change the rules.
	for (const doctype of ["Reporting Cycle", "Kepu Settings"]) {
		frappe.ui.form.on(doctype, { after_save: () => known_cycles.clear() });
	}

	/** Fit text areas to their text, now and on input. */
	kepu.form.fit_areas = function (frm, ...fieldnames) {
		for (const fieldname of fieldnames) {
			const $area = frm.get_field(fieldname).$wrapper.find("textarea").addClass("kepu-area");
			$area.off("input.kepu_fit").on("input.kepu_fit", (event) => kepu.rows.fit(event.target));
			$area.each((_index, area) => kepu.rows.fit(area));
		}
	};

	// Frappe alerts on every view of a read-only document in a workflow, which reads like an error after a step. The
	// state beside the title says as much.
	const reason = "says at every look that a document in a workflow cannot be edited";
	kepu.override("frappe.show_alert", { reason }, function (show_alert, message, ...others) {
		const is_told = frappe.boot.kepu_doctypes?.includes(window.cur_frm?.doctype);
		if (is_told && message === __("This form is not editable due to a Workflow.")) return undefined;
		return show_alert.call(this, message, ...others);
	});

	// Runs before the timeline's handler of the same event.
	function setup(frm) {
		kepu.actions.name_steps(frm);
		kepu.step_bar.setup(frm);
		kepu.form.tell_what_was_entered(frm);
	}

	/** Show only users' changes in the timeline, not what the server set along with them. */
	kepu.form.tell_what_was_entered = function (frm) {
		frm.$wrapper.on("render_complete", () => tidy_versions(frm));
	};

	function after_save(frm) {
		show_as_saved(frm);
		kepu.draft.forget(frm);
		kepu.intake.after_save(frm);
	}

	// Fields take over their input half a second after the last key. If the form then still showed the input instead
	// of the saved values, the document would count as changed again.
	function show_as_saved(frm) {
		frm.refresh_fields();
		frm.kepu_assessments?.refresh();
		frm.kepu_sections?.refresh();
	}

	function onload(frm) {
		hide_time_zones(frm);
		return preset_cycle(frm);
	}

	// China has a single time zone.
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

	// Frappe restores the permissions on refresh, when the form may be open again.
	function close(frm) {
		frm.set_read_only();
		frm.disable_save();
		frm.refresh_fields();
		frm.kepu_sections?.refresh();
		frm.kepu_assessments?.refresh();
	}

	// Frappe hides its arrows on a narrow screen.
	function add_neighbours(frm) {
		if (frm.is_new() || !frappe.is_mobile()) return;
		frm.page.add_menu_item(__("Previous Document"), () => frm.navigate_records(1));
		frm.page.add_menu_item(__("Next Document"), () => frm.navigate_records(0));
	}

	// Show names instead of logins to users who may not read User records, too.
	function introduce_people(frm, entries) {
		for (const { user, full_name } of entries) {
			frappe.boot.user_info[user] = frappe.boot.user_info[user] || { fullname: full_name, name: user };
		}
		frm.refresh_field("last_submitted_by");
	}

	// The review history shows system fields already; the timeline would repeat it.
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
