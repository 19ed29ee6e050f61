"""Packing of a PDF's streams and of its long lists, each of them once.

pydyf packs a stream whenever it is asked for its bytes: to write it, and again for the file's identifier.
It serialises lists as often. Here it is done beforehand, with the same result.
"""

from __future__ import annotations

import zlib
from typing import Any

import pydyf


def pack_streams(pdf: pydyf.PDF) -> None:
	"""Packs every stream that is to be packed, with the bytes that pydyf itself would give it."""
	for item in pdf.objects:
		if isinstance(item, pydyf.Stream) and item.compress:
			_pack(item, b"\n".join(map(pydyf._to_bytes, item.stream)), zlib.compressobj(level=9))
		elif isinstance(item, pydyf.Dictionary):
			_write_out_widths(item)


def pack_quickly(item: pydyf.Stream) -> None:
	"""Packs outlines, which hardly repeat themselves: looking for repetitions, as pydyf would do, takes its time
	for a few per cent."""
	packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_HUFFMAN_ONLY)
	_pack(item, item.stream[0], packer)


def _write_out_widths(item: pydyf.Dictionary) -> None:
	"""Write out a font's list of the widths of its characters, several hundred."""
	if isinstance(item.get("W"), pydyf.Array):
		item["W"] = item["W"].data


def _pack(item: pydyf.Stream, content: bytes, packer: Any) -> None:
	item.stream = [packer.compress(content) + packer.flush()]
	item.extra["Filter"] = "/FlateDecode"
	item.compress = False
