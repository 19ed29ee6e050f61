// Test messages from the form in which a group robot is set up.

frappe.provide("kepu.messages");

(function () {
	"use strict";

	const API = "kepu_app.messaging.api";

	/** Add buttons to the form of a province or of Kepu Settings, for users who may change it. */
	kepu.messages.add_buttons = function (frm) {
		// An address is no password: show no strength.
		["robot_address", "robot_secret"].forEach((each) => frm.get_field(each)?.disable_password_checks?.());
		if (frm.is_new() || !frm.perm[0]?.write) return;
		if (frm.doc.robot_address) add(frm, __("Send a Test Message to the Group"), () => test_robot(frm));
		if (frm.doctype === "Kepu Settings") add(frm, __("Send a Test SMS to Myself"), test_sms);
	};

	function add(frm, label, act) {
		frm.add_custom_button(label, () => (frm.is_dirty() ? ask_to_save() : act()), __("Messages"));
	}

	function ask_to_save() {
		frappe.msgprint(__("Please save first: what is stored is tested."));
	}

	function test_robot(frm) {
		call("test_robot", { doctype: frm.doctype, name: frm.docname }, (vendor) =>
			__("The server of {0} has taken the test message; please look into the group.", [vendor])
		);
	}

	function test_sms() {
		call("test_sms", {}, (number) => __("The gateway has taken the test message to {0}.", [number]));
	}

	// The server reports errors itself.
	function call(method, args, told) {
		frappe.call({
			method: `${API}.${method}`,
			args,
			freeze: true,
			callback: (answer) =>
				frappe.msgprint({ title: __("Delivered"), indicator: "green", message: told(answer.message) }),
		});
	}
})();
