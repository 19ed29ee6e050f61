// The Desk's home: what waits for the user, and the state of his own documents. One request; called by the block of
// the workspace "Kepu Home".

frappe.provide("kepu.home");

(function () {
	"use strict";

	const day = (value) => frappe.datetime.str_to_user(String(value).slice(0, 10));
	const SOON = 3;

	const HOME = "kepu_app.desk.api.home";

	// Fetched during the Desk's start: later it would queue behind the page's cards and charts.
	let first = is_opened_at_home() ? ask_early() : null;

	function is_opened_at_home() {
		const is_of_app = frappe.boot?.user?.roles?.some((role) => role.startsWith("Kepu "));
		return is_of_app && /^\/(app|desk)(\/(home|kepu)?)?$/.test(location.pathname);
	}

	/** Fetch the home early, ignoring errors: the later call reports them. */
	function ask_early() {
		return fetch(`/api/method/${HOME}`, { headers: { Accept: "application/json" } })
			.then((answer) => (answer.ok ? answer.json() : {}))
			.then(({ message }) => message)
			.catch(() => null);
	}

	/** Return the early response once, as it grows stale; then a new one. */
	async function facts_of_home() {
		const early = first;
		first = null;
		return (await early) || (await frappe.call(HOME)).message;
	}

	// Frappe 16 starts with the icons of all apps; users of this one only start with its home.
	$(document).on("desktop_screen", () => {
		if (frappe.boot.kepu_alone) frappe.set_route(frappe.router.slug(frappe.boot.workspaces.pages[0].name));
	});

	/**
	 * Show the home after the block that calls this: a block has isolated styles.
	 *
	 * @param {HTMLElement} block
	 */
	kepu.home.show = async function (block) {
		const $home = $(`<div class="kepu-home" aria-live="polite">`).insertAfter(block);
		const message = await facts_of_home();
		if (message) $home.html(page(message)).on("click", "[data-all]", (event) => open_all(message, event));
	};

	function open_all(facts, event) {
		event.preventDefault();
		const group = facts.waiting[event.currentTarget.dataset.all];
		const filters = group.states.length
			? { workflow_state: ["in", group.states], cycle: ["in", group.cycles] }
			: { status: "To Do" };
		frappe.set_route("List", group.doctype, "List", filters);
	}

	function page(facts) {
		const parts = [...facts.waiting.map(waiting), own(facts.own), setup(facts.setup)].filter(Boolean);
		const nothing = `<p class="kepu-home-nothing">${__("Nothing waits for you at the moment.")}</p>`;
		const guides = `<a href="/kepu-guide" target="_blank">${__("Guides and Notice")}</a>`;
		return `<div class="kepu-home-row"><h4>${__("To Do for Me")}</h4>${guides}</div>${parts.join("") || nothing}`;
	}

	// ---- what others have handed to the user

	function waiting(group, index) {
		if (!group.total) return "";
		const more =
			group.total > group.entries.length
				? `<a href="#" data-all="${index}">${__("Show all {0}", [group.total])}</a>`
				: "";
		return `<section class="kepu-home-group"><h5>${kepu.escape(group.label)} <span class="badge">${group.total}</span></h5>
			${group.entries.map(row).join("")}${more}</section>`;
	}

	function row(entry) {
		return `<div class="kepu-home-row"><div class="kepu-home-what"><b>${kepu.escape(entry.title)}</b>
			<span class="kepu-home-facts">${facts_of(entry)}</span></div>${button(entry, step_of(entry))}</div>`;
	}

	function step_of(entry) {
		return entry.doctype === "Subject Assessment" ? __("Mark It") : __("Review It");
	}

	// ---- the user's own documents

	function own(entries) {
		return entries.map(document_card).join("");
	}

	function document_card(entry) {
		const label = next_of(entry);
		return `<section class="kepu-home-own ${entry.is_back ? "kepu-home-back" : ""}">
			<div class="kepu-home-row"><div class="kepu-home-what"><b>${kepu.escape(title_of(entry))}</b>
			<span class="kepu-home-facts">${facts_of(entry)}</span></div>${button(entry, label, entry.is_mine)}</div>
			${line(entry)}${reason(entry)}${opinion(entry)}${missing(entry.missing)}</section>`;
	}

	function next_of(entry) {
		if (!entry.is_mine) return __("View");
		if (entry.is_back) return __("Mend and Hand In Again");
		return entry.doctype === "Provincial Submission" ? __("Go On with It") : __("Go On");
	}

	function title_of(entry) {
		return entry.title.includes(entry.label) ? entry.title : __("{0}: {1}", [entry.label, entry.title]);
	}

	function line(entry) {
		const stages = entry.steps.map((stage) => {
			const since =
				stage.place === "now" && entry.since ? ` <small>${__("since {0}", [day(entry.since)])}</small>` : "";
			const current = stage.place === "now" ? ' aria-current="step"' : "";
			return `<li class="kepu-step-${stage.place}"${current}>${kepu.escape(stage.label)}${since}</li>`;
		});
		return `<ol class="kepu-steps">${stages.join("")}</ol>`;
	}

	function reason(entry) {
		if (!entry.reason) return "";
		const text = frappe.utils.replace_newlines(kepu.escape(entry.reason));
		return `<div class="kepu-note kepu-note-red"><b>${__("Reason of the Return")}</b><br>${text}</div>`;
	}

	function opinion(entry) {
		if (!entry.opinion) return "";
		const text = frappe.utils.replace_newlines(kepu.escape(entry.opinion));
		return `<div class="kepu-note kepu-note-blue"><b>${__("Opinion")}</b><br>${text}</div>`;
	}

	function missing(found) {
		if (!found) return "";
		if (!found.errors) return `<p class="kepu-home-ready">${__("Nothing is missing: it can be handed in.")}</p>`;
		const more = found.errors - found.sentences.length;
		return `<div class="kepu-home-missing">${__("Still missing for the next step: {0}", [found.errors])}
			<ul>${found.sentences.map((each) => `<li>${kepu.escape(each)}</li>`).join("")}
			${more > 0 ? `<li>${__("{0} more", [more])}</li>` : ""}</ul></div>`;
	}

	// ---- shared

	function facts_of(entry) {
		const since = !entry.steps && entry.since ? __("since {0}", [day(entry.since)]) : "";
		return [
			`<span class="indicator-pill ${colour(entry)}">${kepu.escape(__(entry.state, null, entry.doctype))}</span>`,
			kepu.escape(entry.round),
			kepu.escape(since),
			due(entry),
		]
			.filter(Boolean)
			.join(" ");
	}

	function colour(entry) {
		if (entry.is_back) return "red";
		return entry.is_mine || !entry.steps ? "orange" : "blue";
	}

	function due(entry) {
		if (!entry.deadline) return "";
		const kind = entry.days < 0 ? "red" : entry.days <= SOON ? "orange" : "grey";
		const left =
			entry.days < 0
				? __("{0} days overdue", [-entry.days])
				: entry.days
					? __("{0} days left", [entry.days])
					: __("today");
		return `<span class="kepu-due-${kind}">${__("Deadline {0}, {1}", [day(entry.deadline), left])}</span>`;
	}

	function button(entry, label, is_primary = true) {
		const address = frappe.router.make_url([frappe.router.slug(entry.doctype), entry.name]);
		const kind = is_primary ? "btn-primary" : "btn-default";
		return `<a class="btn ${kind} btn-sm" href="${address}" aria-label="${kepu.escape(label)} ${kepu.escape(entry.title)}">${kepu.escape(label)}</a>`;
	}

	function setup(tasks) {
		if (!tasks.length || tasks.every((task) => task.is_done)) return "";
		const rows = tasks.map((task) => {
			const address = frappe.router.make_url([frappe.router.slug(task.route[1]), ...task.route.slice(2, 3)]);
			return `<li class="kepu-task-${task.is_done ? "done" : "open"}"><a href="${address}">${kepu.escape(task.label)}</a></li>`;
		});
		return `<section class="kepu-home-group"><h5>${__("Before the Year Begins")}</h5><ol class="kepu-tasks">${rows.join("")}</ol></section>`;
	}
})();
