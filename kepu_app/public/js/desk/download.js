// Downloads of generated files. A refusal is a message of the Desk, not a page of Frappe's in a new window.

frappe.provide("kepu.download");

(function () {
	"use strict";

	const MOST_IN_MEMORY = 100 << 20;

	/**
	 * Download a file from a GET endpoint.
	 *
	 * @param {string} method - its path.
	 * @param {object} args - undefined and null are left out.
	 * @returns {Promise<boolean>} whether it succeeded; if not, the reason has been shown.
	 */
	kepu.download.get = async function (method, args = {}) {
		const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
		const address = `/api/method/${method}?${new URLSearchParams(given)}`;
		const stop = new AbortController();
		frappe.dom.freeze(__("Preparing the file"));
		try {
			const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: stop.signal });
			if (!answer.ok) return show_refusal(await answer.text());
			const size = Number(answer.headers.get("Content-Length"));
			if (size && size < MOST_IN_MEMORY) keep(URL.createObjectURL(await answer.blob()), name_of(answer));
			else {
				stop.abort(); // a large one, streamed: the browser itself writes it to disk
				keep(address, "");
			}
			return true;
		} finally {
			frappe.dom.unfreeze();
		}
	};

	function name_of(answer) {
		const name = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get("Content-Disposition") || "");
		return name ? decodeURIComponent(name[1]) : "";
	}

	function keep(address, name) {
		const link = document.createElement("a");
		Object.assign(link, { href: address, download: name });
		document.body.append(link);
		link.click();
		link.remove();
	}

	function show_refusal(text) {
		let told = [];
		try {
			told = JSON.parse(JSON.parse(text)._server_messages || "[]").map((each) => JSON.parse(each).message);
		} catch {
			// A proxy's response is not JSON; the sentence below suffices.
		}
		const message = told.join("<br>") || __("The file could not be made. Please try again later.");
		frappe.msgprint({ title: __("No File"), indicator: "orange", message });
		return false;
	}
})();
