// Enable a button again when its action fails. Frappe does so only after success: after a refusal nobody could
// fill in what was missing and press it again.

(function () {
	"use strict";

	const reason = "leaves a button disabled for good when what it began was refused";

	kepu.override("frappe.ui.Page.prototype.btn_disable_enable", { reason }, (_own, button, response) => {
		if (!response?.then) return;
		const enable = () => button.prop("disabled", false);
		button.prop("disabled", true);
		response.then(enable, (error) => {
			enable();
			if (error instanceof Error) throw error; // refusals have been shown to the user
		});
	});
})();
