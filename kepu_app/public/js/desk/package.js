// The package of a submission: progress of its build, missing scans, and downloads.

frappe.provide("kepu.package");

(function () {
	"use strict";

	const API = "kepu_app.packages.api";
	const WORD = "kepu_app.printing.api.download_word";
	const PDF = "frappe.utils.print_format.download_pdf";
	const EVENT = "kepu_package_build";
	const SUBMISSION = "Provincial Submission";
	const SECONDS_OF_A_BUILD = 60;

	/** Show buttons and overview on the form of a submission. */
	kepu.package.show = function (frm) {
		add_buttons(frm);
		link_files(frm);
		frm.get_field("package_status").df.formatter = (status) => (status ? __("It has to be built again.") : "");
		follow(frm);
	};

	/** Add a button that downloads a paper of the form's document as a Word file. */
	kepu.package.add_word_button = function (frm, paper, group) {
		const label = group ? __("{0} (Word)", [__(paper)]) : __("Download as Word");
		const download = () => kepu.download.get(WORD, { paper, name: frm.docname });
		frm.add_custom_button(label, download, group);
	};

	/** Add menu items to the list of submissions. */
	kepu.package.setup_list = function (list) {
		list.page.add_actions_menu_item(__("Download Packages"), () => download_several(list), true);
		list.page.add_menu_item(__("Download Nationwide Overview"), () => ask_for_overview(list));
	};

	function add_buttons(frm) {
		const group = __("Package");
		if (!kepu.states.is_in("sent", frm.doc.workflow_state)) {
			frm.add_custom_button(__("Build Package"), () => build(frm), group);
		}
		if (frm.doc.package) add_download(frm, __("Download Package"), frm.doc.package, group);
		for (const paper of ["Case Book", "Nominee List"]) add_paper(frm, paper, group);
	}

	// Return the URL of the endpoint that makes a file.
	const address = (method, args) => `/api/method/${method}?${new URLSearchParams(args)}`;

	// Frappe's print page starts with the case book, and shows the other paper's name in English.
	function add_paper(frm, paper, group) {
		const print = address(PDF, { doctype: frm.doctype, name: frm.docname, format: paper });
		add_download(frm, __("{0} (PDF)", [__(paper)]), print, group);
		kepu.package.add_word_button(frm, paper, group);
	}

	function add_download(frm, label, url, group) {
		frm.add_custom_button(label, () => window.open(url), group);
	}

	// A table shows a file as its URL, and a click in a table edits the row.
	function link_files(frm) {
		for (const table of ["packages", "scans"]) {
			const { grid } = frm.get_field(table);
			grid.update_docfield_property("file", "formatter", file_link);
			const wrapper = grid.wrapper.get(0);
			wrapper.removeEventListener("click", leave_to_link, true);
			wrapper.addEventListener("click", leave_to_link, true);
		}
	}

	const leave_to_link = (event) => event.target.closest("a.kepu-file") && event.stopPropagation();

	function file_link(url) {
		if (!url) return "";
		const href = encodeURI(url).replace(/#/g, "%23");
		const name = kepu.escape(url.split("/").pop());
		return `<a class="kepu-file" href="${kepu.escape(href)}" target="_blank">${name}</a>`;
	}

	async function build(frm) {
		const { started } = await kepu.call(`${API}.build`, { submission: frm.docname });
		if (!started) frappe.show_alert({ message: __("The package is being built already."), indicator: "blue" });
		follow(frm);
	}

	function follow(frm) {
		const submission = frm.docname;
		const ask = () => kepu.call(`${API}.status`, { submission });
		const concerns = (message) => message.submission === submission;
		kepu.progress.follow_in_form(frm, ask, (status) => show_status(frm, status), { event: EVENT, concerns });
	}

	function show_status(frm, { state, missing_scans, too_large }) {
		const $area = frm.get_field("missing_scans").$wrapper;
		$area.html(state_html(state) + size_html(too_large) + scans_html(frm, missing_scans));
		$area.find("[data-paper]").on("click", (event) => add_scan(frm, event.currentTarget));
		$area.find("[data-by-codes]").on("click", () => add_by_codes(frm));
		kepu.many_scans.listen(frm, $area);
		if (kepu.progress.is_at_work(state)) {
			frm.kepu_package_running = true;
			return false;
		}
		if (frm.kepu_package_running || is_newer(frm, state)) {
			frm.kepu_package_running = false;
			frm.kepu_package_shown = state.at;
			if (!frm.is_dirty()) frm.reload_doc();
		}
		return true;
	}

	// Race condition: a build may end between loading the form and querying the state.
	function is_newer(frm, state) {
		if (state.state !== "Done" || frm.kepu_package_shown === state.at) return false;
		const last = (frm.doc.packages || []).at(-1)?.built_at;
		return !last || moment(state.at).diff(moment(last), "seconds") > SECONDS_OF_A_BUILD;
	}

	function state_html(state) {
		const building = () => __("Building the package: {0} of {1} papers", [state.done, state.total || "…"]);
		const texts = {
			Waiting: building,
			Running: building,
			Failed: () => __("The package could not be built: {0}", [state.message]),
			Interrupted: () => __("The building of the package was interrupted. Press Build Package to try again."),
		};
		if (!texts[state.state]) return "";
		const is_at_work = kepu.progress.is_at_work(state);
		const bar = is_at_work ? kepu.progress.bar(__("Package"), state.done, state.total) : "";
		const text = kepu.escape(texts[state.state]());
		return `<div class="kepu-build"><p class="indicator-pill ${is_at_work ? "blue" : "red"} filterable">${text}</p>${bar}</div>`;
	}

	function size_html(too_large) {
		if (!too_large) return "";
		const facts = [too_large.size, too_large.limit];
		const text = __("The package has {0} MB; a mail usually takes {1} MB.", facts);
		return `<p class="indicator-pill orange filterable">${kepu.escape(text)}</p>`;
	}

	function scans_html(frm, missing) {
		if (!kepu.states.is_in("scanned", frm.doc.workflow_state)) return "";
		if (!missing.length) return `<p class="text-muted">${__("Every paper has its stamped scan.")}</p>`;
		const rows = missing.map(({ paper, county, county_name }) => {
			const label = kepu.escape(`${__(paper)} ${county_name || ""}`.trim());
			return may_add(frm)
				? `<li><button type="button" class="btn btn-xs btn-default" data-paper="${kepu.escape(paper)}"
					data-county="${kepu.escape(county || "")}">${label}</button></li>`
				: `<li>${label}</li>`;
		});
		return `<p>${__("Stamped scans still missing: {0}", [missing.length])}</p><ul class="kepu-missing-scans">${rows.join("")}</ul>
			${may_add(frm) ? `${kepu.many_scans.buttons()} ${by_codes_button()}` : ""}`;
	}

	function may_add(frm) {
		return frm.doc.workflow_state === "Awaiting Seal" && Boolean(frm.perm[0]?.write);
	}

	function by_codes_button() {
		return `<button type="button" class="btn btn-xs btn-default" data-by-codes>${__("Sort a Scan by Its Codes")}</button>`;
	}

	// One scan of many papers: the server splits it into a row for each.
	function add_by_codes(frm) {
		new frappe.ui.FileUploader({
			doctype: SUBMISSION,
			docname: frm.docname,
			frm,
			folder: "Home/Attachments",
			make_attachments_public: false,
			restrictions: { allowed_file_types: [".pdf", ".jpg", ".jpeg", ".png"] },
			on_success: (file) => place(frm, file),
		});
	}

	async function place(frm, file) {
		const args = { submission: frm.docname, file_url: file.file_url };
		const call = { method: `${API}.place_scans`, args, freeze: true, freeze_message: __("Reading the codes") };
		const answer = await frappe.call(call).then(
			(each) => each,
			() => null
		);
		if (!answer) frm.attachments.remove_attachment(file.name, () => frm.reload_doc());
		else await frm.reload_doc();
		const remarks = answer?.message || [];
		if (!remarks.length) return;
		const rows = remarks.map((each) => `<li>${kepu.escape(each)}</li>`).join("");
		frappe.msgprint({ title: __("Please Check"), message: `<ul>${rows}</ul>`, indicator: "orange" });
	}

	// Choose the file at once; the row is added after the upload.
	function add_scan(frm, button) {
		const { paper, county } = button.dataset;
		new frappe.ui.FileUploader({
			doctype: SUBMISSION,
			docname: frm.docname,
			frm,
			folder: "Home/Attachments",
			make_attachments_public: false,
			restrictions: { allowed_file_types: [".pdf", ".jpg", ".jpeg", ".png"], max_number_of_files: 1 },
			on_success: (file) => keep_scan(frm, file, paper, county),
		});
	}

	function keep_scan(frm, file, paper, county) {
		const was_dirty = frm.is_dirty();
		const row = frm.add_child("scans", { paper, county: county || null, file: file.file_url });
		frm.refresh_field("scans");
		frm.dirty();
		frm.save("Save", ({ exc }) => exc && take_away(frm, row, file, was_dirty));
	}

	// Remove the row and the file that the server refused; Frappe has shown why.
	function take_away(frm, row, file, was_dirty) {
		frappe.model.clear_doc(row.doctype, row.name);
		frm.refresh_field("scans");
		frm.attachments.remove_attachment(file.name, () => was_dirty || frm.reload_doc());
	}

	// Name the provinces without a package first; the others are downloaded all the same.
	async function download_several(list) {
		const chosen = list.get_checked_items(true);
		const without = await kepu.call(`${API}.without_package`, { submissions: JSON.stringify(chosen) });
		const missing = without.map((each) => each.name);
		const submissions = chosen.filter((each) => !missing.includes(each));
		const download = () =>
			kepu.download.get(`${API}.download_packages`, { submissions: JSON.stringify(submissions) });
		if (!without.length) return download();
		const titles = without.map((each) => kepu.escape(each.title)).join("、");
		const told = __("No package has been built yet for: {0}", [titles]);
		if (!submissions.length) return frappe.msgprint({ title: __("No File"), indicator: "orange", message: told });
		const question = __("Download the packages of the other {0} provinces?", [submissions.length]);
		frappe.confirm(`${told}<br>${question}`, download);
	}

	function ask_for_overview(list) {
		const filter = list.page.fields_dict.cycle?.get_value();
		frappe.prompt(
			{
				fieldname: "cycle",
				fieldtype: "Link",
				options: "Reporting Cycle",
				label: __("Cycle"),
				reqd: 1,
				default: filter,
			},
			({ cycle }) => kepu.download.get(`${API}.download_overview`, { cycle }),
			__("Download Nationwide Overview")
		);
	}
})();
