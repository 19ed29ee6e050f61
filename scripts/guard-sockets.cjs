// Loaded before Frappe's socket.io server (node --require): an odd message ends the connection that it came
// by, and nothing else. Frappe makes names of rooms from whatever a message holds. An error in one handler
// would end the process, and with it everybody's live updates.
"use strict";

const Module = require("module");

const NEVER_HEARD = ["open_in_editor"]; // a developer's, by which anybody reaches Redis

const { _load: load } = Module;
const guarded = new WeakSet();

Module._load = function (name, ...rest) {
	const loaded = load.call(this, name, ...rest);
	if (name === "socket.io" && !guarded.has(loaded)) {
		guarded.add(loaded);
		guard(loaded);
	}
	return loaded;
};

function guard({ Namespace, Socket }) {
	const { on } = Socket.prototype;
	Socket.prototype.on = function (event, listener) {
		if (NEVER_HEARD.includes(event)) return this;
		return on.call(
			this,
			event,
			contained(listener, () => this, event)
		);
	};
	const { on: on_namespace, use } = Namespace.prototype;
	Namespace.prototype.on = function (event, listener) {
		const is_new_socket = ["connect", "connection"].includes(event);
		const held = is_new_socket ? contained(listener, (socket) => socket, event) : listener;
		return on_namespace.call(this, event, held);
	};
	Namespace.prototype.use = function (middleware) {
		return use.call(this, admitting(middleware));
	};
}

/** The listener, whose errors, those of a promise too, close the socket. */
function contained(listener, socket_of, event) {
	function held(...args) {
		const fail = (error) => close(socket_of(...args), event, error);
		try {
			const outcome = listener.apply(this, args);
			if (typeof outcome?.then === "function") outcome.then(undefined, fail);
			return outcome;
		} catch (error) {
			return fail(error);
		}
	}
	held.listener = listener; // by which EventEmitter finds what is to be removed
	return held;
}

/** The middleware, whose errors refuse the connection, and whose first answer counts. */
function admitting(middleware) {
	return function (socket, next) {
		let is_answered = false;
		const answer = (error) => {
			if (is_answered) return;
			is_answered = true;
			next(error);
		};
		try {
			return middleware.call(this, socket, answer);
		} catch (error) {
			console.error(`Live updates: a connection was refused: ${error?.stack || error}`);
			return answer(new Error("Refused"));
		}
	};
}

function close(socket, event, error) {
	console.error(`Live updates: a connection was closed after the event ${event}: ${error?.stack || error}`);
	socket?.disconnect?.(true);
}
