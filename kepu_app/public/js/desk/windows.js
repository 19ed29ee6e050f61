// Race condition: Bootstrap ignores closing a dialog while it opens, so close it once it is open. Else a small
// file, uploaded at once, would leave the dialog open.

(function () {
	"use strict";

	function is_opening(dialog) {
		const modal = dialog.$wrapper.data("bs.modal");
		return Boolean(modal?._isShown && modal._isTransitioning);
	}

	const reason = "leaves a window over the page that is told to close while it still opens";

	kepu.override("frappe.ui.Dialog.prototype.hide", { reason }, function (hide) {
		if (!is_opening(this)) return hide.call(this);
		this.$wrapper.off("shown.bs.modal.kepu").one("shown.bs.modal.kepu", () => hide.call(this));
		this.is_visible = false;
	});

	kepu.override("frappe.ui.Dialog.prototype.show", { reason }, function (show) {
		this.$wrapper.off("shown.bs.modal.kepu");
		return show.call(this);
	});
})();
