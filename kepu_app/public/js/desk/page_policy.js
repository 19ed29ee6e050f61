// What the server's policy (kepu_app/overrides/desk_policy.py) asks of scripts that the page loads later: they bear the
// page's sign. Only code that runs already can read it, so that a text in a page cannot.

(function () {
	"use strict";

	const { nonce } = document.querySelector("script[nonce]") || {};
	if (!nonce) return;

	/** What Frappe has fetched from the server as code is run as such. */
	frappe.dom.eval = function (code) {
		if (!code) return;
		const script = document.createElement("script");
		script.nonce = nonce;
		script.textContent = code;
		document.head.appendChild(script);
	};

	const { create_shadow_element } = frappe;

	/** The code of a block that whoever rules the site has put on a workspace. */
	frappe.create_shadow_element = function (wrapper, html, css, js) {
		create_shadow_element.call(this, wrapper, html, css, "");
		const root = wrapper.firstElementChild?.shadowRoot;
		if (root && js) new Function("root_element", js)(root);
	};
})();
