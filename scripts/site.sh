#!/usr/bin/env bash
# A whole site on this machine: bench, Frappe 15, database, web server, demo data. Safe to run again.
set -euo pipefail
# shellcheck source=scripts/bench.sh
source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

case "${1:-site}" in
bench)
	bench_packages
	ensure_bench
	;;
services)
	start_services
	;;
web)
	start_services
	start_web
	;;
new-site)
	start_services
	step "site $SITE" "See the log, then run again." new_site "$SITE"
	;;
stop) stop_services ;;
*) die "Usage: scripts/site.sh [bench|services|web|stop]" ;;
esac
