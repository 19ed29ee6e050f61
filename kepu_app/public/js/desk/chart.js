// Charts are drawn at once. While one moves to its first shape, frappe-charts 2.0 cannot redraw it, as
// after a change of width or filter. It then removes a picture that is not in its place, and fails.

(function () {
	"use strict";

	kepu.override_class(
		"frappe.Chart",
		{ reason: "fails when it is drawn anew while it moves" },
		(Chart) =>
			class extends Chart {
				constructor(parent, options) {
					super(parent, { ...options, animate: 0, disableEntryAnimation: 1 });
				}
			}
	);
})();
