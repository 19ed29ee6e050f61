#!/usr/bin/env bash
# Makes the virtual environment of the command line, or brings it up to date.
#
#   venv.sh FOLDER PYTHON REQUIREMENT   for example: venv.sh .venv python3 '.[test,lint]'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tell.sh
source scripts/tell.sh
venv=$1
python=$2
requirement=$3
STEP_LOGS=$venv/logs

# A folder without pip is what is left where Debian's python3-venv was missing.
make_environment() {
	[ ! -x "$venv/bin/python" ] || "$venv/bin/python" -c 'import pip' 2>/dev/null || rm -rf "${venv:?}/bin" "$venv/pyvenv.cfg"
	[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
}

PYTHON=$python scripts/system-packages.sh
step "virtual environment" "Is it a Python 3.10 or newer with venv? PYTHON names another: make PYTHON=python3.12" make_environment
step "kepu_app and its libraries" "Is the package registry reachable (pip)? Then run again." \
	"$venv/bin/python" -m pip install --disable-pip-version-check --editable "$requirement"
