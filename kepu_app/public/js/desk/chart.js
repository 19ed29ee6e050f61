// Draw charts without animation. During the first animation frappe-charts 2.0 cannot redraw, as after a change of
// width or filter. It removes an element that is not where it expects it, and fails.

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
