// Two versions of a document side by side.

frappe.provide("kepu.changes");

(function () {
	"use strict";

	/**
	 * Return a comparison as HTML.
	 *
	 * @param {{label: string, lines: {kind: string, before: [string, boolean][]|null,
	 *   after: [string, boolean][]|null}[]}[]} fields - as of kepu_app.review.content.compare.
	 * @param {string} before - heading of the left side.
	 * @param {string} after - heading of the right side.
	 */
	kepu.changes.as_html = function (fields, before, after) {
		if (!fields.length) return `<p class="text-muted">${__("Nothing differs.")}</p>`;
		const heading = `<tr><th scope="col">${kepu.escape(before)}</th><th scope="col">${kepu.escape(after)}</th></tr>`;
		return fields.map((field) => table(field, heading)).join("");
	};

	function table(field, heading) {
		return `
			<table class="kepu-changes">
				<caption>${kepu.escape(field.label)}</caption>
				<thead>${heading}</thead>
				<tbody>${rows(field.lines)}</tbody>
			</table>`;
	}

	// Unchanged lines are shown only beside a change.
	function rows(lines) {
		const is_near = (index) => [-1, 0, 1].some((by) => lines[index + by] && lines[index + by].kind !== "same");
		const html = [];
		let hidden = 0;
		lines.forEach((line, index) => {
			if (!is_near(index)) return hidden++;
			if (hidden) html.push(gap(hidden));
			hidden = 0;
			html.push(row(line));
		});
		if (hidden) html.push(gap(hidden));
		return html.join("");
	}

	function gap(count) {
		return `<tr class="kepu-changes-gap"><td colspan="2">${__("{0} lines unchanged", [count])}</td></tr>`;
	}

	function row(line) {
		return `<tr class="kepu-changes-${line.kind}">${side(line.before, "del")}${side(line.after, "ins")}</tr>`;
	}

	function side(parts, tag) {
		if (!parts) return `<td class="kepu-changes-none"></td>`;
		const html = parts.map(([text, differs]) =>
			differs ? `<${tag}>${kepu.escape(text)}</${tag}>` : kepu.escape(text)
		);
		return `<td>${html.join("")}</td>`;
	}

	/** Open a large dialog with a comparison; `intro` is HTML. */
	kepu.changes.show = function (title, intro, fields, before, after) {
		return open(title, intro + kepu.changes.as_html(fields, before, after));
	};

	function open(title, html) {
		const dialog = new frappe.ui.Dialog({ title, size: "extra-large" });
		dialog.$body.addClass("kepu-changes-dialog");
		$(dialog.body).html(html);
		dialog.show();
		return dialog;
	}

	/**
	 * Fetch what has changed since the document was last returned.
	 *
	 * @returns {Promise<{html: string}|null>} null if it never was.
	 */
	kepu.changes.since_return = async function (frm) {
		const args = { doctype: frm.doctype, name: frm.docname };
		const found = await kepu.call("kepu_app.review.api.changes_since_return", args);
		if (!found) return null;
		const who = __("Returned by {0} on {1}", [kepu.escape(found.full_name), frappe.datetime.str_to_user(found.at)]);
		const intro = `
			<p>${who}</p>
			<blockquote class="kepu-reason">${frappe.utils.replace_newlines(kepu.escape(found.reason))}</blockquote>`;
		return { html: intro + kepu.changes.as_html(found.fields, __("When Returned"), __("Now")) };
	};

	/** Show the same in a dialog. */
	kepu.changes.show_since_return = async function (frm) {
		const found = await kepu.changes.since_return(frm);
		if (!found) return frappe.msgprint(__("This document has not been returned yet."));
		open(__("Changes Since the Return"), found.html);
	};
})();
