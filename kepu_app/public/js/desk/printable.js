// Report during input which characters no font of the site can print.

frappe.provide("kepu.printable");

(function () {
	"use strict";

	const INPUTS = "textarea, input[type=text]";
	// Invisible characters need no font: white space, control and format characters, variation selectors.
	const INVISIBLE = /[\p{Z}\p{Cc}\p{Cf}\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;

	/**
	 * Parse the ranges of printable characters.
	 *
	 * @param {string} text - code points in hexadecimal, such as 20-7e,a7,4e00-9fff.
	 */
	kepu.printable.parse = function (text) {
		return text.split(",").map((part) => {
			const [first, last = first] = part.split("-").map((each) => parseInt(each, 16));
			return [first, last];
		});
	};

	/** Return the characters of a text that are in none of the ranges, each once, in order. */
	kepu.printable.missing = function (text, ranges) {
		return [...new Set(text)].filter(
			(character) => !INVISIBLE.test(character) && !is_within(character.codePointAt(0), ranges)
		);
	};

	/** Watch all inputs of a form; show the sentence below one with such characters. */
	kepu.printable.watch = function (frm, text) {
		if (!text) return;
		const ranges = kepu.printable.parse(text);
		const show = (event) => show_below(event.target, kepu.printable.missing(event.target.value, ranges));
		frm.$wrapper.off("input.kepu_printable").on("input.kepu_printable", INPUTS, show);
	};

	function is_within(code_point, ranges) {
		let low = 0;
		let high = ranges.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			if (code_point < ranges[middle][0]) high = middle - 1;
			else if (code_point > ranges[middle][1]) low = middle + 1;
			else return true;
		}
		return false;
	}

	function show_below(input, missing) {
		const $input = $(input);
		let $note = $input.siblings(".kepu-unprintable");
		if (!missing.length) {
			$note.remove();
			$input.removeAttr("aria-invalid");
			return;
		}
		if (!$note.length) {
			$note = $('<div class="kepu-unprintable text-danger small" role="alert"></div>').insertAfter($input);
		}
		$note.text(__("No font of this site can print {0}.", [missing.map(named).join("、")]));
		$input.attr("aria-invalid", "true");
	}

	function named(character) {
		const number = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
		return `“${character}”（U+${number}）`;
	}
})();
