// Import of a county's Word file: a preview beside the present content, and into the form by one click.

frappe.provide("kepu.intake");

(function () {
	"use strict";

	const API = "/api/method/kepu_app.intake.api";
	const TYPES = ".docx,.doc,.wps,.txt,.pdf";

	/** Add a button to the form of an editable summary, case or nominee. */
	kepu.intake.add_button = function (frm) {
		if (!frm.doc.cycle || !may_edit(frm)) return;
		frm.add_custom_button(__("Import Word"), () => choose(frm));
	};

	/** Return whether a text has the headings of two or more parts of a summary. */
	kepu.intake.is_whole_report = function (frm, text) {
		const lines = new Set(text.split(/[\r\n\v]+/).map(bare));
		const headings = (frm.doc.sections || []).map((row) => bare(row.heading)).filter(Boolean);
		return headings.filter((heading) => lines.has(heading)).length >= 2;
	};

	// Strip a heading's number and punctuation.
	function bare(line) {
		return (line || "").replace(/^[\s（(]*[一二三四五六七八九十\d]+[）)、.．\s]*/, "").replace(/[\s\p{P}]/gu, "");
	}

	/** Show what a whole report that was pasted would fill in. */
	kepu.intake.read_text = async function (frm, text) {
		const reading = await send(frm, "read_text", { text });
		if (reading) show(frm, reading, null);
	};

	/**
	 * Post a form to an endpoint of the intake; return null on a refusal, which has been shown.
	 *
	 * @param {string} method - name in kepu_app.intake.api.
	 * @param {object} values - fields and files.
	 */
	kepu.intake.post = async function (method, values) {
		const form = new FormData();
		for (const [name, value] of Object.entries(values)) form.append(name, value);
		const headers = { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" };
		const response = await fetch(`${API}.${method}`, { method: "POST", body: form, headers });
		const body = await response.json().catch(() => ({}));
		if (response.ok) return body.message;
		show_refusal(response, body);
		return null;
	};

	/**
	 * Mend one leftover of pasting a summary, in the form, unsaved.
	 *
	 * @param {object} item - of kepu_app.review.api.missing_for_next_step.
	 */
	kepu.intake.mend = async function (frm, item) {
		const { cycle, county, on_behalf_of, dated, sections } = frm.doc;
		const summary = {
			cycle,
			county,
			on_behalf_of,
			dated,
			sections: sections.map(({ heading, text }) => ({ heading, text })),
		};
		const args = { summary: JSON.stringify(summary), fix: item.fix, part: item.row || 0 };
		const record = await kepu.call("kepu_app.intake.api.mend", args);
		await fill_in(frm, record, null);
	};

	/** Make an area to drop files on or to choose them by click or key. */
	kepu.intake.drop_area = function ($parent, { label, multiple, types, on_files }) {
		const $place = $(`<div class="kepu-drop-place"><button type="button" class="kepu-drop"></button>
			<input type="file" hidden accept="${types}" ${multiple ? "multiple" : ""}></div>`).appendTo($parent);
		const $area = $place.find("button").text(label);
		const input = $place.find("input")[0];
		$(input).on("change", () => {
			const files = [...input.files];
			input.value = ""; // so that the same file, corrected, can be chosen again
			if (files.length) on_files(files);
		});
		// A button handles Enter and Space natively.
		$area.on("click", () => input.click());
		$area.on("dragover dragenter", (event) => event.preventDefault() || $area.addClass("kepu-drop-over"));
		$area.on("dragleave drop", () => $area.removeClass("kepu-drop-over"));
		$area.on("drop", (event) => {
			event.preventDefault();
			const files = [...event.originalEvent.dataTransfer.files];
			if (files.length) on_files(files);
		});
		return $area;
	};

	function may_edit(frm) {
		return frm.perm[0]?.write && !frm.read_only && frm.doc.docstatus === 0;
	}

	function choose(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Import Word"),
			fields: [{ fieldname: "area", fieldtype: "HTML" }],
		});
		kepu.intake.drop_area(dialog.get_field("area").$wrapper, {
			label: __("Drop the file here, or click to choose it: Word (.docx, .doc), WPS, text or PDF."),
			types: TYPES,
			on_files: async ([file]) => {
				const reading = await send(frm, "read", { file });
				if (!reading) return;
				dialog.hide();
				show(frm, reading, file);
			},
		});
		dialog.show();
	}

	async function send(frm, method, values) {
		const place = {
			doctype: frm.doctype,
			cycle: frm.doc.cycle,
			county: frm.doc.county || "",
			name: frm.is_new() ? "" : frm.docname,
		};
		frappe.dom.freeze(__("Reading the file …"));
		try {
			return await kepu.intake.post(method, { ...place, ...values });
		} finally {
			frappe.dom.unfreeze();
		}
	}

	function show_refusal(response, body) {
		const messages = JSON.parse(body._server_messages || "[]").map((each) => JSON.parse(each).message);
		const too_large = response.status === 413 ? __("The file is larger than this site takes.") : "";
		frappe.msgprint({
			title: __("The file was not read"),
			message: messages.join("<br>") || too_large || kepu.escape(response.statusText),
			indicator: "red",
		});
	}

	// Ask which of several records in a file is this document.
	function show(frm, reading, file) {
		if (reading.records.length === 1) return show_record(frm, reading, reading.records[0], file);
		const options = reading.records.map((record, index) => ({ value: String(index), label: record.title }));
		frappe.prompt(
			{ fieldname: "record", fieldtype: "Select", label: __("Take over"), options, reqd: 1, default: "0" },
			({ record }) => show_record(frm, reading, reading.records[Number(record)], file),
			__("The file holds {0} of them", [reading.records.length])
		);
	}

	function show_record(frm, reading, record, file) {
		const dialog = new frappe.ui.Dialog({
			title: __("What was read from {0}", [file ? kepu.escape(file.name) : __("the pasted text")]),
			size: "extra-large",
			fields: [{ fieldname: "reading", fieldtype: "HTML" }],
			primary_action_label: __("Fill In"),
			primary_action: () => {
				dialog.hide();
				fill_in(frm, record, file);
			},
		});
		dialog
			.get_field("reading")
			.$wrapper.html(
				remarks_html(reading.remarks) +
					length_html(record, reading) +
					parts_html(frm, record) +
					left_out_html(reading.left_out)
			);
		dialog.show();
	}

	function length_html(record, { limit }) {
		const excess =
			limit && record.words > limit
				? `<b class="text-danger">${__("{0} too many", [record.words - limit])}</b>`
				: "";
		return `<p>${__("{0} 字 of {1}", [record.words, limit || "—"])} ${excess}</p>`;
	}

	function remarks_html(remarks) {
		if (!remarks.length) return "";
		const rows = remarks.map((each) => `<li>${kepu.escape(each)}</li>`).join("");
		return `<div class="kepu-note kepu-note-orange"><b>${__("Please Check")}</b><ul>${rows}</ul></div>`;
	}

	function left_out_html(entries) {
		if (!entries.length) return `<p class="text-muted">${__("Nothing of the text was left out.")}</p>`;
		const rows = entries.map((each) => `<li>${kepu.escape(each)}</li>`).join("");
		return `<details open><summary>${__("Not Filled In")} (${entries.length})</summary><ul>${rows}</ul></details>`;
	}

	function parts_html(frm, record) {
		const rows = parts_of(frm, record).map(
			({ label, now, text, words }) => `
			<tr><th scope="row">${kepu.escape(label)}${words ? `<div class="text-muted">${__("{0} 字", [words])}</div>` : ""}</th>
				<td class="kepu-intake-text">${kepu.escape(now)}</td><td class="kepu-intake-text">${kepu.escape(text)}</td></tr>`
		);
		return `<div class="table-responsive"><table class="table table-bordered kepu-intake">
			<thead><tr><th scope="col">${__("Part")}</th><th scope="col">${__("Now")}</th><th scope="col">${__("In the File")}</th></tr></thead>
			<tbody>${rows.join("")}</tbody></table></div>`;
	}

	function parts_of(frm, record) {
		const parts = Object.entries(record.values).map(([fieldname, value]) => ({
			label: __(frappe.meta.get_label(frm.doctype, fieldname)),
			now: frm.doc[fieldname],
			text: value,
		}));
		for (const [table, rows] of Object.entries(record.tables)) {
			const now = frm.doc[table] || [];
			for (let index = 0; index < Math.max(rows.length, now.length); index++) {
				parts.push(row_part(now[index], rows[index], index, record.words_of_rows?.[index]));
			}
		}
		return parts;
	}

	function row_part(now, row, index, words) {
		const joined = (each) => [each?.heading, each?.text, each?.reason].filter(Boolean).join("\n");
		return { label: row?.heading || now?.heading || `${index + 1}`, now: joined(now), text: joined(row), words };
	}

	// Existing rows stay, with the values of custom fields.
	async function fill_in(frm, record, file) {
		for (const [table, rows] of Object.entries(record.tables)) {
			const kept = frm.doc[table] || [];
			for (const row of kept.slice(rows.length)) frappe.model.clear_doc(row.doctype, row.name);
			rows.forEach((values, index) => Object.assign(kept[index] || frm.add_child(table), values));
			frm.refresh_field(table);
		}
		await frm.set_value(record.values);
		frm.dirty();
		frm.refresh_fields();
		frm.kepu_sections?.refresh();
		if (file) originals.set(frm.docname, file);
		frappe.show_alert({
			message: __("Filled in and not saved yet. Please read it through, then save."),
			indicator: "blue",
		});
	}

	// The original is attached when the document filled in from it is saved.
	const originals = new Map();

	/** Event handler of refresh: a form without unsaved input has dropped what was filled in. */
	kepu.intake.refresh = function (frm) {
		if (!frm.is_dirty()) originals.delete(frm.docname);
	};

	/** Event handler of before_save: a new document has another name afterwards. */
	kepu.intake.before_save = function (frm) {
		frm.kepu_original = originals.get(frm.docname);
	};

	/** Event handler of after_save: attach the file that the document was filled in from. */
	kepu.intake.after_save = function (frm) {
		const original = frm.kepu_original;
		frm.kepu_original = null;
		originals.delete(frm.docname);
		if (original) attach(frm, original);
	};

	async function attach(frm, file) {
		const values = { doctype: frm.doctype, name: frm.docname, file };
		const kept = await kepu.intake.post("keep_original", values);
		if (kept) frm.attachments.attachment_uploaded(kept);
	}
})();
