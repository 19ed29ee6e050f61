"""A release says what the changelog says of its version."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import kepu_app

ROOT = Path(__file__).parents[2]
NOTES = runpy.run_path(str(ROOT / "scripts/release_notes.py"))
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- later\n\n## 1.2.0 (2026-12-01)\n\n### Added\n\n- new\n\n## 1.1.0\n\n- old\n"


def test_the_section_ends_where_the_one_before_begins() -> None:
	assert NOTES["section_of"](CHANGELOG, "1.2.0") == "### Added\n\n- new"


def test_the_first_release_has_no_section_behind_it() -> None:
	assert NOTES["section_of"]("# Changelog\n\n## 0.1.0\n\n- all\n", "0.1.0") == "- all"


@pytest.mark.parametrize(
	("changelog", "version"),
	[
		(CHANGELOG, "1.1.0"),
		(CHANGELOG, "1.3.0"),
		("# Changelog\n\n## Unreleased\n\n- later\n", "1.2.0"),
		("## 1.2.0\n\n## 1.1.0\n\n- old\n", "1.2.0"),
	],
)
def test_a_version_without_a_newest_section_of_its_own_is_not_released(changelog: str, version: str) -> None:
	with pytest.raises(ValueError, match=version):
		NOTES["section_of"](changelog, version)


def test_a_module_without_a_version_is_refused() -> None:
	with pytest.raises(ValueError, match="__version__"):
		NOTES["read_version"]('"""A module."""\n')


def test_this_version_can_be_released(capsys: pytest.CaptureFixture[str]) -> None:
	assert NOTES["main"](["--version"]) == 0
	assert capsys.readouterr().out == f"{kepu_app.__version__}\n"
	assert NOTES["main"]([]) == 0
	assert capsys.readouterr().out.startswith("### ")
