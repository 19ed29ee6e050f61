// Groups of the workflows' states, defined by the server in review/states.py.

frappe.provide("kepu.states");

(function () {
	"use strict";

	/** Return whether a state belongs to a group. */
	kepu.states.is_in = (group, state) => frappe.boot.kepu_states[group].includes(state);
})();
