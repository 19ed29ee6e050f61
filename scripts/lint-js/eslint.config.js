// Rules for the app's JavaScript. Paths count from the root of the repository, where scripts/lint-js.sh runs ESLint.

import js from "@eslint/js";
import globals from "globals";

// What Frappe and its libraries put on the Desk's page, as far as the app uses it, and the app's own name.
const DESK = ["$", "__", "cur_frm", "frappe", "kepu", "locals", "moment", "open_url_post"];

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
