// Add the nonce that the server's content security policy (kepu_app/overrides/desk_policy.py) requires to code loaded
// later. Only running code can read the nonce; injected markup cannot. Loaded before all bundles, since Frappe's load
// others at once, and after desk/overrides.js.

(function () {
	"use strict";

	const { nonce } = document.currentScript;

	/** Run code that Frappe has fetched from the server. */
	function run(code) {
		if (!code) return;
		const script = document.createElement("script");
		script.nonce = nonce;
		script.textContent = code;
		document.head.appendChild(script);
	}

	/** Show a workspace's block in a shadow DOM, isolated from the page's styles, and run its author's code. */
	function show_block(wrapper, html, css, code) {
		const host = document.createElement("div");
		wrapper.replaceChildren(host);
		const root = host.attachShadow({ mode: "open" });
		const link = document.createElement("link");
		link.rel = "stylesheet";
		link.href = frappe.assets.bundled_asset("desk.bundle.css");
		const style = document.createElement("style");
		style.textContent = css || "";
		const body = document.createElement("div");
		body.innerHTML = frappe.dom.remove_script_and_style(html);
		root.append(link, body, style);
		// eslint-disable-next-line no-new-func -- as Frappe does: an administrator wrote the code of the block
		if (code) new Function("root_element", code)(root);
	}

	window.frappe = window.frappe || {};
	kepu.override(
		"frappe.dom.eval",
		{ reason: "runs code by a script without the page's sign", comes: "at the start" },
		(_own, code) => run(code)
	);
	kepu.override(
		"frappe.create_shadow_element",
		{ reason: "runs a block's code by a script without the page's sign", comes: "at the start" },
		(_own, ...block) => show_block(...block)
	);
})();
