frappe.ui.form.on("Subject Assessment", {
	refresh: (frm) => kepu.marking.show(frm),
});
