// Rules for the app's JavaScript. Paths count from the root of the repository, where scripts/lint-js.sh runs ESLint.

import js from "@eslint/js";
import globals from "globals";

// What Frappe and its libraries put on the Desk's page, as far as the app uses it, and the app's own name.
const DESK = ["$", "__", "cur_frm", "frappe", "kepu", "locals", "moment", "open_url_post"];

// Frappe's own is replaced by kepu.override alone (kepu_app/public/js/desk/overrides.js), which says so when it is gone.
const REPLACED_ELSEWHERE = "What is Frappe's is replaced by kepu.override, with a reason.";
// What apps are meant to set: settings by the name of a DocType or report (in brackets), and what the server has told.
const SETTABLE = "/^(boot|listview_settings|query_reports|route_options)$/";
// Objects that Frappe gives to the app's handlers.
const HANDED = "/^(page|timeline|report|list|listview|view|grid|toolbar|layout|footer)$/";

/** Selectors of an assignment to a member of `frappe`, or of something in it up to three levels down. */
function members_of_frappe() {
	const at = (depth) => `left${".object".repeat(depth)}`;
	return [1, 2, 3, 4].map(
		(depth) =>
			`AssignmentExpression[left.computed=false][${at(depth)}.name="frappe"]` +
			`:not([${at(depth - 1)}.property.name=${SETTABLE}])`
	);
}

const replacing = [
	'MemberExpression[property.name="prototype"]',
	'ObjectPattern > Property[key.name="prototype"]',
	...members_of_frappe(),
	'CallExpression[callee.object.name="Object"][callee.property.name=/^(getPrototypeOf|setPrototypeOf|defineProperty)$/]',
	'CallExpression[callee.object.name="Object"][callee.property.name="assign"][arguments.0.type="MemberExpression"]' +
		'[arguments.0.object.name="frappe"]',
	`AssignmentExpression[left.object.name=${HANDED}][right.type=/Function/]`,
	`AssignmentExpression[left.object.property.name=${HANDED}][right.type=/Function/]` +
		':not([left.object.object.name="kepu"])',
].map((selector) => ({ selector, message: REPLACED_ELSEWHERE }));

const readable = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

const rules = {
	// As strict as ruff is for Python: at most 10, though each ?. and ?? counts here too.
	complexity: ["error", 10],
	"max-depth": ["error", 3],
	"max-lines": ["error", 350],
	// A window with its fields, one a line, takes the most. Functions called at once, which hold a file, do not count.
	"max-lines-per-function": ["error", { max: 35, skipBlankLines: true, skipComments: true }],
	"max-params": ["error", 5], // the formatter of a report's cells has as many from Frappe

	"array-callback-return": "error",
	"default-case-last": "error",
	eqeqeq: "error",
	"no-console": ["error", { allow: ["warn"] }],
	"no-constructor-return": "error",
	"no-else-return": "error",
	"no-eval": "error",
	"no-implicit-globals": ["error", { lexicalBindings: true }],
	"no-implied-eval": "error",
	"no-new-func": "error",
	"no-param-reassign": "error",
	"no-promise-executor-return": "error",
	"no-self-compare": "error",
	"no-shadow": "error",
	"no-template-curly-in-string": "error",
	"no-throw-literal": "error",
	"no-unmodified-loop-condition": "error",
	"no-unreachable-loop": "error",
	"no-unused-expressions": "error",
	"no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
	"no-useless-concat": "error",
	"no-useless-return": "error",
	"no-var": "error",
	"object-shorthand": "error",
	"prefer-arrow-callback": "error",
	"prefer-const": "error",
	"prefer-promise-reject-errors": "error",
	"prefer-rest-params": "error",
	"prefer-spread": "error",
	"prefer-template": "error",
	radix: "error",
	"require-await": "error",
	yoda: "error",
};

export default [
	{ ignores: ["**/dist/"] }, // what bench builds
	{ linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
	{ ...js.configs.recommended, rules: { ...js.configs.recommended.rules, ...rules } },
	{
		files: ["kepu_app/**/*.js"],
		languageOptions: {
			ecmaVersion: 2022,
			sourceType: "script",
			globals: { ...globals.browser, ...readable(DESK) },
		},
		rules: { "no-restricted-syntax": ["error", ...replacing] },
	},
	{
		files: ["kepu_app/public/js/desk/overrides.js"],
		rules: { "no-restricted-syntax": "off" },
	},
	{
		// Frappe makes a function of each: what they declare is no global.
		files: ["kepu_app/kepu/doctype/**/*.js"],
		languageOptions: { parserOptions: { ecmaFeatures: { globalReturn: true } } },
	},
	{
		files: ["kepu_app/public/js/*.bundle.js"],
		languageOptions: { sourceType: "module" },
	},
	{
		// Node reads them too: tests compare them with Python.
		files: ["kepu_app/public/js/{counter,figures}.js"],
		languageOptions: { globals: { module: "readonly" } },
	},
	{
		// Control characters are what it removes.
		files: ["kepu_app/public/js/desk/paste.js"],
		rules: { "no-control-regex": "off" },
	},
	{
		files: ["**/*.cjs", "tests/**/*.js"],
		languageOptions: { ecmaVersion: 2022, sourceType: "commonjs", globals: globals.node },
		rules: { "no-console": "off" },
	},
	{
		files: ["scripts/lint-js/*.js"],
		languageOptions: { ecmaVersion: 2022, sourceType: "module" },
	},
];
