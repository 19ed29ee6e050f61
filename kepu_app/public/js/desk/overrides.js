// All monkeypatches of Frappe's Desk go through `kepu.override`, with a reason: the counterpart of
// kepu_app/overrides/registry.py and replaced.py. `kepu.overrides` lists those declared on a page.
//
// The Desk's page loads this before all bundles, with page_policy.js. If that policy is switched off, it is in the
// app's own bundle.

window.kepu = window.kepu || {};

(function () {
	"use strict";

	if (kepu.override) return;

	/** Major versions of Frappe that were checked. */
	const READ_FOR = [15, 16];

	const [APPLIED, AWAITED, NOT_NEEDED, GONE] = ["applied", "awaited", "not needed", "gone"];
	const replaced_in = new WeakMap(); // declarations installed, by the object that holds the target

	/** Declarations on this page: target, reason, versions and state. */
	kepu.overrides = [];

	/**
	 * Override a function of Frappe; the override gets the original as its first argument.
	 *
	 * A missing target is reported in a dialog, since the gap that the override closes is open; the Desk goes on.
	 *
	 * @param {string|Array} target its path, such as "frappe.ui.Page.prototype.show"; for a single object
	 *   [object, "Page.show"].
	 * @param {object} declaration
	 * @param {string} declaration.reason the defect of Frappe's own.
	 * @param {number[]} [declaration.versions] major versions of Frappe that must have the target; other checked
	 *   versions do not need the override.
	 * @param {string} [declaration.comes] when Frappe sets a missing target: "at the start", by its bundles, or "later",
	 *   by a bundle loaded on demand. Without it the target has to exist.
	 * @param {Function} ours
	 */
	kepu.override = function (target, declaration, ours) {
		const taking_place_of = (own) =>
			function (...given) {
				return ours.call(this, own, ...given);
			};
		put_in(target, declaration, taking_place_of);
	};

	/** As `override`, for a class: `extend` returns the replacement of its argument. */
	kepu.override_class = (target, declaration, extend) => put_in(target, declaration, extend);

	function put_in(target, { reason, versions = READ_FOR, comes = "" }, wrap) {
		const [root, path] = Array.isArray(target) ? target : [null, target];
		const declared = declare({ target: path, reason, versions, comes });
		const parts = path.split(".");
		if (root) replace(root, parts.at(-1), declared, wrap);
		else if (comes) await_target(window, parts, (value) => take(value, declared, wrap));
		else replace(holder_of(parts), parts.at(-1), declared, wrap);
	}

	function declare(declaration) {
		const is_same = ({ target, reason }) => target === declaration.target && reason === declaration.reason;
		const known = kepu.overrides.find(is_same);
		if (!known) kepu.overrides.push({ ...declaration, state: AWAITED });
		return known || kepu.overrides.at(-1);
	}

	function holder_of(parts) {
		return parts.slice(0, -1).reduce((holder, part) => holder?.[part], window);
	}

	function replace(holder, name, declared, wrap) {
		const original = holder?.[name];
		if (typeof original !== "function") {
			refuse_gap(declared);
			return;
		}
		const others = replaced_in.get(holder) || [];
		if (others.includes(declared)) return;
		replaced_in.set(holder, [...others, declared]);
		holder[name] = take(original, declared, wrap);
	}

	function take(value, declared, wrap) {
		if (typeof value !== "function") return value;
		declared.state = APPLIED;
		return wrap(value);
	}

	// ------------------------------------------------------------------ targets that Frappe sets later

	function await_target(holder, [name, ...rest], on_set) {
		if (rest.length && holder[name]) await_target(holder[name], rest, on_set);
		else watch(holder, [name, ...rest], on_set);
	}

	/** Watch a path whose parts may be set again: Frappe creates "frappe.dom" empty before it fills it. */
	function watch(holder, [name, ...rest], on_set) {
		const accept = (value) => {
			if (!rest.length) return on_set(value);
			if (value) await_target(value, rest, on_set);
			return value;
		};
		let present = accept(holder[name]);
		Object.defineProperty(holder, name, {
			configurable: true,
			enumerable: true,
			get: () => present,
			set(value) {
				present = accept(value);
			},
		});
	}

	// All bundles of the page have run by then.
	document.addEventListener("DOMContentLoaded", () => {
		const missing = ({ comes, state }) => comes === "at the start" && state === AWAITED;
		kepu.overrides.filter(missing).forEach(refuse_gap);
	});

	// ------------------------------------------------------------------ missing targets

	function refuse_gap(declared) {
		const version = frappe.boot?.versions?.frappe;
		const main = parseInt(version, 10);
		if (READ_FOR.includes(main) && !declared.versions.includes(main)) {
			declared.state = NOT_NEEDED;
			return;
		}
		declared.state = GONE;
		const gone = new Error(
			`Frappe ${version} has no ${declared.target}, which kepu_app replaces, since it ${declared.reason}. ` +
				`Find what has taken its place, and name it where it is replaced by kepu.override.`
		);
		setTimeout(() => {
			throw gone; // asynchronously, so that the declaring script goes on
		});
		if (frappe.app) tell();
		else $(document).off("app_ready.kepu").one("app_ready.kepu", tell);
	}

	let dialog = null;

	function tell() {
		const targets = kepu.overrides.filter(({ state }) => state === GONE).map(({ target }) => `<li>${target}</li>`);
		const message = __(
			"This release of Frappe lacks what the app relies on. Please do not go on working, and tell your administrator:"
		);
		dialog ??= new frappe.ui.Dialog({
			title: __("The App Does Not Suit This Frappe"),
			indicator: "red",
			fields: [{ fieldname: "gone", fieldtype: "HTML" }],
		});
		dialog.keep_open = true; // when the first page is shown
		dialog.get_field("gone").$wrapper.html(`<p>${message}</p><ul>${targets.join("")}</ul>`);
		dialog.show();
	}
})();
