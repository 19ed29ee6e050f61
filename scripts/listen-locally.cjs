// Loaded before Frappe's socket.io server, which would listen on every address of the machine, and end by one odd message.
require("./guard-sockets.cjs");

const { Server } = require("net");
const listen = Server.prototype.listen;

Server.prototype.listen = function (port, ...rest) {
	return typeof port === "number" ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, ...rest);
};
