"""Several packages as one streamed zip: nothing is held in memory or written to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_CHUNK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


def stream_zip(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
	"""Yield a zip of ``(name in the zip, path)`` in chunks, in the order given.

	Packages are compressed already, so they are stored. Needs no connection to the site: the web server reads
	the chunks after Frappe's request has ended.
	"""
	pieces = _Pieces()
	with ZipFile(pieces, "w", ZIP_STORED) as archive:
		for name, path in files:
			with path.open("rb") as source, archive.open(_entry(name, path), "w") as target:
				while piece := source.read(_CHUNK):
					target.write(piece)
					yield pieces.take()
	yield pieces.take()


def _entry(name: str, path: Path) -> ZipInfo:
	entry = ZipInfo(name, _EPOCH)
	entry.file_size = path.stat().st_size
	entry.external_attr = 0o100644 << 16
	return entry


class _Pieces:
	"""A write-only, unseekable file whose chunks ``take`` drains."""

	def __init__(self) -> None:
		self._pieces: list[bytes] = []

	def write(self, piece: bytes) -> int:
		self._pieces.append(bytes(piece))
		return len(piece)

	def flush(self) -> None:
		"""Do nothing: no buffer below."""

	def close(self) -> None:
		"""Do nothing: nothing is open."""

	def take(self) -> bytes:
		taken = b"".join(self._pieces)
		self._pieces.clear()
		return taken
