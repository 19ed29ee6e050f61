// Copy the national criteria into a province's refinement.
frappe.ui.form.on("Evaluation Standard", {
	setup(frm) {
		frm.set_query("refines", () => ({ filters: { province: ["is", "not set"], active: 1 } }));
	},

	refresh(frm) {
		if (!frm.perm[0]?.write || !frm.doc.province || !frm.doc.refines) return;
		frm.add_custom_button(__("Take Over the National Criteria"), () => ask_and_take_over(frm));
	},

	province: (frm) => frm.trigger("refresh"),

	async refines(frm) {
		if (frm.doc.refines && !has_criteria(frm)) await take_over(frm);
		frm.trigger("refresh");
	},
});

function has_criteria(frm) {
	return (frm.doc.criteria || []).some((row) => row.number || row.title);
}

function ask_and_take_over(frm) {
	if (!has_criteria(frm)) return take_over(frm);
	frappe.confirm(__("Replace the criteria of this standard with the national ones?"), () => take_over(frm));
}

async function take_over(frm) {
	const national = await frappe.model.with_doc("Evaluation Standard", frm.doc.refines);
	frm.clear_table("criteria");
	const columns = frappe.get_meta("Standard Criterion").fields.filter((df) => frappe.model.is_value_type(df));
	for (const row of national.criteria) {
		const values = columns.map(({ fieldname }) => [fieldname, row[fieldname]]);
		frm.add_child("criteria", Object.fromEntries(values));
	}
	frm.dirty();
	frm.refresh_field("criteria");
}
