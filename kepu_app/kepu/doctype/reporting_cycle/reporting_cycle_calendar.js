// The read-only calendar of deadlines: a date is changed in its form.

frappe.views.calendar["Reporting Cycle"] = {
	field_map: {
		id: "id",
		start: "start",
		end: "end",
		title: "title",
		allDay: "allDay",
		color: "color",
	},
	options: {
		// FullCalendar knows Chinese by this name only.
		locale: frappe.boot.lang === "zh" ? "zh-cn" : frappe.boot.lang,
		header: { left: "prev, title, next", right: "today, month, listYear" },
		buttonText: {
			today: __("Today"),
			month: __("Month"),
			listYear: __("Whole Year"),
		},
		defaultView: "listYear",
		editable: false,
		selectable: false,
		displayEventEnd: false,
		eventAfterAllRender(view) {
			// Remove Frappe's hint on making an event.
			const is_text = (_index, node) => node.nodeType === Node.TEXT_NODE;
			$(view.el).closest(".frappe-list").find(".footnote-area").contents().filter(is_text).remove();
		},
	},
	get_events_method: "kepu_app.reports.api.deadline_events",
};
