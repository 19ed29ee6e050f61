#!/usr/bin/env bash
# Every test that can run on this machine, and at the end one line for each kind.
# KEPU_TESTS=smoke: a minute's worth of the unit tests alone, to see that everything they need is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# outcome KIND STATUS: pytest's closing lines, or why there is none
outcome() {
	local lines
	lines=$(grep -E '^=+ .*(passed|failed|error|skipped).*[0-9.]+s( \([0-9:]+\))? =+$|^NOT RUN: site' "$logs/$1" | sed -E 's/^=+ | =+$//g' | paste -sd ';' | sed 's/;/; then /g' || true)
	printf '%s: %s%s\n' "$1" "${lines:-no test ran}" "$([ "$2" -eq 0 ] || echo ' -- FAILED, see above')"
}

smoke() { "${VENV:-.venv}/bin/python" -m pytest -p no:cacheprovider tests/unit/test_{counter,fonts,pdf,rules,word}.py; }

unit=0
site=0
if [ "${KEPU_TESTS:-}" = smoke ]; then
	smoke 2>&1 | tee "$logs/unit" || unit=1
	echo "NOT RUN: site and browser tests. Only the smoke tests were asked for." | tee "$logs/site"
else
	make --no-print-directory unit 2>&1 | tee "$logs/unit" || unit=1
	scripts/test-site.sh 2>&1 | tee "$logs/site" || site=1
fi

printf '\n'
grep -E '^Frappe [0-9]' "$logs/site" || true
outcome unit "$unit"
outcome site "$site"
grep '^NOT RUN: browser' "$logs/site" || true
exit $((unit || site))
