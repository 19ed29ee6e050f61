// Frappe calls the counters of a template's loops by three random letters. A template with a counter called
// "new" or "for" does not compile, and its form stays half drawn: once in some hundred visits.

(function () {
	"use strict";

	const NO_NAMES = ["for", "let", "new", "obj", "try", "var"];
	/** Random letters that a variable may be called by. */
	const reason = "calls a counter of a template by a word of the language";
	kepu.override("frappe.utils.get_random", { reason }, function (get_random, length) {
		let text;
		do {
			text = get_random.call(this, length);
		} while (NO_NAMES.includes(text));
		return text;
	});
})();
