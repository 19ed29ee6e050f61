// Optional opinions of reviewers. A step without a dialog is offered a second time, with an opinion; a dialog that
// exists anyway has a field for one.

frappe.provide("kepu.opinions");

(function () {
	"use strict";

	/**
	 * Return whether a step passes, or decides on, what others have handed in. Steps that need a reason, an author's
	 * own steps, and taking a step back do not.
	 *
	 * @param {string} doctype
	 * @param {object} step - a row of the workflow's transitions.
	 */
	kepu.opinions.suit = function (doctype, step) {
		const steps = frappe.workflow.get_all_transitions(doctype);
		return !step.kepu_needs_reason && !is_by_author(doctype, steps, step) && !takes_back(steps, step);
	};

	function is_by_author(doctype, steps, step) {
		const first = frappe.workflow.workflows[doctype].states[0].state;
		if (step.state === first) return true;
		const comes_back = steps.some((row) => row.kepu_needs_reason && row.next_state === step.state);
		const begins = (row) => row.state === first && row.action === step.action && row.allowed === step.allowed;
		return comes_back && steps.some(begins);
	}

	function takes_back(steps, step) {
		return steps.some(
			(row) => row.state === step.next_state && row.next_state === step.state && row.allowed === step.allowed
		);
	}

	/** Return the label of a step with an opinion. */
	kepu.opinions.label = (action) => __("{0} with an Opinion", [kepu.actions.label(action)]);

	/**
	 * Make a dialog that asks for an opinion.
	 *
	 * @param {string} action - name of the Workflow Action.
	 * @param {function(string)} on_opinion - called with what was entered, which may be blank.
	 */
	kepu.opinions.dialog = function (action, on_opinion) {
		return new frappe.ui.Dialog({
			title: kepu.opinions.label(action),
			fields: [field()],
			primary_action_label: kepu.actions.label(action),
			primary_action: ({ opinion }) => on_opinion((opinion || "").trim()),
		});
	};

	/**
	 * Show a dialog that confirms a step and asks for an opinion.
	 *
	 * @param {string} question - HTML.
	 * @returns {Promise<string|null>} the opinion, which may be blank; null if cancelled.
	 */
	kepu.opinions.ask = function (question) {
		return new Promise((resolve) => {
			let opinion = null;
			const dialog = new frappe.ui.Dialog({
				title: __("Confirm", null, "Title of confirmation dialog"),
				fields: [{ fieldtype: "HTML", options: `<p class="frappe-confirm-message">${question}</p>` }, field()],
				primary_action_label: __("Yes", null, "Approve confirmation dialog"),
				primary_action: (values) => {
					opinion = (values.opinion || "").trim();
					dialog.hide();
				},
				secondary_action_label: __("No", null, "Dismiss confirmation dialog"),
				secondary_action: () => dialog.hide(),
				onhide: () => resolve(opinion),
			});
			dialog.show();
		});
	};

	function field() {
		return {
			fieldname: "opinion",
			fieldtype: "Small Text",
			label: __("Opinion"),
			description: __("May be left out. The author reads it, and it is kept in the history."),
		};
	}
})();
