#!/usr/bin/env bash
# Frappe's own linter rules over the whole checkout, with semgrep. Both are fetched into a cache folder, never
# into the checkout.
#
# KEPU_SEMGREP_RULES names a checkout of the rules that is there already, KEPU_SEMGREP_CACHE the cache folder.
set -euo pipefail
CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${KEPU_SEMGREP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kepu_app/semgrep}
RULES=${KEPU_SEMGREP_RULES:-$CACHE/rules}
PUBLIC_RULES=https://github.com/frappe/semgrep-rules

die() {
	printf '%s\n' "$@" >&2
	exit 1
}

fetch_rules() {
	[ -z "${KEPU_SEMGREP_RULES:-}" ] || return 0
	if [ -d "$RULES/.git" ]; then
		git -C "$RULES" pull --quiet --ff-only || echo "The rules could not be renewed; those of before are used." >&2
	else
		git clone --quiet --depth 1 "$PUBLIC_RULES" "$RULES" ||
			die "The rules cannot be fetched from $PUBLIC_RULES." "KEPU_SEMGREP_RULES names a folder that holds them."
	fi
}

install_semgrep() {
	[ ! -x "$CACHE/venv/bin/semgrep" ] || return 0
	python3 -m venv "$CACHE/venv"
	"$CACHE/venv/bin/pip" install --quiet --disable-pip-version-check semgrep
}

# scan OPTIONS FOLDERS...: semgrep calls a rule by the way to its file, so it runs where that is short.
scan() {
	(
		cd "$RULES"
		PATH=$CACHE/venv/bin:$PATH SEMGREP_SEND_METRICS=off semgrep scan --quiet --error --metrics=off \
			--disable-version-check --config rules "$@"
	)
}

mkdir -p "$CACHE"
fetch_rules
[ -d "$RULES/rules" ] || die "There is no folder rules in $RULES."
install_semgrep
status=0
scan "$CHECKOUT"/{kepu_app,print_formats,patches,setup.py} || status=1
# Tests and benchmarks commit by hand: the web server and the worker, other processes, see nothing else.
scan --exclude-rule rules.frappe-manual-commit "$CHECKOUT"/{tests,benchmarks} || status=1
[ "$status" -ne 0 ] || echo "Frappe's rules find nothing."
exit "$status"
