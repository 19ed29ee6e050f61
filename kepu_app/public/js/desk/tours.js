// The tour of a form: automatic the first time that a user opens one to fill it in, later from the form's menu. The
// steps are records of Frappe's DocType "Form Tour", shown by the library that comes with Frappe.

frappe.provide("kepu.tours");

(function () {
	"use strict";

	const API = "kepu_app.desk.api";
	const UNTIL_A_TAB_IS_SHOWN = 250;

	let shown = null; // the tour on the page

	const known = () => frappe.boot.kepu_tours || { all: [], new: [] };

	const has_tour = (frm) => frappe.Driver && known().all.includes(frm.doctype);

	/** Add the tour of a form to its menu. */
	kepu.tours.add_to_menu = function (frm) {
		if (has_tour(frm)) frm.page.add_menu_item(__("Tour of This Form"), () => start(frm));
	};

	/** Start the tour of a fully rendered form, if the user has not had it. */
	kepu.tours.begin_once = function (frm) {
		if (!has_tour(frm) || !known().new.includes(frm.doctype) || !may_begin(frm)) return;
		note_seen(frm.doctype);
		setTimeout(() => may_begin(frm) && start(frm), 2 * UNTIL_A_TAB_IS_SHOWN);
	};

	// Not for readers, and not over an open dialog.
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
		// Content loaded later moves the fields.
		const moved = new ResizeObserver(() => driver.isActivated && driver.overlay.refresh());
		moved.observe(frm.layout.wrapper.get(0));
		shown = driver;
		driver.defineSteps(stops.map((stop, index) => step_of(driver, stops, stop, index)));
		show_tab(stops[0].field);
		setTimeout(() => driver.start(), UNTIL_A_TAB_IS_SHOWN);
	}

	// Leaving the page ends the tour.
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

	// An element taller than the screen leaves no room for its explanation: use the first card; of a section, its first
	// field.
	function target_of(field) {
		const [card] = field.$wrapper.find(".kepu-row");
		if (!card) return field.$wrapper.get(0);
		return (card.matches(".kepu-section") && card.querySelector(".frappe-control")) || card;
	}

	// A field in another tab has a position only once that tab is shown, and cards may have been added since.
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

	// The library scrolls only the window, Frappe 16 the form within it; leave room below the field.
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
