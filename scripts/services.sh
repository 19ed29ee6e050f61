#!/usr/bin/env bash
# shellcheck disable=SC2153  # BENCH, PORT, SITE and CHECKOUT are set by who sources this
# What the services of a bench find when they start: their user, their data and their settings. The services
# themselves are services.py's. Sourced by bench.sh.

KEPU_USER=${KEPU_USER:-kepu}
SERVICE_USER=$(id -un)
AS_SERVICE=() # what runs a command as SERVICE_USER

# ---- the user of the services -----------------------------------------------------------------------

# Started by root, the services run as a plain user: they read the code and own nothing but their data.
choose_service_user() {
	local obstacle
	[ "$(id -u)" -eq 0 ] && [ "$KEPU_USER" != root ] || return 0
	obstacle=$(service_obstacle)
	[ -z "$obstacle" ] || {
		say "The services run as root: $obstacle" "Remedy: KEPU_BENCH, KEPU_PYTHON or the checkout where $KEPU_USER can read."
		return 0
	}
	SERVICE_USER=$KEPU_USER
	AS_SERVICE=("${AS_KEPU[@]}" "HOME=$BENCH/config/home" "USER=$KEPU_USER" "LOGNAME=$KEPU_USER")
}

# The command is started by env, because setpriv itself still finds what only root can reach.
AS_KEPU=(setpriv --reuid "$KEPU_USER" --regid "$KEPU_USER" --clear-groups -- env)

# Why the plain user cannot run the services; nothing when it can.
service_obstacle() {
	local unreadable python
	id "$KEPU_USER" >/dev/null 2>&1 || make_service_user >/dev/null 2>&1 || {
		say "there is no user $KEPU_USER, and it cannot be made."
		return
	}
	chown "root:$KEPU_USER" "$BENCH" && chmod 750 "$BENCH"
	mkdir -p "$KEPU_TOOLS"
	unreadable=$("${AS_KEPU[@]}" find -L "$BENCH/" "$KEPU_TOOLS/" "$CHECKOUT/kepu_app" "$CHECKOUT/scripts" -maxdepth 0 ! -readable -print 2>&1 || true)
	unreadable+=$("${AS_KEPU[@]}" find -L "$CHECKOUT/kepu_app" "$CHECKOUT/scripts" ! -readable -print -quit 2>/dev/null || true)
	[ -z "$unreadable" ] || {
		say "the user $KEPU_USER cannot read ${unreadable%%$'\n'*}."
		return
	}
	for python in "$BENCH/env/bin/python" "$KEPU_TOOLS/venv/bin/python"; do
		[ ! -e "$python" ] || can_run "$python" || say "the user $KEPU_USER cannot run $python."
	done
	[ -e "$BENCH/.built" ] || (frappe_python "${AS_KEPU[@]}") >/dev/null 2>&1 || say "the user $KEPU_USER cannot run any Python for Frappe."
}

make_service_user() {
	useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$KEPU_USER"
}

can_run() { "${AS_KEPU[@]}" "$1" -c 'import json' >/dev/null 2>&1; }

# The data belongs to the services' user, whoever ran them before; code and settings stay with who builds.
give_data_to_service() {
	local folder folders=(sites logs mariadb-tmp config/redis-cache config/redis-queue config/nginx config/home)
	[ ! -d "$BENCH/mariadb" ] || folders+=(mariadb)
	for folder in "${folders[@]}"; do mkdir -p "$BENCH/$folder"; done
	[ "$(id -u)" -eq 0 ] || return 0
	for folder in "${folders[@]}"; do
		find "$BENCH/$folder" ! -user "$SERVICE_USER" -exec chown --no-dereference "$SERVICE_USER:" {} +
	done
	# Frappe keeps locks of its own beside the settings.
	chgrp "$(id -gn "$SERVICE_USER")" "$BENCH/config"
	chmod 1775 "$BENCH/config"
}

# ---- services ---------------------------------------------------------------------------------------

# services COMMAND...: see services.py, which knows what there is to run, and runs it.
services() { python3 "$CHECKOUT/scripts/services.py" "$BENCH" "$@"; }

write_mariadb_settings() {
	settings database "${FLUSH_LOG:-1}"
	[ ${#AS_SERVICE[@]} -eq 0 ] || {
		chgrp "$SERVICE_USER" "$BENCH/config/mariadb.cnf"
		chmod 640 "$BENCH/config/mariadb.cnf"
	}
}

# The data folder is made aside and moved into place, so that a broken attempt is not taken for data.
create_database_files() {
	local fresh="$BENCH/mariadb.new"
	local -x TMPDIR="$BENCH/mariadb-tmp"
	rm -rf "$fresh"
	mkdir --mode=700 "$fresh"
	chown "$SERVICE_USER:" "$fresh"
	"${AS_SERVICE[@]}" mariadb-install-db --no-defaults --user="$SERVICE_USER" --datadir="$fresh" --skip-test-db --auth-root-authentication-method=normal
	"${AS_SERVICE[@]}" mariadbd --no-defaults --user="$SERVICE_USER" --datadir="$fresh" --bootstrap <<-SQL
		FLUSH PRIVILEGES;
		DROP USER IF EXISTS ''@'localhost', ''@'$(hostname)', 'root'@'$(hostname)', 'root'@'::1';
		CREATE OR REPLACE USER 'root'@'localhost' IDENTIFIED BY '$(setting root_password)';
		CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '$(setting root_password)';
		GRANT ALL PRIVILEGES ON *.* TO 'root'@'localhost' WITH GRANT OPTION;
		GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
	SQL
	mv "$fresh" "$BENCH/mariadb"
}

start_services() {
	services take-over "$SERVICE_USER"
	give_data_to_service
	write_mariadb_settings
	[ -d "$BENCH/mariadb" ] || step "database files" "See the log; is the disk full?" create_database_files
	services start services "$SERVICE_USER" "$PORT_VARIABLE"
}

# frappe SITE COMMAND...: what "bench --site SITE COMMAND" does.
frappe() {
	local site=$1
	shift
	(cd "$BENCH/sites" && exec "${AS_SERVICE[@]}" ../env/bin/python -m frappe.utils.bench_helper frappe --site "$site" "$@")
}

write_web_settings() {
	local as_root=()
	[ "$(id -u)" -ne 0 ] || [ "$SERVICE_USER" != root ] || as_root=(workers-as-root)
	settings web "$SITE" "${as_root[@]}"
}

start_web() {
	give_data_to_service
	write_web_settings
	services start web "$SERVICE_USER" "$PORT_VARIABLE"
}

stop_web() { services stop web; }

stop_services() { services stop; }
