// Show the next steps as buttons above the form, besides Frappe's menu, to be visible without a click.

frappe.provide("kepu.step_bar");

(function () {
	"use strict";

	/** Mirror every step added to a form's menu as a button above the form. */
	kepu.step_bar.setup = function (frm) {
		const reason = "has the next steps in a menu alone";
		kepu.override(
			[frm.page, "Page.add_action_item"],
			{ reason },
			function (add_action_item, label, click, ...rest) {
				const steps = frappe.workflow.get_all_transition_actions(frm.doctype);
				const action = steps.find((each) => __(each) === label);
				if (action) add(frm, action, click);
				return add_action_item.call(this, label, click, ...rest);
			}
		);
		// Frappe clears its menu on input, and fills it again on save.
		kepu.override([frm.page, "Page.clear_actions_menu"], { reason }, function (clear_actions_menu, ...all) {
			bar(frm).empty().hide();
			return clear_actions_menu.apply(this, all);
		});
	};

	function bar(frm) {
		const $existing = frm.layout.wrapper.children(".kepu-step-bar");
		if ($existing.length) return $existing.prependTo(frm.layout.wrapper);
		const label = kepu.escape(__("Next Step"));
		return $(`<div class="kepu-step-bar" role="group" aria-label="${label}">`).prependTo(frm.layout.wrapper);
	}

	function add(frm, action, click) {
		const $bar = bar(frm).show();
		const is_main = !$bar.find(".btn-primary").length && leads_on(frm, action);
		$(`<button type="button" class="btn btn-sm ${is_main ? "btn-primary" : "btn-default"}">`)
			.text(kepu.actions.label(action))
			.on("click", () => click())
			.appendTo($bar);
	}

	// Return whether the step leads to a later state of the workflow, without a reason.
	function leads_on(frm, action) {
		const places = frappe.workflow.workflows[frm.doctype].states.map((each) => each.state);
		const now = frm.doc[frm.state_fieldname];
		const step = frappe.workflow
			.get_all_transitions(frm.doctype)
			.find((each) => each.action === action && each.state === now);
		return step && !step.kepu_needs_reason && places.indexOf(step.next_state) > places.indexOf(now);
	}
})();
