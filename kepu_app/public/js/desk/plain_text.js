// Against HTML injection (XSS): the app's field values are shown as typed, wherever Frappe renders them.
//
// The fields store untrusted input unfiltered (ignore_xss_filter), so that "1 < 2" and "<10 人" stay as they are.
// Frappe's formatters insert a text field's value as HTML. These wrappers escape it first, for fields of this module
// only.

frappe.provide("kepu.plain_text");

(function () {
	"use strict";

	const AS_HTML = "puts what was typed into the page as HTML";
	const MODULE = "Kepu";
	const TEXT_TYPES = ["Data", "Small Text", "Text", "Long Text", "Autocomplete", "Select", "Read Only", "Phone"];
	const LINK_TYPES = ["Link", "Dynamic Link"];

	function is_own_doctype(doctype) {
		return (frappe.boot.kepu_doctypes || []).includes(doctype);
	}

	function is_own_report(df) {
		return (
			!df.parent &&
			frappe.get_route?.()[0] === "query-report" &&
			frappe.query_report?.report_doc?.module === MODULE
		);
	}

	function is_own_field(df) {
		return Boolean(df) && (is_own_doctype(df.parent) || is_own_report(df));
	}

	function is_text(df) {
		return is_own_field(df) && TEXT_TYPES.includes(df.fieldtype || "Data");
	}

	// If the user may not open the linked document, Frappe shows its title unescaped and untranslated.
	function as_link(formatted, df, value) {
		if (/^<a [^<>]*data-doctype=/.test(formatted)) return formatted;
		const doctype = df._options || df.options;
		if (doctype === "User" && value) return kepu.escape(frappe.user.full_name(value));
		const is_translated = (frappe.boot.translated_doctypes || []).includes(doctype);
		return kepu.escape(is_translated ? __(formatted) : formatted);
	}

	function wrap_format() {
		kepu.override("frappe.format", { reason: AS_HTML }, function (format, value, df, options, doc) {
			if (typeof value === "string" && is_text(df)) {
				return format.call(this, kepu.escape(value), df, options, doc);
			}
			const formatted = format.call(this, value, df, options, doc);
			const is_link = is_own_field(df) && LINK_TYPES.includes(df.fieldtype);
			return is_link && typeof formatted === "string" ? as_link(formatted, df, value) : formatted;
		});
	}

	// Frappe renders an input's value a second time, read-only, even while that is hidden. It escapes only some types.
	function wrap_read_only_fields() {
		const target = "frappe.ui.form.ControlInput.prototype.set_disp_area";
		kepu.override(target, { reason: AS_HTML }, function (set_disp_area, value) {
			const is_hidden = this.disp_status === "Write" && TEXT_TYPES.includes(this.df.fieldtype);
			if (!this.disp_area || !(is_hidden || is_text(this.df))) return set_disp_area.call(this, value);
			const shown = this.value || value || "";
			const doc = this.doc || this.frm?.doc;
			const options = { no_icon: true, inline: true };
			$(this.disp_area).html(is_hidden ? kepu.escape(shown) : frappe.format(shown, this.df, options, doc));
		});
	}

	// Frappe builds the options of a select from unescaped labels.
	function wrap_choices() {
		kepu.override("frappe.ui.form.add_options", { reason: AS_HTML }, function (add, input, choices, sort, doctype) {
			const plain = Array.isArray(choices) ? choices.map((choice) => as_choice(choice, doctype)) : choices;
			return add.call(this, input, plain, sort, doctype);
		});
	}

	function as_choice(choice, doctype) {
		const given = choice !== null && typeof choice === "object" ? choice : { value: choice };
		const label = given.label ?? given.value;
		return {
			...given,
			value: given.value ?? "",
			label: kepu.escape(label || label === 0 ? __(String(label), null, doctype) : ""),
		};
	}

	function wrap_link_suggestions() {
		const target = "frappe.ui.form.ControlLink.prototype.merge_duplicates";
		kepu.override(target, { reason: AS_HTML }, function (merge_duplicates, results) {
			const merged = merge_duplicates.call(this, results);
			return is_own_doctype(this.get_options()) ? merged.map(as_suggestion) : merged;
		});
	}

	function as_suggestion(item) {
		const label = `<strong>${kepu.escape(item.label || item.value)}</strong>`;
		const description = item.description ? `<br><span class="small">${kepu.escape(item.description)}</span>` : "";
		return { ...item, description: "", html: label + description };
	}

	function wrap_topics() {
		const target = "frappe.ui.form.ControlAutocomplete.prototype.get_awesomplete_settings";
		kepu.override(target, { reason: AS_HTML }, function (get_settings) {
			const settings = get_settings.call(this);
			if (!is_own_field(this.df)) return settings;
			settings.item = function (item) {
				const option = this.get_item(item.value) || item;
				const $item = $("<li>").data("item.autocomplete", option).prop("aria-selected", "false");
				return $item.html(`<a><p>${as_suggestion(option).html}</p></a>`).get(0);
			};
			return settings;
		});
	}

	// The dialog "Advanced Search" of a link field.
	function wrap_link_search() {
		kepu.override(
			"frappe.link_search",
			{ reason: AS_HTML },
			function (link_search, doctype, args, callback, button) {
				const escaped = (rows) =>
					callback?.((rows || []).map(([name, ...rest]) => [name, ...rest.map(kepu.escape)]));
				return link_search.call(this, doctype, args, is_own_doctype(doctype) ? escaped : callback, button);
			}
		);
	}

	// The counts by value in a list's sidebar.
	function wrap_counts_by_value() {
		const target = "frappe.views.ListGroupBy.prototype.get_dropdown_html";
		kepu.override(target, { reason: AS_HTML }, function (get_dropdown_html, field, fieldtype, applied) {
			if (!is_own_doctype(this.doctype) || typeof field.name !== "string") {
				return get_dropdown_html.call(this, field, fieldtype, applied);
			}
			const name = kepu.escape(field.name);
			const html = get_dropdown_html.call(this, { ...field, name }, fieldtype, applied);
			return html.replace(encodeURIComponent(name), encodeURIComponent(field.name));
		});
	}

	// Frappe 16, and later releases of 15, insert the titles of linked documents after rendering a report.
	function wrap_titles_of_links() {
		const target = "frappe.views.ReportView.prototype.get_link_title_field_value";
		kepu.override(target, { reason: AS_HTML, versions: [16] }, async function (get_title, doctype, value) {
			const title = await get_title.call(this, doctype, value);
			return typeof title === "string" ? kepu.escape(title) : title;
		});
	}

	function wrap_cards() {
		kepu.override("frappe.render_template", { reason: AS_HTML }, function (render_template, name, data) {
			const is_card = name === "kanban_card" && is_own_doctype(window.cur_list?.doctype);
			return render_template.call(this, name, is_card ? { ...data, title: kepu.escape(data.title) } : data);
		});
	}

	// Frappe 15 strips what looks like a tag from a form's title. In 16 the link to the list has the same class; the
	// title is the last breadcrumb there (see breadcrumbs.js).
	kepu.plain_text.show_title = function (frm) {
		const title = frm.doc[frm.meta.title_field];
		const $shown = frm.page.$title_area.find(".title-text").not("li *");
		if (title && !frm.is_new()) $shown.text(title).attr("title", title);
	};

	kepu.plain_text.wrap = function () {
		wrap_format();
		wrap_read_only_fields();
		wrap_choices();
		wrap_link_suggestions();
		wrap_topics();
		wrap_link_search();
		wrap_counts_by_value();
		wrap_titles_of_links();
		wrap_cards();
	};

	kepu.plain_text.is_own_doctype = is_own_doctype;
	kepu.plain_text.is_text = is_text;
	kepu.plain_text.wrap();
})();
