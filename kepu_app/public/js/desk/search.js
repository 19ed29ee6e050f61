// Add the app's documents that the user may read to the Desk's global search.

(function () {
	"use strict";

	const FIND = "kepu_app.desk.api.find";
	const FIRST = 200; // before what Frappe offers
	kepu.override(
		"frappe.search.AwesomeBar.prototype.make_global_search",
		{ reason: "finds no documents of the app by what they say" },
		function (make_global_search, text) {
			make_global_search.call(this, text);
			if (text.charAt(0) !== "#") add_found(this, text);
		}
	);

	async function add_found(search, text) {
		search.kepu_text = text;
		const rows = await kepu.call(FIND, { text });
		if (search.kepu_text !== text) return; // the input changed meanwhile
		search.options = [...rows.map(option), ...search.options];
		search.awesomplete.list = search.deduplicate(search.options);
	}

	function option({ doctype, name, title, note }, index) {
		return {
			label: `<b>${kepu.escape(title)}</b> <span class="text-muted">${kepu.escape(note)}</span>`,
			value: `${title} ${note} ${name}`,
			route: ["Form", doctype, name],
			index: FIRST - index,
		};
	}
})();
