#!/usr/bin/env bash
# A whole site on this machine: bench, Frappe, database, web server, demo data. Safe to run again.
#
#   site.sh            everything; what is there already is kept and brought up to date
#   site.sh stop       end what was started
#   site.sh services   start MariaDB and Redis alone
#   site.sh python …   start MariaDB and Redis and run Python of the bench
#   site.sh restart    start them and, anew, the web server and the workers
#
# KEPU_BENCH names the folder of the bench, KEPU_PORT its first port, FRAPPE_REPO the address of Frappe.
set -euo pipefail
HERE=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=bench.sh
source "$HERE/bench.sh"
BENCH=$KEPU_BENCH
PORT=${KEPU_PORT:-8000}
PORT_VARIABLE=KEPU_PORT
SITE=kepu.localhost

# A bench keeps its ports, unless others are asked for now: then what runs on the old ones is ended first.
settle_port() {
	[ -e "$BENCH/sites/common_site_config.json" ] || return 0
	[ -n "${KEPU_PORT:-}" ] || PORT=$(setting webserver_port)
	[ "$(setting webserver_port)" != "$PORT" ] || return 0
	stop_services
	write_settings
}

require_bench() {
	[ -e "$BENCH/.built" ] || die "There is no bench in $BENCH yet." "Remedy: make site"
	check_folder
	ensure_tools
	settle_port
}

# Python of the bench, as the services' user, in the checkout.
run_python() {
	cd "$CHECKOUT"
	export KEPU_BENCH
	exec "${AS_SERVICE[@]}" "$BENCH/env/bin/python" "$@" 9>&-
}

install_app() {
	frappe "$SITE" clear-cache # it may hold a list of apps without this one
	if has_app "$SITE"; then
		frappe "$SITE" migrate
	else
		frappe "$SITE" install-app kepu_app --force # an earlier try may have left half of it
	fi
	frappe "$SITE" set-config host_name "http://127.0.0.1:$PORT"
	frappe "$SITE" enable-scheduler
}

# on_site PYTHON: as Administrator, saved at the end. "bench execute" would hide an error behind another.
on_site() {
	(cd "$BENCH/sites" && KEPU_SITE=$SITE KEPU_PASSWORD=$(setting admin_password) "${AS_SERVICE[@]}" ../env/bin/python -W ignore -c "
import frappe, os
frappe.init(os.environ['KEPU_SITE'])
frappe.connect()
$1
frappe.db.commit()
frappe.destroy()")
}

create_demo_data() {
	on_site "
from kepu_app.demo import site
site.create(os.environ['KEPU_PASSWORD'])"
}

print_logins() {
	say "" "The site:   http://127.0.0.1:$PORT  or  http://$SITE:$PORT" "Password:   $(setting admin_password)   (the same for every login)" ""
	on_site "
from kepu_app.demo import site
print('  %-36s %s' % ('Administrator', 'Administrator'))
for login in site.logins():
	print('  %-36s %-26s %s' % (login['user'], login['role'], login['look_at']))"
	say "" "The bench is $BENCH; make site-stop ends it."
}

make_site() {
	say "A site in $BENCH"
	bench_packages
	check_folder
	lock_bench
	settle_port
	ensure_bench
	versions
	start_services
	stop_web
	step "app in the bench" "Is the package registry reachable (pip)? Then run again." link_app
	site_is_complete "$SITE" || step "new site" "See the log, then run again: the site is made anew." new_site "$SITE"
	step "app on the site" "See the log, then run again." install_app
	step "assets of the app" "See the log, then run again." build_assets kepu_app
	step "demo data" "See the log, then run again: what is there already is kept." create_demo_data
	start_web
	print_logins
}

case "${1:-site}" in
site) make_site ;;
stop) stop_services ;;
services)
	require_bench
	start_services
	;;
python)
	require_bench
	start_services
	run_python "${@:2}"
	;;
restart)
	require_bench
	start_services
	stop_web
	start_web
	;;
*) die "Usage: scripts/site.sh [stop|services|python|restart]" ;;
esac
