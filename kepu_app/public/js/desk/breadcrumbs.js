// Breadcrumbs show the title of documents with random names (a round, an assessor's sheet), as in Frappe 16. They
// translate the name of settings, which it does not.

(function () {
	"use strict";

	/** Frappe 16 shows every document's title, without what looks like a tag in it. */
	const BY_TITLE = "title-text-form";

	const reason = "calls settings by their English name, and what is named by chance by its name";

	kepu.override("frappe.breadcrumbs.set_form_breadcrumb", { reason }, function (set_breadcrumb, breadcrumbs, view) {
		set_breadcrumb.call(this, breadcrumbs, view);
		const last = this.$breadcrumbs.find("li:last a");
		const name = frappe.get_route().slice(2).join("/");
		const title = title_of(breadcrumbs.doctype, name, last.hasClass(BY_TITLE));
		if (title) last.text(title);
	});

	// Frappe 16 shows the name beside the form as well, to be copied.
	$(document).on("form-refresh", (_event, frm) => {
		if (frm.meta.issingle && (frappe.boot.kepu_doctypes || []).includes(frm.doctype))
			frm.$wrapper.find(".form-name-copy > span").text(__(frm.doctype));
	});

	function title_of(doctype, name, by_title) {
		if (!(frappe.boot.kepu_doctypes || []).includes(doctype)) return null;
		const { autoname, issingle, title_field } = frappe.get_meta(doctype) || {};
		if (issingle) return __(doctype);
		return (autoname === "hash" || by_title) && title_field ? frappe.get_doc(doctype, name)?.[title_field] : null;
	}
})();
