"""The page about permissions says what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_the_tables_are_those_of_the_code() -> None:
	script = runpy.run_path(str(CHECKOUT / "scripts/permissions_tables.py"))
	page = (CHECKOUT / "docs/permissions.md").read_text(encoding="utf-8")
	assert script["written"](page) == page, "run scripts/permissions_tables.py"
