// Frappe's button PDF warns if wkhtmltopdf is missing or too old, which the app's papers do not use.

(function () {
	"use strict";

	const reason = "warns of a program that does not print the app's papers";

	kepu.override("frappe.ui.form.PrintView.prototype.is_wkhtmltopdf_valid", { reason }, async function (warn) {
		const { standard, module, kepu_paper } = this.get_print_format();
		const is_paper = standard === "Yes" ? module === "Kepu" : kepu_paper;
		if (!is_paper) await warn.call(this);
	});
})();
