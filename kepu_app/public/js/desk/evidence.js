// Files of evidence below each criterion of the self-assessment; the grid with their rows stays hidden.

frappe.provide("kepu.evidence");

(function () {
	"use strict";

	const TABLE = "evidence";
	const METHOD = "/api/method/kepu_app.assessment.api.evidence";
	const MEGABYTE = 1024 * 1024;

	kepu.evidence.Files = class Files {
		/** @param {object} frm - an Annual Summary. */
		constructor(frm) {
			this.frm = frm;
			this.field = frm.get_field(TABLE);
			this.field.$wrapper.addClass("hidden");
		}

		may_edit() {
			return this.field.grid.display_status === "Write" && !this.frm.is_new() && Boolean(this.limits);
		}

		of(criterion) {
			return (this.frm.doc[TABLE] || []).filter((row) => row.criterion === criterion);
		}

		/** Fill this part of a criterion's card; hide it if it is read-only and without files. */
		show($part, criterion) {
			const [rows, may_edit] = [this.of(criterion), this.may_edit()];
			$part.empty().toggle(Boolean(rows.length || may_edit));
			if (!rows.length && !may_edit) return;
			$part.append(`<span class="kepu-evidence-label">${__("Evidence")}</span>`);
			for (const row of rows) $part.append(this.item(row, may_edit));
			if (may_edit && rows.length < this.limits.per_criterion) $part.append(this.button(criterion));
		}

		item(row, may_edit) {
			const address = kepu.escape(encodeURI(row.file));
			const $item = $(`<span class="kepu-evidence-file"><a href="${address}" target="_blank" rel="noopener">
				${kepu.escape(row.file_name)}</a> <span class="text-muted">${size_text(row.size)}</span></span>`);
			if (may_edit) {
				const label = __("Take Away {0}", [kepu.escape(row.file_name)]);
				$(`<button type="button" class="btn btn-xs" title="${label}" aria-label="${label}">
					${frappe.utils.icon("close", "xs")}</button>`)
					.on("click", () => this.ask_and_remove(row))
					.appendTo($item);
			}
			return $item;
		}

		button(criterion) {
			const label = __("Add Evidence for Criterion {0}", [criterion]);
			return $(`<button type="button" class="btn btn-default btn-xs" aria-label="${label}">`)
				.text(__("Add Files"))
				.on("click", () => this.upload(criterion));
		}

		upload(criterion) {
			new frappe.ui.FileUploader({
				doctype: this.frm.doctype,
				docname: this.frm.docname,
				fieldname: TABLE,
				make_attachments_public: false,
				allow_toggle_private: false,
				restrictions: {
					max_file_size: this.limits.file_size,
					max_number_of_files: this.limits.per_criterion - this.of(criterion).length,
				},
				on_success: (file) => this.keep(criterion, file),
			});
		}

		// One after the other: concurrent saves would conflict.
		keep(criterion, { file_url, file_name, file_size }) {
			this.frm.add_child(TABLE, { criterion, file: file_url, file_name, size: file_size });
			return this.save();
		}

		ask_and_remove(row) {
			frappe.confirm(__("Take away the file {0}? It is deleted.", [kepu.escape(row.file_name)]), () => {
				frappe.model.clear_doc(row.doctype, row.name);
				this.frm.doc[TABLE].forEach((each, index) => (each.idx = index + 1));
				return this.save();
			});
		}

		save() {
			this.frm.dirty();
			this.frm.kepu_assessments.refresh();
			this.saving = Promise.resolve(this.saving)
				.then(() => this.frm.is_dirty() && this.frm.save())
				.catch(() => null); // Frappe shows the refusal.
			return this.saving;
		}
	};

	/** Return the links beside an assessor's sheet, as HTML; the server serves the files to this assessor only. */
	kepu.evidence.list = function (assessment, files) {
		if (!files?.length) return "";
		const lines = files.map(({ row, criterion, file_name, size }) => {
			const query = new URLSearchParams({ assessment, row });
			return `<li>${kepu.escape(__("Criterion {0}", [criterion]))}：<a href="${METHOD}?${query}">${kepu.escape(file_name)}</a>
				<span class="text-muted">${size_text(size)}</span></li>`;
		});
		return `<h5>${__("Evidence")}</h5><ul class="kepu-evidence-list">${lines.join("")}</ul>`;
	};

	function size_text(size) {
		if (!size) return "";
		const number = size < MEGABYTE ? Math.max(1, Math.round(size / 1024)) : (size / MEGABYTE).toFixed(1);
		return `${number} ${size < MEGABYTE ? "KB" : "MB"}`;
	}
})();
