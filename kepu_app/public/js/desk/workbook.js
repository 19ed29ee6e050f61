// The Excel workbook of a province or county: downloaded filled in, and uploaded after a dry run.

frappe.provide("kepu.workbook");

(function () {
	"use strict";

	const API = "/api/method/kepu_app.workbooks.api";
	const DOWNLOAD = "kepu_app.workbooks.api.download";

	/** Add buttons to the form of a submission or a summary. */
	kepu.workbook.add_buttons = function (frm) {
		const group = __("Workbook");
		const args = { doctype: frm.doctype, name: frm.docname };
		frm.add_custom_button(__("Download Workbook"), () => kepu.download.get(DOWNLOAD, args), group);
		if (frm.perm[0]?.write) frm.add_custom_button(__("Upload Workbook"), () => choose(frm), group);
	};

	function choose(frm) {
		const input = $('<input type="file" accept=".xlsx" hidden>');
		input.on("change", () => input[0].files[0] && rehearse(frm, input[0].files[0]));
		input.trigger("click");
	}

	async function rehearse(frm, file) {
		const result = await upload(frm, file, false);
		if (!result) return;
		if (result.problems) return show_problems(result.problems);
		show_rehearsal(frm, file, result);
	}

	async function upload(frm, file, confirmed) {
		const form = new FormData();
		form.append("file", file);
		form.append("doctype", frm.doctype);
		form.append("name", frm.docname);
		form.append("confirmed", confirmed ? 1 : 0);
		frappe.dom.freeze(__("Reading the workbook …"));
		try {
			const response = await fetch(`${API}.upload`, {
				method: "POST",
				body: form,
				headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
			});
			return answer_of(response);
		} finally {
			frappe.dom.unfreeze();
		}
	}

	async function answer_of(response) {
		const body = await response.json().catch(() => ({}));
		if (response.ok) return body.message;
		const messages = JSON.parse(body._server_messages || "[]").map((each) => JSON.parse(each).message);
		frappe.msgprint({
			title: __("The workbook was not taken"),
			message:
				messages.join("<br>") ||
				(response.status === 413
					? __("The file is larger than this site takes.")
					: kepu.escape(response.statusText)),
			indicator: "red",
		});
		return null;
	}

	function show_problems(problems) {
		const rows = problems.map(({ message }) => `<li>${kepu.escape(message)}</li>`).join("");
		frappe.msgprint({
			title: __("The workbook cannot be read; nothing was changed"),
			message: `<ol>${rows}</ol>`,
			indicator: "red",
			wide: true,
		});
	}

	function show_rehearsal(frm, file, result) {
		kepu.workbook.show_changes(result, {
			title: __("What the workbook would change"),
			nothing: __("The workbook says what is there already."),
			source: __("In the Workbook"),
			place: __("Cell"),
			outdated: __("changed in the system since the workbook was downloaded"),
			on_confirm: () => write(frm, file),
		});
	}

	/**
	 * Show a dry run: every document with its fields, the obstacles, and one button that applies it.
	 *
	 * @param {object} result - changes, obstacles, notes and breaches, as of kepu_app.workbooks.api.upload.
	 * @param {object} words - title, nothing, source (heading of the new values), place (heading of their
	 *   location), outdated, on_confirm.
	 */
	kepu.workbook.show_changes = function ({ changes, obstacles, notes, breaches }, words) {
		if (!changes.length) {
			frappe.msgprint({ title: __("Nothing to change"), message: words.nothing, indicator: "green" });
			return;
		}
		const dialog = new frappe.ui.Dialog({
			title: words.title,
			size: "extra-large",
			fields: [{ fieldname: "changes", fieldtype: "HTML" }],
			primary_action_label: obstacles ? null : __("Write {0} documents", [changes.length]),
			primary_action: obstacles ? null : () => dialog.hide() || words.on_confirm(),
		});
		dialog
			.get_field("changes")
			.$wrapper.html(
				obstacle_html(obstacles) +
					changes.map((change) => change_html(change, words)).join("") +
					list_html(__("Notes"), notes) +
					list_html(__("Rules that are broken"), breaches)
			);
		dialog.show();
	};

	async function write(frm, file) {
		const result = await upload(frm, file, true);
		if (!result) return;
		if (result.problems) return show_problems(result.problems);
		frappe.show_alert({ message: __("{0} documents were written.", [result.written]), indicator: "green" });
		frm.reload_doc();
	}

	function obstacle_html(obstacles) {
		if (!obstacles) return "";
		const text = __("{0} documents cannot be changed, see below. Nothing is written until all of them can.", [
			obstacles,
		]);
		return `<div class="alert alert-danger" role="alert">${text}</div>`;
	}

	function change_html({ doctype, name, title, fields, is_outdated, refusal }, words) {
		const link = name
			? `<a href="${frappe.router.make_url([frappe.router.slug(doctype), name])}">${kepu.escape(title)}</a>`
			: `${kepu.escape(title)} (${__("new")})`;
		const reason = is_outdated ? words.outdated : refusal;
		const rows = fields.map(
			({ label, old, new: value, cell }) =>
				`<tr><th scope="row">${kepu.escape(label)}</th><td class="kepu-old">${kepu.escape(old)}</td><td class="kepu-new">${kepu.escape(value)}</td><td>${kepu.escape(cell)}</td></tr>`
		);
		return `<section class="kepu-change">
			<h5>${__(doctype)} ${link}</h5>
			${reason ? `<p class="text-danger">${kepu.escape(reason)}</p>` : ""}
			<div class="table-responsive"><table class="table table-bordered">
				<thead><tr><th scope="col">${__("Field")}</th><th scope="col">${__("Now")}</th><th scope="col">${words.source}</th><th scope="col">${words.place}</th></tr></thead>
				<tbody>${rows.join("")}</tbody>
			</table></div></section>`;
	}

	function list_html(title, entries) {
		if (!entries.length) return "";
		return `<details><summary>${title} (${entries.length})</summary><ul>${entries.map((each) => `<li>${kepu.escape(each.message)}</li>`).join("")}</ul></details>`;
	}
})();
