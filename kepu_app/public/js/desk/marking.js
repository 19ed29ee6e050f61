// The assessor's form: the subject on one side, the sheet on the other. Each mark is saved at once.

frappe.provide("kepu.marking");

(function () {
	"use strict";

	const API = "kepu_app.assessment.api";

	/** Show the form of the user's own assessment; others' show the plain fields. */
	kepu.marking.show = async function (frm) {
		frm.disable_save();
		const wrapper = frm.get_field("form").$wrapper.empty();
		const is_own = frm.doc.assessor === frappe.session.user;
		for (const field of ["section_facts", "section_marks"]) frm.toggle_display(field, !is_own);
		frm.toggle_display("form", is_own);
		// An assessor needs the width for the text, not the sidebar.
		$(frm.page.wrapper).find(".layout-side-section").toggle(!is_own);
		$(frm.footer?.wrapper).toggle(!is_own);
		if (!is_own) return;
		const shown = await kepu.call(`${API}.form`, { assessment: frm.docname }, "GET");
		wrapper.html(page(shown));
		wrapper.find("textarea").each((_index, area) => kepu.rows.fit(area));
		add_buttons(frm, shown);
		listen(frm, wrapper);
		if (shown.is_open) put_back(frm, wrapper);
	};

	// By assessment: input not saved, because the connection was lost or the server refused it.
	const unkept = {};
	const key_of = (field) => `${field.closest(".kepu-marking-item").data("number")} ${field.hasClass("kepu-mark")}`;

	/** Restore and mark unsaved input when the user returns to the form. */
	function put_back(frm, wrapper) {
		for (const field of fields_in(wrapper)) {
			const typed = unkept[frm.docname]?.[key_of(field)];
			if (typed !== undefined) mark_unkept(field.val(typed));
		}
	}

	const fields_in = (wrapper) => wrapper.find(".kepu-mark, .kepu-mark-remark").toArray().map($);

	function mark_unkept(field) {
		field.addClass("kepu-refused");
		field.closest(".kepu-marking-item").find(".kepu-mark-state").text("✗").attr("title", __("Not kept"));
	}

	function remember(frm, field, is_kept) {
		const typed = (unkept[frm.docname] ??= {});
		if (is_kept) delete typed[key_of(field)];
		else typed[key_of(field)] = field.val();
		window.onbeforeunload = Object.values(unkept).some((each) => Object.keys(each).length) ? () => true : null;
	}

	/** Retry to save unsaved input; return the fields of which the server still has the earlier value. */
	async function keep_all(frm) {
		const wrapper = frm.get_field("form").$wrapper;
		await kepu.marking.saving;
		for (const field of fields_in(wrapper)) {
			if (field.hasClass("kepu-refused")) await save(frm, wrapper, field);
		}
		return wrapper.find(".kepu-refused");
	}

	function page({ assessment, content, items, is_open, left, notice, round }) {
		const told = notice ? `<p class="alert alert-warning kepu-marking-notice">${kepu.escape(notice)}</p>` : "";
		const state = __(assessment.status, null, "Subject Assessment");
		const reason = assessment.reason ? `<p class="text-muted">${kepu.escape(assessment.reason)}</p>` : "";
		return `<div class="kepu-marking">
			<div class="kepu-marking-subject"><p class="text-muted">${kepu.escape(round.title)} · ${__("Deadline")}
				${frappe.datetime.str_to_user(round.deadline)}</p><h4>${kepu.escape(assessment.subject_name)}</h4>${told}${subject(assessment, content)}</div>
			<div class="kepu-marking-sheet">
				<div class="kepu-marking-state"><span>${state}</span>
				<span class="kepu-marking-total" aria-live="polite">${total_text(assessment.total, items)}</span>
				<span class="text-muted">${__("Still to do in this round: {0}", [left])}</span></div>
				${reason}${items.map((item, index) => line(item, is_open, items[index - 1])).join("")}
			</div></div>`;
	}

	function subject(assessment, content) {
		if (!content)
			return `<p class="text-muted">${__("The text is shown as long as there is something to assess.")}</p>`;
		const note = content.note ? `<p class="text-muted">${kepu.escape(content.note)}</p>` : "";
		const sections = content.sections.map(
			({ heading, text }) =>
				`<h5>${kepu.escape(heading)}</h5><div class="kepu-marking-text">${kepu.escape(text)}</div>`
		);
		return (
			note + sections.join("") + figures(content.figures) + kepu.evidence.list(assessment.name, content.evidence)
		);
	}

	function figures(rows) {
		if (!rows.length) return "";
		const heads = [__("Criterion"), __("Indicator"), __("Threshold"), __("Value"), __("Met")];
		const lines = rows.map(
			(row) =>
				`<tr><td>${row.criterion}. ${kepu.escape(row.title)}</td><td>${kepu.escape(row.indicator)}</td>` +
				`<td>${kepu.escape(row.threshold)}</td><td>${kepu.escape(row.value)}</td><td>${__(row.met)}</td></tr>`
		);
		return `<h5>${__("Self-Assessment")}</h5><table class="table table-bordered"><thead><tr>${heads
			.map((each) => `<th>${each}</th>`)
			.join("")}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
	}

	function line(item, is_open, before) {
		const name = kepu.escape(`${item.number}. ${item.item}`);
		const is_first = item.item_group && item.item_group !== before?.item_group;
		const group = is_first ? `<div class="kepu-marking-group">${kepu.escape(item.item_group)}</div>` : "";
		const closed = is_open ? "" : "disabled";
		return `<div class="kepu-marking-item" data-number="${item.number}">${group}
			<label>${name} <span class="text-muted">${worth(item)}</span></label>
			${item.text ? `<details class="small"><summary>${__("What the Standard Asks")}</summary><p class="kepu-marking-text">${kepu.escape(item.text)}</p></details>` : ""}
			<div class="kepu-marking-row">
			<input class="form-control kepu-mark" inputmode="decimal" autocomplete="off" ${closed}
				aria-label="${name}" value="${kepu.escape(item.value)}">
			<textarea class="form-control kepu-mark-remark" rows="1" ${closed} aria-label="${__("Remark")} ${name}"
				placeholder="${__("Remark")}">${kepu.escape(item.remark)}</textarea>
			<span class="kepu-mark-state" role="status"></span></div></div>`;
	}

	// If both are equal, items add up unweighted.
	function worth({ full_marks, weight }) {
		const both = [kepu.escape(full_marks), kepu.escape(weight)];
		return !weight || weight === full_marks
			? __("full marks {0}", [both[0]])
			: __("full marks {0}, weight {1}", both);
	}

	function total_text(total, items) {
		if (total) return __("Total {0}", [kepu.escape(total)]);
		const given = items.filter((item) => item.value !== null && item.value !== "").length;
		return given_text(given, items.length);
	}

	const given_text = (given, items) => __("{0} of {1} items have a mark", [given, items]);

	function listen(frm, wrapper) {
		// One after the other: the last response has the total.
		wrapper.find(".kepu-mark, .kepu-mark-remark").on("change", (event) => {
			const field = $(event.target);
			kepu.marking.saving = Promise.resolve(kepu.marking.saving).then(() => save(frm, wrapper, field));
		});
	}

	window.addEventListener("online", () => {
		const frm = window.cur_frm;
		if (frm?.doctype === "Subject Assessment") keep_all(frm);
	});

	/** Send only the changed field: another tab may have changed others since. */
	async function save(frm, wrapper, field) {
		const [item, is_mark] = [field.closest(".kepu-marking-item"), field.hasClass("kepu-mark")];
		const state = item.find(".kepu-mark-state");
		state.text("…");
		try {
			const kept = await kepu.call(`${API}.save_mark`, {
				assessment: frm.docname,
				number: item.data("number"),
				...(is_mark ? { value: field.val().trim() } : { remark: field.val() }),
			});
			if (is_mark) field.val(kept.value ?? "");
			field.removeClass("kepu-refused");
			remember(frm, field, true);
			// The other field of the row may still hold refused input.
			if (!item.find(".kepu-refused").length) state.text("✓").attr("title", __("Kept"));
			else state.text("✗").attr("title", __("Not kept"));
			const text = kept.total ? __("Total {0}", [kepu.escape(kept.total)]) : given_text(kept.given, kept.items);
			wrapper.find(".kepu-marking-total").text(text);
		} catch {
			// The error has been shown; the input stays, to be corrected or retried.
			mark_unkept(field);
			remember(frm, field, false);
		}
	}

	function add_buttons(frm, { assessment, is_open, may_recuse, is_round_open, next }) {
		if (is_open) {
			frm.page.set_primary_action(__("Submit the Marks"), () => ask_and_submit(frm, next));
		}
		if (may_recuse) frm.add_custom_button(__("Recuse"), () => ask_and_recuse(frm, next));
		if (is_round_open && assessment.status === "Recused") {
			frm.add_custom_button(__("Take Back the Recusal"), () => act(frm, "take_back_recusal", {}, null));
		}
		if (next) frm.add_custom_button(__("Next to Do"), () => open_next(next));
	}

	async function ask_and_submit(frm, next) {
		document.activeElement?.blur();
		const refused = await keep_all(frm);
		if (refused.length) return tell_where(refused, __("What is marked in red was not kept. Mend it, then submit:"));
		const missing = frm
			.get_field("form")
			.$wrapper.find(".kepu-mark")
			.filter((_index, field) => !field.value.trim());
		if (missing.length) return tell_where(missing, __("These items have no mark yet:"));
		frappe.confirm(__("Submit the marks? They are fixed from then on."), () => act(frm, "submit", {}, next));
	}

	function tell_where(fields, text) {
		const names = fields.map((_index, field) => kepu.escape($(field).attr("aria-label"))).get();
		frappe.msgprint({ message: `${text}<br>${names.join("<br>")}`, indicator: "red" });
		fields.first().trigger("focus");
	}

	function ask_and_recuse(frm, next) {
		frappe.prompt(
			[
				{
					fieldtype: "HTML",
					options: `<p>${__("Your marks for it do not count. You can take it back until the round is closed.")}</p>`,
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			({ reason }) => act(frm, "recuse", { reason }, next),
			__("Recuse"),
			__("Recuse")
		);
	}

	async function act(frm, method, given, next) {
		if (frm.kepu_is_acting) return; // a double click
		frm.kepu_is_acting = true;
		try {
			await kepu.call(`${API}.${method}`, { assessment: frm.docname, ...given });
			delete unkept[frm.docname];
		} finally {
			frm.kepu_is_acting = false;
		}
		if (next) return open_next(next);
		await frm.reload_doc();
	}

	const open_next = (name) => frappe.set_route("Form", "Subject Assessment", name);
})();
