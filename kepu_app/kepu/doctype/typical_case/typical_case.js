kepu.form.setup("Typical Case");

frappe.ui.form.on("Typical Case", {
	setup(frm) {
		frm.set_query("county", () => ({ filters: { active: 1 } }));
		frm.get_field("title").$wrapper.removeClass("input-max-width");
	},

	refresh(frm) {
		show_cycle(frm);
		kepu.intake.add_button(frm);
	},

	cycle(frm) {
		show_cycle(frm);
	},
});

function show_cycle(frm) {
	kepu.form.with_cycle(frm, (facts) => {
		kepu.length.watch_field(frm, "text", facts.limits["Typical Case"], facts.measure);
		kepu.form.fit_areas(frm, "text");
		kepu.headings.watch_field(frm, "text", "title");
		kepu.remarks.refresh(frm);
		offer_topics(frm, facts.topics);
	});
}

// Users choose a topic by name; its code is stored.
function offer_topics(frm, topics) {
	const names = new Map(topics.map((topic) => [topic.value, topic.label]));
	const name_of = (code) => (names.has(code) ? kepu.escape(names.get(code)) : code);
	frappe.meta.docfield_map["Typical Case"].topic.formatter = name_of;
	frappe.meta.get_docfield("Typical Case", "topic", frm.docname).formatter = name_of;
	const field = frm.get_field("topic");
	field.df.options = topics;
	if (field.$input) field.set_data(topics);
	frm.toggle_display("topic_name", false);
	frm.refresh_field("topic");
}
