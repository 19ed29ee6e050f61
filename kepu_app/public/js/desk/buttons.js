// A button is disabled while what it began is under way. Frappe gives it back when that went well, and leaves it
// disabled for good when it was refused: whoever had to fill in something first could not press it again.

(function () {
	"use strict";

	frappe.ui.Page.prototype.btn_disable_enable = function (button, response) {
		if (!response?.then) return;
		const enable = () => button.prop("disabled", false);
		button.prop("disabled", true);
		response.then(enable, (reason) => {
			enable();
			if (reason instanceof Error) throw reason; // of what the site refuses it has told the user
		});
	};
})();
