#!/usr/bin/env bash
# shellcheck disable=SC2153  # BENCH, PORT, SITE and CHECKOUT are set by who sources this
# The services of a bench: MariaDB, Redis, Frappe's processes and nginx in front, all on 127.0.0.1 and with
# their data in the bench's folder. No service of the machine is used or changed. Sourced by bench.sh.

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
	local unreadable
	id "$KEPU_USER" >/dev/null 2>&1 || make_service_user >/dev/null 2>&1 || {
		say "there is no user $KEPU_USER, and it cannot be made."
		return
	}
	chown "root:$KEPU_USER" "$BENCH" && chmod 750 "$BENCH"
	unreadable=$("${AS_KEPU[@]}" find -L "$BENCH/" "$CHECKOUT/kepu_app" "$CHECKOUT/scripts" -maxdepth 0 ! -readable -print 2>&1 || true)
	unreadable+=$("${AS_KEPU[@]}" find -L "$CHECKOUT/kepu_app" "$CHECKOUT/scripts" ! -readable -print -quit 2>/dev/null || true)
	[ -z "$unreadable" ] || {
		say "the user $KEPU_USER cannot read ${unreadable%%$'\n'*}."
		return
	}
	[ ! -e "$BENCH/.built" ] || can_run "$BENCH/env/bin/python" || say "the user $KEPU_USER cannot run $BENCH/env/bin/python."
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

# A pid file holds the pid and the process's start time, so that a reused number is never taken for ours.
start_time() { awk '{ sub(/^.*\) /, ""); print $20 }' "/proc/$1/stat" 2>/dev/null || true; }

is_running() {
	local pid started
	read -r pid started 2>/dev/null <"$BENCH/config/pids/$1.pid" || return 1
	[ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ]
}

# start NAME COMMAND...: in the background, in a session of its own, unless it runs already.
start() {
	local name=$1 pid
	shift
	is_running "$name" && return
	touch "$BENCH/logs/$name.log"
	chown "$SERVICE_USER:" "$BENCH/logs/$name.log" # Frappe's own log of a service may have the same name
	setsid "${AS_SERVICE[@]}" "$@" >>"$BENCH/logs/$name.log" 2>&1 </dev/null 9>&- &
	pid=$!
	say "$pid $(start_time "$pid")" >"$BENCH/config/pids/$name.pid"
}

# stop NAME: asks the process to end, and after 30 s ends it and its children.
stop() {
	local name=$1 pid
	is_running "$name" || {
		rm -f "$BENCH/config/pids/$name.pid"
		return 0
	}
	read -r pid _ <"$BENCH/config/pids/$name.pid"
	kill -TERM "$pid"
	for _ in $(seq 150); do
		is_running "$name" || break
		sleep 0.2
	done
	is_running "$name" && kill -KILL -- "-$pid"
	rm -f "$BENCH/config/pids/$name.pid"
}

port_is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# wait_for NAME PORT: until the service answers.
wait_for() {
	for _ in $(seq 150); do
		port_is_open "$2" && return
		is_running "$1" || break
		sleep 0.2
	done
	show_end_of "$BENCH/logs/$1.log"
	die "Failed step: start of $1 on port $2" "Whole log:   $BENCH/logs/$1.log" \
		"Remedy:      is the port taken? $PORT_VARIABLE sets the first port (now $PORT)."
}

refuse_taken_port() {
	is_running "$1" && return
	port_is_open "$2" || return 0
	die "Port $2 on 127.0.0.1, needed for $1, is taken by another program." \
		"Remedy: set $PORT_VARIABLE to another first port (the services use $PORT, $((PORT + 1)), $((PORT + 2)), $((PORT + 306)), $((PORT + 379)), $((PORT + 380)))"
}

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

start_database() {
	refuse_taken_port mariadb $((PORT + 306))
	write_mariadb_settings
	[ -d "$BENCH/mariadb" ] || step "database files" "See the log; is the disk full?" create_database_files
	start mariadb mariadbd --defaults-file="$BENCH/config/mariadb.cnf" --user="$SERVICE_USER"
	wait_for mariadb $((PORT + 306))
}

start_redis() {
	local name port
	for name in redis-cache redis-queue; do
		port=$((PORT + 379))
		[ "$name" = redis-cache ] || port=$((PORT + 380))
		refuse_taken_port "$name" "$port"
		start "$name" redis-server --bind 127.0.0.1 --port "$port" --dir "$BENCH/config/$name" --save '' --appendonly no \
			--maxmemory 256mb --maxmemory-policy "$([ $name = redis-cache ] && echo allkeys-lru || echo noeviction)"
		wait_for "$name" "$port"
	done
}

start_services() {
	give_data_to_service
	start_database
	start_redis
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
	refuse_taken_port web $((PORT + 2))
	refuse_taken_port live $((PORT + 1))
	refuse_taken_port front "$PORT"
	give_data_to_service
	write_web_settings
	cd "$BENCH/sites" || return
	start web ../env/bin/gunicorn --config ../config/gunicorn.py --bind "127.0.0.1:$((PORT + 2))"
	start live node --require "$CHECKOUT/scripts/listen-locally.cjs" ../apps/frappe/socketio.js
	start front nginx -e stderr -p "$BENCH/config/nginx" -c "$BENCH/config/nginx.conf"
	start worker ../env/bin/python "$CHECKOUT/scripts/worker.py" frappe worker --queue short,default,long
	start scheduler ../env/bin/python -m frappe.utils.bench_helper frappe schedule
	wait_for web $((PORT + 2))
	wait_for live $((PORT + 1))
	wait_for front "$PORT"
}

stop_web() {
	local name
	for name in front live scheduler worker web; do stop "$name"; done
}

stop_services() {
	local name
	stop_web
	for name in redis-queue redis-cache mariadb; do stop "$name"; done
}
