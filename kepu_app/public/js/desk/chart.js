// Charts are drawn at once. While one moves to its first shape, frappe-charts 2.0 cannot draw it anew, as it has to
// when the window changes its width: it then takes away a picture that is not in its place, and fails.

(function () {
	"use strict";

	const make_chart = frappe.utils.make_chart;

	frappe.utils.make_chart = function (wrapper, options = {}) {
		return make_chart.call(this, wrapper, { animate: 0, disableEntryAnimation: 1, ...options });
	};
})();
