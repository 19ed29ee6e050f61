// Calls of the server that always come to an end. Frappe's own promise of a call is never settled after a
// lost connection or an answer of 404, 500 or 502. Whatever awaits it waits for good.

frappe.provide("kepu");

(function () {
	"use strict";

	// Milliseconds. Whoever leaves a page ends its calls, too; it is gone before anything fails in it.
	const GRACE = 500;

	/**
	 * Calls a method of the server.
	 * @returns {Promise} of its message; rejected, after the Desk has said why, when there is none.
	 */
	kepu.call = (method, args, type) =>
		new Promise((resolve, reject) => {
			frappe.call({
				method,
				args,
				...(type ? { type } : {}),
				callback: ({ message }) => resolve(message),
				error: (answer) => reject(answer?.message),
				// Where Frappe tells neither of them; by then a promise that is settled stays as it is.
				always: () => setTimeout(reject, GRACE),
			});
		});
})();
