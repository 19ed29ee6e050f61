// The guide above the form: deadline, reason of a return, what is missing for the next step.

frappe.provide("kepu.guide");

(function () {
	"use strict";

	const SOON = 3;
	const SHOWN_AT_ONCE = 6;

	/**
	 * Show the guide of a stored document.
	 *
	 * @param {object} frm
	 * @param {object} facts - as of kepu_app.review.api.form_facts.
	 */
	kepu.guide.show = function (frm, facts) {
		const $guide = place(frm).empty();
		const parts = [
			closed(facts.closed),
			deadline(facts.deadline),
			return_reason(frm),
			opinion(facts.history.entries),
			remarks(facts.remarks),
			comparison(facts),
			missing(facts.missing),
		];
		$guide.html(parts.filter(Boolean).join("")).toggle(parts.some(Boolean));
		$guide.find("[data-missing]").on("click", (event) => {
			event.preventDefault();
			go_to(frm, facts.missing[event.currentTarget.dataset.missing]);
		});
		$guide
			.find("[data-fix]")
			.on("click", (event) => kepu.intake.mend(frm, facts.missing[event.currentTarget.dataset.fix]));
		$guide.find(".kepu-remarks-go").on("click", (event) => {
			event.preventDefault();
			kepu.remarks.go(frm);
		});
		fill_comparison(frm, $guide.find(".kepu-guide-changes"));
	};

	kepu.guide.clear = (frm) => place(frm).empty().hide();

	function place(frm) {
		const $existing = frm.layout.wrapper.children(".kepu-guide");
		return $existing.length ? $existing : $(`<div class="kepu-guide">`).prependTo(frm.layout.wrapper);
	}

	function note(kind, html) {
		return `<div class="kepu-note kepu-note-${kind}">${html}</div>`;
	}

	function closed(reason) {
		return reason ? note("grey", kepu.escape(reason)) : "";
	}

	function deadline(due) {
		if (!due) return "";
		const date = frappe.datetime.str_to_user(due.date);
		if (!due.is_due) return note("orange", __("Handed in after the deadline, {0}.", [date]));
		if (due.days < 0) return note("red", __("Overdue by {0} days; the deadline was {1}.", [-due.days, date]));
		if (due.days === 0) return note("red", __("The deadline is today, {0}.", [date]));
		const kind = due.days <= SOON ? "orange" : "blue";
		return note(kind, __("{0} days left; the deadline is {1}.", [due.days, date]));
	}

	function return_reason(frm) {
		const is_back = kepu.states.is_in("sent_back", frm.doc.workflow_state);
		if (!is_back || !frm.doc.return_reason) return "";
		const reason = frappe.utils.replace_newlines(kepu.escape(frm.doc.return_reason));
		return note("red", `<b>${__("Reason of the Return")}</b><br>${reason}`);
	}

	// Of the last step only: earlier opinions have been answered.
	function opinion(entries) {
		const last = entries[entries.length - 1];
		if (!last?.opinion) return "";
		const title = __("Opinion of {0}", [kepu.escape(last.full_name)]);
		return note("blue", `<b>${title}</b><br>${frappe.utils.replace_newlines(kepu.escape(last.opinion))}`);
	}

	function remarks(found) {
		const told = kepu.remarks.note(found);
		return told && note("orange", told);
	}

	// A second review starts with the changes, above the text.
	function comparison({ may_return, was_returned }) {
		if (!may_return || !was_returned) return "";
		return `<details class="kepu-note kepu-note-blue" open><summary><b>${__("Changes Since the Return")}</b></summary>
			<div class="kepu-guide-changes kepu-changes-dialog" tabindex="0"></div></details>`;
	}

	async function fill_comparison(frm, $place) {
		if (!$place.length) return;
		$place.html((await kepu.changes.since_return(frm))?.html || "");
	}

	function missing(items) {
		const rows = items.map((item, index) => ({ item, index }));
		const errors = rows.filter(({ item }) => item.is_error);
		const hints = rows.filter(({ item }) => !item.is_error);
		const hints_title = errors.length
			? __("Please check as well: {0}", [hints.length])
			: __("Nothing stops the next step; please check:");
		return (
			listed("orange", __("Still missing for the next step: {0}", [errors.length]), errors) +
			listed("blue", hints_title, hints)
		);
	}

	// A number in a title counts the entries below it.
	function listed(kind, title, rows) {
		if (!rows.length) return "";
		const [first, rest] = [rows.slice(0, SHOWN_AT_ONCE), rows.slice(SHOWN_AT_ONCE)];
		return note(kind, `<b>${title}</b><ul class="kepu-missing">${first.map(entry).join("")}</ul>${more(rest)}`);
	}

	function more(rows) {
		if (!rows.length) return "";
		return `<details><summary>${__("{0} more", [rows.length])}</summary>
			<ul class="kepu-missing">${rows.map(entry).join("")}</ul></details>`;
	}

	function entry({ item, index }) {
		const kind = item.is_error ? "kepu-missing-error" : "kepu-missing-hint";
		const fix = item.fix
			? ` <button type="button" class="btn btn-default btn-xs" data-fix="${index}">${__("Mend It")}</button>`
			: "";
		return `<li class="${kind}"><a href="#" data-missing="${index}">${kepu.escape(item.message)}</a>${fix}</li>`;
	}

	function go_to(frm, item) {
		if (item.doctype) return frappe.set_route("Form", item.doctype, item.name);
		if (frm.kepu_sections && item.fieldname === "sections") {
			frm.get_field("sections").tab?.set_active();
			return frm.kepu_sections.focus(typeof item.row === "number" ? item.row : 0);
		}
		if (item.fieldname === "missing" && item.row) return kepu.submission.explain_missing(frm, item.row);
		frm.scroll_to_field(item.fieldname);
	}
})();
