// Filters from a link (a number card, a figure of a report) last for one visit of the list. Frappe stores them as if
// the user had set them: weeks later the list is still filtered, and documents seem lost.

(function () {
	"use strict";

	const reason = "keeps the filters of a link as if the user had set them";

	kepu.override("frappe.views.ListView.prototype.before_refresh", { reason }, async function (before_refresh) {
		// The router leaves an empty object if the URL has no filters.
		const comes_by_link = frappe.has_route_options() && Boolean(this.filter_area);
		if (comes_by_link) this.kepu_own_filters ??= own_filters(this);
		else if (this.kepu_own_filters && this.filter_area) await put_back(this);
		return before_refresh.call(this);
	});

	kepu.override("frappe.views.ListView.prototype.save_view_user_settings", { reason }, function (save, settings) {
		const { filters, ...others } = settings;
		return save.call(this, this.kepu_own_filters ? others : settings);
	});

	function own_filters(view) {
		const saved = view.view_user_settings.filters;
		return Array.isArray(saved) ? view.validate_filters(saved) : [];
	}

	async function put_back(view) {
		const filters = view.kepu_own_filters;
		view.kepu_own_filters = null;
		await view.filter_area.clear(false);
		if (filters.length) await view.filter_area.set(filters);
	}
})();
