// The length of a text and its limit, during input.

frappe.provide("kepu.length");

(function () {
	"use strict";

	const NEARLY_FULL = 0.9;

	/**
	 * Measure a text as the server does.
	 *
	 * @param {string} text
	 * @param {"words"|"characters"} measure - the counting method of Kepu Settings.
	 */
	kepu.length.measure = (text, measure) => kepu.count_text(text)[measure] ?? 0;

	/**
	 * Make a bar with count, limit and excess.
	 *
	 * @param {HTMLElement} parent
	 * @returns {{show: function({words: number, characters: number}, number, string): void}} of both counts, the
	 *   limit and the measure.
	 */
	kepu.length.make_bar = function (parent) {
		const $bar = $(`
			<div class="kepu-length" role="status">
				<div class="kepu-length-track" aria-hidden="true"><div class="kepu-length-fill"></div></div>
				<div class="kepu-length-text"></div>
			</div>`).appendTo($(parent).empty());
		return { show: (counts, limit, measure) => show($bar, counts, limit, measure) };
	};

	function show($bar, counts, limit, measure) {
		const count = counts[measure];
		const excess = limit ? Math.max(0, count - limit) : 0;
		const share = limit ? Math.min(1, count / limit) : 0;
		$bar.toggleClass("kepu-length-over", excess > 0);
		$bar.toggleClass("kepu-length-near", !excess && share >= NEARLY_FULL);
		$bar.find(".kepu-length-fill").css("width", `${share * 100}%`);
		$bar.find(".kepu-length-text").html(describe(counts, limit, measure, excess));
	}

	function describe(counts, limit, measure, excess) {
		const other = measure === "words" ? "characters" : "words";
		const parts = [
			`<span class="kepu-length-count">${name_of(measure)} <b>${counts[measure]}</b>${limit ? ` / ${limit}` : ""}</span>`,
			excess ? `<span class="kepu-length-excess">${__("{0} too many", [excess])}</span>` : "",
			limit && !excess ? `<span>${__("{0} left", [limit - counts[measure]])}</span>` : "",
			`<span class="kepu-length-other">${name_of(other)} ${counts[other]}</span>`,
		];
		return parts.filter(Boolean).join(" ");
	}

	function name_of(measure) {
		return measure === "words" ? __("Words (字数)") : __("Characters without Blanks");
	}

	/**
	 * Return a field's text in the form, including input not yet in the document.
	 *
	 * @param {object} control - a control of the form, or undefined.
	 * @param {string} stored - its value in the document.
	 */
	kepu.length.current_text = function (control, stored) {
		const is_typed = control?.$input && control.disp_status === "Write";
		return (is_typed ? control.get_input_value() : stored) || "";
	};

	/**
	 * Show the length of one text field in the form's HTML field word_bar.
	 *
	 * @param {object} frm
	 * @param {string} fieldname
	 * @param {number} limit
	 * @param {string} measure
	 */
	kepu.length.watch_field = function (frm, fieldname, limit, measure) {
		const bar = kepu.length.make_bar(frm.get_field("word_bar").$wrapper);
		const update = () => {
			const text = kepu.length.current_text(frm.get_field(fieldname), frm.doc[fieldname]);
			bar.show(kepu.count_text(text), limit, measure);
		};
		frm.get_field(fieldname).$wrapper.off("input.kepu").on("input.kepu", update);
		update();
	};
})();
