// Workflow steps: ask for a reason where one is needed, and confirm what cannot be undone.

frappe.provide("kepu.actions");

(function () {
	"use strict";

	const APPLY = "frappe.model.workflow.apply_workflow";
	const UNDECIDED = "kepu_app.review.api.undecided";
	const MOVED = "WorkflowTransitionError";
	const OUTDATED = ["ChangedMeanwhileError", "TimestampMismatchError", "VersionMissingError", MOVED];

	const CONFIRM_BY_STATE = {
		"Awaiting Seal": () =>
			__("Finalise the submission? Nothing that belongs to it can be changed until it is taken back."),
		Accepted: () => __("Accept the submission? It and all that it holds are final from then on."),
		Sent: () => __("Send the submission to CAST? From then on the province cannot change it."),
	};

	// Frappe 16 queries whether a step needs confirmation, but only administrators may read a Workflow. The form has it
	// already.
	kepu.override(
		"frappe.db.get_value",
		{ reason: "asks for a Workflow that only administrators may read" },
		function (get_value, doctype, filters, fieldname, ...rest) {
			const workflow = doctype === "Workflow" && frappe.workflow.workflows[filters?.document_type];
			if (!workflow || fieldname !== "enable_action_confirmation")
				return get_value.call(this, doctype, filters, fieldname, ...rest);
			return Promise.resolve({ message: { [fieldname]: workflow[fieldname] } });
		}
	);

	/** Return a step's label: Frappe's own translations of "Select" and "Send" mean something else here. */
	kepu.actions.label = (action) => __(action, null, "Workflow Action");

	/** Label the steps in a form's menu, and offer those without a dialog with an opinion too. */
	kepu.actions.name_steps = function (frm) {
		const reason = "calls steps by words that mean something else here";
		kepu.override([frm.page, "Page.add_action_item"], { reason }, function (add_action_item, label, ...rest) {
			const steps = frappe.workflow.get_all_transition_actions(frm.doctype);
			const action = steps.find((each) => __(each) === label);
			const others = label === __("Help") ? [() => show_help(frm), ...rest.slice(1)] : rest;
			const item = add_action_item.call(this, action ? kepu.actions.label(action) : label, ...others);
			if (action) offer_with_opinion(frm, action, add_action_item);
			return item;
		});
	};

	// Frappe's own dialog shows states, steps and roles in English.
	async function show_help(frm) {
		const state = frm.doc[frm.state_fieldname];
		const steps = await frappe.workflow.get_transitions(frm.doc);
		const roles = frappe.workflow.get_document_state_roles(frm.doctype, state);
		const rows = [
			[__("State Now"), __(state)],
			[__("Edited in This State By"), roles.map((role) => __(role)).join("、")],
			[
				__("Next Steps"),
				steps.map((step) => `${kepu.actions.label(step.action)}（${__(step.allowed)}）`).join("、") || "—",
			],
		];
		const html = rows.map(([label, value]) => `<p><b>${label}</b>：${kepu.escape(value)}</p>`).join("");
		frappe.msgprint({ title: __("Steps of This Document"), message: html });
	}

	function offer_with_opinion(frm, action, add_action_item) {
		const transition = transition_of(frm, action);
		if (!transition || !kepu.actions.is_offered_with_opinion(frm.doctype, transition)) return;
		add_action_item.call(frm.page, kepu.opinions.label(action), () => {
			const dialog = kepu.opinions.dialog(action, async (opinion) => {
				if (await apply(frm, action, opinion)) dialog.hide();
			});
			dialog.show();
		});
	}

	/** Return whether a step is offered a second time, with an opinion: it has no dialog that asks for one. */
	kepu.actions.is_offered_with_opinion = (doctype, step) =>
		!CONFIRM_BY_STATE[step.next_state] && kepu.opinions.suit(doctype, step);

	/**
	 * Event handler of before_workflow_action. Frappe has frozen the page and takes the step itself when the promise
	 * is fulfilled. It never is: the step is taken here, with a reason where needed. If the document has changed
	 * meanwhile, the form is reloaded.
	 */
	kepu.actions.before = async function (frm) {
		const transition = transition_of(frm, frm.selected_workflow_action);
		if (!transition) return;
		frappe.dom.unfreeze();
		if (transition.kepu_needs_reason) {
			ask_for_reason(frm, transition);
			return called_off();
		}
		if (transition.next_state === "Sent") kepu.sending.ask(frm);
		else await apply_if_meant(frm, transition);
		frm.selected_workflow_action = null;
		return called_off();
	};

	function called_off() {
		return new Promise(() => {});
	}

	async function apply_if_meant(frm, transition) {
		if (!(await kepu.remarks.may_hand_in(frm, transition))) return;
		const opinion = await kepu.actions.is_meant(frm.doctype, transition, [frm.docname]);
		if (opinion !== null) await apply(frm, transition.action, opinion);
	}

	function transition_of(frm, action) {
		return frappe.workflow
			.get_all_transitions(frm.doctype)
			.find(
				(each) =>
					each.state === frm.doc[frm.state_fieldname] &&
					each.action === action &&
					frappe.user_roles.includes(each.allowed)
			);
	}

	/**
	 * Confirm a step that cannot be undone, and ask for an opinion where the step has one.
	 *
	 * @param {string} doctype
	 * @param {object} step - a row of the workflow's transitions.
	 * @param {string[]} names - of the submissions, whose undecided documents are listed.
	 * @returns {Promise<string|null>} the opinion, often blank; null if cancelled.
	 */
	kepu.actions.is_meant = async function (doctype, step, names) {
		const question = CONFIRM_BY_STATE[step.next_state];
		if (!question) return "";
		const told = step.next_state === "Awaiting Seal" ? await undecided_html(names) : "";
		if (kepu.opinions.suit(doctype, step)) return kepu.opinions.ask(`${question()}${told}`);
		return new Promise((resolve) => {
			frappe.confirm(
				`${question()}${told}`,
				() => resolve(""),
				() => resolve(null)
			);
		});
	};

	/**
	 * Call an endpoint that takes a step.
	 *
	 * @param {object} frm
	 * @param {object} options - as of frappe.call.
	 * @returns {Promise<object|null>} the response; null if refused. Frappe has shown why, and an outdated form is
	 *   reloaded.
	 */
	kepu.actions.call = async function (frm, options) {
		const show = (answer) => show_present(frm, answer);
		const error_handlers = Object.fromEntries(OUTDATED.map((each) => [each, show]));
		frappe.dom.freeze();
		try {
			return await frappe.call({ ...options, error_handlers }).then(
				(answer) => answer,
				() => null
			);
		} finally {
			frappe.dom.unfreeze();
		}
	};

	async function show_present(frm, { exc_type, _server_messages }) {
		await frm.reload_doc();
		const told = JSON.parse(_server_messages || "[]").map((each) => JSON.parse(each).message);
		const state = __("It is in the state {0} now.", [__(frm.doc[frm.state_fieldname])]);
		const message = exc_type === MOVED ? state : told.join("<br>");
		frappe.msgprint({
			title: __("Changed Meanwhile"),
			indicator: "orange",
			message: `${message}<br>${__("The form now shows the present version.")}`,
		});
	}

	async function undecided_html(names) {
		const rows = await kepu.call(UNDECIDED, { submissions: JSON.stringify(names) });
		if (!rows.length) return "";
		const entries = rows.map(({ title, doctype, state, count }) => {
			const of = names.length > 1 ? `${kepu.escape(title)}：` : "";
			return `<li>${of}${__(doctype)} ${__(state)} ${count}</li>`;
		});
		return `<p class="mt-3"><b>${__("Not decided yet, and left out if you go on:")}</b></p>
			<ul>${entries.join("")}</ul>`;
	}

	async function ask_for_reason(frm, transition) {
		const phrases = await kepu.actions.phrases();
		const dialog = kepu.actions.reason_dialog(transition.action, phrases, async (reason) => {
			if (await apply(frm, transition.action, reason)) dialog.hide();
		});
		dialog.onhide = () => (frm.selected_workflow_action = null);
		dialog.show();
	}

	/** Fetch the administrator's frequent reasons. */
	kepu.actions.phrases = () => kepu.call("kepu_app.review.api.return_phrases");

	/**
	 * Make a dialog that asks for a reason.
	 *
	 * @param {string} action - name of the Workflow Action.
	 * @param {string[]} phrases - offered as a start.
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

	// Return whether the step was taken. If not, Frappe has shown why, and the dialog keeps the input.
	async function apply(frm, action, reason = "") {
		const answer = await kepu.actions.call(frm, { method: APPLY, args: { doc: frm.doc, action, reason } });
		if (!answer?.message) return false;
		frappe.model.sync(answer.message);
		frm.refresh();
		frm.script_manager.trigger("after_workflow_action");
		return true;
	}
})();
