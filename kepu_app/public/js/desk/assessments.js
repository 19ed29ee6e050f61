// The self-assessment: rows come from the standard; a figure with a threshold decides whether it is met.

frappe.provide("kepu.assessments");

(function () {
	"use strict";

	const TABLE = "assessments";
	const SIGNS = { ">=": "≥", "<=": "≤" };
	const MET = "Met";
	const NOT_MET = "Not Met";
	const SHOWN_OTHERWISE = ["criterion", "title", "indicator_code", "indicator", "threshold", "comparison", "unit"];

	kepu.assessments.AssessmentEditor = class AssessmentEditor extends kepu.rows.RowEditor {
		constructor(frm) {
			super(frm, TABLE, SHOWN_OTHERWISE);
			this.criteria = [];
			this.evidence = new kepu.evidence.Files(frm);
		}

		/** Load the standard, for the full text of its criteria, and show the rows. */
		async load() {
			const name = this.frm.docname;
			if (this.frm.doc.standard) {
				const standard = await frappe.model.with_doc("Evaluation Standard", this.frm.doc.standard);
				if (this.frm.docname !== name) return;
				this.criteria = standard?.criteria || [];
			}
			this.refresh();
		}

		card() {
			return `
				<section class="kepu-row kepu-assessment">
					<div class="kepu-assessment-criterion"></div>
					<div class="kepu-assessment-indicator"></div>
					<div class="kepu-row-body"></div>
					<div class="kepu-evidence"></div>
					<div class="kepu-assessment-unreadable" role="alert"></div>
				</section>`;
		}

		show_row(row, index, layout) {
			const is_first = this.rows[index - 1]?.criterion !== row.criterion;
			layout.$card.toggleClass("kepu-assessment-first", is_first);
			layout.$card.find(".kepu-assessment-criterion").html(is_first ? this.criterion(row) : "");
			layout.$card.find(".kepu-assessment-indicator").html(indicator(row));
			layout.fields_dict.value.$wrapper.toggle(Boolean(row.indicator_code));
			const $evidence = layout.$card.find(".kepu-evidence").hide();
			if (this.rows[index + 1]?.criterion !== row.criterion) this.evidence.show($evidence, row.criterion);
			layout.$card.toggleClass("kepu-assessment-failed", row.met === NOT_MET);
			layout.$card.find(".kepu-assessment-unreadable").text(unreadable(row));
		}

		is_fixed(df, row) {
			return df.fieldname === "met" && Boolean(row.indicator_code);
		}

		criterion(row) {
			const entry = this.criteria.find((each) => each.number === row.criterion);
			const title = `<b>${row.criterion}. ${kepu.escape(row.title)}</b>`;
			if (!entry?.text) return title;
			const text = frappe.utils.replace_newlines(kepu.escape(entry.text));
			return `<details><summary>${title}</summary><p>${text}</p></details>`;
		}
	};

	function indicator(row) {
		if (!row.indicator_code) return "";
		const limit = `${SIGNS[row.comparison] || ""} ${row.threshold}${row.unit || ""}`.trim();
		return `${kepu.escape(row.indicator)} <span class="kepu-assessment-limit">${kepu.escape(limit)}</span>`;
	}

	// The input stays, with this sentence below it until corrected.
	function unreadable(row) {
		if (!row.indicator_code || kepu.read_figure(row.value, row.unit || "") !== undefined) return "";
		return __("“{0}” cannot be read as a number; please enter digits only.", [row.value]);
	}

	/** Show at once what the server will compute on save. */
	kepu.assessments.decide = async function (frm, doctype, name) {
		const row = locals[doctype][name];
		if (row.indicator_code) await frappe.model.set_value(doctype, name, "met", verdict(row));
		frm.kepu_assessments?.refresh();
	};

	function verdict(row) {
		const is_met = kepu.is_met(row.value, row.unit || "", row.comparison, row.threshold);
		return is_met === null ? "" : is_met ? MET : NOT_MET;
	}
})();
