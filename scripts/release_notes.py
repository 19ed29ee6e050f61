"""What the changelog says of the version in kepu_app/__init__.py, for its release.

	release_notes.py             prints the section, without its heading
	release_notes.py --version   prints the version

Ends with 1 where the newest section of the changelog is of another version. Runs on any Python 3 from 3.10 on.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
HEADING = re.compile(r"^## (\d+\.\d+\.\d+)(?: \(\d{4}-\d{2}-\d{2}\))?$", re.MULTILINE)


def read_version(source: str) -> str:
	"""Return the version that a module states.

	Raises:
		ValueError: it states none.
	"""
	found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', source, re.MULTILINE)
	if not found:
		raise ValueError("The module has no __version__.")
	return found[1]


def section_of(changelog: str, version: str) -> str:
	"""Return the newest section, which has to be the version's. What is unreleased stands above it and is left out.

	Raises:
		ValueError: the newest section is of another version, or empty.
	"""
	headings = list(HEADING.finditer(changelog))
	if not headings or headings[0][1] != version:
		raise ValueError(f"The newest section of the changelog is not that of {version}.")
	end = headings[1].start() if len(headings) > 1 else None
	section = changelog[headings[0].end() : end].strip()
	if not section:
		raise ValueError(f"The changelog says nothing of {version}.")
	return section


def main(arguments: list[str]) -> int:
	version = read_version((CHECKOUT / "kepu_app/__init__.py").read_text(encoding="utf-8"))
	try:
		section = section_of((CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
	except ValueError as error:
		print(error, file=sys.stderr)
		return 1
	print(version if "--version" in arguments else section)
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
