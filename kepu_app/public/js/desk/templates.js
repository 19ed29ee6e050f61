// Frappe names the loop counters of a template by three random letters. One named "new" or "for" does not compile,
// and the form stays half rendered: once in some hundred visits.

(function () {
	"use strict";

	const NO_NAMES = ["for", "let", "new", "obj", "try", "var"];
	/** Return random letters that are valid as a variable name. */
	const reason = "calls a counter of a template by a word of the language";
	kepu.override("frappe.utils.get_random", { reason }, function (get_random, length) {
		let text;
		do {
			text = get_random.call(this, length);
		} while (NO_NAMES.includes(text));
		return text;
	});
})();
