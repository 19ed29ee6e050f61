// A link shows the title of its document. Frappe 15 asks for an unknown title only after the link has its
// value, and until then the link seems empty. A list filtered by it is fetched without the filter, and a
// filter that was removed meanwhile comes back with its title. Here the value waits for its title.

(function () {
	"use strict";

	kepu.override(
		"frappe.ui.form.ControlLink.prototype.validate_link_and_fetch",
		{ reason: "gives a link its value before it knows the title" },
		function (validate, value) {
			const checked = validate.call(this, value);
			return checked?.then ? checked.then((name) => with_title(this, name)) : checked;
		}
	);

	// A link that cannot be changed here, and was filled in by another one, shows the number until its title is there.
	const asked = new Map();

	kepu.override(
		"frappe.ui.form.ControlLink.prototype.set_disp_area",
		{ reason: "shows the number of a link whose title it does not know" },
		function (set_disp_area, value) {
			set_disp_area.call(this, value);
			const [name, doctype] = [this.value || value, this.df.options];
			const key = `${doctype}\n${name}`;
			// A dynamic link has its DocType in another field, and in the app stands beside what it leads to.
			if (!name || this.df.fieldtype !== "Link" || !this.is_title_link?.()) return;
			if (frappe.utils.get_link_title(doctype, name)) return;
			if (!asked.has(key)) asked.set(key, frappe.utils.fetch_link_title(doctype, name));
			asked.get(key).then((title) => title && set_disp_area.call(this, value));
		}
	);

	async function with_title(control, name) {
		const doctype = control.get_options();
		if (name && control.is_title_link() && !frappe.utils.get_link_title(doctype, name)) {
			await frappe.utils.fetch_link_title(doctype, name);
		}
		return name;
	}
})();
