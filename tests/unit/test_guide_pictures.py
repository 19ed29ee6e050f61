"""The pictures of the guides: each is there, small, told in words, and used."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs/guide"
PICTURE = re.compile(r"!\[(.*?)\]\((.*?)\)")
LARGEST = 120_000
"""Bytes of a picture: a guide is opened on a telephone, too."""


def test_every_picture_is_there_and_told_in_words() -> None:
	found = [
		each for path in FOLDER.glob("*.md") for each in PICTURE.findall(path.read_text(encoding="utf-8"))
	]
	assert found
	for words, address in found:
		assert len(words) > 5, address
		assert 0 < (FOLDER / address).stat().st_size < LARGEST, address
	assert {address for _words, address in found} == {
		f"images/{each.name}" for each in (FOLDER / "images").iterdir()
	}
