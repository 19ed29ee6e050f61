// Which lines of a text print as headings: shown below it, changed by one click.
//
// The server decides, by the rules of printing. An override is a mark in the text itself, so it is saved, undone,
// and exported to workbooks and Word files with the text.

frappe.provide("kepu.headings");

(function () {
	"use strict";

	const METHOD = "kepu_app.printing.api.numbered_lines";
	const PAUSE = 500;
	const LINE_END = /(\r\n|[\n\r\v\f\u0085\u2028\u2029])/;

	kepu.headings.Lines = class Lines {
		/**
		 * @param {object} frm
		 * @param {function(): {control: object, heading: string, text: string}[]} texts - those to watch, as in the
		 *   form.
		 */
		constructor(frm, texts) {
			this.frm = frm;
			this.texts = texts;
			this.update_later = frappe.utils.debounce(() => this.update(), PAUSE);
		}

		/** Query again, and show the response unless the input changed meanwhile. */
		async update() {
			if (!this.frm.doc.cycle) return;
			const asked = this.texts();
			const key = key_of(asked);
			const answer = key.trim() ? await this.ask(asked) : asked.map(() => []);
			const now = this.texts();
			if (key_of(now) !== key) return;
			now.forEach(({ control }, index) => this.show(control, answer[index] || []));
		}

		ask(asked) {
			const { doctype, doc } = this.frm;
			const texts = asked.map(({ heading, text }) => ({ heading, text }));
			return kepu.call(METHOD, { doctype, cycle: doc.cycle, texts });
		}

		show(control, lines) {
			let $list = control.$wrapper.children(".kepu-headings");
			if (!$list.length) $list = $('<ul class="kepu-headings">').appendTo(control.$wrapper);
			$list
				.attr("aria-label", __("How the numbered lines print"))
				.toggle(lines.length > 0)
				.empty();
			for (const line of lines) $list.append(this.item(control, line));
		}

		item(control, line) {
			const $item = $(`<li class="kepu-heading-line" data-level="${line.level}">`);
			$('<span class="kepu-heading-level">').text(name_of(line.level)).appendTo($item);
			$('<span class="kepu-heading-text">').text(line.text).attr("title", line.text).appendTo($item);
			if (area_of(control)) this.button(control, line).appendTo($item);
			return $item;
		}

		button(control, line) {
			const label = line.level ? __("This Is Body Text") : __("This Is a Heading");
			return $('<button type="button" class="btn btn-default btn-xs">')
				.text(label)
				.attr("aria-label", `${label}：${line.text}`)
				.on("click", () => this.change(control, line));
		}

		change(control, line) {
			const area = area_of(control);
			const pieces = area.value.split(LINE_END);
			if (pieces[2 * line.line] !== line.typed) return this.update();
			const start = pieces.slice(0, 2 * line.line).join("").length;
			area.focus();
			area.setSelectionRange(start, start + line.typed.length);
			kepu.paste.insert(area, line.other);
			$(area).trigger("change");
			return this.update();
		}
	};

	/** Watch one text field of a form. */
	kepu.headings.watch_field = function (frm, fieldname, heading) {
		const control = frm.get_field(fieldname);
		const lines = new kepu.headings.Lines(frm, () => [
			{
				control,
				heading: frm.doc[heading] || "",
				text: kepu.length.current_text(control, frm.doc[fieldname]),
			},
		]);
		control.$wrapper.off("input.kepu_headings").on("input.kepu_headings", () => lines.update_later());
		lines.update();
	};

	function key_of(texts) {
		return texts.map(({ heading, text }) => `${heading}\n${text}`).join("\n");
	}

	function area_of(control) {
		return control.disp_status === "Write" ? control.$wrapper.find("textarea").get(0) : null;
	}

	function name_of(level) {
		return [
			__("Body Text"),
			__("Heading, Level 1"),
			__("Heading, Level 2"),
			__("Heading, Level 3"),
			__("Heading, Level 4"),
		][level];
	}
})();
