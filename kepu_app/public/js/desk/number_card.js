// A number card of ours may say something in words, such as that the deadline is past, where Frappe's needs digits.

(function () {
	"use strict";

	const card = frappe.widget?.widget_factory?.number_card?.prototype;
	if (!card) return;
	const get_number = card.get_number_for_custom_card;

	card.get_number_for_custom_card = function (answer) {
		if (!answer?.text) return get_number.call(this, answer);
		this.number = answer.value;
		this.formatted_number = kepu.escape(answer.text);
	};
})();
