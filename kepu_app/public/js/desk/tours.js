// The tour of a form: by itself the first time that somebody opens one to fill it in, later from the form's menu.
// The steps are records of Frappe's DocType "Form Tour"; what shows them is the library that comes with Frappe.

frappe.provide("kepu.tours");

(function () {
	"use strict";

	const API = "kepu_app.desk.api";
	const UNTIL_A_TAB_IS_SHOWN = 250;

	let shown = null; // the tour on the page

	const known = () => frappe.boot.kepu_tours || { all: [], new: [] };

	const has_tour = (frm) => frappe.Driver && known().all.includes(frm.doctype);

	/** Offers the tour of a form in its menu. */
	kepu.tours.add_to_menu = function (frm) {
		if (has_tour(frm)) frm.page.add_menu_item(__("Tour of This Form"), () => start(frm));
	};

	/** Begins the tour of a form that stands as it will stay, if the user has not had it. */
	kepu.tours.begin_once = function (frm) {
		if (!has_tour(frm) || !known().new.includes(frm.doctype) || !may_begin(frm)) return;
		note_seen(frm.doctype);
		setTimeout(() => may_begin(frm) && start(frm), 2 * UNTIL_A_TAB_IS_SHOWN);
	};

	// Whoever only reads is not shown how to fill in, nor is anybody interrupted.
	function may_begin(frm) {
		const is_in_front = window.cur_frm === frm && frm.$wrapper.is(":visible") && !$(".modal.show").length;
		return is_in_front && !frm.read_only && frm.perm?.[0]?.write && !is_closed(frm);
	}

	function is_closed(frm) {
		return !kepu.states.is_in("fillable", frm.doc.workflow_state || "Draft");
	}

	function note_seen(doctype) {
		frappe.boot.kepu_tours.new = known().new.filter((each) => each !== doctype);
		kepu.call(`${API}.tour_seen`, { doctype });
	}

	async function start(frm) {
		const { steps } = await kepu.call(`${API}.form_tour`, { doctype: frm.doctype });
		const stops = steps.map((step) => ({ ...step, field: frm.get_field(step.fieldname) })).filter(is_shown);
		if (!stops.length || window.cur_frm !== frm) return;
		const driver = new frappe.Driver({
			className: "frappe-driver kepu-tour",
			allowClose: true,
			keyboardControl: true,
			padding: 10,
			opacity: 0.25,
			nextBtnText: __("Next Step"),
			prevBtnText: __("Step Before"),
			closeBtnText: __("End the Tour"),
			doneBtnText: __("Done"),
			onReset: () => moved.disconnect(),
		});
		// What comes later moves the fields.
		const moved = new ResizeObserver(() => driver.isActivated && driver.overlay.refresh());
		moved.observe(frm.layout.wrapper.get(0));
		shown = driver;
		driver.defineSteps(stops.map((stop, index) => step_of(driver, stops, stop, index)));
		show_tab(stops[0].field);
		setTimeout(() => driver.start(), UNTIL_A_TAB_IS_SHOWN);
	}

	// Whoever goes to another page has ended it.
	frappe.router.on("change", () => {
		shown?.reset(true);
		shown = null;
	});

	const is_shown = ({ field }) => field && !field.df.hidden && !field.hidden_due_to_dependency;

	function step_of(driver, stops, stop, index) {
		return {
			element: target_of(stop.field),
			popover: {
				title: kepu.escape(stop.title || ""),
				description: `${kepu.escape(stop.description || "")}<div class="kepu-tour-count">${index + 1} / ${stops.length}</div>`,
				position: (stop.position || "Bottom").toLowerCase().replace(" ", "-"),
			},
			onNext: () => turn_to(driver, stops, index + 1, "moveNext"),
			onPrevious: () => turn_to(driver, stops, index - 1, "movePrevious"),
		};
	}

	// What is taller than the screen leaves no room for the words about it. The first card stands for all;
	// of a part of the text, its first field.
	function target_of(field) {
		const [card] = field.$wrapper.find(".kepu-row");
		if (!card) return field.$wrapper.get(0);
		return (card.matches(".kepu-section") && card.querySelector(".frappe-control")) || card;
	}

	// A field of another tab has a place on the page only once that tab is shown, and cards may have come since the beginning.
	function turn_to(driver, stops, index, move) {
		if (!stops[index]) return;
		const is_turned = show_tab(stops[index].field);
		const aim = () => bring_to_the_middle((driver.steps[index].node = target_of(stops[index].field)));
		aim();
		if (!is_turned) return;
		driver.preventMove();
		setTimeout(() => {
			aim();
			driver[move]();
		}, UNTIL_A_TAB_IS_SHOWN);
	}

	// The library scrolls the window alone, and Frappe 16 scrolls the form within it; below a field there is room for the words.
	function bring_to_the_middle(node) {
		const { top, bottom } = node.getBoundingClientRect();
		if (top < window.innerHeight / 8 || bottom > window.innerHeight * 0.7) node.scrollIntoView({ block: "center" });
	}

	function show_tab(field) {
		if (!field.tab || field.tab.is_active()) return false;
		field.tab.set_active();
		return true;
	}
})();
