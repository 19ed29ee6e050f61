// Pasting from Word or WPS: keep the paragraphs, drop all else.

frappe.provide("kepu.paste");

(function () {
	"use strict";

	const LINE_ENDS = /\r\n?|\v|\f|\u0085|\u2028|\u2029/g;
	const VANISHING = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x1f]/g;
	const CONTROLS = /[\x00-\x08\x0e-\x1d\x7f]/g;
	const BLANKS = /[\u00a0\u2000-\u200a\u202f\u205f]/g;
	// A list's bullet is followed by a tab; Symbol's and Wingdings' are private-use characters.
	const BULLET = /^(?:[\uf000-\uf0ff][ \t]*|[\u2022\u2023\u2043\u00b7\u25a0-\u25ff§Øo][ ]*\t[ \t]*)/;
	const NUMBER = /^((?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|\d+[.．、）)]|[（(]\d+[）)]))[ \t]+/;

	function clean_line(line) {
		return line.trim().replace(BULLET, "").replace(NUMBER, "$1").replace(/\t+/g, " ").trim();
	}

	/**
	 * Return plain paragraphs, one per line, from a word processor's clipboard.
	 *
	 * Line ends of every kind become \n, and several blank lines one. Bullets, the tab after a number, indents, soft
	 * hyphens and invisible characters are dropped; a non-breaking hyphen becomes a hyphen.
	 *
	 * @param {string} text
	 * @returns {string}
	 */
	kepu.paste.clean = function (text) {
		const plain = text
			.replace(LINE_ENDS, "\n")
			.replace(VANISHING, "")
			.replace(/\x1e|\u2011/g, "-")
			.replace(CONTROLS, "")
			.replace(BLANKS, " ");
		return plain
			.split("\n")
			.map(clean_line)
			.join("\n")
			.replace(/\n{3,}/g, "\n\n");
	};

	function is_text_of_ours(element) {
		const control = element.closest?.(".frappe-control")?.fieldobj;
		return Boolean(control) && kepu.plain_text.is_text(control.df);
	}

	// Replace the selection. execCommand keeps the browser's undo; without it the text is set directly.
	function insert(element, text) {
		element.focus();
		if (document.execCommand?.("insertText", false, text)) return;
		element.setRangeText(text, element.selectionStart, element.selectionEnd, "end");
		element.dispatchEvent(new Event("input", { bubbles: true }));
	}

	kepu.paste.insert = insert;

	function on_paste(event) {
		const element = event.target;
		const given = event.clipboardData?.getData("text/plain");
		if (!given || !is_text_input(element) || !is_text_of_ours(element)) return;
		if (is_whole_report(element, given)) {
			event.preventDefault();
			offer_parts(element, given);
			return;
		}
		const text = cleaned_for(element, given);
		if (text === given || exceeds(element, text)) return;
		event.preventDefault();
		insert(element, text);
	}

	const is_area = (element) => element.tagName === "TEXTAREA";
	const is_text_input = (element) => is_area(element) || (element.tagName === "INPUT" && element.type === "text");
	const form_of = (element) => element.closest(".frappe-control").fieldobj.frm;

	function is_whole_report(element, given) {
		const frm = form_of(element);
		return is_area(element) && frm?.kepu_sections && kepu.intake.is_whole_report(frm, given);
	}

	// A single-line input holds no line ends.
	function cleaned_for(element, given) {
		const text = kepu.paste.clean(given);
		return is_area(element) ? text : text.replace(/\n+/g, " ").trim();
	}

	// On declining, the text is pasted at the cursor.
	function offer_parts(element, given) {
		const frm = form_of(element);
		frappe.confirm(
			__("This looks like a whole report with several parts. Put each part under its heading?"),
			() => kepu.intake.read_text(frm, given),
			() => insert(element, kepu.paste.clean(given))
		);
	}

	// Leave it to Frappe to warn if the field is too short.
	function exceeds(element, text) {
		return element.maxLength > 0 && text.length > element.maxLength;
	}

	kepu.paste.listen = () => document.addEventListener("paste", on_paste);
	kepu.paste.listen();
})();
