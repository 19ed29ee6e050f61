// Open, close and lock a cycle in the background; show progress and result.

const ACTIONS = "kepu_app.cycles.api.";
const MANAGERS = ["Kepu Administrator", "Kepu National Officer"];

frappe.ui.form.on("Reporting Cycle", {
	setup(frm) {
		frm.set_df_property("status", "formatter", (status) => __(status, null, "Reporting Cycle"));
	},

	onload(frm) {
		if (frm.is_new() && frm.doc.year) propose_next_year(frm);
	},

	refresh(frm) {
		if (frm.is_new() || !is_manager()) return;
		add_buttons(frm);
		follow(frm);
	},
});

// A copy keeps limits, topics and headings. Values of the year's notice are proposed a year later; its number
// has to be entered.
function propose_next_year(frm) {
	const year = Number(frm.doc.year) + 1;
	const renamed = (text) => (text || "").replaceAll(String(year - 1), String(year));
	frm.set_value({
		year,
		notice_number: "",
		notice_title: renamed(frm.doc.notice_title),
		short_notice_title: renamed(frm.doc.short_notice_title),
	});
	for (const field of ["notice_date", "national_deadline", "hard_lock_date"]) {
		if (frm.doc[field]) frm.set_value(field, a_year_later(frm.doc[field]));
	}
	const told = __(
		"Copied from the cycle {0}. Enter the number of the new notice and check the dates, which are a year later.",
		[year - 1]
	);
	frm.set_intro(told, "orange");
}

function a_year_later(day) {
	return moment(day).add(1, "year").format("YYYY-MM-DD");
}

function is_manager() {
	return frappe.session.user === "Administrator" || MANAGERS.some((role) => frappe.user.has_role(role));
}

function follow(frm, known) {
	const ask = () => kepu.call(`${ACTIONS}progress`, { cycle: frm.doc.name });
	kepu.progress.follow_in_form(frm, ask, (run) => show_run(frm, run), { known, event: "kepu_cycle_run" });
}

function add_buttons(frm) {
	const buttons = {
		Draft: [open_button(__("Open Cycle"))],
		Open: [close_button(__("Close Cycle")), open_button(__("Make Missing Documents")), lock_button()],
		Closed: [lock_button(), close_button(__("List Missing Counties Again")), open_button(__("Open Again"))],
		Locked: frappe.user.has_role("Kepu Administrator") ? [unlock_button()] : [],
	}[frm.doc.status];
	for (const button of buttons) {
		const added = frm.add_custom_button(button.label, () => start(frm, button));
		if (frm.doc.status === "Draft") added.removeClass("btn-default").addClass("btn-primary");
	}
}

function open_button(label) {
	const question = __(
		"The submission of each province and a draft summary for each active county are made, where they are missing. What is there already stays as it is."
	);
	return { label, question, method: "open_cycle" };
}

function close_button(label) {
	const question = __(
		"Counties that have not submitted cannot submit any more. They are listed as missing in the submission of their province; reasons given already stay."
	);
	return { label, question, method: "close_cycle" };
}

function lock_button() {
	const question = __(
		"The cycle is closed, if it is still open, and nothing of it can be changed any more. Only the administrator can unlock it."
	);
	return { label: __("Lock Cycle"), question, method: "lock_cycle" };
}

function unlock_button() {
	const question = __("The cycle goes back to the status Closed, and its documents can be changed again.");
	return { label: __("Unlock Cycle"), question, method: "unlock_cycle" };
}

function start(frm, button) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Please save your changes first."));
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: button.label,
		fields: [{ fieldtype: "HTML", fieldname: "question", options: `<p>${button.question}</p>` }],
		primary_action_label: button.label,
		async primary_action() {
			dialog.hide();
			const run = await kepu.call(`${ACTIONS}${button.method}`, { cycle: frm.doc.name });
			if (run) follow(frm, run);
			else frm.reload_doc();
		},
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	dialog.show();
}

function show_run(frm, run) {
	const was_working = frm.kepu_working === frm.doc.name;
	const is_working = kepu.progress.is_at_work(run);
	frm.kepu_working = is_working ? frm.doc.name : null;
	if (is_working) Object.values(frm.custom_buttons).forEach((button) => button.prop("disabled", true));
	if (was_working && !is_working) frm.reload_doc();
	else show_result(frm, run);
	return !is_working;
}

function show_result(frm, run) {
	frm.get_field("progress_overview").$wrapper.html(run ? overview_of(run) : "");
	frm.dashboard.clear_headline();
	const headline = run && headline_of(run);
	if (headline) frm.dashboard.set_headline_alert(headline.text, headline.color);
}

function title_of(run) {
	return { open: __("Opening the cycle"), close: __("Closing the cycle"), lock: __("Locking the cycle") }[run.action];
}

function headline_of(run) {
	if (kepu.progress.is_at_work(run)) return { color: "blue", text: progress_of(run) };
	if (run.state === "Failed") {
		const text = __("{0}: {1}", [title_of(run), kepu.escape(run.error)]);
		return { color: "red", text: `${text} ${again()}` };
	}
	if (run.state === "Interrupted") {
		const text = __("{0} was interrupted after {1} of {2} provinces.", [title_of(run), run.done, run.total]);
		return { color: "red", text: `${text} ${again()}` };
	}
	if (run.state === "Done" && run.remarks.length) {
		const text = __("{0}: {1} documents were left out; see the tab Progress.", [title_of(run), run.remarks.length]);
		return { color: "orange", text };
	}
	return null;
}

function progress_of(run) {
	const message =
		run.state === "Waiting"
			? __("Waiting for a background worker")
			: __("{0} of {1} provinces", [run.done, run.total]);
	return `<p>${__("{0}: {1}", [title_of(run), message])}</p>
		${kepu.progress.bar(title_of(run), run.done, run.total)}`;
}

function again() {
	return __("What was done is kept. Start again to do the rest.");
}

function overview_of(run) {
	const states = {
		Waiting: ["gray", __("Waiting")],
		Running: ["blue", __("Running")],
		Done: ["green", __("Done")],
		Failed: ["red", __("Failed")],
		Interrupted: ["red", __("Interrupted")],
	};
	const [color, state] = states[run.state];
	return `
		<div class="kepu-run">
			<p>
				<span class="indicator-pill ${color}">${state}</span>
				<b>${title_of(run)}</b>
				<span class="text-muted">
					${kepu.escape(frappe.user.full_name(run.user))} · ${frappe.datetime.str_to_user(run.started)}
					${run.finished ? `– ${frappe.datetime.str_to_user(run.finished)}` : ""}
				</span>
			</p>
			${run.error ? `<p class="text-danger">${kepu.escape(run.error)}</p>` : ""}
			${counts_of(run)}
			${remarks_of(run)}
		</div>`;
}

function outcomes() {
	return {
		created: __("Created"),
		listed: __("Listed"),
		present: __("Already There"),
		skipped: __("Left Out"),
		failed: __("Failed"),
	};
}

function counts_of(run) {
	const rows = Object.entries(run.counts).map(([doctype, counts]) => {
		const cells = Object.keys(outcomes()).map((key) => `<td class="text-right">${counts[key] || 0}</td>`);
		return `<tr><td>${__(doctype)}</td>${cells.join("")}</tr>`;
	});
	if (!rows.length) return "";
	const heads = Object.values(outcomes()).map((label) => `<th class="text-right">${label}</th>`);
	return `
		<table class="table table-bordered table-sm">
			<thead><tr><th>${__("Document")}</th>${heads.join("")}</tr></thead>
			<tbody>${rows.join("")}</tbody>
		</table>`;
}

function remarks_of(run) {
	if (!run.remarks.length) return "";
	const rows = run.remarks.map(
		(each) => `<tr>
			<td>${kepu.escape(each.place)}</td>
			<td>${__(each.doctype)}</td>
			<td>${outcomes()[each.outcome]}</td>
			<td>${kepu.escape(each.reason)}</td>
		</tr>`
	);
	const heads = [__("Place"), __("Document"), __("Result"), __("Reason")];
	return `
		<table class="table table-bordered table-sm">
			<thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
			<tbody>${rows.join("")}</tbody>
		</table>`;
}
