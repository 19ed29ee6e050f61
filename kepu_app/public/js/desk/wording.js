// Texts that Frappe shows untranslated.

(function () {
	"use strict";

	/** Translate a field's label also where Frappe shows the DocType's. */
	kepu.override(
		"frappe.meta.get_label",
		{ reason: "gives the name of a field untranslated" },
		function (get_label, doctype, fieldname, name) {
			const label = get_label.call(this, doctype, fieldname, name);
			return label ? __(label, null, doctype) : label;
		}
	);

	const reason = "calls rows by numbers that are not theirs, and what is empty null";

	/** Name rows in the timeline as users do, and show no "null" for blanks. */
	kepu.override("frappe.ui.form.Footer.prototype.make_timeline", { reason }, function (make_timeline) {
		make_timeline.call(this);
		const { timeline } = this.frm;
		kepu.override([timeline, "FormTimeline.get_version_timeline_contents"], { reason }, function (get_contents) {
			const { doc_info } = this;
			const versions = (doc_info.versions || []).map((version) => as_a_person_reads_it(version, this.frm));
			this.doc_info = { ...doc_info, versions };
			const contents = get_contents.call(this);
			this.doc_info = doc_info;
			return contents.map((each) => ({ ...each, content: without_marks(each.content) }));
		});
	});

	// Later releases of Frappe add 1 to a row's number, here a text: the 1 is appended after the mark.
	const MARK = "\u2060";
	const ADDED = new RegExp(`${MARK}1?`, "g");
	const without_marks = (content) => (typeof content === "string" ? content.replace(ADDED, "") : content);

	function as_a_person_reads_it(version, frm) {
		const data = JSON.parse(version.data || "{}");
		const filled = (values) => values.map(([field, ...both]) => [field, ...both.map((value) => value ?? "")]);
		data.changed = filled(data.changed || []);
		data.row_changed = (data.row_changed || []).map(([table, index, row, values]) => [
			table,
			row_title(frm, table, index, row) + MARK,
			row,
			filled(values),
		]);
		return { ...version, data: JSON.stringify(data) };
	}

	// Rows whose number is not their position, and parts of a text, which users do not call rows.
	const NUMBERED = {
		"Summary Section": (_, position) => __("Part {0}", [chinese(position)], "Timeline"),
		"Summary Assessment": ({ criterion }, position) => __("item {0}", [criterion || position], "Timeline"),
		"Subject Mark": ({ number }, position) => __("item {0}", [number || position], "Timeline"),
	};

	function row_title(frm, table, index, name) {
		if (!frappe.boot.lang?.startsWith("zh")) return index + 1; // the English sentence says "row" itself
		const doctype = frappe.meta.get_docfield(frm.doctype, table, frm.docname)?.options;
		const title = NUMBERED[doctype] || ((_, position) => __("row {0}", [position], "Timeline"));
		return title((doctype && frappe.get_doc(doctype, name)) || {}, index + 1);
	}

	const DIGITS = new Intl.NumberFormat("zh-u-nu-hanidec");

	const chinese = (number) => (number < 10 ? DIGITS.format(number) : String(number));

	/** Label a list's sort fields as its columns. */
	kepu.override(
		"frappe.ui.SortSelector.prototype.setup_from_doctype",
		{ reason: "calls what a list may be sorted by otherwise than its columns" },
		function (setup) {
			setup.call(this);
			for (const option of this.args.options || []) option.label = this.get_label(option.fieldname);
		}
	);

	/** Translate the tooltip of the first column, as of the others. */
	kepu.override(
		"frappe.views.ListView.prototype.get_header_html",
		{ reason: "leaves the title of the first column untranslated" },
		function (get_header_html) {
			const html = get_header_html.call(this);
			const { label } = this.columns?.[0]?.df || {}; // a calendar is a list without columns
			const title = (text) => `title="${__("Click to sort by {0}", [text])}"`;
			return label ? html.replace(title(label), title(__(label, null, this.doctype))) : html;
		}
	);

	/** Translate the search button of a narrow screen, which Frappe 16's template leaves in English. */
	$(document).on("page-change form-refresh", () => {
		$(".navbar-modal-search-mobile").attr("placeholder", __("Search"));
	});

	/** Translate the number of filters like the button beside it. */
	kepu.override(
		"frappe.ui.FilterGroup.prototype.update_filter_button",
		{ reason: "tells in English how many filters there are" },
		function (update_filter_button) {
			update_filter_button.call(this);
			const count = this.filters.length;
			this.filter_button?.attr("title", count ? __("Filters {0}", [count]) : __("No filters selected"));
		}
	);

	/** Show below a refused file that it was refused, not the HTTP status. Frappe loads this dialog later. */
	kepu.override_class(
		"frappe.ui.FileUploader",
		{ reason: "says by the protocol's words that a file was refused", comes: "later" },
		rewording
	);

	function rewording(FileUploader) {
		return class extends FileUploader {
			constructor(options) {
				super(options);
				const wrapper = this.wrapper.get ? this.wrapper.get(0) : this.wrapper;
				const observer = new MutationObserver(() => wrapper.querySelectorAll(WHY_REFUSED).forEach(reword));
				observer.observe(wrapper, { childList: true, subtree: true, characterData: true });
			}
		};
	}

	/** The error below a file; later releases of Frappe 15 show the server's message there, HTML, as text. */
	const WHY_REFUSED = ".file-error, .file-preview-outline .alert-danger";
	const TAG_OR_SIGN = /<\/?[a-z][^>]*>|&(#\d+|[a-z]+);/i;

	const REFUSALS = [
		[/^\s*\d{3} : .*/s, () => __("The file was not accepted. The message says why.")],
		[/^\s*XMLHttpRequest Error.*/s, () => __("The connection broke off. Please try again.")],
		[/^\s*Size exceeds.*/s, () => __("The file is larger than the system accepts.")],
		[/^\s*Not permitted\. \.?/, () => __("You may not upload this file here.")],
	];

	function reword(element) {
		const found = REFUSALS.find(([pattern]) => pattern.test(element.textContent));
		if (found) element.textContent = element.textContent.replace(found[0], found[1]()).trim();
		else if (element.matches(".alert-danger") && TAG_OR_SIGN.test(element.textContent))
			element.textContent = frappe.utils.html2text(element.textContent.replace(/<br\s*\/?>/gi, "\n"));
	}
})();
