// 收件清单: many files at once; what each is and whose is confirmed by row, then all are taken over in one step.

frappe.provide("kepu.receipts");

(function () {
	"use strict";

	const API = "kepu_app.intake.api";
	const EVENT = "kepu_receipt_list";
	const TYPES = ".docx,.doc,.wps,.txt,.pdf,.zip,.jpg,.jpeg,.png";
	const READY = "To Confirm";

	/** Add a button to the form of a submission that still collects. */
	kepu.receipts.add_button = function (frm) {
		if (!frm.perm[0]?.write || !kepu.states.is_in("receiving", frm.doc.workflow_state)) return;
		frm.add_custom_button(__("Import Received Files"), () => choose_files(frm));
	};

	/** Show buttons and progress on the form of a list. */
	kepu.receipts.show = function (frm) {
		if (frm.is_new()) return;
		frm.disable_save();
		frm.get_field("read_at").df.hide_timezone = 1;
		frm.refresh_field("read_at");
		if (frm.doc.status === READY) show_steps(frm);
		if (["Collecting Files", "Interrupted"].includes(frm.doc.status)) {
			frm.add_custom_button(__("Read the Files"), () => read(frm));
		}
		show_text(frm);
		follow(frm);
	};

	function show_steps(frm) {
		frm.enable_save();
		frm.page.set_primary_action(__("Take Over"), () => rehearse(frm));
		frm.add_custom_button(__("Save Corrections"), () => frm.save());
		frm.add_custom_button(__("Read Again"), () => read(frm));
		frm.add_custom_button(__("Add Files"), () => add_files(frm));
	}

	function choose_files(frm) {
		ask_for_files(__("Import Received Files"), async (files) => {
			const receipt_list = await kepu.call(`${API}.begin`, { submission: frm.docname });
			if (await upload(receipt_list, files)) frappe.set_route("Form", "Receipt List", receipt_list);
		});
	}

	function add_files(frm) {
		ask_for_files(__("Add Files"), async (files) => {
			if (await upload(frm.docname, files)) frm.reload_doc();
		});
	}

	function ask_for_files(title, on_files) {
		const dialog = new frappe.ui.Dialog({ title, fields: [{ fieldname: "area", fieldtype: "HTML" }] });
		kepu.intake.drop_area(dialog.get_field("area").$wrapper, {
			label: __("Drop Word files, scans or a zip here, or click to choose them; as many as you like."),
			types: TYPES,
			multiple: true,
			on_files: async (files) => {
				await on_files(files);
				dialog.hide();
			},
		});
		dialog.show();
	}

	// One request per file, so that none is too large; then the server parses them all.
	async function upload(receipt_list, files) {
		const progress = kepu.progress.window(__("Uploading"));
		for (const [index, file] of files.entries()) {
			progress.show(index, files.length, file.name);
			const kept = await kepu.intake.post("add_file", { receipt_list, file });
			if (!kept) return progress.close();
		}
		progress.close();
		await kepu.call(`${API}.start_reading`, { receipt_list });
		return true;
	}

	async function read(frm) {
		await kepu.call(`${API}.start_reading`, { receipt_list: frm.docname });
		frm.reload_doc();
	}

	function follow(frm) {
		const name = frm.docname;
		const ask = () => kepu.call(`${API}.progress`, { receipt_list: name });
		const concerns = ({ receipt_list }) => receipt_list === name;
		kepu.progress.follow_in_form(frm, ask, (reading) => show_progress(frm, reading), { event: EVENT, concerns });
	}

	function show_progress(frm, { status, done, total }) {
		frm.get_field("progress_bar").$wrapper.html(progress_html(status, done, total));
		if (status === "Reading") return false;
		if (status !== frm.doc.status && !frm.is_dirty()) frm.reload_doc();
		return true;
	}

	function progress_html(status, done, total) {
		if (status === "Interrupted")
			return `<p class="indicator-pill red">${__("The reading was interrupted. Press Read the Files to try again.")}</p>`;
		if (status !== "Reading") return "";
		const bar = kepu.progress.bar(__("Reading"), done, total);
		return `<p>${__("Reading: {0} of {1} files", [done, total || "…"])}</p>${bar}`;
	}

	// A file's opened row shows what was parsed.
	function show_text(frm) {
		const grid = frm.get_field("items").grid;
		grid.cannot_add_rows = true;
		grid.only_sortable?.();
		grid.wrapper.find(".grid-add-row, .grid-remove-rows").hide();
	}

	async function rehearse(frm) {
		if (frm.is_dirty()) await frm.save();
		const result = await kepu.call(`${API}.take_over`, { receipt_list: frm.docname });
		kepu.workbook.show_changes(result, {
			title: __("What taking over would change"),
			nothing: __("The files say what is there already."),
			source: __("In the File"),
			place: __("File"),
			outdated: __("changed in the system since the files were read; read them again"),
			on_confirm: () => take_over(frm),
		});
	}

	async function take_over(frm) {
		const { written } = await kepu.call(`${API}.take_over`, { receipt_list: frm.docname, confirmed: 1 });
		frappe.show_alert({ message: __("{0} documents were written.", [written]), indicator: "green" });
		frm.reload_doc();
	}
})();
