// 批注: remarks beside the paragraphs of a text. Reviewers write them; authors tick them off.
//
// Each remark quotes the words that it is about, and is placed where the form's text has them, so it follows its
// paragraph. If they are gone, it is at the top of its part.

frappe.provide("kepu.remarks");

(function () {
	"use strict";

	const API = "kepu_app.review.api";
	const TEXTS = { "Annual Summary": summary_texts, "Typical Case": case_text };
	const PAUSE = 150;
	const GAP = 8;

	/** Store and show the remarks that the user may read (kepu_app.review.remarks.remarks_of). */
	kepu.remarks.show = function (frm, remarks, is_closed) {
		if (!TEXTS[frm.doctype]) return;
		frm.kepu_remarks = is_closed ? { ...remarks, may_write: false, may_tick: false } : remarks;
		watch(frm);
		kepu.remarks.refresh(frm);
	};

	/** Remove the remarks of the document that the form showed before. */
	kepu.remarks.forget = function (frm) {
		if (!TEXTS[frm.doctype]) return;
		frm.kepu_remarks = null;
		frm.$wrapper.find(".kepu-margin").remove();
	};

	/** Place the remarks beside the present text. */
	kepu.remarks.refresh = function (frm) {
		const remarks = frm.kepu_remarks;
		if (!remarks || frm.is_new()) return;
		const texts = TEXTS[frm.doctype](frm);
		const placed = remarks.rows.map((row) => ({ row, ...find(row, texts) }));
		texts.forEach((text, part) =>
			show_margin(
				frm,
				text,
				part,
				placed.filter((each) => each.part === part)
			)
		);
	};

	/** Return the HTML of a sentence above the form; blank without remarks. */
	kepu.remarks.note = function ({ rows }) {
		if (!rows.length) return "";
		const open = rows.filter((row) => !row.done).length;
		const told = open
			? __("{0} remarks beside the text, {1} not dealt with yet", [rows.length, open])
			: __("{0} remarks beside the text, all dealt with", [rows.length]);
		return `<a href="#" class="kepu-remarks-go">${told}</a>`;
	};

	/** Scroll to the first open remark. */
	kepu.remarks.go = function (frm) {
		frm.get_field(frm.doctype === "Annual Summary" ? "sections" : "text").tab?.set_active();
		const $open = frm.$wrapper.find(".kepu-remark:not(.kepu-remark-done)");
		const shown = ($open.length ? $open : frm.$wrapper.find(".kepu-remark")).get(0);
		shown?.scrollIntoView({ block: "center" });
		shown?.focus();
	};

	/** Confirm handing in with open remarks; resolves to true without any. */
	kepu.remarks.may_hand_in = function (frm, step) {
		const open = (frm.kepu_remarks?.rows || []).filter((row) => !row.done).length;
		if (!open || !is_hand_in(frm.doctype, step)) return Promise.resolve(true);
		return is_confirmed(__("{0} remarks are not ticked off yet. Go on all the same?", [open]));
	};

	/** Do the same for documents of a list, and the workflow transitions of a step. */
	kepu.remarks.may_hand_in_all = async function (doctype, steps, names) {
		if (!TEXTS[doctype] || !steps.some((step) => is_hand_in(doctype, step))) return true;
		const { remarks, documents } = await kepu.call(`${API}.open_remarks`, { doctype, names });
		if (!remarks) return true;
		return is_confirmed(
			__("{0} remarks on {1} documents are not ticked off yet. Go on all the same?", [remarks, documents])
		);
	};

	const is_hand_in = (doctype, step) => step.kepu_hands_in && !kepu.opinions.suit(doctype, step);

	function is_confirmed(question) {
		return new Promise((resolve) => {
			frappe.confirm(
				question,
				() => resolve(true),
				() => resolve(false)
			);
		});
	}

	// ------------------------------------------------------------------ the text

	function summary_texts(frm) {
		return frm.kepu_sections?.texts() || [];
	}

	function case_text(frm) {
		const control = frm.get_field("text");
		return [{ control, heading: frm.doc.title || "", text: kepu.length.current_text(control, frm.doc.text) }];
	}

	// Find a remark's words: the part, and the line in it or null.
	function find(row, texts) {
		const line_in = (part) => texts[part]?.text.split("\n").findIndex((line) => line.includes(row.quote)) ?? -1;
		const parts = texts.map((_text, part) => part);
		const own = home_of(row, texts);
		const part = [own, ...parts].find((each) => line_in(each) >= 0);
		return part === undefined ? { part: own, line: null } : { part, line: line_in(part) };
	}

	function home_of(row, texts) {
		if (texts[row.part]?.heading === row.heading) return row.part;
		const moved = texts.findIndex(({ heading }) => heading === row.heading);
		return moved >= 0 ? moved : Math.max(0, Math.min(row.part, texts.length - 1));
	}

	function watch(frm) {
		if (frm.kepu_remarks_are_watched) return;
		frm.kepu_remarks_are_watched = true;
		const refresh = frappe.utils.debounce(() => kepu.remarks.refresh(frm), PAUSE);
		frm.$wrapper.on("input", "textarea, input[data-fieldname=heading]", refresh);
		frm.$wrapper.on("shown.bs.tab", refresh);
		$(window).on("resize", refresh);
		frm.$wrapper.on("keydown", "textarea", (event) => {
			if (event.altKey && event.key.toLowerCase() === "m") remark_at_cursor(frm, event);
		});
	}

	function remark_at_cursor(frm, event) {
		if (!frm.kepu_remarks?.may_write) return;
		const texts = TEXTS[frm.doctype](frm);
		const part = texts.findIndex(({ control }) => control?.$input?.get(0) === event.target);
		if (part < 0) return;
		event.preventDefault();
		const before = event.target.value.slice(0, event.target.selectionStart);
		ask(frm, texts[part], part, before.split("\n").length - 1);
	}

	// ------------------------------------------------------------------ the margin

	function show_margin(frm, text, part, placed) {
		const $beside = text.control.$wrapper.find(".control-input-wrapper").first();
		$beside.children(".kepu-margin").remove();
		const { may_write } = frm.kepu_remarks;
		$beside.toggleClass("kepu-beside", may_write || placed.length > 0);
		$beside.toggleClass("kepu-beside-buttons", may_write);
		$beside.toggleClass("kepu-beside-remarks", placed.length > 0);
		if (!may_write && !placed.length) return;
		const $margin = $(
			`<div class="kepu-margin"><div class="kepu-margin-buttons"></div><div class="kepu-remarks"></div></div>`
		);
		$margin.appendTo($beside);
		fit_area(text.control);
		const tops = tops_of(text);
		if (may_write) add_buttons(frm, text, part, $margin, tops);
		add_cards(frm, text, placed, $margin.find(".kepu-remarks"), tops);
	}

	// The margin narrows the text.
	function fit_area(control) {
		const area = control.$input?.get(0);
		if (area) kepu.rows.fit(area);
	}

	// Return each line's top, in pixels below the text's upper edge, measured in a copy.
	function tops_of({ control, text }) {
		const $shown = control.$wrapper.find("textarea, .control-value").filter(":visible").first();
		if (!$shown.length) return [];
		const style = getComputedStyle($shown.get(0));
		const $copy = $(`<div class="kepu-margin-copy" aria-hidden="true">`).css({ width: $shown.outerWidth() });
		for (const name of ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing"])
			$copy.css(name, style[name]);
		const lines = text.split("\n").map((line) => $("<div>").text(line || "\u200b"));
		$copy.append(lines).insertAfter($shown);
		const tops = lines.map(($line) => $line.get(0).offsetTop);
		$copy.remove();
		return tops;
	}

	function add_buttons(frm, text, part, $margin, tops) {
		const $buttons = $margin.find(".kepu-margin-buttons");
		text.text.split("\n").forEach((line, number) => {
			if (!line.trim()) return;
			$(`<button type="button" class="btn btn-default btn-xs kepu-remark-add">${__("Review Remark")}</button>`)
				.attr("title", __("Write a remark on this paragraph ({0} in the text)", ["Alt+M"]))
				.attr("aria-label", __("Write a remark on: {0}", [line.trim().slice(0, 20)]))
				.css("top", tops[number] ?? 0)
				.on("mousedown", (event) => event.preventDefault()) // keeps the text's selection
				.on("click", () => ask(frm, text, part, number))
				.appendTo($buttons);
		});
	}

	function add_cards(frm, text, placed, $cards, tops) {
		const sorted = [...placed].sort((a, b) => (a.line ?? -1) - (b.line ?? -1));
		let bottom = 0;
		for (const { row, line } of sorted) {
			const $card = $(card(frm, row, line === null)).appendTo($cards);
			const top = Math.max(bottom, tops[line] ?? 0);
			$card.css("margin-top", top - bottom);
			bottom = top + $card.outerHeight() + GAP;
			$card.find(".kepu-remark-quote").on("click", () => mark(text.control, row.quote));
			$card.find("[data-done]").on("change", (event) => set_done(frm, row, event.currentTarget.checked));
			$card.find("[data-withdraw]").on("click", () => withdraw(frm, row));
		}
	}

	function card(frm, row, is_changed) {
		const time = `<span class="kepu-remark-time">${frappe.datetime.str_to_user(row.at)}</span>`;
		const changed = is_changed
			? `<div class="kepu-remark-changed">${__("The paragraph has been changed")}</div>`
			: "";
		return `
			<article class="kepu-remark ${row.done ? "kepu-remark-done" : ""}" tabindex="-1">
				<div><b>${kepu.escape(row.full_name)}</b> <span class="text-muted">${kepu.escape(__(row.role || ""))}</span> ${time}</div>
				${changed}
				<button type="button" class="kepu-remark-quote" title="${kepu.escape(row.quote)}">${kepu.escape(row.quote)}</button>
				<div class="kepu-remark-text">${frappe.utils.replace_newlines(kepu.escape(row.remark))}</div>
				<div class="kepu-remark-foot">${tick(frm, row)}${withdrawal(frm, row)}</div>
			</article>`;
	}

	function tick(frm, row) {
		const { may_tick, may_write } = frm.kepu_remarks;
		const by = row.done
			? `<span class="text-muted">${kepu.escape(row.done_by_name)} ${frappe.datetime.str_to_user(row.done_at)}</span>`
			: "";
		if (!may_tick && !(may_write && row.is_own))
			return `<span>${row.done ? __("Dealt With") : __("Not dealt with yet")}</span> ${by}`;
		return `<label><input type="checkbox" data-done ${row.done ? "checked" : ""}> ${__("Dealt With")}</label> ${by}`;
	}

	function withdrawal(frm, row) {
		if (!row.is_own || !frm.kepu_remarks.may_write) return "";
		return `<button type="button" class="btn btn-link btn-xs" data-withdraw>${__("Withdraw the Remark")}</button>`;
	}

	// Select the words in an editable text.
	function mark(control, quote) {
		const area = control.$input?.filter(":visible").get(0);
		const start = area ? area.value.indexOf(quote) : -1;
		if (start < 0) return;
		area.focus();
		area.setSelectionRange(start, start + quote.length);
	}

	// ------------------------------------------------------------------ writing

	function ask(frm, text, part, number) {
		const line = text.text.split("\n")[number].trim();
		if (!line) return;
		const quote = marked_words(text.control, line) || line;
		const dialog = new frappe.ui.Dialog({
			title: __("Review Remark"),
			fields: [
				{
					fieldtype: "HTML",
					options: `<blockquote class="kepu-remark-asked">${kepu.escape(quote)}</blockquote>`,
				},
				{
					fieldname: "remark",
					fieldtype: "Small Text",
					label: __("Review Remark"),
					reqd: 1,
					description: __(
						"The county sees it beside this paragraph when the document is returned. Up to {0} characters.",
						[frm.kepu_remarks.most_characters]
					),
				},
			],
			primary_action_label: __("Keep the Remark"),
			primary_action: async ({ remark }) => {
				if (await call(frm, "add_remark", { part, quote, remark })) dialog.hide();
			},
		});
		dialog.show();
	}

	// Return the selection within the paragraph; blank if none, or beyond it.
	function marked_words(control, line) {
		const area = control.$input?.filter(":visible").get(0);
		const words = area ? area.value.slice(area.selectionStart, area.selectionEnd) : String(window.getSelection());
		return line.includes(words.trim()) ? words.trim() : "";
	}

	const set_done = (frm, row, done) => call(frm, "set_remark_done", { remark: row.name, done: done ? 1 : 0 });

	function withdraw(frm, row) {
		frappe.confirm(__("Withdraw this remark? Nobody sees it any more."), () =>
			call(frm, "withdraw_remark", { remark: row.name })
		);
	}

	async function call(frm, method, values) {
		const { doctype, docname } = frm;
		const args = { doctype, name: docname, ...values };
		const answer = await frappe.call({ method: `${API}.${method}`, args, type: "POST" }).catch(() => null);
		if (frm.docname !== docname) return true;
		if (answer?.message) kepu.remarks.show(frm, answer.message);
		else kepu.remarks.refresh(frm);
		return Boolean(answer?.message);
	}
})();
