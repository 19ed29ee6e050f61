// Import the national list of counties and users from Excel: check, preview, confirm, follow.

(() => {
	const ACTIONS = "kepu_app.county_list.api.";

	frappe.listview_settings["County"] = {
		onload(listview) {
			if (frappe.user.has_role("Kepu Administrator")) {
				listview.page.add_inner_button(__("Import County List"), () => open_dialog(listview));
			}
		},
	};

	async function open_dialog(listview) {
		const dialog = new frappe.ui.Dialog({
			title: __("Import County List"),
			size: "large",
			fields: [
				{ fieldtype: "HTML", fieldname: "choose", options: chooser() },
				{ fieldtype: "HTML", fieldname: "found" },
				{
					fieldtype: "Check",
					fieldname: "welcome",
					label: __("Send a welcome mail to new users"),
					hidden: 1,
				},
			],
			primary_action_label: __("Check File"),
			primary_action: () => check(dialog),
			on_hide: () => {
				dialog.is_gone = true;
				listview.refresh();
			},
		});
		dialog.show();
		dialog.$wrapper.find("[data-download]").on("click", (event) => download(event.target.dataset.download));
		dialog.$wrapper.find("input[type=file]").on("change", () => back_to_check(dialog));
		const run = await kepu.call(`${ACTIONS}progress`);
		if (kepu.progress.is_at_work(run)) follow(dialog, run);
	}

	function chooser() {
		return `
			<p>${__(
				"The file is checked as a whole before anything is written. Counties and people that are not in it stay as they are."
			)}</p>
			<p>
				<button class="btn btn-default btn-sm" data-download="0">${__("Download Template")}</button>
				<button class="btn btn-default btn-sm" data-download="1">${__("Download Present List")}</button>
			</p>
			<p>
				<label class="btn btn-default btn-sm" style="margin: 0">
					${__("Choose Excel File")}<input type="file" accept=".xlsx" class="sr-only">
				</label>
				<span class="text-muted" data-file-name></span>
			</p>`;
	}

	function download(filled) {
		kepu.download.get(`${ACTIONS}download`, { filled });
	}

	function back_to_check(dialog) {
		const file = chosen_file(dialog);
		dialog.$wrapper.find("[data-file-name]").text(file ? file.name : "");
		show(dialog, "");
		offer_check(dialog);
	}

	function offer_check(dialog) {
		dialog.set_df_property("welcome", "hidden", 1);
		dialog.set_primary_action(__("Check File"), () => check(dialog));
		dialog.get_primary_btn().removeClass("hide");
	}

	async function check(dialog) {
		const file = chosen_file(dialog);
		if (!file) {
			frappe.msgprint(__("Please choose an Excel file first."));
			return;
		}
		dialog.disable_primary_action();
		show(dialog, `<p class="text-muted">${__("Checking")} …</p>`);
		try {
			const content = await base64_of(file);
			show_check(dialog, await kepu.call(`${ACTIONS}check`, { name: file.name, content }));
		} catch (error) {
			show(dialog, "");
			throw error;
		} finally {
			dialog.enable_primary_action();
		}
	}

	function chosen_file(dialog) {
		return dialog.$wrapper.find("input[type=file]")[0].files[0];
	}

	function base64_of(file) {
		return new Promise((resolve, reject) => {
			const reader = new FileReader();
			reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
			reader.onerror = () => reject(reader.error);
			reader.readAsDataURL(file);
		});
	}

	function show_check(dialog, found) {
		if (found.problems.length) {
			show(dialog, problems_of(found.problems));
			return;
		}
		const is_empty = Object.values(found.changes).every((number) => number === 0);
		if (is_empty) {
			const sentence = __("Everything in this file is there already; there is nothing to change.");
			show(dialog, `<p><b>${sentence}</b></p>${notes_of(found.notes)}`);
			return;
		}
		show(dialog, changes_of(found.changes) + notes_of(found.notes) + lines_of(found.lines));
		dialog.set_df_property("welcome", "hidden", found.changes.new_users ? 0 : 1);
		dialog.set_primary_action(__("Write All"), () => start(dialog, found.token));
	}

	async function start(dialog, token) {
		dialog.disable_primary_action();
		try {
			const welcome = Boolean(dialog.get_value("welcome"));
			follow(dialog, await kepu.call(`${ACTIONS}start`, { token, welcome }));
		} finally {
			dialog.enable_primary_action();
		}
	}

	function follow(dialog, known) {
		dialog.get_primary_btn().addClass("hide");
		dialog.set_df_property("welcome", "hidden", 1);
		const show_run = (run) => {
			const is_over = !kepu.progress.is_at_work(run);
			show(dialog, is_over ? result_of(run) : progress_of(run));
			if (is_over) offer_check(dialog);
			return is_over;
		};
		const ask = () => kepu.call(`${ACTIONS}progress`);
		kepu.progress.follow(ask, show_run, { known, is_shown: () => !dialog.is_gone });
	}

	function show(dialog, html) {
		dialog.get_field("found").$wrapper.html(html);
	}

	function progress_of(run) {
		const message = run.total
			? __("{0} of {1} records", [run.done, run.total])
			: __("Waiting for a background worker");
		return `${kepu.progress.bar(message, run.done, run.total)}<p class="text-muted">${message}</p>`;
	}

	function result_of(run) {
		if (run.state === "Done") {
			return `<p><b>${__("The list has been written.")}</b></p>${changes_of(run.changes)}`;
		}
		const reason = run.state === "Failed" ? kepu.escape(run.error) : __("The import was interrupted.");
		return `<p class="text-danger"><b>${reason}</b></p><p>${__("Nothing was written.")}</p>`;
	}

	function problems_of(problems) {
		const rows = problems.map((each) => [each.sheet, each.cell, each.message]);
		const title = __("{0} mistakes. Nothing was written.", [problems.length]);
		return `
			<p class="text-danger"><b>${title}</b></p>
			${table([__("Sheet"), __("Cell"), __("Mistake")], rows)}`;
	}

	function changes_of(changes) {
		const labels = {
			new_counties: __("New Counties"),
			changed_counties: __("Changed Counties"),
			new_users: __("New Users"),
			new_assignments: __("New Assignments"),
			changed_phones: __("Changed Telephone Numbers"),
		};
		const numbers = Object.entries(labels).map(([key, label]) => [label, changes[key]]);
		return table([__("Change"), __("Number")], numbers);
	}

	function lines_of(lines) {
		return table(
			[__("Change"), __("Name"), __("Detail")],
			lines.map((each) => [each.what, each.name, each.detail])
		);
	}

	function notes_of(notes) {
		if (!notes.length) return "";
		return `
			<p><b>${__("Please Check")}</b></p>
			<ul>${notes.map((note) => `<li>${kepu.escape(note)}</li>`).join("")}</ul>`;
	}

	function table(heads, rows) {
		const cells = (row) => row.map((cell) => `<td>${kepu.escape(String(cell))}</td>`).join("");
		return `
			<div style="max-height: 40vh; overflow: auto">
				<table class="table table-bordered table-sm">
					<thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
					<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody>
				</table>
			</div>`;
	}
})();
