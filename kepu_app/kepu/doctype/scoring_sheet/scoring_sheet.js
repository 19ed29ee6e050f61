// 评分表: ready-made items by one click, and versions.
frappe.ui.form.on("Scoring Sheet", {
	setup(frm) {
		frm.set_query("standard", () => ({ filters: { active: 1 } }));
	},

	onload: (frm) => kepu.rounds.preset(frm),

	refresh(frm) {
		kepu.rounds.explain_province(frm);
		if (!frm.perm[0]?.write) return;
		const label = {
			"County Reports": __("Items from the Evaluation Standard"),
			"Typical Cases": __("Items from What the Notice Asks of Cases"),
			"Speaker Nominees": __("Items from the Five Qualities"),
		}[frm.doc.about];
		frm.add_custom_button(label, () => ask_and_fill(frm));
		if (!frm.is_new()) frm.add_custom_button(__("New Version"), () => make_version(frm));
	},

	about: (frm) => frm.refresh(),
});

// The server numbers the items on save; the form shows these numbers in advance.
frappe.ui.form.on("Scoring Item", {
	items_add: number_items,
	items_remove: number_items,
	items_move: number_items,
});

function number_items(frm) {
	frm.doc.items.forEach((row, index) => (row.number = index + 1));
	frm.refresh_field("items");
}

function ask_and_fill(frm) {
	const has_items = (frm.doc.items || []).some((row) => row.item);
	if (!has_items) return fill(frm);
	frappe.confirm(__("Replace the items of this sheet?"), () => fill(frm));
}

async function fill(frm) {
	const { about, standard } = frm.doc;
	const found = await kepu.call(
		"kepu_app.assessment.api.ready_made_items",
		{ about, standard: standard || "" },
		"GET"
	);
	await frm.set_value({ ...found.rules, ...(found.standard ? { standard: found.standard } : {}) });
	frm.clear_table("items");
	for (const row of found.items) frm.add_child("items", row);
	frm.dirty();
	frm.refresh_field("items");
}

async function make_version(frm) {
	const name = await kepu.call("kepu_app.assessment.api.new_version", { sheet: frm.docname });
	frappe.set_route("Form", "Scoring Sheet", name);
}
