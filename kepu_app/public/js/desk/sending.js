// Sending a submission: a preview first, then the user confirms.

frappe.provide("kepu.sending");

(function () {
	"use strict";

	const API = "kepu_app.packages.api";

	/** Show the dialog before a submission is sent, with the optional mail. */
	kepu.sending.ask = async function (frm) {
		const preview = await kepu.call(`${API}.preview_mail`, { submission: frm.docname });
		const sendable = !preview.missing_scans.length || preview.scans_follow_on_paper;
		const dialog = new frappe.ui.Dialog({
			title: __("Send to CAST"),
			size: "large",
			fields: sendable ? fields(preview) : [{ fieldtype: "HTML", options: obstacles(preview) }],
			primary_action_label: sendable ? kepu.actions.label("Send") : null,
			primary_action: sendable ? (values) => send(frm, dialog, values) : null,
		});
		dialog.show();
	};

	function fields(preview) {
		const { attachment, recipient, has_account } = preview;
		return [
			{ fieldtype: "HTML", options: obstacles(preview) },
			{
				fieldname: "with_mail",
				fieldtype: "Check",
				label: __("Mail it to {0} too", [recipient]),
				default: has_account ? 1 : 0,
				read_only: has_account ? 0 : 1,
				description: has_account
					? ""
					: __("There is no outgoing mail account; CAST finds the submission in the system."),
			},
			{
				fieldname: "subject",
				fieldtype: "Data",
				label: __("Subject"),
				default: preview.subject,
				depends_on: "with_mail",
			},
			{
				fieldname: "message",
				fieldtype: "Text Editor",
				label: __("Message"),
				default: preview.message,
				depends_on: "with_mail",
			},
			{ fieldtype: "HTML", options: attachment_html(attachment), depends_on: "with_mail" },
		];
	}

	function obstacles({ missing_scans, scans_follow_on_paper }) {
		if (!missing_scans.length) return "";
		const papers = missing_scans.map(
			(each) => `<li>${kepu.escape(`${__(each.paper)} ${each.county_name || ""}`)}</li>`
		);
		const text = scans_follow_on_paper
			? __("These stamped papers follow by post:")
			: __("These stamped scans are missing; the submission cannot be sent without them:");
		return `<p>${text}</p><ul>${papers.join("")}</ul>`;
	}

	function attachment_html({ file_name, size, as_link, sha256 }) {
		const how = as_link ? __("as a link for users who log in") : __("attached");
		const name = `${kepu.escape(file_name)} (${frappe.form.formatters.FileSize(size)}, ${how})`;
		return `<p class="text-muted">${name}<br>SHA-256: <code>${kepu.escape(sha256)}</code></p>`;
	}

	async function send(frm, dialog, { with_mail, subject, message }) {
		dialog.disable_primary_action();
		const args = {
			submission: frm.docname,
			seen: frm.doc.modified,
			with_mail: Boolean(with_mail),
			subject: subject || "",
			message: message || "",
		};
		try {
			const answer = await kepu.actions.call(frm, { method: `${API}.send`, args });
			if (!answer?.message) return;
			dialog.hide();
			frm.reload_doc();
		} finally {
			dialog.enable_primary_action();
		}
	}
})();
