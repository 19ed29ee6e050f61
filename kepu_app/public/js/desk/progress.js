// Background runs on pages: one way to follow them, and one progress bar.

frappe.provide("kepu.progress");

(function () {
	"use strict";

	// Milliseconds. The server pushes each step; polling covers lost connections.
	const POLL = 2000;
	const AT_WORK = ["Waiting", "Running"];
	const followed = new WeakMap(); // by form, the function that stops following its last run

	/** Return whether a run is waiting or running. */
	kepu.progress.is_at_work = (run) => Boolean(run) && AT_WORK.includes(run.state);

	/**
	 * Poll a run until it is over: on live updates and every two seconds, never concurrently.
	 * @param {Function} ask returns a promise of the run's state; a rejection ends the following.
	 * @param {Function} show shows the state, and returns whether the run is over.
	 * @param {Object} [more]
	 * @param {*} [more.known] a known state, shown before polling.
	 * @param {string} [more.event] name of the live update; more.concerns returns whether a message is this run's.
	 * @param {Function} [more.is_shown] whether the page is still shown; if not, nothing is polled or shown.
	 * @param {boolean} [more.stays] whether a live update restarts the following after the end.
	 * @returns {Function} that stops the following.
	 */
	kepu.progress.follow = function (ask, show, more = {}) {
		const following = new Following(ask, show, more);
		following.begin(more.known);
		return () => following.end();
	};

	class Following {
		constructor(ask, show, { event, concerns = () => true, is_shown = () => true, stays = false }) {
			Object.assign(this, { ask, show, event, is_shown, stays });
			this.told = (message) => concerns(message) && this.step();
		}

		begin(known) {
			if (this.event) frappe.realtime.on(this.event, this.told);
			if (known === undefined) this.step();
			else this.take(known);
		}

		end() {
			this.is_ended = true;
			clearTimeout(this.timer);
			if (this.event) frappe.realtime.off(this.event, this.told);
		}

		async step() {
			if (this.is_ended) return;
			this.is_told = this.is_asking;
			if (this.is_asking) return;
			clearTimeout(this.timer);
			this.is_asking = true;
			try {
				this.take(await this.ask());
			} catch (error) {
				if (!this.stays) this.end();
				throw error;
			} finally {
				this.is_asking = false;
			}
			if (this.is_told) this.step();
		}

		take(run) {
			if (this.is_ended) return;
			if (!this.is_shown()) this.end();
			else if (!this.show(run)) this.timer = setTimeout(() => this.step(), POLL);
			else if (!this.stays) this.end();
		}
	}

	/** As `follow`, for the document that a form shows; stops what the form followed before. */
	kepu.progress.follow_in_form = function (frm, ask, show, more = {}) {
		const name = frm.docname;
		const is_shown = () => frm.docname === name && frappe.container.page === frm.wrapper;
		followed.get(frm)?.();
		followed.set(frm, kepu.progress.follow(ask, show, { ...more, is_shown, stays: true }));
	};

	/** Make a dialog with a bar: `show(done, total, text)` opens or updates it, `close()` closes it. */
	kepu.progress.window = function (title) {
		const fields = [{ fieldname: "progress", fieldtype: "HTML" }];
		const dialog = new frappe.ui.Dialog({ title, fields, animate: false });
		dialog.$wrapper.css("z-index", 2000); // above the dialog that started it
		let is_open = false;
		return {
			show(done, total, text) {
				const told = `<p class="text-muted small mt-2">${kepu.escape(text)}</p>`;
				dialog.get_field("progress").$wrapper.html(kepu.progress.bar(title, done, total) + told);
				if (!is_open) dialog.show();
				is_open = true;
			},
			close() {
				dialog.hide();
				is_open = false;
			},
		};
	};

	/** Return a bar as HTML; its label is for screen readers. */
	kepu.progress.bar = function (label, done, total) {
		const percent = total ? Math.round((100 * done) / total) : 0;
		return `<div class="progress" role="progressbar" aria-valuenow="${percent}" aria-valuemin="0" aria-valuemax="100"
			aria-label="${kepu.escape(label)}"><div class="progress-bar" style="width: ${percent}%"></div></div>`;
	};
})();
