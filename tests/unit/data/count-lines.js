// Counts one JSON string a line from standard input; answers one JSON list [words, characters] a line.
const { createInterface } = require("node:readline");
const { count_text } = require(process.argv[2]);

createInterface({ input: process.stdin }).on("line", (line) => {
	const { words, characters } = count_text(JSON.parse(line));
	process.stdout.write(`${JSON.stringify([words, characters])}\n`);
});
