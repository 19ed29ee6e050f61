// Frappe reloads a workflow together with its DocType. The form would keep showing the earlier rows, and changes in
// them would not be saved.

frappe.ui.form.on("Workflow", {
	async refresh(frm) {
		if (frm.is_new() || !frm.doc.document_type) return;
		await frappe.model.with_doctype(frm.doc.document_type);
		if (frm.doc !== frappe.get_doc(frm.doctype, frm.docname)) frm.refresh();
	},
});
