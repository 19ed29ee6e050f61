// A client of live updates, the very one that the Desk uses. It prints "connected" or "refused: …", then each event,
// and "disconnected" where the server ends the connection.
// Arguments: folder of Frappe, address, name of the site, session id, transport, Origin (may be empty), what it says.
// It says that once it is connected; as JSON: a list of [event, argument, …].
const path = require("path");
const [frappe, url, site, sid, transport, origin, said = "[]"] = process.argv.slice(2);
const { io } = require(path.join(frappe, "node_modules/socket.io-client"));

const extraHeaders = { Cookie: `sid=${sid}` };
if (origin) extraHeaders.Origin = origin;
const socket = io(`${url}/${site}`, { transports: [transport], extraHeaders, reconnection: false });

socket.on("connect", () => {
	console.log("connected");
	for (const each of JSON.parse(said)) socket.emit(...each);
});
socket.on("connect_error", (error) => {
	console.log(`refused: ${error.message}`);
	process.exit(1);
});
socket.on("disconnect", () => console.log("disconnected"));
socket.onAny((event, message) => console.log(JSON.stringify({ event, message })));
