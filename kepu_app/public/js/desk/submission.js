// The content of a province's submission, and the counties that have not filed.

frappe.provide("kepu.submission");

(function () {
	"use strict";

	const CONTENT = "kepu_app.review.api.submission_content";

	/** Fill the form's HTML field content_overview. */
	kepu.submission.show_content = async function (frm) {
		const name = frm.docname;
		const content = await kepu.call(CONTENT, { name });
		if (frm.docname !== name) return;
		const rows = content.documents.map((each) => row(frm, each, each.quota ?? content.counties));
		frm.get_field("content_overview").$wrapper.html(`
			<table class="kepu-content">
				<thead><tr>
					<th scope="col">${__("Papers")}</th>
					<th scope="col">${__("Sent by the Province")}</th>
					<th scope="col">${__("By Status")}</th>
				</tr></thead>
				<tbody>${rows.join("")}</tbody>
			</table>`);
	};

	function row(frm, { doctype, held, states }, most) {
		const name = `<th scope="row">${list_link(frm, doctype, null, __(doctype))}</th>`;
		const counts = states.map(
			({ state, count }) => `<li>${list_link(frm, doctype, state, __(state))} ${count}</li>`
		);
		return `<tr>${name}<td><b>${held}</b> / ${most}</td><td><ul>${counts.join("")}</ul></td></tr>`;
	}

	function list_link(frm, doctype, state, label) {
		const filters = { cycle: frm.doc.cycle, province: frm.doc.province };
		if (state) filters.workflow_state = state;
		const query = new URLSearchParams(filters).toString();
		return `<a href="${frappe.router.make_url([frappe.router.slug(doctype)])}?${query}">${kepu.escape(label)}</a>`;
	}

	/** Focus the reason of a missing county, adding its row if needed. */
	kepu.submission.explain_missing = async function (frm, county) {
		const rows = frm.doc.missing || [];
		const { name } = rows.find((each) => each.county === county) || (await add_missing(frm, county));
		frm.scroll_to_field("missing");
		const grid_row = frm.get_field("missing").grid.grid_rows_by_docname[name];
		grid_row?.toggle_editable_row(true);
		grid_row?.row.find("[data-fieldname=reason] textarea, [data-fieldname=reason] input").trigger("focus");
	};

	async function add_missing(frm, county) {
		const added = frm.add_child("missing");
		await frappe.model.set_value(added.doctype, added.name, "county", county);
		frm.refresh_field("missing");
		return added;
	}
})();
