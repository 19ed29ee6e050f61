"""个人工作简介 in a file apart from the table of people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kepu_app.core.intake.nominees import read_bios

_TITLE = re.compile(r"(?:同志)?(?:的)?个人(?:工作)?简[介历][：:]?$")


def bios_among(lines: Sequence[str], names: Sequence[str]) -> dict[str, str]:
	"""Return the bios of people by name; ``lines`` are those of the file, its own name first.

	A file of which only the title names a person holds that one person's bio.
	"""
	stem, *texts = lines
	bare = [_TITLE.sub("", text).strip() for text in texts]
	found = {name: bio for name, bio in read_bios(bare, names).items() if bio.strip()}
	named = [name for name in names if name and name in stem]
	if not found and len(set(named)) == 1:
		found = {named[0]: "\n".join(text for text in bare if text)}
	return found
