// Dialog for a division's user accounts: create, disable, hand over, each with a slip to print.

frappe.provide("kepu.accounts");

(function () {
	"use strict";

	const API = "kepu_app.accounts.api";
	const MANAGERS = ["Kepu Administrator", "System Manager"];

	/** Add a button to the form of a county or province, for managers of its accounts; the server authorises. */
	kepu.accounts.add_button = function (frm) {
		const may = frm.doctype === "County" ? [...MANAGERS, "Kepu Provincial Approver"] : MANAGERS;
		if (frm.is_new() || !may.some((role) => frappe.user_roles.includes(role))) return;
		frm.add_custom_button(__("Accounts"), () => open(frm));
	};

	async function open(frm) {
		const place = { doctype: frm.doctype, name: frm.docname };
		const people = await kepu.call(`${API}.people`, place);
		const dialog = new frappe.ui.Dialog({
			title: __("Accounts of {0}", [kepu.escape(frm.doc.county_name || frm.doc.province_name)]),
			size: "large",
			fields: [{ fieldname: "people", fieldtype: "HTML" }],
			primary_action_label: __("New Account"),
			primary_action: () => ask(place, __("New Account"), `${API}.make`, {}, renewed),
		});
		const renewed = async (slip) => {
			show(dialog, place, await kepu.call(`${API}.people`, place), renewed);
			frm.reload_doc();
			if (slip) show_slip(slip);
		};
		show(dialog, place, people, renewed);
		dialog.show();
	}

	function show(dialog, place, people, renewed) {
		const $list = dialog.get_field("people").$wrapper;
		$list.html(people.length ? table(people) : `<p class="text-muted">${__("Nobody is assigned yet.")}</p>`);
		$list
			.find("[data-act]")
			.on("click", ({ currentTarget: { dataset } }) => act(place, people[dataset.row], dataset.act, renewed));
	}

	function table(people) {
		const rows = people.map((person, index) => {
			const state = !person.enabled
				? __("Disabled", null, "Kepu Account")
				: person.last_login
					? __("Last login {0}", [frappe.datetime.str_to_user(person.last_login)])
					: __("Never signed in");
			const what = [person.role && __(person.role), person.city].filter(Boolean).map(kepu.escape).join(" · ");
			return `<tr><td><b>${kepu.escape(person.full_name)}</b> ${what}<br>
				<span class="text-muted">${kepu.escape(person.mobile || person.user)} · ${kepu.escape(state)}</span></td>
				<td class="text-right">${person.managed ? buttons(person, index) : ""}</td></tr>`;
		});
		return `<table class="table"><tbody>${rows.join("")}</tbody></table>`;
	}

	function buttons({ enabled }, index) {
		const acts = enabled
			? [
					["slip", __("Account Slip")],
					["hand_over", __("Hand Over")],
					["disable", __("Disable")],
				]
			: [["enable", __("Enable")]];
		return acts
			.map(
				([what, label]) =>
					`<button type="button" class="btn btn-default btn-xs" data-act="${what}" data-row="${index}">${label}</button>`
			)
			.join(" ");
	}

	function act(place, person, what, renewed) {
		const args = { ...place, user: person.user };
		if (what === "slip") return kepu.call(`${API}.renew`, args).then(renewed);
		if (what === "hand_over") {
			const title = __("Hand over the account of {0}", [kepu.escape(person.full_name)]);
			return ask(place, title, `${API}.hand_over`, { user: person.user }, renewed);
		}
		const enabled = what === "enable" ? 1 : 0;
		const switch_it = () => kepu.call(`${API}.set_enabled`, { ...args, enabled }).then(() => renewed());
		if (enabled) return switch_it();
		return frappe.confirm(
			__("Disable the account of {0}? It can be enabled again.", [kepu.escape(person.full_name)]),
			switch_it
		);
	}

	function ask(place, title, method, args, renewed) {
		const is_new_in_province = place.doctype === "Province" && !args.user;
		const dialog = new frappe.ui.Dialog({
			title,
			fields: [
				{ fieldname: "full_name", fieldtype: "Data", label: __("Name of the Person"), reqd: 1 },
				{
					fieldname: "mobile",
					fieldtype: "Data",
					label: __("Mobile Number"),
					reqd: 1,
					description: __("The person signs in with it."),
				},
				...(is_new_in_province ? role_fields() : []),
			],
			primary_action_label: __("Make the Account"),
			primary_action: async (values) => {
				const slip = await kepu.call(method, { ...place, ...args, ...values });
				dialog.hide();
				renewed(slip);
			},
		});
		dialog.show();
	}

	function role_fields() {
		const options = ["Kepu Provincial Approver", "Kepu City Reviewer"].map((value) => ({
			value,
			label: __(value),
		}));
		return [
			{ fieldname: "role", fieldtype: "Select", label: __("Role"), options, default: options[0].value, reqd: 1 },
			{
				fieldname: "city",
				fieldtype: "Data",
				label: __("City", null, "County"),
				depends_on: "eval:doc.role === 'Kepu City Reviewer'",
			},
		];
	}

	function show_slip(slip) {
		const dialog = new frappe.ui.Dialog({
			title: __("Account Slip"),
			fields: [{ fieldtype: "HTML", options: slip_html(slip) }],
			primary_action_label: __("Print", null, "Kepu Account"),
			primary_action: () => print(slip),
		});
		dialog.show();
	}

	function slip_html(slip) {
		const rows = [
			[__("Name of the Person"), slip.full_name],
			[__("Place of Work"), slip.place],
			[__("Address of the System"), slip.site],
			[__("Login Name"), slip.login],
			[__("One-time link to set the password"), slip.link],
			[__("Valid Until"), slip.valid_until],
		].filter(([, value]) => value);
		const lines = rows.map(
			([label, value]) => `<tr><th scope="row">${label}</th><td>${kepu.escape(value)}</td></tr>`
		);
		return `<table class="table table-bordered kepu-slip"><tbody>${lines.join("")}</tbody></table>
			<p class="text-muted">${__("Hand it over personally. The link works once.")}</p>`;
	}

	function print(slip) {
		const page = window.open("", "_blank");
		const style =
			"body{font:16px sans-serif;margin:3em}table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:.5em;text-align:left;word-break:break-all}th{white-space:nowrap}";
		page.document.write(
			`<title>${__("Account Slip")}</title><style>${style}</style><h2>${__("Account Slip")}</h2>${slip_html(slip)}`
		);
		page.document.close();
		page.print();
	}
})();
