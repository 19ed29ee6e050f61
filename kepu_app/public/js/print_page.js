// Frappe's button PDF warns where wkhtmltopdf is missing or too old. The app's papers are not printed by it.

(function () {
	"use strict";

	const view = frappe.ui.form.PrintView.prototype;
	const is_wkhtmltopdf_valid = view.is_wkhtmltopdf_valid;

	view.is_wkhtmltopdf_valid = async function () {
		const { standard, module, kepu_paper } = this.get_print_format();
		const is_paper = standard === "Yes" ? module === "Kepu" : kepu_paper;
		if (!is_paper) await is_wkhtmltopdf_valid.call(this);
	};
})();
