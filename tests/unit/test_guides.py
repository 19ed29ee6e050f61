"""The guides name buttons, fields and pages as the screens do."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import kepu_app

APP = Path(kepu_app.__file__).parent
GUIDES = sorted(path for path in (APP / "guide").glob("*.md") if path.stem != "notice")
FRAPPES_OWN = {"保存"}
NO_NAMES = {"字符数", "···"}
"""Words in quotes that no screen has by themselves."""


@pytest.fixture(scope="module")
def names() -> set[str]:
	with (APP / "translations/zh.csv").open(encoding="utf-8", newline="") as lines:
		return {row[1] for row in csv.reader(lines) if len(row) > 1} | FRAPPES_OWN


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_what_stands_in_quotes_is_on_a_screen(names: set[str], path: Path) -> None:
	quoted = set(re.findall("“([^”]+)”", path.read_text(encoding="utf-8")))
	assert quoted - names - NO_NAMES == set()
