// Groups of the workflows' states. The server names them, see review/states.py.

frappe.provide("kepu.states");

(function () {
	"use strict";

	/** Whether a state belongs to a group. */
	kepu.states.is_in = (group, state) => frappe.boot.kepu_states[group].includes(state);
})();
