// {% include "kepu_app/reports/report_view.js" %}

(function () {
	"use strict";

	const LIBRARY = "kepu_app.library.api";

	const shared = kepu.reports.settings({
		filters: [
			{ fieldname: "words", label: __("Words"), fieldtype: "Data" },
			{ fieldname: "topic", label: __("Topic"), fieldtype: "Data" },
			{ fieldname: "year", label: __("Year", null, "Reporting Cycle"), fieldtype: "Int" },
		],
		datatable: { checkboxColumn: true },
		onload(report) {
			report.page.add_inner_button(__("Read the Case"), () => read_case(report));
			report.page.add_inner_button(__("As PDF"), () => print_book(report, "pdf"), __("Print as a Book"));
			report.page.add_inner_button(__("As Word"), () => print_book(report, "docx"), __("Print as a Book"));
		},
	});
	// The library spans all years: no cycle to choose, and nothing to wait for on opening.
	frappe.query_reports["Library of Cases"] = Object.assign(shared, {
		filters: shared.filters.filter((each) => each.fieldname !== "cycle"),
	});

	function chosen_cases(report) {
		return report.get_checked_items().filter(Boolean);
	}

	async function read_case(report) {
		const [row] = chosen_cases(report);
		if (!row) return frappe.msgprint(__("Choose a case by the boxes at the left."));
		const found = await kepu.call(`${LIBRARY}.read_case`, { case: row.case });
		const place = [found.province_name, found.city, found.county_name].filter(Boolean).join("");
		const text = kepu.escape(found.text || "").replace(/\n/g, "<br>");
		frappe.msgprint({
			title: kepu.escape(found.title),
			message: `<p class="text-muted">${kepu.escape(`${place} · ${found.year} · ${found.topic_name}`)}</p>${text}`,
			wide: true,
		});
	}

	function print_book(report, file_type) {
		const rows = chosen_cases(report);
		const cases = (rows.length ? rows : report.data.filter((row) => row.case)).map((row) => row.case);
		if (!cases.length) return frappe.msgprint(__("There is no case to print."));
		frappe.prompt(
			{
				fieldname: "title",
				fieldtype: "Data",
				label: __("Title"),
				reqd: 1,
				default: __("Library of Cases"),
			},
			({ title }) => make_book({ cases: JSON.stringify(cases), title, file_type }),
			__("Print {0} Cases as a Book", [cases.length])
		);
	}

	const BOOK_STEPS = [
		__("Reading the cases"),
		__("Printing the book"),
		__("Keeping the file"),
		__("Keeping the file"),
	];

	// A thousand cases take minutes: the server prints them in the background and is polled.
	async function make_book(args) {
		const known = await kepu.call(`${LIBRARY}.book`, args);
		const heading = __("Print {0} Cases as a Book", [known.cases]);
		const progress = kepu.progress.window(heading);
		const ask = () => kepu.call(`${LIBRARY}.book_progress`, {}, "GET");
		const show = (book) => {
			const is_over = !kepu.progress.is_at_work(book);
			if (!is_over) progress.show(book.done, book.total, BOOK_STEPS[book.done]);
			else {
				progress.close();
				tell_book(heading, book);
			}
			return is_over;
		};
		kepu.progress.follow(ask, show, { known });
	}

	function tell_book(title, { state, file_url, file_name, message }) {
		if (state !== "Done") {
			const why = message || __("The book could not be printed.");
			return frappe.msgprint({ title, message: why, indicator: "red" });
		}
		const address = kepu.escape(encodeURI(file_url));
		const link = `<a href="${address}" target="_blank" rel="noopener">${kepu.escape(file_name)}</a>`;
		frappe.msgprint({ title, message: __("The book is ready: {0}", [link]), indicator: "green" });
	}
})();
