// Unsaved input survives a closed browser. It is kept in localStorage, for this user only, until saving or logging
// out, and offered when the document is opened again.

frappe.provide("kepu.draft");

(function () {
	"use strict";

	const PREFIX = "kepu-draft:";
	const DAYS_KEPT = 30;
	const PAUSE = 800;

	const own_prefix = () => `${PREFIX}${frappe.session.user}:`;
	const key_of = (doctype, name) => `${own_prefix()}${doctype}:${name}`;

	/** Start to keep a form's input, debounced. */
	kepu.draft.watch = function (frm) {
		if (frm.kepu_draft_is_watched) return;
		frm.kepu_draft_is_watched = true;
		const store_soon = frappe.utils.debounce(() => store(frm), PAUSE);
		frm.$wrapper.on("input.kepu change.kepu dirty.kepu", store_soon);
		window.addEventListener("pagehide", () => store(frm));
	};

	/** Offer an earlier visit's draft, if it differs from the document. */
	kepu.draft.offer = function (frm) {
		place(frm).remove();
		const found = find(frm);
		if (!found) return;
		if (is_same(found.draft.values, content(frm))) {
			if (!frm.is_dirty()) localStorage.removeItem(found.key);
			return;
		}
		show_offer(frm, found);
	};

	/** Delete the draft after the document was saved. */
	kepu.draft.forget = function (frm) {
		if (frm.kepu_draft_key) localStorage.removeItem(frm.kepu_draft_key);
		localStorage.removeItem(key_of(frm.doctype, frm.docname));
		frm.kepu_draft_key = null;
		place(frm).remove();
	};

	// ------------------------------------------------------------------ keeping

	function store(frm) {
		const typed = typed_now(frm);
		if (!frm.doc || (!frm.is_dirty() && !typed)) return;
		const key = key_of(frm.doctype, frm.docname);
		const draft = { at: Date.now(), modified: frm.doc.modified || null, values: content(frm, typed) };
		try {
			localStorage.setItem(key, JSON.stringify(draft));
			frm.kepu_draft_key = key;
		} catch (error) {
			tell_once(error);
		}
	}

	let was_told = false;

	function tell_once(error) {
		console.warn(error);
		if (was_told) return;
		was_told = true;
		const message = __("This browser has no room left to keep what you type. Please save often.");
		frappe.show_alert({ message, indicator: "orange" });
	}

	// The focused field may hold input that is not in the document yet.
	function typed_now(frm) {
		const control = document.activeElement?.closest?.(".frappe-control")?.fieldobj;
		if (control?.frm !== frm || !takes_input(control)) return null;
		const value = control.get_input_value();
		return value === (control.doc[control.df.fieldname] ?? "") ? null : { control, value };
	}

	function takes_input({ doc, get_input_value, $input }) {
		return Boolean(doc && get_input_value && $input);
	}

	function content(frm, typed) {
		const values = {};
		for (const df of frm.meta.fields.filter(is_entered)) {
			const is_table = frappe.model.table_fields.includes(df.fieldtype);
			values[df.fieldname] = is_table
				? (frm.doc[df.fieldname] || []).map((row) => row_content(row, typed))
				: value_of(frm.doc, df.fieldname, typed);
		}
		return values;
	}

	function row_content(row, typed) {
		const fields = frappe.get_meta(row.doctype).fields.filter((df) => frappe.model.is_value_type(df));
		const values = fields.map((df) => [df.fieldname, value_of(row, df.fieldname, typed)]);
		return Object.fromEntries([["name", row.name], ...values]);
	}

	function value_of(doc, fieldname, typed) {
		const is_typed_here = typed?.control.doc?.name === doc.name && typed.control.df.fieldname === fieldname;
		return (is_typed_here ? typed.value : doc[fieldname]) ?? "";
	}

	function is_entered(df) {
		const is_content = frappe.model.is_value_type(df) || frappe.model.table_fields.includes(df.fieldtype);
		return is_content && !df.hidden && !df.read_only && !df.is_virtual;
	}

	// ------------------------------------------------------------------ offering

	function find(frm) {
		const keys = frm.is_new() ? keys_of_new(frm) : [key_of(frm.doctype, frm.docname)];
		const drafts = keys.map((key) => ({ key, draft: read(key) })).filter(({ draft }) => draft);
		return drafts.sort((a, b) => b.draft.at - a.draft.at)[0];
	}

	function keys_of_new(frm) {
		const prefix = key_of(frm.doctype, `new-${frappe.router.slug(frm.doctype)}`);
		const open_elsewhere = (key) => locals[frm.doctype]?.[key.slice(key_of(frm.doctype, "").length)];
		const own = key_of(frm.doctype, frm.docname);
		return Object.keys(localStorage).filter(
			(key) => key.startsWith(prefix) && (key === own || !open_elsewhere(key))
		);
	}

	function read(key) {
		const text = localStorage.getItem(key);
		if (!text) return null;
		try {
			return JSON.parse(text);
		} catch (error) {
			console.warn(key, error);
			localStorage.removeItem(key);
			return null;
		}
	}

	// Ignore names: an unsaved row's differs each time.
	function is_same(one, other) {
		const nameless = (values) => JSON.stringify(values, (key, value) => (key === "name" ? undefined : value));
		return nameless({ ...other, ...one }) === nameless(other);
	}

	function show_offer(frm, { key, draft }) {
		const is_editable = frm.perm[0]?.write && !frm.read_only && frm.doc.docstatus === 0;
		const $offer = $(`
			<div class="kepu-draft kepu-note kepu-note-orange" role="status">
				<div>${kepu.escape(describe(frm, draft, is_editable))}</div>
				<div class="kepu-draft-buttons">
					${is_editable ? button("restore", __("Put It Back")) : ""}
					${frm.is_new() ? "" : button("compare", __("Compare"))}
					${button("discard", __("Discard"))}
				</div>
			</div>`).prependTo(frm.layout.wrapper);
		$offer.on("click", "[data-do=restore]", () => restore(frm, draft));
		$offer.on("click", "[data-do=compare]", () => compare(frm, draft));
		$offer.on("click", "[data-do=discard]", () => discard(frm, key));
	}

	function button(what, label) {
		return `<button type="button" class="btn btn-default btn-sm" data-do="${what}">${label}</button>`;
	}

	function describe(frm, draft, is_editable) {
		const at = frappe.datetime.str_to_user(moment(draft.at).format("YYYY-MM-DD HH:mm:ss"));
		const found = __("Text that you typed on {0} was not saved.", [at]);
		if (!is_editable) return `${found} ${__("The document can no longer be edited by you.")}`;
		if (frm.is_new() || draft.modified === frm.doc.modified) return found;
		const by = frappe.user.full_name(frm.doc.modified_by);
		return `${found} ${__("Since then the document was changed by {0}; compare before you put it back.", [by])}`;
	}

	async function compare(frm, draft) {
		const args = { doctype: frm.doctype, name: frm.docname, content: JSON.stringify(draft.values) };
		const fields = await kepu.call("kepu_app.review.api.compare_with", args);
		kepu.changes.show(__("Not Saved"), "", fields, __("Stored"), __("Typed and Not Saved"));
	}

	function discard(frm, key) {
		frappe.confirm(__("Discard the text that was not saved?"), () => {
			localStorage.removeItem(key);
			place(frm).remove();
		});
	}

	function place(frm) {
		return frm.layout.wrapper.children(".kepu-draft");
	}

	// ------------------------------------------------------------------ restoring

	async function restore(frm, draft) {
		for (const df of frm.meta.fields.filter(is_entered)) {
			const value = draft.values[df.fieldname];
			if (value === undefined) continue;
			if (frappe.model.table_fields.includes(df.fieldtype)) restore_rows(frm, df, value);
			else if (value !== (frm.doc[df.fieldname] ?? "")) await frm.set_value(df.fieldname, value);
		}
		frm.dirty();
		frm.refresh_fields();
		frm.kepu_sections?.refresh();
		place(frm).remove();
	}

	function restore_rows(frm, df, rows) {
		const present = new Map((frm.doc[df.fieldname] || []).map((row) => [row.name, row]));
		frm.doc[df.fieldname] = [];
		rows.forEach(({ name, ...values }, index) => {
			const row = present.get(name);
			if (row) frm.doc[df.fieldname].push(row);
			present.delete(name);
			Object.assign(row || frm.add_child(df.fieldname), values, { idx: index + 1 });
		});
		for (const row of present.values()) delete locals[row.doctype][row.name];
	}

	// ------------------------------------------------------------------ other users, logging out

	function clean_up() {
		const oldest = Date.now() - DAYS_KEPT * 24 * 60 * 60 * 1000;
		for (const key of all_keys()) {
			if (!key.startsWith(own_prefix()) || (read(key)?.at ?? 0) < oldest) localStorage.removeItem(key);
		}
	}

	function all_keys() {
		return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
	}

	function guard_logout() {
		const reason = "leaves in the browser what was typed";
		kepu.override("frappe.Application.prototype.logout", { reason }, function (logout) {
			const forget_and_leave = () => {
				all_keys().forEach((key) => localStorage.removeItem(key));
				return logout.call(this);
			};
			if (!all_keys().length) return logout.call(this);
			const question = __("Some of what you typed is not saved. Signing out removes it from this browser.");
			return frappe.confirm(`${question} ${__("Sign out?")}`, forget_and_leave);
		});
	}

	guard_logout();
	$(document).on("app_ready", clean_up);
})();
