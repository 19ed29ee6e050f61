#!/usr/bin/env bash
# Installs the Debian packages that printing needs: Pango, and fonts for official Chinese papers; others by name.
# Without root it says which are missing and goes on only if none is.
set -euo pipefail

packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk texlive-lang-chinese)

command -v dpkg-query >/dev/null || {
	echo "This machine has no Debian packages. Needed: Pango 1.44 or newer, and the fonts Fandol and Noto CJK." >&2
	echo "Folders with fonts are named by KEPU_FONTS, separated by colons." >&2
	exit 0
}

# Debian's Python makes no virtual environments without this package.
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)

missing=()
for package in "${packages[@]}" "$@"; do
	status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
	echo "These Debian packages are missing; install them and try again:" >&2
	echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
	exit 1
fi

echo "Installing Debian packages: ${missing[*]}"
log=$(mktemp)
# What runs here runs in the bench's folder: a service of the machine that comes with a package is not started.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "The Debian packages could not be installed; the whole log is in $log." >&2
	exit 1
fi
for service in nginx redis-server; do
	[[ " ${missing[*]} " != *" $service "* ]] || update-rc.d "$service" disable >>"$log" 2>&1 || true
done
rm -f "$log"
