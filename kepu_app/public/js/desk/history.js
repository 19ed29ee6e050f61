// The review history in a form: each step, and the time spent in each state.

frappe.provide("kepu.history");

(function () {
	"use strict";

	const HOURS_A_DAY = 24;

	/** Format a duration in days and hours; under an hour in minutes. */
	kepu.history.duration = function (hours) {
		if (hours < 1) return __("{0} minutes", [Math.round(hours * 60)]);
		const days = Math.floor(hours / HOURS_A_DAY);
		const rest = Math.floor(hours - days * HOURS_A_DAY);
		if (!days) return __("{0} hours", [rest]);
		return rest ? __("{0} days {1} hours", [days, rest]) : __("{0} days", [days]);
	};

	/**
	 * Fill the form's HTML field review_history.
	 *
	 * @param {object} frm
	 * @param {{entries: object[], current: object, totals: object[]}} history - as of
	 *   kepu_app.review.api.history.
	 * @param {boolean} was_returned - whether a version to compare with exists.
	 */
	kepu.history.show = function (frm, history, was_returned) {
		const $field = frm.get_field("review_history").$wrapper;
		$field.html(`
			<div class="kepu-history">
				${was_returned ? compare_button() : ""}
				<ol class="kepu-history-steps">${history.entries.map(step).join("")}${now(history.current)}</ol>
				${totals(history.totals)}
			</div>`);
		$field.find(".kepu-history-compare").on("click", () => kepu.changes.show_since_return(frm));
	};

	function compare_button() {
		return `<button type="button" class="btn btn-default btn-sm kepu-history-compare">
			${__("Changes Since the Return")}</button>`;
	}

	function step(entry) {
		const who = `<b>${kepu.escape(entry.full_name)}</b> <span class="text-muted">${kepu.escape(__(entry.role || ""))}</span>`;
		return `
			<li class="kepu-history-step ${entry.reason ? "kepu-history-return" : ""}">
				<div>${who} <span class="kepu-history-action">${kepu.escape(kepu.actions.label(entry.action || ""))}</span></div>
				<div class="text-muted">
					${state(entry.from_state)} → ${state(entry.to_state)}
					<span class="kepu-history-time">${frappe.datetime.str_to_user(entry.at)}</span>
					<span>${__("after {0}", [kepu.history.duration(entry.hours_in_state)])}</span>
				</div>
				${reason(entry.reason)}${opinion(entry.opinion)}
			</li>`;
	}

	function reason(text) {
		if (!text) return "";
		return `<blockquote class="kepu-reason">${frappe.utils.replace_newlines(kepu.escape(text))}</blockquote>`;
	}

	function opinion(text) {
		if (!text) return "";
		return `<blockquote class="kepu-opinion">${frappe.utils.replace_newlines(kepu.escape(text))}</blockquote>`;
	}

	function now(current) {
		const since = __("for {0}", [kepu.history.duration(current.hours)]);
		return `<li class="kepu-history-step kepu-history-now"><b>${state(current.state)}</b> ${since}</li>`;
	}

	function state(name) {
		return kepu.escape(__(name || ""));
	}

	function totals(rows) {
		const body = rows.map(
			(row) => `<tr><td>${state(row.state)}</td><td>${kepu.history.duration(row.hours)}</td></tr>`
		);
		return `
			<table class="kepu-history-totals">
				<caption>${__("Time Spent in Each State")}</caption>
				<tbody>${body.join("")}</tbody>
			</table>`;
	}
})();
