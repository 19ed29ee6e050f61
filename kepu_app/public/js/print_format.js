// Offer a copy of a shipped print format instead of editing it.

frappe.ui.form.on("Print Format", {
	refresh(frm) {
		const { standard, module, name } = frm.doc;
		if (standard !== "Yes" || module !== "Kepu" || !frappe.model.can_create("Print Format")) return;
		frm.add_custom_button(__("Make an Own Copy"), async () => {
			const copy = await kepu.call("kepu_app.printing.api.make_copy", { paper: name });
			frappe.set_route("Form", "Print Format", copy);
		});
	},
});
