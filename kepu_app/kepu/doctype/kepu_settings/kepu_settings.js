// Buttons from which an administrator changes the printed papers.

const PAPERS = ["Annual Summary", "Case Book", "Nominee List"];

frappe.ui.form.on("Kepu Settings", {
	refresh(frm) {
		kepu.messages.add_buttons(frm);
		for (const paper of PAPERS) {
			add_template_button(frm, paper);
			if (frappe.model.can_create("Print Format")) add_copy_button(frm, paper);
		}
	},
});

// Download the shipped Word template, to be changed and uploaded in its field.
function add_template_button(frm, paper) {
	const download = () => kepu.download.get("kepu_app.printing.api.download_word_template", { paper });
	frm.add_custom_button(__(paper), download, __("Shipped Word Templates"));
}

// Copy the shipped print format and open the copy for editing.
function add_copy_button(frm, paper) {
	const make_copy = async () => {
		const copy = await kepu.call("kepu_app.printing.api.make_copy", { paper });
		frappe.set_route("Form", "Print Format", copy);
	};
	frm.add_custom_button(__(paper), make_copy, __("Own Print Format"));
}
