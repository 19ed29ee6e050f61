// Workflow actions on all documents that are ticked in a list, with one reason, and a table of what became of each.

frappe.provide("kepu.bulk");

(function () {
	"use strict";

	const API = "kepu_app.review.bulk";
	const EVENT = "kepu_bulk_action";
	const POLL = 2000;
	const escape = (text) => frappe.utils.escape_html(String(text ?? ""));

	/** Adds an action for each step that asks for a reason; Frappe's own list actions have no place for one. */
	kepu.bulk.setup = function (list) {
		const workflow = frappe.get_list("Workflow", { document_type: list.doctype })[0];
		const steps = (workflow?.transitions || []).filter(
			(row) => row.kepu_needs_reason && frappe.user_roles.includes(row.allowed)
		);
		for (const action of new Set(steps.map((row) => row.action))) {
			list.page.add_actions_menu_item(__("{0} with a Reason", [__(action)]), () => ask(list, action), true);
		}
	};

	async function ask(list, action) {
		const names = list.get_checked_items(true);
		const phrases = await kepu.actions.phrases();
		const dialog = kepu.actions.reason_dialog(action, phrases, (reason) => {
			dialog.hide();
			kepu.bulk.start(list, names, action, reason);
		});
		dialog.show();
	}

	/** Starts a run and shows its progress until the last document. */
	kepu.bulk.start = async function (list, names, action, reason) {
		const key = await frappe.xcall(`${API}.start`, { doctype: list.doctype, names, action, reason });
		follow(list, key, action);
	};

	function follow(list, key, action) {
		const dialog = new frappe.ui.Dialog({ title: __(action), size: "large", fields: [{ fieldname: "run", fieldtype: "HTML" }] });
		dialog.show();
		const look = async () => {
			const run = await frappe.xcall(`${API}.result`, { key });
			dialog.get_field("run").$wrapper.html(progress_html(run) + result_html(list.doctype, run));
			if (!run.finished) return false;
			list.clear_checked_items();
			list.refresh();
			return true;
		};
		watch(look, key);
	}

	// The server tells of each step; asking now and then covers connections that were lost.
	async function watch(look, key) {
		let is_over = false;
		const told = ({ key: of }) => of === key && step();
		const step = async () => {
			if (!is_over && (await look())) {
				is_over = true;
				clearInterval(timer);
				frappe.realtime.off(EVENT, told);
			}
		};
		const timer = setInterval(step, POLL);
		frappe.realtime.on(EVENT, told);
		await step();
	}

	function progress_html({ done, total }) {
		const percent = Math.round((100 * done) / total);
		return `<p>${__("{0} of {1}", [done, total])}</p>
			<div class="progress" role="progressbar" aria-valuenow="${percent}" aria-valuemin="0" aria-valuemax="100"
				aria-label="${escape(__("Progress"))}"><div class="progress-bar" style="width: ${percent}%"></div></div>`;
	}

	function result_html(doctype, { rows }) {
		const failed = rows.filter((row) => !row.ok);
		const lines = [...failed, ...rows.filter((row) => row.ok)].map(
			({ name, title, ok, message }) =>
				`<tr><td><span class="indicator-pill ${ok ? "green" : "red"}"></span>
				<a href="/app/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}">${escape(title || name)}</a></td>
				<td>${escape(message)}</td></tr>`
		);
		return `<p>${__("{0} done, {1} refused", [rows.length - failed.length, failed.length])}</p>
			<table class="table table-bordered"><tbody>${lines.join("")}</tbody></table>`;
	}
})();
