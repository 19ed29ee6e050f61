// Frappe loads a workflow once more together with the DocType that it is for. The form would go on showing the
// rows that were there before, and what is changed in them would not be saved.

frappe.ui.form.on("Workflow", {
	async refresh(frm) {
		if (frm.is_new() || !frm.doc.document_type) return;
		await frappe.model.with_doctype(frm.doc.document_type);
		if (frm.doc !== frappe.get_doc(frm.doctype, frm.docname)) frm.refresh();
	},
});
