"""Streams are packed once, with the bytes of pydyf."""

from __future__ import annotations

import io
import zlib

import pydyf
import pytest

from kepu_app.core.printing import pdf_streams
from kepu_app.core.printing.pdf import html_to_pdf
from kepu_app.core.printing.pdf_streams import pack_streams


def _pdf() -> pydyf.PDF:
	pdf = pydyf.PDF()
	pdf.add_object(pydyf.Stream(["BT", b"ET", 1, 0.25], {"Type": "/Kept"}, compress=True))
	pdf.add_object(pydyf.Stream([b"as it is"]))
	pdf.add_object(
		pydyf.Dictionary({"Type": "/Font", "W": pydyf.Array([1, pydyf.Array([1000, 499.5]), b"2"])})
	)
	return pdf


def _written(pdf: pydyf.PDF) -> bytes:
	target = io.BytesIO()
	pdf.write(target, identifier=b"same")
	return target.getvalue()


def test_has_the_bytes_of_pydyf() -> None:
	packed = _pdf()
	pack_streams(packed)
	assert _written(packed) == _written(_pdf())


def test_writes_widths_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
	pdf = _pdf()
	pack_streams(pdf)
	monkeypatch.delattr(pydyf.Array, "data")
	assert b"/W [1 [1000 499.5] 2]" in pdf.objects[-1].data


def test_packs_each_stream_once(monkeypatch: pytest.MonkeyPatch) -> None:
	packers = []

	def counted(*arguments: int, **options: int) -> object:
		packers.append(arguments or options)
		return zlib_packer(*arguments, **options)

	zlib_packer = zlib.compressobj
	monkeypatch.setattr(pdf_streams.zlib, "compressobj", counted)
	pdf = html_to_pdf("<html><body><p>科普</p></body></html>")
	assert len(packers) == pdf.count(b"/FlateDecode") + 1  # the stream of objects, which is made only then
