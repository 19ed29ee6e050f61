// Steps of the workflow: a reason is asked for where one is needed, and what cannot be undone is asked twice.

frappe.provide("kepu.actions");

(function () {
	"use strict";

	const APPLY = "frappe.model.workflow.apply_workflow";

	const CONFIRM_BY_STATE = {
		"Awaiting Seal": () =>
			__("Finalise the submission? Nothing that belongs to it can be changed until it is taken back."),
		Accepted: () => __("Accept the submission? It and all that it holds are final from then on."),
		Sent: () => __("Send the submission to CAST? From then on the province cannot change it."),
	};

	/** What a step is called: Frappe's own words for "Select" and "Send" mean something else here. */
	kepu.actions.label = (action) => __(action, null, "Workflow Action");

	/** Calls the steps in a form's menu by their own names. */
	kepu.actions.name_steps = function (frm) {
		const page = frm.page;
		const add_action_item = page.add_action_item;
		page.add_action_item = function (label, ...rest) {
			const steps = frappe.workflow.get_all_transition_actions(frm.doctype);
			const action = steps.find((each) => __(each) === label);
			return add_action_item.call(this, action ? kepu.actions.label(action) : label, ...rest);
		};
	};

	/**
	 * Handler of before_workflow_action. Frappe has frozen the page and takes the step itself when the promise is
	 * fulfilled; a step with a reason is taken here, since Frappe's call has no place for one.
	 */
	kepu.actions.before = async function (frm) {
		const transition = chosen_transition(frm);
		if (!transition) return;
		frappe.dom.unfreeze();
		if (transition.kepu_needs_reason) {
			ask_for_reason(frm, transition);
			return called_off();
		}
		if (transition.next_state === "Sent") {
			kepu.sending.ask(frm);
			frm.selected_workflow_action = null;
			return called_off();
		}
		if (!(await kepu.actions.is_meant(transition.next_state))) {
			frm.selected_workflow_action = null;
			return called_off();
		}
		frappe.dom.freeze();
	};

	// Frappe goes on when the promise is fulfilled, so this one never is.
	function called_off() {
		return new Promise(() => {});
	}

	function chosen_transition(frm) {
		return frappe.workflow
			.get_all_transitions(frm.doctype)
			.find(
				(each) =>
					each.state === frm.doc[frm.state_fieldname] &&
					each.action === frm.selected_workflow_action &&
					frappe.user_roles.includes(each.allowed)
			);
	}

	/** Whether the user means it, where a step into this state cannot be undone. */
	kepu.actions.is_meant = function (state) {
		const question = CONFIRM_BY_STATE[state];
		if (!question) return Promise.resolve(true);
		return new Promise((resolve) => {
			frappe.confirm(
				question(),
				() => resolve(true),
				() => resolve(false)
			);
		});
	};

	async function ask_for_reason(frm, transition) {
		const phrases = await kepu.actions.phrases();
		const dialog = kepu.actions.reason_dialog(transition.action, phrases, async (reason) => {
			if (await apply(frm, transition.action, reason)) dialog.hide();
		});
		dialog.onhide = () => (frm.selected_workflow_action = null);
		dialog.show();
	}

	/** The administrator's frequent reasons. */
	kepu.actions.phrases = () => frappe.xcall("kepu_app.review.forms.return_phrases");

	/**
	 * A window that asks for a reason.
	 *
	 * @param {string} action - name of the Workflow Action.
	 * @param {string[]} phrases - offered to start from.
	 * @param {function(string)} on_reason - called with what was entered, never blank.
	 */
	kepu.actions.reason_dialog = function (action, phrases, on_reason) {
		const dialog = new frappe.ui.Dialog({
			title: __("{0}: Reason", [kepu.actions.label(action)]),
			fields: reason_fields(phrases, () => add_phrase(dialog)),
			primary_action_label: kepu.actions.label(action),
			primary_action: ({ reason }) => {
				if (reason.trim()) on_reason(reason.trim());
				else frappe.show_alert({ message: __("Please give a reason."), indicator: "red" });
			},
		});
		return dialog;
	};

	function reason_fields(phrases, onchange) {
		const choice = {
			fieldname: "phrase",
			fieldtype: "Select",
			label: __("Frequent Reasons"),
			options: ["", ...phrases].map((each) => ({ value: each, label: each })),
			onchange,
		};
		const reason = {
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Reason"),
			reqd: 1,
			description: __("The author reads it, and it is kept in the history."),
		};
		return phrases.length ? [choice, reason] : [reason];
	}

	function add_phrase(dialog) {
		const phrase = dialog.get_value("phrase");
		if (!phrase) return;
		const written = (dialog.get_value("reason") || "").trim();
		dialog.set_value("reason", written ? `${written}\n${phrase}` : phrase);
		dialog.set_value("phrase", "");
	}

	// Whether the step was taken. If not, Frappe has shown why, and the window keeps what was entered.
	async function apply(frm, action, reason) {
		frappe.dom.freeze();
		const call = frappe.call({ method: APPLY, args: { doc: frm.doc, action, reason } });
		const answer = await call.then(
			(response) => response,
			() => null
		);
		frappe.dom.unfreeze();
		if (!answer?.message) return false;
		frappe.model.sync(answer.message);
		frm.refresh();
		frm.script_manager.trigger("after_workflow_action");
		return true;
	}
})();
