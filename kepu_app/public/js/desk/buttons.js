// A button is disabled while what it began is under way. Frappe enables it again after success
// alone: after a refusal nobody could fill in what was missing and press it again.

(function () {
	"use strict";

	const reason = "leaves a button disabled for good when what it began was refused";

	kepu.override("frappe.ui.Page.prototype.btn_disable_enable", { reason }, (_own, button, response) => {
		if (!response?.then) return;
		const enable = () => button.prop("disabled", false);
		button.prop("disabled", true);
		response.then(enable, (error) => {
			enable();
			if (error instanceof Error) throw error; // of what the site refuses it has told the user
		});
	});
})();
