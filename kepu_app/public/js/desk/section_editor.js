// The sections of the annual summary: wide text areas with their own and the total length.

frappe.provide("kepu.sections");

(function () {
	"use strict";

	const TABLE = "sections";

	kepu.sections.SectionEditor = class SectionEditor extends kepu.rows.RowEditor {
		/**
		 * @param {object} frm - an Annual Summary.
		 * @param {object} facts - of the cycle: limits, measure, headings_adjustable.
		 */
		constructor(frm, facts) {
			super(frm, TABLE, ["words"]);
			this.facts = facts;
			this.$add = $(`<button type="button" class="btn btn-default btn-sm kepu-add-section">`)
				.text(__("Add a Section"))
				.on("click", () => this.add())
				.insertAfter(this.$list);
			this.headings = new kepu.headings.Lines(frm, () => this.texts());
			this.bar = kepu.length.make_bar(frm.get_field("word_bar").$wrapper.addClass("kepu-sticky-bar"));
			this.$list.on("input", "textarea, input", () => this.update_counts());
			this.$list.on("input", "textarea, input", () => this.headings.update_later());
			this.$list.on("input", "textarea", (event) => kepu.rows.fit(event.target));
			frm.$wrapper.on("shown.bs.tab", () => this.fit_all());
		}

		refresh() {
			super.refresh();
			this.$add.toggle(this.may_arrange());
			this.fit_all();
			this.update_counts();
			this.headings.update();
			kepu.remarks.refresh(this.frm);
		}

		texts() {
			return this.rows.map((row, index) => {
				const [heading, text] = texts_of(row, this.layouts[index]);
				return { control: this.layouts[index].fields_dict.text, heading, text };
			});
		}

		may_arrange() {
			return this.may_edit() && this.facts.headings_adjustable;
		}

		is_fixed(df) {
			return df.fieldname === "heading" && !this.facts.headings_adjustable;
		}

		card() {
			return `
				<section class="kepu-row kepu-section">
					<div class="kepu-row-body"></div>
					<div class="kepu-section-foot">
						<span class="kepu-section-count" role="status"></span>
						<span class="kepu-section-actions">${buttons()}</span>
					</div>
				</section>`;
		}

		make_row(index) {
			const layout = super.make_row(index);
			const position = () => this.layouts.indexOf(layout);
			layout.$card.on("click", "[data-move]", (event) =>
				this.move(position(), Number(event.currentTarget.dataset.move))
			);
			layout.$card.on("click", "[data-remove]", () => this.remove(position()));
			return layout;
		}

		show_row(row, index, layout) {
			layout.$card.find(".kepu-section-actions").toggle(this.may_arrange());
			layout.$card.find("[data-move='-1']").prop("disabled", index === 0);
			layout.$card.find("[data-move='1']").prop("disabled", index === this.rows.length - 1);
			layout.fields_dict.heading.$input?.attr("placeholder", __("Heading", null, row.doctype));
		}

		fit_all() {
			this.$list.find("textarea").each((_index, area) => kepu.rows.fit(area));
		}

		add() {
			this.frm.add_child(TABLE);
			this.after_arranging();
			this.focus(this.rows.length - 1);
		}

		move(index, by) {
			const rows = this.rows;
			[rows[index], rows[index + by]] = [rows[index + by], rows[index]];
			this.after_arranging();
			this.focus(index + by);
		}

		remove(index) {
			const row = this.rows[index];
			const remove = () => {
				frappe.model.clear_doc(row.doctype, row.name);
				this.after_arranging();
			};
			if (!`${row.text || ""}${row.heading || ""}`.trim()) return remove();
			const name = kepu.escape(row.heading || "");
			frappe.confirm(__("Remove the section “{0}” with its text?", [name]), remove);
		}

		after_arranging() {
			this.rows.forEach((row, index) => (row.idx = index + 1));
			this.frm.dirty();
			this.frm.refresh_field(TABLE);
			this.refresh();
		}

		/** Focus a section; `index` counts from 0. */
		focus(index) {
			const layout = this.layouts[index];
			if (!layout) return;
			layout.$card.get(0).scrollIntoView({ block: "start" });
			layout.$card.find("textarea, input").filter(":visible").last().trigger("focus");
		}

		update_counts() {
			const texts = this.rows.map((row, index) => texts_of(row, this.layouts[index]));
			texts.forEach((parts, index) => {
				const count = kepu.length.measure(parts.join("\n"), this.facts.measure);
				this.layouts[index].$card.find(".kepu-section-count").text(__("This section: {0}", [count]));
			});
			const whole = texts.flat().filter(Boolean).join("\n");
			this.bar.show(kepu.count_text(whole), this.facts.limits[this.frm.doctype], this.facts.measure);
		}
	};

	function texts_of(row, layout) {
		return ["heading", "text"].map((field) => kepu.length.current_text(layout.fields_dict[field], row[field]));
	}

	function buttons() {
		const button = (attribute, label, icon) =>
			`<button type="button" class="btn btn-default btn-xs" ${attribute} title="${label}" aria-label="${label}">
				${frappe.utils.icon(icon, "sm")}</button>`;
		return (
			button('data-move="-1"', __("Move Up"), "up-line") +
			button('data-move="1"', __("Move Down"), "down") +
			button("data-remove", __("Remove This Section"), "delete")
		);
	}
})();
