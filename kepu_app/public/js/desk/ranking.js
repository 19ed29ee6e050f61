// Actions on a round's ranking: comparing, the 评分汇总表, proposing a county's case.

frappe.provide("kepu.ranking");

(function () {
	"use strict";

	const API = "kepu_app.assessment.api";

	kepu.ranking.add_buttons = function (report) {
		report.page.add_inner_button(__("Compare"), () => with_round(report, compare));
		report.page.add_inner_button(__("Propose a Case"), () => with_round(report, propose));
		report.page.add_inner_button("PDF", () => with_round(report, download("pdf")), __("Table of Marks"));
		report.page.add_inner_button("Excel", () => with_round(report, download("xlsx")), __("Table of Marks"));
	};

	/** Pass on the round of the filter, or the report's default. */
	async function with_round(report, then) {
		const chosen = report.get_filter_value("round");
		const cycle = report.get_filter_value("cycle") || "";
		const round_name = chosen || (await kepu.call(`${API}.latest_round`, { cycle }, "GET"));
		if (!round_name) return frappe.msgprint(__("There is no round of assessment yet."));
		return then(round_name, report);
	}

	const download = (file_type) => (round_name) =>
		open_url_post(`/api/method/${API}.download_table`, { round_name, file_type });

	function ticked(report) {
		const indexes = report.datatable?.rowmanager.getCheckedRows() || [];
		return indexes.map((index) => report.data[index]?.subject).filter(Boolean);
	}

	async function compare(round_name, report) {
		const keys = ticked(report);
		if (keys.length < 2 || keys.length > 4) return frappe.msgprint(__("Tick two to four rows to compare."));
		const sides = await kepu.call(`${API}.compare`, { round_name, subjects: JSON.stringify(keys) }, "GET");
		const dialog = new frappe.ui.Dialog({ title: __("Side by Side"), size: "extra-large" });
		dialog.$wrapper.addClass("kepu-comparison");
		$(dialog.body).html(table(sides));
		dialog.show();
	}

	function table(sides) {
		const row = (label, cells) => `<tr><th>${label}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
		const head = sides.map((side) => `<strong>${kepu.escape(side.name)}</strong> ${kepu.escape(side.group)}`);
		const result = sides.map((side) => `${side.rank ?? "—"} · ${side.trimmed_mean || "—"} · ${side.mean || "—"}`);
		return `<table class="table table-bordered">${row("", head)}
			${row(__("Rank · Trimmed Mean · Mean"), result)}
			${mark_rows(sides, row)}${figure_rows(sides, row)}${evidence_row(sides, row)}${text_rows(sides, row)}</table>`;
	}

	function mark_rows(sides, row) {
		const cell = (marks) =>
			marks
				.map(
					(mark) =>
						`<div>${kepu.escape(mark.assessor)} <strong class="${mark.is_far ? "text-danger" : ""}">` +
						`${kepu.escape(mark.value)}</strong> <span class="text-muted">${kepu.escape(mark.remark)}</span></div>`
				)
				.join("");
		return sides[0].items
			.map((item, index) =>
				row(
					`${item.number}. ${kepu.escape(item.item)}<div class="text-muted">${__("full marks {0}", [kepu.escape(item.full_marks)])}</div>`,
					sides.map((side) => cell(side.items[index].marks))
				)
			)
			.join("");
	}

	function figure_rows(sides, row) {
		const key = (figure) => `${figure.criterion} ${figure.indicator || figure.title}`;
		const all = new Map(sides.flatMap((side) => side.content.figures).map((each) => [key(each), each]));
		const cell = (figure) => {
			if (!figure) return "—";
			const colour = { Met: "text-success", "Not Met": "text-danger" }[figure.met] || "";
			return `<span class="${colour}">${kepu.escape(figure.value)} ${__(figure.met)}</span>`;
		};
		return [...all]
			.map(([name, { threshold }]) =>
				row(
					`${kepu.escape(name)} <span class="text-muted">${kepu.escape(threshold)}</span>`,
					sides.map((side) => cell(side.content.figures.find((each) => key(each) === name)))
				)
			)
			.join("");
	}

	function evidence_row(sides, row) {
		const files = sides.map(({ content }) => content.evidence || []);
		if (!files.some((each) => each.length)) return "";
		const line = ({ criterion, file_name }) =>
			`<div>${__("Criterion {0}", [criterion])}：${kepu.escape(file_name)}</div>`;
		return row(
			__("Evidence"),
			files.map((each) => each.map(line).join("") || "—")
		);
	}

	function text_rows(sides, row) {
		const texts = sides.map(({ content }) => {
			const note = content.note ? `<p class="text-muted">${kepu.escape(content.note)}</p>` : "";
			const parts = content.sections.map(
				({ heading, text }) =>
					`<h6>${kepu.escape(heading)}</h6><div class="kepu-marking-text">${kepu.escape(text)}</div>`
			);
			return note + parts.join("");
		});
		return row(__("Text"), texts);
	}

	async function propose(round_name, report) {
		const asked = ["topics", "counties"].map((each) => kepu.call(`${API}.${each}`, { round_name }, "GET"));
		const [topics, options] = await Promise.all(asked);
		if (!topics.length || !options.length)
			return frappe.msgprint(__("Cases are proposed from a ranking of counties."));
		let dialog = null; // the field's handler runs before the dialog exists
		dialog = frappe.prompt(
			[
				{
					fieldname: "county",
					fieldtype: "Select",
					label: __("County"),
					options,
					reqd: 1,
					default: ticked(report)[0],
					onchange: () => tell_passed_over(dialog, round_name),
				},
				{ fieldname: "topic", fieldtype: "Select", label: __("Topic"), options: topics, reqd: 1 },
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __("Reason"),
					description: __("Where the choice departs from the rank."),
				},
			],
			(given) => take(round_name, given),
			__("Propose a Case"),
			__("Propose", null, "Workflow Action Master")
		);
		tell_passed_over(dialog, round_name);
	}

	/** Show the counties passed over before proposing, while a reason can be given. */
	async function tell_passed_over(dialog, round_name) {
		const county = dialog?.get_value("county");
		if (!county) return;
		const found = await kepu.call(`${API}.passed_over`, { round_name, county }, "GET");
		if (dialog.get_value("county") !== county) return;
		const told = [__("Where the choice departs from the rank.")];
		if (found.length)
			told.push(__("Of a better rank and without a case: {0}", [found.map(kepu.escape).join("、")]));
		dialog.set_df_property("reason", "description", told.join("<br>"));
	}

	async function take(round_name, { county, topic, reason }) {
		const found = await kepu.call(`${API}.propose`, { round_name, county, topic, reason: reason || "" });
		if (found.passed_over.length) {
			const names = found.passed_over.map(kepu.escape).join("、");
			frappe.show_alert(
				{ message: __("Of a better rank and without a case: {0}", [names]), indicator: "orange" },
				10
			);
		}
		if (found.case) return frappe.set_route("Form", "Typical Case", found.case);
		// frappe.new_doc drops the value of an Autocomplete field, as the topic is.
		await frappe.model.with_doctype("Typical Case");
		const doc = Object.assign(frappe.model.get_new_doc("Typical Case"), found.values);
		frappe.set_route("Form", doc.doctype, doc.name);
	}
})();
