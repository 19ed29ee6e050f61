// The sections of the annual summary as full-width editors instead of a grid of cells.
//
// Each row is laid out by Frappe's own form layout, so permissions, Customize Form and custom fields of the row
// work as they do in a grid. The grid itself stays in the form, hidden, and keeps the rows.

frappe.provide("kepu.sections");

(function () {
	"use strict";

	const TABLE = "sections";
	const SKIPPED = ["words"];

	kepu.sections.SectionEditor = class SectionEditor {
		/**
		 * @param {object} frm - an Annual Summary.
		 * @param {object} facts - of the cycle: limits, measure, headings_adjustable.
		 */
		constructor(frm, facts) {
			this.frm = frm;
			this.facts = facts;
			this.grid = frm.get_field(TABLE).grid;
			this.layouts = [];
			this.make();
		}

		make() {
			const $field = this.frm.get_field(TABLE).$wrapper;
			$field.find(".form-grid-container, .grid-description, .form-grid").first().addClass("kepu-hidden-grid");
			this.grid.wrapper.find(".form-grid, .grid-footer, .grid-heading-row").addClass("kepu-hidden-grid");
			this.$list = $(`<div class="kepu-sections">`).appendTo($field);
			this.$add = $(`<button type="button" class="btn btn-default btn-sm kepu-add-section">`)
				.text(__("Add a Section"))
				.on("click", () => this.add())
				.appendTo($field);
			this.bar = kepu.length.make_bar(this.frm.get_field("word_bar").$wrapper.addClass("kepu-sticky-bar"));
			this.$list.on("input", "textarea, input", () => this.update_counts());
		}

		/** Shows the rows as they are now. Editors stay where they are, so that the cursor does too. */
		refresh() {
			const rows = this.frm.doc[TABLE] || [];
			while (this.layouts.length > rows.length) this.layouts.pop().$card.remove();
			rows.forEach((row, index) => this.refresh_row(row, index));
			this.$add.toggle(this.may_arrange());
			this.update_counts();
		}

		may_edit() {
			return this.grid.display_status === "Write";
		}

		may_arrange() {
			return this.may_edit() && this.facts.headings_adjustable;
		}

		refresh_row(row, index) {
			const layout = this.layouts[index] || this.make_row(index);
			this.set_docfields(row);
			layout.refresh(row);
			layout.$card.find(".kepu-section-actions").toggle(this.may_arrange());
			layout.$card.find("[data-move='-1']").prop("disabled", index === 0);
			layout.$card.find("[data-move='1']").prop("disabled", index === this.frm.doc[TABLE].length - 1);
			layout.$card.find("textarea").each((_index, area) => fit(area));
		}

		// The row's own copies of the fields: what cannot be edited here is shown as text.
		set_docfields(row) {
			const heading_is_fixed = !this.facts.headings_adjustable;
			for (const df of frappe.meta.get_docfields(row.doctype, row.name)) {
				const standard = frappe.meta.docfield_map[row.doctype][df.fieldname];
				const is_fixed = !this.may_edit() || (heading_is_fixed && df.fieldname === "heading");
				df.read_only = is_fixed ? 1 : standard.read_only;
			}
		}

		make_row(index) {
			const $card = $(`
				<section class="kepu-section">
					<div class="kepu-section-body"></div>
					<div class="kepu-section-foot">
						<span class="kepu-section-count" role="status"></span>
						<span class="kepu-section-actions">${buttons()}</span>
					</div>
				</section>`).appendTo(this.$list);
			const fields = frappe.meta.get_docfields(this.grid.doctype).filter((df) => !SKIPPED.includes(df.fieldname));
			const layout = new frappe.ui.form.Layout({
				fields: fields.map((df) => ({ ...df })),
				body: $card.find(".kepu-section-body"),
				no_submit_on_enter: true,
				frm: this.frm,
			});
			layout.make();
			layout.$card = $card;
			this.layouts[index] = layout;
			this.bind_buttons($card, layout);
			return layout;
		}

		bind_buttons($card, layout) {
			const position = () => this.layouts.indexOf(layout);
			$card.on("click", "[data-move]", (event) => this.move(position(), Number(event.currentTarget.dataset.move)));
			$card.on("click", "[data-remove]", () => this.remove(position()));
			$card.on("input", "textarea", (event) => fit(event.target));
		}

		add() {
			this.frm.add_child(TABLE);
			this.frm.dirty();
			this.frm.refresh_field(TABLE);
			this.refresh();
			this.focus(this.layouts.length - 1);
		}

		move(index, by) {
			const rows = this.frm.doc[TABLE];
			[rows[index], rows[index + by]] = [rows[index + by], rows[index]];
			this.after_arranging();
			this.focus(index + by);
		}

		remove(index) {
			const row = this.frm.doc[TABLE][index];
			const remove = () => {
				frappe.model.clear_doc(row.doctype, row.name);
				this.after_arranging();
			};
			const has_text = (row.text || "").trim() || (row.heading || "").trim();
			if (!has_text) return remove();
			const name = frappe.utils.escape_html(row.heading || "");
			frappe.confirm(__("Remove the section “{0}” with its text?", [name]), remove);
		}

		after_arranging() {
			this.frm.doc[TABLE].forEach((row, index) => (row.idx = index + 1));
			this.frm.dirty();
			this.frm.refresh_field(TABLE);
			this.refresh();
		}

		/** Puts the cursor into a section; its number counts from 0. */
		focus(index) {
			const layout = this.layouts[index];
			if (!layout) return;
			layout.$card.get(0).scrollIntoView({ block: "center" });
			layout.$card.find("input, textarea").filter(":visible").first().trigger("focus");
		}

		update_counts() {
			const rows = (this.frm.doc[TABLE] || []).map((row, index) => this.texts_of(row, this.layouts[index]));
			rows.forEach((texts, index) => {
				const count = kepu.length.measure(texts.join("\n"), this.facts.measure);
				this.layouts[index].$card.find(".kepu-section-count").text(__("This section: {0}", [count]));
			});
			const whole = rows.flat().filter(Boolean).join("\n");
			this.bar.show(kepu.count_text(whole), this.facts.limits[this.frm.doctype], this.facts.measure);
		}

		texts_of(row, layout) {
			return ["heading", "text"].map((field) =>
				kepu.length.current_text(layout.fields_dict[field], row[field])
			);
		}
	};

	function buttons() {
		const button = (attribute, label, icon) =>
			`<button type="button" class="btn btn-default btn-xs" ${attribute} title="${label}" aria-label="${label}">
				${icon}</button>`;
		return (
			button('data-move="-1"', __("Move Up"), frappe.utils.icon("up-line", "sm")) +
			button('data-move="1"', __("Move Down"), frappe.utils.icon("down", "sm")) +
			button("data-remove", __("Remove This Section"), frappe.utils.icon("delete", "sm"))
		);
	}

	// A text area as high as its text.
	function fit(area) {
		if (!area.offsetParent) return;
		area.style.height = "auto";
		area.style.height = `${area.scrollHeight + 4}px`;
	}

	kepu.sections.fit = fit;
})();
