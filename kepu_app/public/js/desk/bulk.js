// Workflow actions on all selected documents of a list, with one reason or opinion and a table of the outcomes.

frappe.provide("kepu.bulk");

(function () {
	"use strict";

	const API = "kepu_app.review.api";
	const EVENT = "kepu_bulk_action";

	const has_workflow = (doctype) => frappe.boot.kepu_workflow_doctypes.includes(doctype);

	/**
	 * Override Frappe's workflow actions of a list, which take no reason and show no progress of the background job.
	 */
	kepu.bulk.take_over = function () {
		const reason = "has no place for a reason or an opinion, and shows nothing of what goes on in the background";
		kepu.override(
			"frappe.views.ListView.prototype.get_workflow_action_menu_items",
			{ reason },
			function (get_items) {
				if (!has_workflow(this.doctype)) return get_items.call(this);
				const items = new Map(get_items.call(this).map((item) => [item.name, item]));
				return [...items.values()].map((item) => own_item(this, item));
			}
		);
		kepu.override("frappe.views.ListView.prototype.set_actions_menu_items", { reason }, function (set_items) {
			set_items.call(this);
			if (has_workflow(this.doctype)) offer_with_opinion(this);
		});
	};

	// Frappe shows and hides what is stored under an action's name: both of its items.
	function offer_with_opinion(list) {
		for (const [action, $item] of Object.entries(list.workflow_action_items)) {
			const steps = steps_of(list.doctype, action);
			if (!steps.some((row) => kepu.actions.is_offered_with_opinion(list.doctype, row))) continue;
			const with_opinion = () => ask_for_opinion(list, action);
			const $second = list.page.add_actions_menu_item(kepu.opinions.label(action), with_opinion);
			$second.closest("li").insertAfter($item.closest("li"));
			list.workflow_action_items[action] = $item.add($second);
		}
	}

	function ask_for_opinion(list, action) {
		const dialog = kepu.opinions.dialog(action, (opinion) => {
			dialog.hide();
			kepu.bulk.start(list, action, opinion);
		});
		dialog.show();
	}

	function own_item(list, item) {
		const label = kepu.actions.label(item.name);
		const steps = steps_of(list.doctype, item.name);
		return steps.some((row) => row.kepu_needs_reason)
			? { ...item, label: __("{0} with a Reason", [label]), action: () => ask(list, item.name) }
			: { ...item, label, action: () => start_if_meant(list, item.name, steps) };
	}

	/** Return the workflow transitions by which the user may take a step. */
	function steps_of(doctype, action) {
		return frappe.workflow
			.get_all_transitions(doctype)
			.filter((row) => row.action === action && frappe.user_roles.includes(row.allowed));
	}

	async function start_if_meant(list, action, steps) {
		const names = list.get_checked_items(true);
		if (!(await kepu.remarks.may_hand_in_all(list.doctype, steps, names))) return;
		const by_state = new Map(steps.map((row) => [row.next_state, row]));
		const opinions = [];
		for (const step of by_state.values()) {
			const opinion = await kepu.actions.is_meant(list.doctype, step, names);
			if (opinion === null) return;
			opinions.push(opinion);
		}
		kepu.bulk.start(list, action, opinions.find(Boolean));
	}

	async function ask(list, action) {
		const phrases = await kepu.actions.phrases();
		const dialog = kepu.actions.reason_dialog(action, phrases, (reason) => {
			dialog.hide();
			kepu.bulk.start(list, action, reason);
		});
		dialog.show();
	}

	/** Start a run over the selected documents and show its progress to the end. */
	kepu.bulk.start = async function (list, action, reason = "") {
		const chosen = list.get_checked_items();
		const key = await kepu.call(`${API}.start_bulk`, {
			doctype: list.doctype,
			names: chosen.map((doc) => doc.name),
			action,
			reason,
			seen: Object.fromEntries(chosen.map((doc) => [doc.name, doc.modified])),
		});
		follow(list, key, action);
	};

	function follow(list, key, action) {
		const dialog = new frappe.ui.Dialog({
			title: kepu.actions.label(action),
			size: "large",
			fields: [{ fieldname: "run", fieldtype: "HTML" }],
		});
		dialog.show();
		const look = () => kepu.call(`${API}.bulk_result`, { key });
		const show = (run) => {
			dialog.get_field("run").$wrapper.html(progress_html(run) + result_html(list.doctype, run));
			if (!run.finished && !run.interrupted) return false;
			list.clear_checked_items();
			list.refresh();
			return true;
		};
		kepu.progress.follow(look, show, { event: EVENT, concerns: (message) => message.key === key });
	}

	function progress_html({ done, total, interrupted }) {
		const remark = interrupted
			? `<div class="alert alert-danger" role="alert">${__("Interrupted after {0} of {1} documents. What is done is kept; choose the rest and start again.", [done, total])}</div>`
			: "";
		const bar = kepu.progress.bar(__("Progress"), done, total);
		return `${remark}<p>${__("{0} of {1}", [done, total])}</p>${bar}`;
	}

	function result_html(doctype, { rows }) {
		const failed = rows.filter((row) => !row.ok);
		const lines = [...failed, ...rows.filter((row) => row.ok)].map(
			({ name, title, ok, message }) =>
				`<tr><td><span class="indicator-pill ${ok ? "green" : "red"}"></span>
				<a href="${frappe.router.make_url([frappe.router.slug(doctype), name])}">${kepu.escape(title || name)}</a></td>
				<td>${kepu.escape(message)}</td></tr>`
		);
		return `<p class="mt-3">${__("{0} done, {1} refused", [rows.length - failed.length, failed.length])}</p>
			<table class="table table-bordered"><tbody>${lines.join("")}</tbody></table>`;
	}

	kepu.bulk.take_over();
})();
