// A request that gets no answer fails. Frappe's frappe.xcall waits for good while there is no connection, and whatever
// waits for it does so, too: a mark that is saved after the one before, a button that is given back afterwards.

(function () {
	"use strict";

	const { xcall } = frappe;

	/** The reason of a request that never reached the site; of what the site refuses it tells the user itself. */
	const LOST = { is_lost: true };

	frappe.xcall = function (...given) {
		const { call } = frappe;
		let request;
		frappe.call = (...options) => (request = call.apply(frappe, options));
		let answer;
		try {
			answer = xcall.apply(this, given);
		} finally {
			frappe.call = call;
		}
		return new Promise((resolve, reject) => {
			const is_lost = () => !frappe.is_online() || request?.status === 0;
			const fail = (reason) => reject(is_lost() ? LOST : reason);
			answer.then(resolve, fail);
			request?.fail?.(() => fail()); // also where Frappe calls nobody back
			if (!frappe.is_online()) fail();
		});
	};
})();
