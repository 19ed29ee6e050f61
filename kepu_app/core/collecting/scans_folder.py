"""Stores stamped scans in one folder, under names that ``kepu bundle --scans`` recognises."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kepu_app.core.files import write_whole
from kepu_app.core.model import County, ScanOf
from kepu_app.core.packages.manifest import entry_of
from kepu_app.core.packages.printing import county_stem
from kepu_app.core.packages.scan_content import check_scan

_STEMS = {ScanOf.CASES: "典型案例-盖章件", ScanOf.NOMINEES: "宣讲团人选-盖章件"}


class ScansFolder:
	"""Stores each scan once, whatever its name; several of one paper are numbered, none is replaced."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self._names: dict[str, str] = {}
		if folder.is_dir():
			for path in sorted(folder.iterdir()):
				if path.is_file():
					with path.open("rb") as stream:
						self._names[entry_of(path.name, stream).sha256] = path.name

	def keep(self, of: ScanOf, county: County | None, name: str, content: bytes) -> str:
		"""Write a scan unless it exists already; return its name in the folder.

		Raises:
			InputError: it is neither PDF nor JPEG nor PNG, does not match its extension, or is truncated.
		"""
		check_scan(name, content)
		digest = hashlib.sha256(content).hexdigest()
		if digest not in self._names:
			stem = _STEMS.get(of) or (f"{county_stem(county)}-盖章件" if county else Path(name).stem)
			self._names[digest] = self._free(stem, Path(name).suffix.lower())
			write_whole(self.folder / self._names[digest], content)
		return self._names[digest]

	def _free(self, stem: str, suffix: str) -> str:
		taken = {Path(each).stem for each in self._names.values()}
		number, free = 1, stem
		while free in taken:
			number += 1
			free = f"{stem}-{number}"
		return free + suffix
