"""The linters of JavaScript are apart from the app: bench runs yarn where a package.json is at the root."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINTERS = ROOT / "scripts" / "lint-js"


def read(name: str) -> dict:
	return json.loads((LINTERS / name).read_text(encoding="utf-8"))


def test_bench_finds_nothing_to_install() -> None:
	assert not [name for name in ("package.json", "package-lock.json", "yarn.lock") if (ROOT / name).exists()]


def test_every_version_is_exact() -> None:
	wanted = read("package.json")["devDependencies"]
	assert wanted
	assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
	assert read("package-lock.json")["packages"][""]["devDependencies"] == wanted


def test_the_lock_file_names_no_registry() -> None:
	packages = {name: each for name, each in read("package-lock.json")["packages"].items() if name}
	assert not [name for name, each in packages.items() if "resolved" in each]
	assert not [name for name, each in packages.items() if "integrity" not in each]
