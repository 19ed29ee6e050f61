// A round of assessment: its buttons, and each assessor's progress.

frappe.provide("kepu.rounds");

(function () {
	"use strict";

	const API = "kepu_app.assessment.api";

	/** Preset a new sheet or round with the user's province and the open cycle. */
	kepu.rounds.preset = async function (frm) {
		if (!frm.is_new()) return;
		const name = frm.docname;
		const given = await kepu.call(`${API}.presets`, {}, "GET");
		if (frm.docname !== name || !frm.is_new()) return;
		for (const [field, value] of Object.entries(given)) {
			if (value && frm.fields_dict[field] && !frm.doc[field]) await frm.set_value(field, value);
		}
		kepu.rounds.explain_province(frm);
	};

	/** Explain a blank province while it is blank. */
	kepu.rounds.explain_province = function (frm) {
		const { description } = frappe.meta.docfield_map[frm.doctype].province;
		frm.set_df_property("province", "description", frm.doc.province ? "" : __(description));
	};

	/** Show buttons and progress on the form. */
	kepu.rounds.show = function (frm) {
		const wrapper = frm.get_field("progress").$wrapper.empty();
		const is_over = Boolean(frm.doc.revealed) || frm.doc.status === "Closed";
		frm.set_df_property("assessors", "read_only", is_over ? 1 : 0);
		if (frm.is_new()) return;
		if (frm.perm[0]?.write) show_steps(frm);
		if (is_over) frm.disable_save();
		if (frm.doc.status !== "Draft") follow(frm, wrapper);
	};

	function show_steps(frm) {
		const { status } = frm.doc;
		if (status === "Draft") frm.add_custom_button(__("Open the Round"), () => step(frm, "open_round"));
		if (status === "Open") frm.add_custom_button(__("Close the Round"), () => ask_and_close(frm));
		if (status === "Open" && !frm.doc.revealed)
			frm.add_custom_button(__("Take out an Assessor"), () => take_out(frm));
		if (!frm.doc.revealed) frm.add_custom_button(__("Choose for an Assessor"), () => choose(frm));
	}

	async function step(frm, method) {
		if (frm.is_dirty()) await frm.save();
		await kepu.call(`${API}.${method}`, { round_name: frm.docname });
		await frm.reload_doc();
	}

	/** Remove an assessor, who if ill would keep the round from ending. */
	async function take_out(frm) {
		if (frm.is_dirty()) await frm.save();
		const options = frm.doc.assessors.map((row) => ({ value: row.email, label: row.full_name }));
		const told = __(
			"What the assessor has not submitted is no longer asked for, and marks given there are dropped. What was submitted, or recused from, stays."
		);
		frappe.prompt(
			{ fieldname: "assessor", fieldtype: "Select", label: __("Assessor"), options, reqd: 1, description: told },
			async ({ assessor }) => {
				await kepu.call(`${API}.release`, { round_name: frm.docname, assessor });
				await frm.reload_doc();
			},
			__("Take out an Assessor"),
			__("Take Out")
		);
	}

	async function ask_and_close(frm) {
		const { awaited } = await progress(frm);
		const text = __(
			"Close the round? What is still missing stays missing, and the marks are shown. It cannot be opened again, since whoever has seen the marks does not give any."
		);
		const left_out = awaited.length
			? `<p>${__("Not handed in, and so not assessed ({0}): {1}", [awaited.length, kepu.escape(awaited.join("、"))])}</p>`
			: "";
		frappe.confirm(text + left_out, () => step(frm, "close_round"));
	}

	const progress = (frm) => kepu.call(`${API}.progress`, { round_name: frm.docname }, "GET");

	async function follow(frm, wrapper) {
		const { assessors, awaited } = await progress(frm);
		wrapper.html(progress_table(assessors) + hints(frm, assessors, awaited));
	}

	/** Return why the marks are hidden, and what reveals them. */
	function hints(frm, assessors, awaited) {
		const parts = [];
		if (awaited.length) {
			const told = [awaited.length, kepu.escape(awaited.join("、"))];
			parts.push(
				__("Not handed in yet ({0}): {1}. Each becomes a task of its assessors once it is handed in.", told)
			);
		}
		if (!frm.doc.revealed && assessors.every((row) => !row.to_do)) {
			parts.push(
				__(
					"All that was handed in has been marked. Close the round to show the marks; what is not handed in is left out."
				)
			);
		}
		return parts.length ? `<p class="text-muted kepu-awaited">${parts.join("")}</p>` : "";
	}

	function progress_table(rows) {
		const heads = [__("Assessor"), __("To Do"), __("Awaited"), __("Submitted"), __("Recused")];
		const head = heads.map((each) => `<th>${each}</th>`).join("");
		const lines = rows.map(
			(row) =>
				`<tr><td>${kepu.escape(row.assessor_name)}</td><td>${row.to_do}</td>` +
				`<td>${row.awaited}</td><td>${row.submitted}</td><td>${row.recused}</td></tr>`
		);
		return `<table class="table table-bordered kepu-progress"><thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
	}

	/** Select subjects by ticking instead of typing names. */
	async function choose(frm) {
		if (!frm.doc.assessors?.length) return frappe.msgprint(__("Name at least one assessor first."));
		if (frm.is_dirty()) await frm.save();
		const subjects = await kepu.call(`${API}.subjects_of_round`, { round_name: frm.docname }, "GET");
		const dialog = new frappe.ui.Dialog({
			title: __("Choose for an Assessor"),
			fields: [
				{
					fieldname: "row",
					fieldtype: "Select",
					label: __("Assessor"),
					reqd: 1,
					options: frm.doc.assessors.map((row) => ({ value: row.name, label: row.full_name })),
				},
				{
					fieldname: "keys",
					fieldtype: "MultiCheck",
					label: __("Only These"),
					columns: 3,
					sort_options: false,
					options: subjects.map((each) => ({ value: each.key, label: kepu.escape(each.name) })),
				},
			],
			primary_action_label: __("Take Over"),
			async primary_action({ row, keys }) {
				dialog.hide();
				const chosen = keys.length === subjects.length ? "" : keys.join("、");
				await frappe.model.set_value("Round Assessor", row, "subjects", chosen);
				frm.refresh_field("assessors");
			},
		});
		dialog.show();
	}
})();
