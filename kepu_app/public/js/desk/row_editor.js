// Editors for the rows of a table, instead of a grid of narrow cells.
//
// Frappe's own form layout renders each row, so permissions, Customize Form and custom fields work as in a grid. The
// grid itself stays in the form, hidden, and holds the rows.

frappe.provide("kepu.rows");

(function () {
	"use strict";

	kepu.rows.RowEditor = class RowEditor {
		/**
		 * @param {object} frm
		 * @param {string} table - fieldname of the table.
		 * @param {string[]} skipped - columns shown elsewhere.
		 */
		constructor(frm, table, skipped) {
			this.frm = frm;
			this.table = table;
			this.skipped = skipped;
			this.grid = frm.get_field(table).grid;
			this.layouts = [];
			const $field = frm.get_field(table).$wrapper;
			$field
				.find(".form-grid-container, .grid-heading-row, .form-grid, .grid-footer")
				.addClass("kepu-hidden-grid");
			this.$list = $(`<div class="kepu-rows">`).appendTo($field);
		}

		get rows() {
			return this.frm.doc[this.table] || [];
		}

		may_edit() {
			return this.grid.display_status === "Write";
		}

		/** Show the present rows. Editors are reused, so that focus stays. */
		refresh() {
			while (this.layouts.length > this.rows.length) this.layouts.pop().$card.remove();
			this.rows.forEach((row, index) => {
				const layout = this.layouts[index] || this.make_row(index);
				this.set_docfields(row);
				layout.refresh(row);
				this.show_row(row, index, layout);
				kepu.rows.name_inputs(layout.fields_list);
			});
		}

		/** Hook: return the HTML of a row; its fields go into .kepu-row-body. */
		card() {
			return `<section class="kepu-row"><div class="kepu-row-body"></div></section>`;
		}

		/** Hook: show what of a row is not a field. */
		show_row() {}

		/** Hook: return whether a field of a row is read-only although the table is not. */
		is_fixed() {
			return false;
		}

		make_row(index) {
			const $card = $(this.card()).appendTo(this.$list);
			const fields = frappe.meta.get_docfields(this.grid.doctype);
			const layout = new frappe.ui.form.Layout({
				fields: fields.filter((df) => !this.skipped.includes(df.fieldname)).map((df) => ({ ...df })),
				body: $card.find(".kepu-row-body"),
				no_submit_on_enter: true,
				frm: this.frm,
			});
			layout.make();
			layout.wrapper.find(".input-max-width").removeClass("input-max-width");
			layout.$card = $card;
			this.layouts[index] = layout;
			return layout;
		}

		// Every row has its own copies of the fields.
		set_docfields(row) {
			for (const df of frappe.meta.get_docfields(row.doctype, row.name)) {
				const standard = frappe.meta.docfield_map[row.doctype][df.fieldname];
				df.read_only = !this.may_edit() || this.is_fixed(df, row) ? 1 : standard.read_only;
			}
		}
	};

	/** Label the inputs for screen readers: Frappe's labels are not bound to them. */
	kepu.rows.name_inputs = function (fields) {
		for (const field of fields) {
			const label = field.df?.label && __(field.df.label, null, field.df.parent);
			if (label) field.$input?.attr("aria-label", label);
		}
	};

	/** Fit a text area's height to its text. */
	kepu.rows.fit = function (area) {
		if (!area.offsetParent) return;
		area.style.height = "auto";
		area.style.height = `${area.scrollHeight + 4}px`;
	};
})();
