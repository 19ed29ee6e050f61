// Shared client code of the reports; each report's own script includes this file. The include directive is in a
// comment, so that linters can parse the script; so this line has to be a comment.

frappe.provide("kepu.reports");

kepu.reports.FILING_COLORS = {
	Approved: "green",
	"In Review": "blue",
	Returned: "orange",
	Missing: "red",
};

kepu.reports.STYLE = `
.kepu-notes { margin: 0 0 var(--margin-sm); }
.kepu-notes > summary { cursor: pointer; color: var(--text-color); padding: var(--padding-xs) 0; }
.kepu-notes dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 4px 0 0; }
.kepu-notes dt { font-weight: 500; color: var(--text-color); }
.kepu-notes dd { margin: 0; }
@media (max-width: 576px) { .kepu-notes dl { grid-template-columns: 1fr; } }
.kepu-report .datatable a { text-decoration: underline; text-decoration-color: var(--gray-400); text-underline-offset: 3px; }
.kepu-tall .dt-header .dt-cell { height: 34px !important; }
.kepu-tall .dt-scrollable .dt-cell__content { white-space: normal; line-height: 1.6; overflow-y: auto; }
`;

// Return a report's settings: `own` ones with the filters, links and marks that all reports share.
kepu.reports.settings = function (own) {
	const cycle = {
		fieldname: "cycle",
		label: __("Cycle"),
		fieldtype: "Link",
		options: "Reporting Cycle",
	};
	const province = {
		fieldname: "province",
		label: __("Province"),
		fieldtype: "Link",
		options: "Province",
	};
	return Object.assign({}, own, {
		filters: [cycle, province, ...(own.filters || [])],
		onload(report) {
			frappe.dom.set_style(kepu.reports.STYLE, "kepu-reports-style");
			report.$report.toggleClass("kepu-report", true);
			report.$report.toggleClass("kepu-tall", Boolean(own.row_height));
			own.onload?.(report);
			kepu.reports.draw_charts_in_sight(report);
			return kepu.reports.choose_current_cycle(report);
		},
		formatter: kepu.reports.format_cell,
		after_datatable_render: kepu.reports.explain_headings,
		get_datatable_options(options) {
			const height = own.row_height ? { cellHeight: own.row_height } : {};
			return Object.assign(options, own.datatable || {}, height);
		},
	});
};

// Destroy the earlier chart, whose resize handler would fail. Frappe also draws on a page that was left before the
// response came, where a chart has no width. That one waits until the page is shown.
kepu.reports.draw_charts_in_sight = function (report) {
	const page = $(report.parent);
	const reason = "leaves a chart behind that fails, and draws one where there is no room";
	kepu.override([report, "QueryReport.render_chart"], { reason }, function (render_chart, options) {
		this.chart?.destroy();
		page.off("show.kepu_chart");
		if (page.is(":visible")) return render_chart.call(this, options);
		page.one("show.kepu_chart", () => this.render_chart(options));
	});
};

// Choose the current cycle, unless the URL or the user has chosen one; the rows are queried once, when all is set.
kepu.reports.choose_current_cycle = async function (report) {
	const filter = report.filters.find((each) => each.df.fieldname === "cycle");
	if (!filter) return;
	report._no_refresh = true;
	try {
		await kepu.reports.filters_of_address();
		if (filter.get_value()) return;
		const cycle = await frappe.xcall("kepu_app.reports.api.current_cycle");
		if (cycle) await filter.set_value(cycle);
	} finally {
		report._no_refresh = false;
	}
};

// Wait for the URL's Link filters: each is set only after a request for it, and then one for its title.
kepu.reports.filters_of_address = async function () {
	do {
		await frappe.after_ajax();
		await frappe.timeout(0);
	} while (frappe.request.ajax_count);
};

// Escape what users typed: Frappe's own formatter parses it as HTML.
kepu.reports.format_cell = function (value, row, column, data, default_formatter) {
	if (!data) return default_formatter(value, row, column, data);
	if ((value ?? "") === "") {
		const dash = `<div class="text-muted" style="text-align: right">—</div>`;
		return column.fieldtype === "Percent" ? dash : "";
	}
	let html = kepu.reports.plain_html(value, row, column, data, default_formatter);
	if (column.fieldname === "days_left" && value < 0) html = __("{0} days overdue", [-value]);
	html = kepu.reports.with_indicator(html, column, data);
	const address = value ? kepu.reports.address_of(column.drill, data) : null;
	if (address) html = `<a href="${kepu.escape(address)}">${html}</a>`;
	return data.bold ? `<b>${html}</b>` : html;
};

kepu.reports.with_indicator = function (html, column, data) {
	if (!column.indicator_by) return html;
	const color = kepu.reports.FILING_COLORS[data[column.indicator_by]] || "gray";
	return `<span class="indicator-pill ${color} no-indicator-dot">${html}</span>`;
};

kepu.reports.plain_html = function (value, row, column, data, default_formatter) {
	if (!column.fieldtype || column.fieldtype === "Data") {
		return kepu.escape(value).replace(/\n/g, "<br>");
	}
	if (column.fieldtype === "Float" && column.precision === undefined) {
		// As many decimals as needed: 5, 62.5.
		const digits = { maximumFractionDigits: 3 };
		return `<div style="text-align: right">${Number(value).toLocaleString("en-US", digits)}</div>`;
	}
	return default_formatter(value, row, column, data);
};

// Return the URL of a cell's target: a document, or a list or another report with its filters.
kepu.reports.address_of = function (drill, data) {
	if (!drill) return null;
	if (drill.form) {
		const name = data[drill.name];
		return name && frappe.router.make_url([frappe.router.slug(drill.form), name]);
	}
	const filters = Object.assign({}, drill.filters);
	for (const [field, key] of Object.entries(drill.from_row)) {
		if (data[key]) filters[field] = data[key];
		else delete filters[field];
	}
	const query = new URLSearchParams(
		Object.entries(filters).map(([field, value]) => [field, Array.isArray(value) ? JSON.stringify(value) : value])
	);
	const page = drill.list ? [frappe.router.slug(drill.list)] : ["query-report", drill.report];
	return `${frappe.router.make_url(page)}?${query}`;
};

// Add tooltips: each heading's says what its column holds, and that of the input below it its purpose.
kepu.reports.explain_headings = function (datatable) {
	for (const column of datatable.getColumns()) {
		const filter = datatable.wrapper.querySelector(`.dt-filter[data-col-index="${column.colIndex}"]`);
		const purpose = __("Rows by {0}", [column.name]);
		filter?.setAttribute("title", purpose);
		filter?.setAttribute("aria-label", purpose);
		if (!column.note) continue;
		const heading = datatable.wrapper.querySelector(
			`.dt-header .dt-cell--header-${column.colIndex} .dt-cell__content`
		);
		heading?.setAttribute("title", `${column.label}：${column.note}`);
	}
};
