#!/usr/bin/env bash
# The README's two commands on a bare Debian, as a newcomer meets them: nothing of this machine's fonts, libraries or
# Python is inside. Needs root (a root folder of its own is made) and a Debian archive.
#
#   fresh.sh                    Debian 12 and 13, as root and as a plain user
#   fresh.sh trixie:user …      these alone
#   fresh.sh --where-possible … says why it cannot run, and ends well
#
# Debian 12 brings Python 3.11, Debian 13 Python 3.13. How packages are reached is taken from this machine: apt's archive
# and settings, pip's settings, proxies and certificates. KEPU_FRESH_MINUTES (10) is what one system may take.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tell.sh
source scripts/tell.sh
declare -A PYTHONS=([bookworm]=3.11 [trixie]=3.13)
# What a bare system has of its own: Debian's smallest, with the two words that the README begins with.
BARE=make,python3
MINUTES=${KEPU_FRESH_MINUTES:-10}
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt
OPTIONAL=

cannot_run() {
	say "NOT RUN: the fresh machine. $*"
	[ -n "$OPTIONAL" ] && exit 0
	exit 1
}

# ---- what the fresh machine takes from this one -----------------------------------------------------

# The address of Debian's archive that apt uses here.
archive() {
	local release
	# shellcheck source=/dev/null
	release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	# shellcheck disable=SC2016  # apt's own placeholders
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
		awk -v release="$release" '$2 == release && $3 == "main" { print $1; exit }'
}

# Proxies and the like; what only tells how indexes are named stays behind.
apt_settings() { apt-config dump --no-empty | grep -E '^Acquire::(https?::|Check-|Retries|ForceIPv)' || true; }

# pip's settings of this machine as one file, whichever files and levels they come from.
pip_settings() {
	local python=python3
	[ ! -x .venv/bin/python ] || python=.venv/bin/python
	"$python" -m pip config list 2>/dev/null | python3 -c '
import ast, configparser, sys
settings = configparser.RawConfigParser()
for line in sys.stdin:
    key, _, value = line.partition("=")
    section, _, name = key.rpartition(".")
    if section and not section.startswith(":"):
        settings.read_dict({section: {name: "\n".join(ast.literal_eval(value).split())}})
settings.write(sys.stdout)'
}

# The variables that tell programs how to reach the network.
network_variables() {
	env | grep -E '^([a-zA-Z]+_proxy|[A-Z]+_PROXY|PIP_[A-Z_]+|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE)=' || true
}

# Folders and files of this machine that pip's settings name: package indexes, seen inside at the same place.
named_paths() {
	{
		cat "$ROOT/etc/pip.conf"
		network_variables | grep '^PIP_' || true
	} | grep -oE '(file://)?/[^ ,"'\'']+' | sed -E 's|^file://||; s|/simple/?$||' | grep -v -E '^/(etc/ssl|usr|lib)' | sort -u |
		while read -r path; do [ ! -e "$path" ] || say "$path"; done
}

# ---- the fresh machine ------------------------------------------------------------------------------

make_system() {
	local suite=$1 settings
	settings=$(mktemp)
	apt_settings >"$settings"
	mmdebstrap --quiet --mode=root --variant=minbase --include="$BARE" --aptopt="$settings" --dpkgopt=force-unsafe-io \
		"$suite" "$ROOT" "deb $ARCHIVE $suite main"
	rm -f "$settings"
}

take_settings() {
	cp --dereference /etc/resolv.conf /etc/hosts "$ROOT/etc/"
	pip_settings >"$ROOT/etc/pip.conf"
	[ ! -e "$CERTIFICATES" ] || {
		install -D --mode=644 "$CERTIFICATES" "$ROOT$CERTIFICATES"
		install -D --mode=644 "$CERTIFICATES" "$ROOT/usr/local/share/ca-certificates/machine.crt"
	}
	named_paths >"$ROOT.paths"
}

# The checkout as it is now, without what is not of the repository.
copy_checkout() {
	mkdir -p "$ROOT$HOUSE"
	git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- --ignore-failed-read 2>/dev/null |
		tar --extract --directory "$ROOT$HOUSE"
	inside root useradd --create-home newcomer
	[ "$WHO" = root ] || chown -R newcomer: "$ROOT$HOUSE" 2>/dev/null || inside root chown -R newcomer: "$HOUSE"
}

home_of() { if [ "$1" = root ]; then say /root; else say "/home/$1"; fi; }

# inside USER COMMAND...: in the fresh machine, with an environment of its own.
inside() {
	local user=$1 variables=()
	shift
	mapfile -t variables < <(network_variables)
	# shellcheck disable=SC2016  # expanded by the inner shells
	ROOT=$ROOT unshare --mount --pid --fork --kill-child bash -euc '
		mount -t proc proc "$ROOT/proc"
		mount -t tmpfs tmpfs "$ROOT/dev/shm"
		mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$ROOT/dev/pts"
		mount --bind "$ROOT/dev/pts/ptmx" "$ROOT/dev/ptmx"
		while read -r path; do
			if [ -d "$path" ]; then mkdir -p "$ROOT$path"; else mkdir -p "$ROOT${path%/*}" && touch "$ROOT$path"; fi
			mount --bind "$path" "$ROOT$path"
			mount -o remount,bind,ro "$ROOT$path"
		done <"$ROOT.paths"
		exec chroot "$ROOT" "$@"' bash \
		env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb "${variables[@]}" \
		setpriv --reuid "$user" --regid "$user" --init-groups \
		env "HOME=$(home_of "$user")" bash -c 'cd "$0" 2>/dev/null || cd /; exec "$@"' "$HOUSE" "$@" </dev/null
}

# A plain user is told which Debian packages are missing, and has them installed by the very line that is printed.
try() {
	local output command
	for _ in 1 2 3; do
		output=$(inside "$WHO" "$@" 2>&1) && {
			say "$output"
			return 0
		}
		say "$output" >&2
		command=$(grep -oE 'apt-get install .*' <<<"$output" | head -n 1) || return 1
		[ "$WHO" != root ] || return 1
		inside root bash -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive ${command/install/install --yes -qq}" >&2 || return 1
	done
	return 1
}

# ---- what a newcomer does ---------------------------------------------------------------------------

check_python() { inside root python3 -c "import sys; assert '%d.%d' % sys.version_info[:2] == '$1', sys.version"; }

# A newcomer sees the steps and the result; and what was made is whole.
run_demo() {
	local output
	output=$(try make demo)
	say "$output"
	grep -q '检查通过' <<<"$output"
	! grep -E '^ *(Collecting|Downloading|Requirement already)' <<<"$output" || return 1
	inside "$WHO" bash -c "find out -name '*汇总材料.zip' -print0 | xargs -0 -n 1 .venv/bin/kepu verify"
}

run_tests() { try make test KEPU_TESTS=smoke; }

# system SUITE WHO: from nothing to both commands.
system() {
	local suite=$1 started=$SECONDS
	WHO=${2/user/newcomer}
	ROOT=$FOLDER/$1-$2
	HOUSE=$(home_of "$WHO")/kepu_app
	STEP_LOGS=out/fresh/$1-$2
	: >"$ROOT.paths"
	say "Debian $suite with Python ${PYTHONS[$suite]}, as $WHO"
	(step "bare system" "Is the archive $ARCHIVE reachable, and has it $suite?" make_system "$suite") ||
		cannot_run "No bare Debian $suite could be made."
	step "settings of this machine" "See the log." take_settings
	step "checkout" "See the log." copy_checkout
	step "Python" "The suite has another Python than PYTHONS says." check_python "${PYTHONS[$suite]}"
	step "make demo" "The README's first command does not pass on a fresh machine: see the log." run_demo
	step "make test" "The README's second command does not pass on a fresh machine: see the log." run_tests
	[ $((SECONDS - started)) -le $((MINUTES * 60)) ] || die "It took $((SECONDS - started)) s; at most $MINUTES minutes are allowed."
	rm -rf --one-file-system "$ROOT" "$ROOT.paths"
}

[ "${1:-}" != --where-possible ] || {
	OPTIONAL=1
	shift
}
[ "$(id -u)" -eq 0 ] || cannot_run "It needs root, to make a root folder of its own."
command -v apt-get >/dev/null || cannot_run "This is no Debian."
command -v mmdebstrap >/dev/null || scripts/system-packages.sh mmdebstrap || cannot_run "mmdebstrap is missing."
unshare --mount --pid --fork true 2>/dev/null || cannot_run "Namespaces are not allowed here."
ARCHIVE=$(archive)
[ -n "$ARCHIVE" ] || cannot_run "apt names no Debian archive here."
[ -z "$OPTIONAL" ] || timeout 60 apt-get update -qq >/dev/null 2>&1 || cannot_run "The archive $ARCHIVE does not answer."
umask 022
FOLDER=$(mktemp -d /var/tmp/kepu-fresh.XXXXXX)
chmod 755 "$FOLDER"
trap 'rm -rf --one-file-system "$FOLDER"' EXIT
[ $# -gt 0 ] || set -- bookworm:root bookworm:user trixie:root trixie:user
for each in "$@"; do
	[ -n "${PYTHONS[${each%:*}]:-}" ] || die "Unknown system: $each" "Known: ${!PYTHONS[*]}, each :root or :user."
	system "${each%:*}" "${each#*:}"
done
say "All well on: $*"
