"""The documentation names files and folders that are there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import kepu_app
import kepu_app.core

ROOT = Path(__file__).parents[2]
APP = ROOT / "kepu_app"
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
ARCHITECTURE = ROOT / "docs/architecture.md"
BELOW = ("", "kepu_app", "kepu_app/core", "deploy", "tests", "print_formats")
"""Folders that a path may be meant from."""

ENDINGS = r"(?:cjs|conf|csv|css|html|js|json|md|py|scss|sh|toml|txt|yml)"
NAMED = re.compile(rf"`([\w.*-]+/[\w./*<>-]*|[\w-]+\.{ENDINGS})`", re.ASCII)
FENCED = re.compile(r"```.*?```", re.DOTALL)
NOT_OF_THE_CHECKOUT = {
	*(
		"common_site_config.json",
		"config/supervisor.conf",
		"config/supervisord.conf",
		"site_config.json",
		"sites/",
	),
	*("logs/*.log", "logs/kepu-calls.txt", "logs/kepu_app.log", "deploy/fonts/", "manifest.json"),
	*("X/", "core/X", "X/api.py"),
}
"""What is on a site, in a bench or in a package, or stands for any feature."""

NO_FEATURE = {"core", "demo", "kepu", "public", "translations", "www", "tests"}
"""Folders of the app that are no feature of the Desk."""


@pytest.fixture(scope="module")
def names() -> set[str]:
	"""Provide the names of all files, for what is named without its folder."""
	walked = (
		each for top in (".github", "docs", "kepu_app", "scripts", "tests") for each in os.walk(ROOT / top)
	)
	return {name for _folder, _folders, files in walked for name in files}


def is_there(path: str) -> bool:
	pattern = re.sub(r"<\w+>", "*", path).strip("/")
	return any(any((ROOT / folder).glob(pattern)) for folder in BELOW)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_that_a_page_names_is_there(page: Path, names: set[str]) -> None:
	named = set(NAMED.findall(FENCED.sub("", page.read_text(encoding="utf-8")))) - NOT_OF_THE_CHECKOUT
	assert not [path for path in named if not is_there(path) and path not in names]


def test_every_place_of_a_change_is_there() -> None:
	rows = _section("Where do I change …").splitlines()[3:]
	places = [(row, re.findall(r"`([^` ]+)`", row.split("|")[2])) for row in rows if row.startswith("|")]
	assert len(places) > 20
	for row, named in places:
		folder = ""
		for path in (each for each in named if "/" in each or re.search(rf"\.{ENDINGS}$", each)):
			assert is_there(path) or is_there(f"{folder}/{path}"), row
			folder = path.rpartition("/")[0] or folder


def test_every_folder_belongs_to_a_feature() -> None:
	rows = [row.split("|")[1:3] for row in _section("Which folders belong together").splitlines()[3:]]
	for column, folder in enumerate((APP / "core", APP)):
		named = {name for row in rows if len(row) == 2 for name in re.findall(r"`(\w+)/`", row[column])}
		found = {each.name for each in folder.iterdir() if each.is_dir() and not each.is_symlink()}
		assert named == found - (NO_FEATURE if folder == APP else set()) - {"__pycache__"}


def test_the_core_lists_its_modules() -> None:
	text = kepu_app.core.__doc__ or ""
	listed = {name for row in re.findall(r"^\* ([\w, ]+):", text, re.MULTILINE) for name in row.split(", ")}
	mentioned = listed | set(re.findall(r"``(\w+)``", text))
	found = {
		each.stem
		for each in (APP / "core").iterdir()
		if each.suffix == ".py" or (each / "__init__.py").is_file()
	}
	assert found - mentioned == {"__init__"}
	assert listed - found == set()


def test_every_benchmark_stands_in_the_readme() -> None:
	readme = (ROOT / "README.md").read_text(encoding="utf-8")
	targets = re.findall(r"^(bench[a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
	assert sorted(re.findall(r"^\| `make (bench[a-z-]*)` \|", readme, re.MULTILINE)) == sorted(targets)


def _section(title: str) -> str:
	text = ARCHITECTURE.read_text(encoding="utf-8")
	return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
