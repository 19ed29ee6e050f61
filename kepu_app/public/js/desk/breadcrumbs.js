// What Frappe names by chance (a round of assessment, one assessor's sheet) is called by its title above the form, too,
// as Frappe 16 does by itself; and settings by their name in the user's language, which it does not.

(function () {
	"use strict";

	const { set_form_breadcrumb } = frappe.breadcrumbs;

	frappe.breadcrumbs.set_form_breadcrumb = function (breadcrumbs, view) {
		set_form_breadcrumb.call(this, breadcrumbs, view);
		const title = title_of(breadcrumbs.doctype, frappe.get_route().slice(2).join("/"));
		if (title) this.$breadcrumbs.find("li:last a").text(title);
	};

	function title_of(doctype, name) {
		if (!(frappe.boot.kepu_doctypes || []).includes(doctype)) return null;
		const { autoname, issingle, title_field } = frappe.get_meta(doctype) || {};
		if (issingle) return __(doctype);
		return autoname === "hash" && title_field ? frappe.get_doc(doctype, name)?.[title_field] : null;
	}
})();
