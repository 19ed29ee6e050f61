"""Files that are made to keep whoever reads them busy for ever or to fill the memory: small to send, each in
another way. For the tests of the core, of the command line and of the Desk."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image

from tests.unit.workbook_files import filled_workbook, with_parts

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STYLES, STRINGS, BOOK = (
	"xl/worksheets/sheet6.xml",
	"xl/styles.xml",
	"xl/sharedStrings.xml",
	"xl/workbook.xml",
)
Build = Callable[[], bytes]


def _part(name: str, content: Callable[[bytes], bytes]) -> Build:
	def build() -> bytes:
		return with_parts(
			filled_workbook(), lambda parts: parts.update({name: content(parts.get(name, b""))})
		)

	return build


def _sheet(inside: Callable[[], bytes], after: bytes = b"") -> Build:
	start = b'<worksheet xmlns="' + MAIN + b'"><sheetData>'
	return _part(SHEET, lambda _: start + inside() + b"</sheetData>" + after + b"</worksheet>")


def _shared(content: Callable[[], bytes]) -> Build:
	"""Return the workbook with a part of shared texts."""
	kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
	entry = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'

	def change(parts: dict[str, bytes]) -> None:
		parts[STRINGS] = content()
		parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", entry)

	return lambda: with_parts(filled_workbook(), change)


def _strings(inside: Callable[[], bytes]) -> Build:
	return _shared(lambda: b'<sst xmlns="' + MAIN + b'">' + inside() + b"</sst>")


def _laughs(old: bytes = b"") -> bytes:
	entities = [b'<!ENTITY a0 "ha">']
	entities += [b'<!ENTITY a%d "%s">' % (each, b"&a%d;" % (each - 1) * 10) for each in range(1, 12)]
	return b"<!DOCTYPE sst [" + b"".join(entities) + b"]><sst>&a11;</sst>"


def _quadratic() -> bytes:
	return b'<!DOCTYPE sst [<!ENTITY a "' + b"a" * 100_000 + b'">]><sst>' + b"&a;" * 100_000 + b"</sst>"


def _sheets(old: bytes) -> bytes:
	more = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(100, 200_000))
	return old.replace(b"</sheets>", more + b"</sheets>")


def _numbered(start: bytes, number: int, end: bytes = b"") -> bytes:
	return start + b"".join(b'<row r="%d"/>' % each for each in range(1, number + 1)) + end


def _many_entries() -> bytes:
	"""900,000 entries without content, written by hand: zipfile would take a minute."""
	record = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
	directory = b"".join(record + b"%07d" % each for each in range(900_000))
	end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
	return directory + end


def zipped(parts: Iterable[tuple[str, bytes]], compression: int = ZIP_DEFLATED) -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", compression) as archive:
		for name, content in parts:
			archive.writestr(ZipInfo(name), content, compression)
	return target.getvalue()


def zeros_zip(names: Iterable[str], size: int) -> bytes:
	"""Return a zip with files of so many zeros each, packed once for all of them."""
	once = io.BytesIO()
	with ZipFile(once, "w", ZIP_DEFLATED, compresslevel=1) as archive, archive.open("a", "w") as stream:
		for _ in range(size >> 20):
			stream.write(bytes(1 << 20))
	content = once.getvalue()
	middle, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
	local, record = content[:middle], content[middle:end]
	files, records = [], []
	for name in names:
		place = sum(map(len, files))
		spelled = name.encode()
		files.append(_renamed(local, 26, 30, spelled))
		records.append(
			_renamed(record, 28, 46, spelled)[:42]
			+ struct.pack("<L", place)
			+ _renamed(record, 28, 46, spelled)[46:]
		)
	body, directory = b"".join(files), b"".join(records)
	tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(body), 0)
	return body + directory + tail


def _renamed(record: bytes, length_at: int, name_at: int, name: bytes) -> bytes:
	"""Return a header of a zip for another name of its one-letter entry, marked as UTF-8."""
	flags = length_at - 20
	head = record[:flags] + struct.pack("<H", 0x800) + record[flags + 2 : length_at]
	return (
		head + struct.pack("<H", len(name)) + record[length_at + 2 : name_at] + name + record[name_at + 1 :]
	)


def _overlapping() -> bytes:
	"""Return a thousand entries of one and the same content of 50 MB (after D. Fifield, 2019)."""
	inner = zeros_zip(["a.xml"], 50 << 20)
	end = inner.rindex(b"PK\5\6")
	start = inner.index(b"PK\1\2")
	record = inner[start:end]
	directory = b"".join(record.replace(b"a.xml", b"%05d" % each) for each in range(1000))
	tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1000, 1000, len(directory), start, 0)
	return inner[:start] + directory + tail


def _zip_in_zip() -> bytes:
	content = zeros_zip(["xl/media/0.bin"], 150 << 20)
	for level in range(5):
		content = zipped((f"xl/media/{level}{each}.zip", content) for each in range(10))
	return content


WORKBOOKS: dict[str, Build] = {
	"two million styles": _part(
		STYLES, lambda old: old.replace(b"</cellXfs>", b"<xf/>" * 2_000_000 + b"</cellXfs>")
	),
	"a comment of 70 MB": _part(
		STYLES, lambda old: old.replace(b"<fonts", b"<!--" + b"a" * (70 << 20) + b"--><fonts", 1)
	),
	"a comment of 70 MB in a sheet": _sheet(lambda: b"<!--" + b"a" * (70 << 20) + b"-->"),
	"a million empty rows": _sheet(lambda: b"<row/>" * 1_000_000),
	"a million numbered rows": _sheet(lambda: _numbered(b"", 1_000_000)),
	"a million hidden rows": _sheet(lambda: b'<row hidden="1"/>' * 1_000_000),
	"billion laughs": _shared(_laughs),
	"billion laughs in the list of parts": _part("[Content_Types].xml", _laughs),
	"quadratic entities": _shared(_quadratic),
	"deep nesting": _sheet(lambda: b"<a>" * 3_000_000 + b"</a>" * 3_000_000),
	"deep nesting in the list of sheets": _part(BOOK, lambda _: b"<a>" * 3_000_000 + b"</a>" * 3_000_000),
	"many shared texts": _strings(lambda: b"<si><t>a</t></si>" * 3_000_000),
	"a shared text of many runs": _strings(lambda: b"<si>" + b"<r><t>a</t></r>" * 2_000_000 + b"</si>"),
	"many sheets": _part(BOOK, _sheets),
	"huge merged ranges": _sheet(
		lambda: b'<row r="1"><c r="A1"/></row>',
		b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 500_000 + b"</mergeCells>",
	),
	"huge widths of columns": _part(
		SHEET,
		lambda _: (
			b'<worksheet xmlns="'
			+ MAIN
			+ b'"><cols>'
			+ b'<col min="1" max="16384" width="1e308"/>' * 900_000
			+ b"</cols><sheetData/></worksheet>"
		),
	),
	"conditional formats": _sheet(
		lambda: b"",
		b'<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>1'
		b"</formula></cfRule></conditionalFormatting>" * 450_000,
	),
	"attributes": _sheet(lambda: b"<row " + b" ".join(b'a%d="1"' % n for n in range(2_000_000)) + b"/>"),
	"namespaces": _sheet(
		lambda: b"".join(b'<a xmlns:n%d="u%d">' % (n, n) for n in range(300_000)) + b"</a>" * 300_000
	),
	"relations": _part(
		"xl/_rels/workbook.xml.rels",
		lambda old: old.replace(
			b"</Relationships>", b'<Relationship Id="a" Target="b" Type="c"/>' * 900_000 + b"</Relationships>"
		),
	),
	"content types": _part(
		"[Content_Types].xml",
		lambda old: old.replace(
			b"</Types>", b'<Override PartName="/a" ContentType="b"/>' * 1_500_000 + b"</Types>"
		),
	),
	"a row of large numbers": _sheet(lambda: b'<row r="' + b"9" * 5_000_000 + b'"/>'),
	"900,000 entries": _many_entries,
	"overlapping entries": _overlapping,
	"zip in zip": _zip_in_zip,
}
"""Files that are to be refused as workbooks."""


# --- PDF


def pdf_of(objects: Iterable[bytes]) -> bytes:
	"""Return a PDF of these objects; the first is the catalogue."""
	target, places = io.BytesIO(), []
	target.write(b"%PDF-1.7\n")
	for number, each in enumerate(objects, start=1):
		places.append(target.tell())
		target.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
	start = target.tell()
	target.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
	target.writelines(b"%010d 00000 n \n" % each for each in places)
	end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
	target.write(end % (len(places) + 1, start))
	return target.getvalue()


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/MediaBox[0 0 595 842]>>"


def _pages(kids: bytes, count: int = 1) -> bytes:
	return b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)


def _prev_loop() -> bytes:
	body = b"%PDF-1.4\nxref\n0 0\ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
	return body.ljust(81, b"\n")


def _object_stream_bomb() -> bytes:
	packed = zlib.compress(zlib.compress(bytes(400 << 20), 1), 9)
	head = b"<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(packed)
	stream = head + packed + b"\nendstream"
	content = bytearray(b"%PDF-1.7\n")
	place = len(content)
	content += b"1 0 obj\n" + stream + b"\nendobj\n"
	start = len(content)
	rows = struct.pack(">BIH", 0, 0, 65535) + struct.pack(">BIH", 1, place, 0)
	rows += struct.pack(">BIH", 2, 1, 0) + struct.pack(">BIH", 1, start, 0)
	content += b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Root 2 0 R/Length %d>>stream\n" % len(rows)
	return bytes(content) + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start


def _xref_stream_bomb() -> bytes:
	packed = zlib.compress(bytes(400 << 20), 1)
	head = b"1 0 obj\n<</Type/XRef/Size 100000000/W[1 4 2]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n"
	return b"%PDF-1.7\n" + head % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


PDFS: dict[str, Build] = {
	"Prev points to itself": _prev_loop,
	"pages that hold themselves": lambda: pdf_of([CATALOGUE, _pages(b"2 0 R")]),
	"pages in a circle": lambda: pdf_of([CATALOGUE, _pages(b"3 0 R"), _pages(b"2 0 R")]),
	"a deep tree of pages": lambda: pdf_of(
		[CATALOGUE, *(_pages(b"%d 0 R" % (each + 3)) for each in range(50_000)), PAGE]
	),
	"a tree of 20^20 pages": lambda: pdf_of(
		[CATALOGUE, *(_pages(b"%d 0 R " % (each + 3) * 20) for each in range(20)), PAGE]
	),
	"a million times the same page": lambda: pdf_of(
		[CATALOGUE, _pages(b"3 0 R " * 1_000_000, 1_000_000), PAGE]
	),
	"deep lists": lambda: pdf_of(
		[b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 200_000 + b"]" * 200_000 + b">>", _pages(b"3 0 R"), PAGE]
	),
	"an object stream that unpacks to 400 MB": _object_stream_bomb,
	"a cross-reference stream that unpacks to 400 MB": _xref_stream_bomb,
	"a cross-reference table of 2^31 entries": lambda: (
		b"%PDF-1.7\nxref\n0 2147483647\ntrailer\n<</Size 2147483647/Root 1 0 R>>\nstartxref\n9\n%%EOF"
	),
	"no page": lambda: pdf_of([CATALOGUE, _pages(b"", 0)]),
	"nothing but a head": lambda: b"%PDF-1.7\n",
}
"""Files that are to be refused as scans."""


# --- pictures


def picture(kind: str, width: int = 40, height: int = 30) -> bytes:
	"""Return a small picture, JPEG or PNG."""
	target = io.BytesIO()
	Image.new("RGB", (width, height), "red").save(target, kind)
	return target.getvalue()


def _png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
	head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
	return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (head, *chunks, (b"IEND", b""))))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
	kind, content = chunk
	return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _tall_jpeg() -> bytes:
	content = bytearray(picture("JPEG"))
	place = content.index(b"\xff\xc0")
	content[place + 5 : place + 9] = struct.pack(">HH", 65_000, 65_000)
	return bytes(content)


PICTURES: dict[str, tuple[str, Build]] = {
	"a PNG of 2^31 by 2^31": ("a.png", lambda: _png(2**31 - 1, 2**31 - 1, (b"IDAT", zlib.compress(b"\0")))),
	"a PNG of 50,000 by 50,000": ("a.png", lambda: _png(50_000, 50_000, (b"IDAT", zlib.compress(b"\0")))),
	"a JPEG of 65,000 by 65,000": ("a.jpg", _tall_jpeg),
}
"""Name and content of pictures that are to be refused as scans."""
