"""The name of the package of the tests, and what is in it."""

from __future__ import annotations

from pathlib import Path

NAME = "安徽省2024年全国科普示范县汇总材料"


def files_in(folder: Path) -> dict[str, bytes]:
	return {
		each.relative_to(folder).as_posix(): each.read_bytes()
		for each in sorted(folder.rglob("*"))
		if each.is_file()
	}
