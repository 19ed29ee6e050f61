#!/usr/bin/env bash
# Every test that can run on this machine, and at the end one line for each kind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# outcome KIND STATUS: pytest's closing line, or why there is none
outcome() {
	local line
	line=$(grep -E '^=+ .*[0-9.]+s( \([0-9:]+\))? =+$|^NOT RUN: site' "$logs/$1" | tail -n 1 | sed -E 's/^=+ | =+$//g' || true)
	printf '%s: %s%s\n' "$1" "${line:-no test ran}" "$([ "$2" -eq 0 ] || echo ' -- FAILED, see above')"
}

unit=0
site=0
make --no-print-directory unit 2>&1 | tee "$logs/unit" || unit=1
scripts/test-site.sh 2>&1 | tee "$logs/site" || site=1

printf '\n'
outcome unit "$unit"
outcome site "$site"
grep '^NOT RUN: browser' "$logs/site" || true
exit $((unit || site))
