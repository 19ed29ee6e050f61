// Shared code of the four documents' lists: colours of the states, columns, the filter by state.

frappe.provide("kepu.list");

(function () {
	"use strict";

	// Only where an administrator has disabled the workflow; else the colours of Workflow State apply.
	const COLOURS = {
		Draft: "gray",
		Collecting: "gray",
		"Pending City Review": "orange",
		"Pending Provincial Review": "orange",
		Proposed: "orange",
		"Awaiting Seal": "orange",
		"Awaiting Appointment": "orange",
		Returned: "red",
		"Returned by CAST": "red",
		"Not Selected": "darkgrey",
		"Not Nominated": "darkgrey",
		"Not Appointed": "darkgrey",
		Sent: "blue",
		Approved: "green",
		Selected: "green",
		Nominated: "green",
		Accepted: "green",
		Appointed: "green",
	};
	const MOST_COLUMNS = 8;

	/** Extend the settings of a DocType's list. */
	kepu.list.setup = function (doctype) {
		const settings = (frappe.listview_settings[doctype] = frappe.listview_settings[doctype] || {});
		const onload = settings.onload;
		Object.assign(settings, {
			add_fields: [...(settings.add_fields || []), "workflow_state"],
			hide_name_column: true,
			has_indicator_for_draft: true,
			get_indicator,
			onload(list) {
				list.page.wrapper.addClass("kepu-list");
				kepu.list.show_more_columns(list);
				offer_states(list);
				onload?.(list);
			},
		});
	};

	function get_indicator(doc) {
		const state = doc.workflow_state;
		return state ? [__(state), COLOURS[state] || "gray", `workflow_state,=,${state}`] : undefined;
	}

	/** Return a cell that filters the list on click, as Frappe's without a formatter: HTML of a shown text. */
	kepu.list.filterable = function (fieldname, value, text) {
		const filter = kepu.escape(`${fieldname},=,${value || ""}`);
		return `<a class="filterable ellipsis" data-filter="${filter}" title="${kepu.escape(text)}">${kepu.escape(text)}</a>`;
	};

	// Frappe shows only four columns on common screens. An administrator's choice is kept.
	kepu.list.show_more_columns = function (list) {
		if (list.list_view_settings?.total_fields) return;
		list.list_view_settings = { ...list.list_view_settings, total_fields: MOST_COLUMNS };
		list.setup_columns?.();
		list.render_header?.(true);
	};

	function offer_states(list) {
		const filter = list.page.fields_dict.workflow_state;
		const workflow = frappe.get_list("Workflow", { document_type: list.doctype })[0];
		if (!filter || !workflow) return;
		const states = [...new Set(workflow.states.map((row) => row.state))];
		filter.get_query = () => ({ filters: { name: ["in", states] } });
	}
})();
