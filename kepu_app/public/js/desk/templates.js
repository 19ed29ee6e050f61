// Frappe calls the counters of a template's loops by three random letters. A template with a counter called "new" or
// "for" does not compile, and the form that needs it stays half drawn: once in some hundred visits.

(function () {
	"use strict";

	const NO_NAMES = ["for", "let", "new", "obj", "try", "var"];
	const { get_random } = frappe.utils;

	/** Random letters that a variable may be called by. */
	frappe.utils.get_random = function (length) {
		let text;
		do {
			text = get_random.call(this, length);
		} while (NO_NAMES.includes(text));
		return text;
	};
})();
