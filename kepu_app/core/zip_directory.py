"""The size of a zip's directory, before zipfile makes an object of every entry in it (APPNOTE 4.3)."""

from __future__ import annotations

import io
import struct
from typing import IO

_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LONGEST_TAIL = 22 + 0xFFFF
"""Bytes of the end record with the longest comment."""

_SIZE_AT, _SIZE_64_AT, _PLACE_64_AT, _LOCATOR_LENGTH = 12, 40, 8, 20
_IN_ZIP_64 = 0xFFFFFFFF


def directory_size(stream: IO[bytes]) -> int:
	"""Return the directory's bytes as the zip states them and zipfile reads them; 0 if it is no zip."""
	length = stream.seek(0, io.SEEK_END)
	stream.seek(max(0, length - _LONGEST_TAIL - _LOCATOR_LENGTH))
	tail = stream.read()
	place = tail.rfind(_END)
	if place < 0 or place + 22 > len(tail):
		return 0
	(size,) = struct.unpack_from("<L", tail, place + _SIZE_AT)
	locator = tail[max(0, place - _LOCATOR_LENGTH) : place]
	if not locator.startswith(_LOCATOR_64) or len(locator) < _LOCATOR_LENGTH:
		return int(size)
	return max(_size_in_zip_64(stream, *struct.unpack_from("<Q", locator, _PLACE_64_AT)), _known(size))


def _known(size: int) -> int:
	return 0 if size == _IN_ZIP_64 else size


def _size_in_zip_64(stream: IO[bytes], place: int) -> int:
	stream.seek(place)
	record = stream.read(56)
	is_whole = record.startswith(_END_64) and len(record) == 56
	return int(struct.unpack_from("<Q", record, _SIZE_64_AT)[0]) if is_whole else 0
