// Count 字数 as Word does, and 字符数(不计空格), for the Desk during input.
//
// Same algorithm as kepu_app/core/counter.py, which decides and documents the rules; both are tested on the same
// vectors and against each other.

(function (scope) {
	"use strict";

	// The ranges are explicit because \s differs between languages and versions.
	const WHITE_SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
	const VANISHING = "\\u00ad\\u180b-\\u180d\\u180f\\u200b-\\u200d\\u2060\\ufe00-\\ufe0f\\ufeff\\u{e0100}-\\u{e01ef}";
	const HAN =
		"\\u2e80-\\u2fdf\\u3005\\u3007\\u3021-\\u3029\\u3038-\\u303b\\u3400-\\u4dbf\\u4e00-\\u9fff" +
		"\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
	const EAST_ASIAN = [
		HAN,
		"\\u1100-\\u11ff\\u2ff0-\\u2fff\\u3001-\\u31ff\\u3200-\\u33ff\\ua960-\\ua97f\\uac00-\\ud7ff",
		"\\ufe10-\\ufe1f\\ufe30-\\ufe4f\\uff01-\\uffef\\u{1aff0}-\\u{1b16f}",
	].join("");
	const BY_CONTEXT = "“”‘’—…·";

	// With the flag u a pattern sees code points: half of a surrogate pair never counts by itself.
	const han = new RegExp(`[${HAN}]`, "u");
	// eslint-disable-next-line no-misleading-character-class -- variation selectors are meant by themselves
	const character = new RegExp(`[^${WHITE_SPACE}${VANISHING}]`, "gu");
	const latin_word = word_with(EAST_ASIAN);
	const chinese_word = word_with(EAST_ASIAN + BY_CONTEXT);

	// A word continues over vanishing characters but does not start with one.
	function word_with(alone) {
		return new RegExp(`[${alone}]|[^${alone}${WHITE_SPACE}${VANISHING}][^${alone}${WHITE_SPACE}]*`, "gu");
	}

	function matches(pattern, text) {
		return (text.match(pattern) || []).length;
	}

	/**
	 * Count both of a text.
	 *
	 * @param {string|null|undefined} text - null and undefined count as empty: fields of the Desk start so.
	 * @returns {{words: number, characters: number}} 字数, and 字符数(不计空格) in code points.
	 */
	function count_text(text) {
		const given = String(text ?? "");
		return {
			words: matches(han.test(given) ? chinese_word : latin_word, given),
			characters: matches(character, given),
		};
	}

	scope.kepu = Object.assign(scope.kepu || {}, { count_text });
	if (typeof module !== "undefined" && module.exports) {
		module.exports = scope.kepu;
	}
})(globalThis);
