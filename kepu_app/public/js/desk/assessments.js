// The self-assessment: rows come from the standard, and a figure with a threshold decides by itself.

frappe.provide("kepu.assessments");

(function () {
	"use strict";

	const TABLE = "assessments";
	const SIGNS = { ">=": "≥", "<=": "≤" };
	const NUMBER = /^\s*-?\d+(\.\d+)?\s*$/;

	kepu.assessments.setup = function (frm) {
		frm.set_df_property(TABLE, "cannot_add_rows", 1);
		frm.set_df_property(TABLE, "cannot_delete_rows", 1);
		frappe.meta.docfield_map["Summary Assessment"].threshold.formatter = threshold;
	};

	function threshold(value, df, options, row) {
		if (!value) return "";
		const sign = SIGNS[row?.comparison] || "";
		return `${sign} ${value} ${frappe.utils.escape_html(row?.unit || "")}`.trim();
	}

	/** Shows at once what the server will decide when the document is saved. */
	kepu.assessments.decide = function (frm, doctype, name) {
		const row = locals[doctype][name];
		if (!row.indicator_code) return;
		frappe.model.set_value(doctype, name, "met", verdict(row));
	};

	function verdict(row) {
		if (!NUMBER.test(row.value || "")) return "";
		const [value, limit] = [Number(row.value), Number(row.threshold)];
		const is_met = row.comparison === "<=" ? value <= limit : value >= limit;
		return is_met ? "Met" : "Not Met";
	}
})();
