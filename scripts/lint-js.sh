#!/usr/bin/env bash
# Checks the JavaScript: its rules by ESLint, its layout by Prettier.
#
#   lint-js.sh         says what is wrong
#   lint-js.sh --fix   mends what can be mended
#
# Both are installed once, from the package registry into scripts/lint-js/node_modules; later runs need no network.
# They have a package.json of their own: bench would install one at the root together with the app.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tell.sh
source scripts/tell.sh
LINTERS=scripts/lint-js
BIN=$LINTERS/node_modules/.bin
INSTALLED=$LINTERS/node_modules/.installed
STEP_LOGS=out/lint-js
FOLDERS=(kepu_app scripts tests)

not_linted() {
	say "NOT RUN: ESLint and Prettier. JavaScript was not linted. $*" >&2
	exit 0
}

node_will_do() {
	command -v npm >/dev/null && command -v node >/dev/null &&
		"${PYTHON:-python3}" scripts/needs.py "$LINTERS" node "$(node --version)"
}

install_linters() {
	npm ci --prefix "$LINTERS" --ignore-scripts --no-audit --no-fund --prefer-offline
	touch "$INSTALLED"
}

node_will_do || scripts/system-packages.sh nodejs npm || true # it says what is missing
node_will_do || not_linted "It takes npm and $("${PYTHON:-python3}" scripts/needs.py "$LINTERS" | grep '^node')."
[ "$INSTALLED" -nt "$LINTERS/package-lock.json" ] ||
	step "linters of JavaScript" "Is the package registry reachable (npm)? Then run again." install_linters

case "${1:-}" in
--fix) fix=(--fix) layout=--write ;;
"") fix=() layout=--check ;;
*) die "Unknown option: $1" ;;
esac
# What has not changed since it was found well is not looked at again.
cached() { "$BIN/$1" --cache --cache-strategy content --cache-location "$LINTERS/node_modules/.cache/$1" "${@:2}"; }
status=0
cached prettier --log-level warn "$layout" "${FOLDERS[@]}" || status=1
cached eslint --config "$LINTERS/eslint.config.js" --max-warnings 0 "${fix[@]}" "${FOLDERS[@]}" || status=1
exit "$status"
