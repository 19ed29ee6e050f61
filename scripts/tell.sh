#!/usr/bin/env bash
# How the scripts tell what happens: a line a step, the rest in a log. To be sourced.

say() { printf '%s\n' "$@"; }

die() {
	printf '%s\n' "$@" >&2
	exit 1
}

# step TITLE REMEDY COMMAND...: runs the command with its output in a log in the folder STEP_LOGS; a failure names
# all three.
step() {
	local title=$1 remedy=$2 log started=$SECONDS child
	shift 2
	mkdir -p "$STEP_LOGS"
	log="$STEP_LOGS/${title// /-}.log"
	printf '  %s … ' "$title"
	# In the background, because inside a condition bash would go on after a failed command.
	(set -euo pipefail && "$@") >"$log" 2>&1 </dev/null &
	child=$!
	trap 'kill "$child" 2>/dev/null; exit 130' INT TERM
	if wait "$child"; then
		trap - INT TERM
		say "$((SECONDS - started)) s"
		return 0
	fi
	trap - INT TERM
	say "FAILED"
	show_end_of "$log"
	die "" "Failed step: $title" "Whole log:   $log" "Remedy:      $remedy"
}

# What the log calls an error, and its last lines; progress bars are left out.
show_end_of() {
	local lines
	lines=$(tail -c 50000 "$1" | tr '\r' '\n' | grep -v '%$' || true)
	{
		grep -E '(^|[^a-z_])(ERROR|Error|error):' <<<"$lines" | head -n 8 || true
		say "…"
		tail -n 12 <<<"$lines"
	} >&2
}
