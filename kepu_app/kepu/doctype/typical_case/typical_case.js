kepu.form.setup("Typical Case");

frappe.ui.form.on("Typical Case", {
	setup(frm) {
		frm.set_query("county", () => ({ filters: { active: 1 } }));
	},

	refresh(frm) {
		show_cycle(frm);
	},

	cycle(frm) {
		show_cycle(frm);
	},
});

function show_cycle(frm) {
	kepu.form.with_cycle(frm, (facts) => {
		kepu.length.watch_field(frm, "text", facts.limits["Typical Case"], facts.measure);
		kepu.form.fit_areas(frm, "text");
		offer_topics(frm, facts.topics);
	});
}

// People choose a topic by its name; what is kept is its code.
function offer_topics(frm, topics) {
	const names = new Map(topics.map((topic) => [topic.value, topic.label]));
	const standard = frappe.meta.docfield_map["Typical Case"].topic;
	standard.formatter = (code) => frappe.utils.escape_html(names.get(code) || "") || code;
	frm.set_df_property("topic", "options", topics);
	frm.toggle_display("topic_name", false);
	frm.refresh_field("topic");
}
