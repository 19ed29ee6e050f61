// The stamped scan of an approved summary. The form is read-only by then, so it has no field for it.

frappe.provide("kepu.stamped_scan");

(function () {
	"use strict";

	const APPROVED = "Approved";
	const FILE_TYPES = [".pdf", ".jpg", ".jpeg", ".png"];

	/** Add a button that attaches the scan, for users who may write the approved summary. */
	kepu.stamped_scan.add_button = function (frm) {
		const may_write = frappe.perm.has_perm(frm.doctype, 0, "write", frm.doc);
		if (frm.doc.workflow_state !== APPROVED || !may_write) return;
		const label = frm.doc.stamped_scan ? __("Replace the Stamped Scan") : __("Upload the Stamped Scan");
		frm.add_custom_button(label, () => upload(frm));
	};

	function upload(frm) {
		new frappe.ui.FileUploader({
			doctype: frm.doctype,
			docname: frm.docname,
			fieldname: "stamped_scan",
			allow_multiple: false,
			make_attachments_public: false,
			restrictions: { allowed_file_types: FILE_TYPES, max_number_of_files: 1 },
			on_success: (file) => keep(frm, file.file_url),
		});
	}

	// Frappe shows a refusal.
	async function keep(frm, file_url) {
		const args = { doctype: frm.doctype, name: frm.docname, fieldname: "stamped_scan", value: file_url };
		await frappe.call({ method: "frappe.client.set_value", args }).then(null, () => null);
		frm.reload_doc();
	}
})();
