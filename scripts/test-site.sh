#!/usr/bin/env bash
# Site and browser tests, on a bench of their own: its services, ports and data are not those of make site.
# The bench is kept between runs; the site is put back to a fresh Frappe before each run.
#
#   test-site.sh                        all site tests, and the browser tests if there is a Chromium
#   test-site.sh tests/site/test_x.py   these, with pytest's own options
#
# KEPU_TEST_BENCH names its folder, KEPU_TEST_PORT its first port, FRAPPE_REPO the address of Frappe. The
# tests run in lanes side by side, each with a site and services of its own. There is one more than
# processors, at most four, as memory allows. KEPU_TEST_LANES=1 runs everything one after the other.
# KEPU_COVERAGE=1 tells the lines of the app that were run, by whichever process (make coverage). Without
# Frappe nothing of this runs, without a Chromium no browser test. That is said; KEPU_REQUIRE_SITE=1 makes
# either an error.
set -euo pipefail
HERE=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=bench.sh
source "$HERE/bench.sh"
BENCH=${KEPU_TEST_BENCH:-$(default_folder bench-test)}
PORT=${KEPU_TEST_PORT:-8100}
PORT_VARIABLE=KEPU_TEST_PORT
SITE=test.localhost
FLUSH_LOG=2 # faster; only a crash of the whole machine could lose the last second
NICENESS=0  # of the worker; on a busy machine a nice one starves, and tests wait for its jobs
# The bench of make site has Frappe at hand already.
[ "$FRAPPE_REPO" != "$PUBLIC_FRAPPE" ] || [ ! -e "$KEPU_BENCH/.built" ] || FRAPPE_REPO=$KEPU_BENCH/apps/frappe

# A lane waits a quarter of its time, for jobs and pages; one more than processors uses that. Each needs about 2 GB.
lanes_that_fit() {
	local lanes memory
	lanes=$(($(nproc) + 1))
	memory=$(($(awk '/^MemAvailable/ { print $2 }' /proc/meminfo) / 2000000))
	[ "$memory" -ge "$lanes" ] || lanes=$memory
	[ "$lanes" -le 4 ] || lanes=4
	say "$((lanes > 0 ? lanes : 1))"
}

MINUTES=${KEPU_TEST_MINUTES:-77}
LANES=${KEPU_TEST_LANES:-$(lanes_that_fit)}
BROWSER=
RUNNING=() # process ids of the lanes beside this one

not_run() {
	say "" "NOT RUN: site and browser tests. $*"
	[ -z "${KEPU_REQUIRE_SITE:-}" ] || exit 1
	exit 0
}

prepare_bench() {
	local reason
	reason=$(bench_packages 2>&1) || not_run "$reason"
	check_folder
	lock_bench
	[ -e "$BENCH/.built" ] || frappe_is_reachable ||
		not_run "Frappe cannot be fetched from $FRAPPE_REPO ($FRAPPE_BRANCH); FRAPPE_REPO names another git address or a folder."
	trap 'not_run "The bench could not be built; the reason is above."' EXIT
	ensure_bench
	trap 'end_lanes; end_tests; stop_services' EXIT
}

# The shell is the same engine without windows, and takes a third less of the processor.
installed_browser() { command -v chromium-headless-shell chromium chromium-browser google-chrome | head -n 1 || true; }

find_browser() {
	local package
	[ -d "$CHECKOUT/tests/browser" ] || return 0
	for package in chromium-headless-shell chromium; do
		[ -n "$(installed_browser)" ] || [ "$(id -u)" -ne 0 ] || "$CHECKOUT/scripts/system-packages.sh" "$package" || true
	done
	BROWSER=$(installed_browser)
	[ -z "$BROWSER" ] || return 0
	say "NOT RUN: browser tests. There is no Chromium (apt-get install chromium)."
	[ -z "${KEPU_REQUIRE_SITE:-}" ] || exit 1
}

# The database of a fresh Frappe is kept, because to load it takes a fifth of the time that a new site takes.
make_pristine_site() {
	new_site "$SITE"
	frappe "$SITE" set-config pause_scheduler 1 --parse
	frappe "$SITE" execute frappe.utils.password.get_encryption_key >/dev/null # makes one, for all processes
	mariadb-dump --defaults-file="$BENCH/config/mariadb.cnf" --single-transaction "$(database)" >"$BENCH/fresh-site.new"
	cp -p "$BENCH/sites/$SITE/site_config.json" "$BENCH/fresh-site.json"
	mv "$BENCH/fresh-site.new" "$BENCH/fresh-site.sql"
}

# setting_of_site NAME
setting_of_site() { "$BENCH/env/bin/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$BENCH/sites/$SITE/site_config.json" "$1"; }

database() { setting_of_site db_name; }

# The user of the database, too: a lane's server has never made the site.
restore_pristine_site() {
	local name user
	rm -rf "$BENCH/sites/$SITE"/{private,public}/files/*
	cp "$BENCH/fresh-site.json" "$BENCH/sites/$SITE/site_config.json"
	chown "$SERVICE_USER:" "$BENCH/sites/$SITE/site_config.json"
	name=$(database)
	user="'$name'@'127.0.0.1'"
	{
		say "DROP DATABASE IF EXISTS \`$name\`; CREATE DATABASE \`$name\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
		say "CREATE OR REPLACE USER $user IDENTIFIED BY '$(setting_of_site db_password)'; GRANT ALL PRIVILEGES ON \`$name\`.* TO $user;"
		say "USE \`$name\`;"
		cat "$BENCH/fresh-site.sql"
	} | mariadb --defaults-file="$BENCH/config/mariadb.cnf"
}

install_app() {
	frappe "$SITE" install-app kepu_app
	frappe "$SITE" set-config host_name "http://127.0.0.1:$PORT"
}

link_app_for_tests() {
	step "app in the bench" "Is the package registry reachable (pip)? Then run again." link_app \
		"pytest>=8" "pytest-timeout>=2.3" "hypothesis>=6.98" "time-machine>=2.13" ${KEPU_COVERAGE:+"coverage>=7.17"} ${BROWSER:+"playwright>=1.40" "axe-playwright-python>=0.1.4"}
}

# From here on every Python of the bench that starts records the lines of the app that it runs, in a file of
# its own.
begin_coverage() {
	[ -n "${KEPU_COVERAGE:-}" ] || return 0
	rm -rf "$BENCH/logs/coverage"
	mkdir "$BENCH/logs/coverage"
	chown "$SERVICE_USER:" "$BENCH/logs/coverage"
	export COVERAGE_PROCESS_START=$CHECKOUT/tests/site/coverage.toml COVERAGE_FILE=$BENCH/logs/coverage/data
}

# Web server and worker write down what they have run when they end.
tell_coverage() {
	stop_web
	(cd "$CHECKOUT" && env --unset=COVERAGE_PROCESS_START "$BENCH/env/bin/python" scripts/site_coverage.py tests/site/coverage.toml out/coverage)
}

prepare_site() {
	if site_is_complete "$SITE" && [ -e "$BENCH/fresh-site.sql" ] && [ -e "$BENCH/fresh-site.json" ]; then
		step "fresh site" "Remove $BENCH/sites/$SITE and run again." restore_pristine_site
	else
		step "new site" "See the log, then run again." make_pristine_site
	fi
	step "app on the site" "See the log: installing the app failed." install_app
}

build_app_assets() { step "assets of the app" "See the log: the app's assets could not be built." build_assets kepu_app; }

# make_lane NAME PORTS-ON: one more bench of the same code and programs; services, ports, database and site are its own.
make_lane() {
	local whole=$BENCH
	BENCH=$whole/$1
	PORT=$((PORT + $2))
	export FRAPPE_BENCH_ROOT=$BENCH
	check_folder
	mkdir -p "$BENCH/sites/$SITE"/{private/{files,backups},public/files,logs,locks}
	touch "$BENCH/sites/$SITE/.complete"
	ln -sfn ../apps ../env ../.built ../fresh-site.sql ../fresh-site.json "$BENCH/"
	ln -sfn ../../sites/assets "$BENCH/sites/assets"
	cp "$whole/sites/apps.txt" "$BENCH/sites/"
	write_settings
}

# run_lane NAME PORTS-ON KIND...: in a subshell of its own.
run_lane() {
	make_lane "$1" "$2"
	trap 'end_tests; stop_services' EXIT
	stop_services
	start_services
	prepare_site
	start_web
	share_tests "${@:3}"
}

# share_tests KIND KIND: those of the first kind that no other lane has taken, then, on a fresh site, what is left of the second.
share_tests() {
	local status=0
	share_kind "$1" || status=$?
	some_left "$2" || return "$status"
	stop_services
	start_services
	prepare_site
	start_web
	share_kind "$2" || status=$?
	return "$status"
}

# some_left KIND: whether there are files that no lane has taken; see tests/lanes.py.
some_left() {
	local files taken
	files=$(find "$CHECKOUT/tests/$1" -name 'test_*.py' -exec grep -L 'pytest.mark.after_all' {} + | wc -l)
	taken=$(find "$QUEUE/$1" -name 'test_*.taken' | wc -l)
	[ "$taken" -lt "$files" ]
}

# share_kind KIND. When others have taken all, no test runs (5).
share_kind() {
	local status=0
	KEPU_TEST_QUEUE=$QUEUE/$1 run_tests -p tests.lanes "tests/$1" || status=$?
	[ "$status" -eq 5 ] || return "$status"
}

end_lanes() {
	[ ${#RUNNING[@]} -gt 0 ] || return 0
	kill -TERM "${RUNNING[@]}" 2>/dev/null || true
	wait "${RUNNING[@]}" || true
}

# begin_lane NAME PORTS-ON KIND KIND
begin_lane() {
	(run_lane "$@") >"$BENCH/logs/lane-$1.log" 2>&1 </dev/null &
	RUNNING+=($!)
}

# The first half of the lanes begins with site tests, one of them on this bench; the others with browser tests. What the
# lanes beside this one tell is told when all have ended.
run_side_by_side() {
	local name names=(browser) status=0
	QUEUE=$BENCH/logs/queue
	rm -rf "$QUEUE"
	mkdir -p "$QUEUE"/{site,browser}
	chown -R "$SERVICE_USER:" "$QUEUE"
	begin_lane browser 30 browser site
	[ "$LANES" -lt 3 ] || { begin_lane site-2 60 site browser && names+=(site-2); }
	[ "$LANES" -lt 4 ] || { begin_lane browser-2 90 browser site && names+=(browser-2); }
	share_tests site browser || status=$?
	for name in "${RUNNING[@]}"; do wait "$name" || status=$?; done
	RUNNING=()
	for name in "${names[@]}"; do
		say "" "Tests in $BENCH/$name"
		cat "$BENCH/logs/lane-$name.log"
	done
	return "$status"
}

# run_tests PYTEST-ARGUMENTS...: with the bench's Python, in the checkout. When MINUTES are over since this
# script began, pytest ends after the running test and reports. A test that hangs is interrupted.
run_tests() {
	local left=$((MINUTES * 60 - SECONDS))
	[ "$left" -gt 60 ] || left=60
	(
		cd "$CHECKOUT"
		mkdir -p out/browser # pictures, of which an earlier run as another user may have left some
		chown -R "$SERVICE_USER:" out/browser
		KEPU_TEST_SITES=$BENCH/sites KEPU_TEST_SITE=$SITE KEPU_TEST_URL=http://127.0.0.1:$PORT KEPU_TEST_BROWSER=$BROWSER \
			exec env --default-signal=INT timeout --foreground --signal=INT --kill-after=60 "$((left + 300))" \
			"${AS_SERVICE[@]}" env "HYPOTHESIS_STORAGE_DIRECTORY=$BENCH/logs/hypothesis" "$BENCH/env/bin/python" -m pytest --no-header -p no:cacheprovider --durations=10 --durations-min=20 \
			--timeout=900 --session-timeout="$left" \
			-W "ignore:'crypt' is deprecated:DeprecationWarning" "$@" 9>&-
	)
}

# When this script is ended from outside, the tests would go on without it. They may take a minute to tidy up.
end_tests() {
	local tests shell=$BASHPID
	tests=$(pgrep --parent "$shell" --exact timeout) || return 0
	kill -INT "$tests"
	for _ in $(seq 300); do
		kill -0 "$tests" 2>/dev/null || return 0
		sleep 0.2
	done
	kill -TERM "$tests" 2>/dev/null || true
}

chosen_tests() {
	local tests=()
	[ ! -d "$CHECKOUT/tests/site" ] || tests+=(tests/site)
	[ -z "$BROWSER" ] || tests+=(tests/browser)
	say "${tests[*]}"
}

say "Site tests in $BENCH"
prepare_bench
versions
find_browser
stop_services
start_services
link_app_for_tests
begin_coverage
prepare_site
build_app_assets
start_web
status=0
if [ $# -gt 0 ]; then
	run_tests "$@" || status=$?
elif [ -n "$BROWSER" ] && [ "$LANES" -gt 1 ]; then
	run_side_by_side || status=$?
else
	read -ra chosen <<<"$(chosen_tests)"
	run_tests "${chosen[@]}" || status=$?
fi
# A part of the tests is not meant to reach the goal.
[ -z "${KEPU_COVERAGE:-}" ] || tell_coverage || [ $# -gt 0 ] || status=1
[ "$status" -ne 124 ] || say "The tests took longer than $MINUTES minutes (KEPU_TEST_MINUTES) and were ended."
exit "$status"
