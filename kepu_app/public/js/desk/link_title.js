// Set a link's value after its title is fetched. Frappe 15 fetches an unknown title later, and the link seems empty
// until then. In this race condition a list is fetched without the filter, and a removed filter comes back.

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

	// A read-only link that another one filled in shows the name until its title is fetched.
	const asked = new Map();

	kepu.override(
		"frappe.ui.form.ControlLink.prototype.set_disp_area",
		{ reason: "shows the number of a link whose title it does not know" },
		function (set_disp_area, value) {
			set_disp_area.call(this, value);
			const [name, doctype] = [this.value || value, this.df.options];
			const key = `${doctype}\n${name}`;
			// A dynamic link has its DocType in another field, and the app shows it beside its target.
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
