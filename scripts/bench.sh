#!/usr/bin/env bash
# shellcheck disable=SC2153  # BENCH, PORT and SITE are set by who sources this
# Functions that build a Frappe bench and run its services, all of it inside one folder and on 127.0.0.1.
# To be sourced. Before its functions are called, set BENCH (the folder), PORT (its first port),
# PORT_VARIABLE (what the user sets that with) and SITE (the site).

CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PUBLIC_FRAPPE=https://github.com/frappe/frappe.git
umask 022 # what root installs is read by the services' user

# default_folder NAME: a bench that is there stays where it is; root's new ones stand where others can enter.
default_folder() {
	local home=$HOME/.local/share/kepu_app/$1
	if [ "$(id -u)" -eq 0 ] && [ ! -e "$home/.built" ]; then printf '/var/lib/kepu_app/%s\n' "$1"; else printf '%s\n' "$home"; fi
}

KEPU_BENCH=${KEPU_BENCH:-$(default_folder bench)}
KEPU_TOOLS=${KEPU_TOOLS:-$(dirname "$KEPU_BENCH")/tools}
FRAPPE_REPO=${FRAPPE_REPO:-$PUBLIC_FRAPPE}
FRAPPE_BRANCH=${FRAPPE_BRANCH:-version-15}

# frappe-bench would otherwise use uv, which does not read pip's settings: a mirror named there must hold.
export BENCH_DISABLE_UV=1
export PIP_DISABLE_PIP_VERSION_CHECK=1
export PATH="$KEPU_TOOLS/node_modules/.bin:$KEPU_TOOLS/venv/bin:$PATH:/usr/sbin" # where mariadbd and nginx are

# shellcheck source=tell.sh
source "$CHECKOUT/scripts/tell.sh"
# shellcheck source=services.sh
source "$CHECKOUT/scripts/services.sh"

# One run at a time works on a bench; the lock ends with this shell.
lock_bench() {
	mkdir -p "$BENCH/config"
	exec 9>"$BENCH/config/lock"
	flock --nonblock 9 && return
	say "Another run is working in $BENCH; waiting for it (at most 40 minutes)."
	flock --wait 2400 9 || die "The other run did not end." "Remedy: end it, then run again."
}

# ---- what the machine must have ---------------------------------------------------------------------

bench_packages() {
	local packages
	mapfile -t packages <"$CHECKOUT/scripts/bench-packages.txt"
	command -v git >/dev/null || "$CHECKOUT/scripts/system-packages.sh" git ca-certificates
	find_needs
	node_is_new_enough || packages+=(nodejs npm)
	"$CHECKOUT/scripts/system-packages.sh" "${packages[@]}"
	node_is_new_enough || die "$(frappe_and_needs node); this machine has $(node --version 2>/dev/null || say none)." \
		"Remedy: install such a Node, first in PATH."
}

# What Frappe needs stands in its own files, of which a bench that is yet to be built fetches two.
find_needs() {
	[ ! -e "$BENCH/.built" ] || return 0
	rm -rf "$BENCH/config/frappe"
	(
		name_frappe_address
		mkdir -p "$BENCH/config"
		git -c advice.detachedHead=false clone --quiet --depth 1 --filter=blob:none --no-checkout --branch "$FRAPPE_BRANCH" \
			"$(frappe_address)" "$BENCH/config/frappe"
		git -C "$BENCH/config/frappe" checkout --quiet HEAD -- pyproject.toml package.json
	) >/dev/null 2>&1 || return 0 # whoever cannot be reached is named later, if the bench is to be built
	rm -rf "$BENCH/config/frappe/.git"
}

frappe_files() { if [ -e "$BENCH/.built" ]; then say "$BENCH/apps/frappe"; else say "$BENCH/config/frappe"; fi; }

# frappe_and_needs python|node: the beginning of a sentence.
frappe_and_needs() {
	say "Frappe ($FRAPPE_BRANCH) needs $(python3 "$CHECKOUT/scripts/needs.py" "$(frappe_files)" | grep "^$1 ")"
}

node_is_new_enough() {
	command -v npm >/dev/null && command -v node >/dev/null &&
		python3 "$CHECKOUT/scripts/needs.py" "$(frappe_files)" node "$(node --version)"
}

# frappe_python [PREFIX...]: a Python that this Frappe runs on; with a prefix, one that the user whom it changes to
# can run.
frappe_python() {
	local python path version
	for python in "${KEPU_PYTHON:-python3}" python3.{14,13,12,11,10} /usr/bin/python3{,.14,.13,.12,.11,.10}; do
		read -r path version < <("$python" -c 'import os, platform, sys
print(os.path.realpath(sys.executable), platform.python_version())' 2>/dev/null) || continue
		python3 "$CHECKOUT/scripts/needs.py" "$(frappe_files)" python "$version" || continue
		"$@" "$path" -c 'import json, venv' 2>/dev/null || continue
		say "$path"
		return 0
	done
	die "$(frappe_and_needs python); none was found." \
		"Install one and name it: KEPU_PYTHON=/path/to/python make site"
}

check_folder() {
	[[ $BENCH != *[[:space:]]* ]] || die "The bench's folder must not have blanks in its name: $BENCH" "Remedy: set KEPU_BENCH to another folder."
	mkdir -p "$BENCH" 2>/dev/null || die "The folder $BENCH cannot be made." "Remedy: set KEPU_BENCH to a folder that you may write to."
	chmod 700 "$BENCH"
	STEP_LOGS=$BENCH/logs/setup
	choose_service_user
}

# bench names an app after the last part of its address and takes a folder for an app that is in place
# already. So any address but the public one goes by an alias that git resolves.
frappe_address() {
	if [ "$FRAPPE_REPO" = "$PUBLIC_FRAPPE" ]; then say "$PUBLIC_FRAPPE"; else say https://mirror.invalid/frappe/frappe.git; fi
}

name_frappe_address() {
	local address=$FRAPPE_REPO
	[[ $address == *://* || $address == *@*:* ]] || address="file://$(realpath -m "$address")"
	export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.$address.insteadOf" GIT_TERMINAL_PROMPT=0
	GIT_CONFIG_VALUE_0=$(frappe_address)
	export GIT_CONFIG_VALUE_0
}

frappe_is_reachable() {
	(name_frappe_address && timeout 60 git ls-remote --exit-code --heads --tags "$(frappe_address)" "$FRAPPE_BRANCH") >/dev/null 2>&1
}

require_frappe() {
	frappe_is_reachable && return
	die "Frappe cannot be fetched: $FRAPPE_REPO does not answer, or has no branch $FRAPPE_BRANCH." \
		"Remedy: set FRAPPE_REPO to a git address or a folder that has it, for example" \
		"  FRAPPE_REPO=/srv/git/frappe make site" \
		"  FRAPPE_REPO=https://git.example.cn/mirrors/frappe.git make site"
}

# ---- building the bench -----------------------------------------------------------------------------

tools_are_there() {
	[ -x "$KEPU_TOOLS/venv/bin/bench" ] && [ -x "$KEPU_TOOLS/venv/bin/supervisord" ] && [ -x "$KEPU_TOOLS/node_modules/.bin/yarn" ]
}

install_tools() {
	mkdir -p "$KEPU_TOOLS"
	"$(frappe_python "${AS_SERVICE[@]}")" -m venv "$KEPU_TOOLS/venv"
	"$KEPU_TOOLS/venv/bin/python" -m pip install --quiet "frappe-bench>=5.22,<6" "supervisor>=4.3,<5"
	npm install --silent --no-audit --no-fund --prefix "$KEPU_TOOLS" yarn@1.22.22
}

ensure_tools() {
	tools_are_there || step "tools" "Are the package registries reachable (pip, npm)? Then run again." install_tools
}

# settings COMMAND...: see settings.py, which knows what each service is told.
settings() { "$(frappe_python)" "$CHECKOUT/scripts/settings.py" "$BENCH" "$@"; }

# Once the bench is built, which root does itself, the command "bench" goes on as the services' user.
write_settings() {
	mkdir -p "$BENCH/sites" "$BENCH/config" "$BENCH/logs"
	settings common "$PORT" "$SITE" "$(bench_user)" "${NICENESS:-10}"
	chown "$SERVICE_USER:" "$BENCH/sites/common_site_config.json"
}

bench_user() { if [ -e "$BENCH/.built" ]; then say "$SERVICE_USER"; else id -un; fi; }

setting() { settings get "$1"; }

build_bench() {
	cd "$BENCH"
	name_frappe_address
	# A folder left by a broken attempt is made anew; what is complete is marked by .built.
	rm -rf "$BENCH/apps" "$BENCH/env"
	bench init "$BENCH" --ignore-exist --frappe-path "$(frappe_address)" --frappe-branch "$FRAPPE_BRANCH" \
		--python "$(frappe_python "${AS_SERVICE[@]}")" --skip-redis-config-generation --no-procfile --no-backups --skip-assets
	# pkg_resources, which Frappe 15 imports, left setuptools with release 81.
	"$BENCH/env/bin/python" -m pip install --quiet "setuptools<81"
	"$BENCH/env/bin/python" -c "import frappe, pkg_resources"
	git -C "$BENCH/apps/frappe" remote set-url upstream "$FRAPPE_REPO"
	touch "$BENCH/.built"
}

build_assets() {
	cd "$BENCH/sites"
	../env/bin/python -m frappe.utils.bench_helper frappe build --app "$1"
	touch "$BENCH/.assets-$1"
}

ensure_bench() {
	[ -e "$BENCH/.built" ] || require_frappe
	ensure_tools
	write_settings || die "The settings in $BENCH/sites could not be written."
	[ -e "$BENCH/.built" ] || step "bench with Frappe" \
		"See the log; FRAPPE_REPO names another address of Frappe. Then run again." build_bench
	write_settings || die "The settings in $BENCH/sites could not be written."
	[ -e "$BENCH/.assets-frappe" ] || step "assets of Frappe" "See the log; it needs about 2 GB of memory. Then run again." build_assets frappe
}

# versions: on what the bench runs, as one line.
versions() {
	local frappe python
	frappe=$(sed -n "s/^__version__ = [\"']\(.*\)[\"']/\1/p" "$BENCH/apps/frappe/frappe/__init__.py")
	python=$("$BENCH/env/bin/python" -c 'import platform; print(platform.python_version())')
	say "Frappe $frappe, Python $python, Node $(node --version), $(mariadbd --version | grep -oE '[0-9.]+-MariaDB')"
}

# The app is this checkout itself, linked: the bench runs what is in it.
link_app() {
	ln -sfn "$CHECKOUT" "$BENCH/apps/kepu_app"
	printf 'frappe\nkepu_app\n' >"$BENCH/sites/apps.txt"
	"$BENCH/env/bin/python" -m pip install --quiet --editable "$BENCH/apps/kepu_app" "$@"
}

# ---- sites ------------------------------------------------------------------------------------------

site_is_complete() { [ -e "$BENCH/sites/$1/.complete" ]; }

# "list-apps" tells what the last migration found, and after an installation nothing.
has_app() { frappe "$1" execute frappe.get_installed_apps 2>/dev/null | grep -q '"kepu_app"'; }

# A text as "execute" prints it: as JSON, of which Frappe 16 takes off the quotes.
from_json() { "$BENCH/env/bin/python" -c 'import json, sys; print(json.loads("\"%s\"" % sys.stdin.read().strip().strip("\"")))'; }

# new_site SITE: with Frappe alone, past the setup wizard.
new_site() {
	local language
	rm -rf "${BENCH:?}/sites/$1"
	frappe "$1" new-site "$1" --force
	# The wizard takes a language by its name, 简体中文 in Frappe 15 and 中文 in 16, and falls back to
	# English without a word. With the quotes of JSON no name would be known.
	language=$(frappe "$1" execute frappe.db.get_value --args "['Language', 'zh', 'language_name']" | tail -n 1 | from_json)
	frappe "$1" execute frappe.desk.page.setup_wizard.setup_wizard.setup_complete --kwargs \
		"{'args': {'language': '$language', 'country': 'China', 'timezone': 'Asia/Shanghai', 'currency': 'CNY'}}"
	touch "$BENCH/sites/$1/.complete"
}
