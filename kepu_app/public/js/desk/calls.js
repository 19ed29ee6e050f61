// Calls to endpoints whose promise is always settled. Frappe's never is after a lost connection or a response of
// 404, 500 or 502.

frappe.provide("kepu");

(function () {
	"use strict";

	// Milliseconds. Leaving a page aborts its calls; it is gone before they are rejected.
	const GRACE = 500;

	/**
	 * Call an endpoint.
	 * @returns {Promise} of its message; rejected, after the Desk has shown why, if it fails.
	 */
	kepu.call = (method, args, type) =>
		new Promise((resolve, reject) => {
			frappe.call({
				method,
				args,
				...(type ? { type } : {}),
				callback: ({ message }) => resolve(message),
				error: (answer) => reject(answer?.message),
				// Where Frappe calls neither callback; a settled promise stays as it is.
				always: () => setTimeout(reject, GRACE),
			});
		});
})();
