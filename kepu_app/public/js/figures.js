// Parse a figure as users write it, during input: the same as kepu_app/core/figures.py, which decides.

(function (scope) {
	"use strict";

	const EXPONENTS = { 万: "e4", 亿: "e8" };
	const PEOPLE = ["人", "名", "位"];
	const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
	const FIGURE =
		/^(?:大约|约|近|超过|超|逾)?([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)([万亿]?)(?:余|多)?([万亿]?)(.*?)(?:左右|以上|余|多)?$/;
	const GROUPED = /^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/;

	/**
	 * Parse the number in an entry.
	 *
	 * @param {string|null|undefined} entry
	 * @param {string} unit - of the indicator, which may follow the number.
	 * @returns {number|null|undefined} null for a blank; undefined if it does not parse as one number.
	 */
	function read_figure(entry, unit = "") {
		const text = plain(entry);
		if (!text) return null;
		const found = FIGURE.exec(text);
		if (!found) return undefined;
		const [, number, times, times_after, written] = found;
		if (!fits(written, unit.normalize("NFKC").trim()) || (times && times_after)) return undefined;
		if (!is_grouped_well(number)) return undefined;
		// As an exponent: 1.13 times 10000 is less than 11300 in binary floating point.
		return Number(number.replaceAll(",", "") + (EXPONENTS[times || times_after] || ""));
	}

	/**
	 * Return whether an entry reaches its indicator's threshold: Indicator.is_met in kepu_app/core/cycle.py.
	 *
	 * @param {string|null|undefined} entry
	 * @param {string} unit - of the indicator.
	 * @param {string} comparison - "<=" for at most; at least otherwise.
	 * @param {string} threshold - digits, as the standard stores them.
	 * @returns {boolean|null} null for a blank, and if it does not parse.
	 */
	function is_met(entry, unit, comparison, threshold) {
		const value = read_figure(entry, unit);
		if (typeof value !== "number") return null;
		return comparison === "<=" ? value <= Number(threshold) : value >= Number(threshold);
	}

	function plain(entry) {
		return String(entry ?? "")
			.replace(INVISIBLE, "")
			.normalize("NFKC")
			.replace(/\s+/g, "");
	}

	function is_grouped_well(number) {
		return !number.includes(",") || GROUPED.test(number);
	}

	function fits(written, unit) {
		return !written || written === unit || (PEOPLE.includes(unit) && PEOPLE.includes(written));
	}

	scope.kepu = Object.assign(scope.kepu || {}, { read_figure, is_met });
	if (typeof module !== "undefined" && module.exports) {
		module.exports = scope.kepu;
	}
})(globalThis);
