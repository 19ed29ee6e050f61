// Our number cards may show text, such as that the deadline is past, where Frappe's need digits.

(function () {
	"use strict";

	kepu.override(
		"frappe.widget.widget_factory.number_card.prototype.get_number_for_custom_card",
		{ reason: "takes digits only" },
		function (get_number, answer) {
			if (!answer?.text) return get_number.call(this, answer);
			this.number = answer.value;
			this.formatted_number = kepu.escape(answer.text);
		}
	);
})();
