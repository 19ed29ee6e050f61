// Many stamped scans at once: files, a folder or a zip, uploaded one by one and placed together.

frappe.provide("kepu.many_scans");

(function () {
	"use strict";

	const PLACE = "kepu_app.packages.api.place_many_scans";
	const SUBMISSION = "Provincial Submission";
	const ACCEPTED = [".pdf", ".jpg", ".jpeg", ".png", ".zip"];

	/** Return two buttons as HTML: files (a zip is one) and a folder. */
	kepu.many_scans.buttons = () =>
		[
			["files", __("Upload Scans Together")],
			["folder", __("Upload a Folder")],
		]
			.map(
				([what, label]) =>
					`<button type="button" class="btn btn-xs btn-default" data-many="${what}">${label}</button>`
			)
			.join(" ");

	/** Bind the buttons in an element to the form of a submission. */
	kepu.many_scans.listen = function (frm, $element) {
		$element.find("[data-many]").on("click", ({ currentTarget }) => choose(frm, currentTarget.dataset.many));
	};

	function choose(frm, what) {
		const input = $(`<input type="file" multiple hidden ${what === "folder" ? "webkitdirectory" : ""}>`);
		if (what === "files") input.attr("accept", ACCEPTED.join(","));
		input.appendTo(document.body).on("change", () => {
			const files = [...input[0].files].filter(is_scan);
			input.remove();
			if (files.length) send(frm, files);
			else frappe.msgprint(__("There is no scan among these files (PDF, JPG, PNG, ZIP)."));
		});
		input.trigger("click");
	}

	const is_scan = ({ name }) => ACCEPTED.some((each) => name.toLowerCase().endsWith(each));

	async function send(frm, files) {
		const progress = kepu.progress.window(__("Uploading"));
		const [urls, refused] = [[], []];
		for (const [index, file] of files.entries()) {
			progress.show(index, files.length, file.name);
			const url = await upload(frm, file);
			if (url) urls.push(url);
			else refused.push(file.name);
		}
		progress.close();
		const answer = urls.length ? await place_all(frm, urls) : null;
		await frm.reload_doc();
		tell(answer, refused);
	}

	async function upload(frm, file) {
		const body = new FormData();
		const fields = { doctype: SUBMISSION, docname: frm.docname, is_private: 1, folder: "Home/Attachments" };
		for (const [name, value] of Object.entries(fields)) body.append(name, value);
		body.append("file", file, file.name);
		const headers = { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token };
		const answer = await fetch("/api/method/upload_file", { method: "POST", headers, body });
		return answer.ok ? (await answer.json()).message.file_url : null;
	}

	/** Repeat the call until nothing is left, as each has a time limit. */
	async function place_all(frm, urls) {
		const all = { placed: 0, remarks: [] };
		let [left, rest] = [urls, ""];
		while (left.length) {
			const answer = (await place(frm, left))?.message;
			if (!answer) break; // Frappe has shown why
			all.placed += answer.placed;
			all.remarks.push(...answer.remarks);
			({ left, rest } = answer);
		}
		if (left.length && rest) all.remarks.push(rest);
		return all;
	}

	function place(frm, urls) {
		const args = { submission: frm.docname, file_urls: JSON.stringify(urls) };
		const call = { method: PLACE, args, freeze: true, freeze_message: __("Sorting the scans") };
		return frappe.call(call).then(
			(each) => each,
			() => null
		);
	}

	function tell(answer, refused) {
		const remarks = [
			...refused.map((name) => __("{0} could not be uploaded.", [name])),
			...(answer?.remarks || []),
		];
		const placed = answer?.placed || 0;
		if (placed && !remarks.length) {
			frappe.show_alert({ message: __("{0} scans are in their places.", [placed]), indicator: "green" });
			return;
		}
		if (!placed && !remarks.length) return; // Frappe has shown why
		const rows = remarks.map((each) => `<li>${kepu.escape(each)}</li>`).join("");
		frappe.msgprint({
			title: __("Please Check"),
			indicator: "orange",
			message: `<p>${__("{0} scans are in their places.", [placed])}</p><ul>${rows}</ul>`,
		});
	}
})();
