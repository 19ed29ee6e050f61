"""Every kind of bad workbook, made from a good one: for the tests of the core and for those of the Desk."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from kepu_app.core.workbooks.container import LARGEST_FILE
from tests.unit.workbook_files import edited, with_parts

CASES_PART = "xl/worksheets/sheet6.xml"
"""The part of 典型案例."""


@dataclass(frozen=True)
class Good:
	"""The workbook of ``factories.make_submission``: as it is written, and without the rows made ready below."""

	written: bytes
	filled: bytes


Build = Callable[[Good], bytes]
Edit = Callable[[Workbook], None]


def zip_of(parts: Mapping[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", compression) as archive:
		for name, content in parts.items():
			archive.writestr(name, content)
	return target.getvalue()


def _always(content: bytes) -> Build:
	return lambda good: content


# --- files that are no workbook


def _ole_file(stream: str) -> Build:
	mark = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	return _always(mark + bytes(504) + stream.encode("utf-16-le") + bytes(1024))


def _only_types(kind: str) -> Build:
	override = f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.{kind}+xml"/>'
	namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
	types = f'<Types xmlns="{namespace}">{override}</Types>'
	return _always(zip_of({"[Content_Types].xml": types.encode()}))


def _with_types(old: bytes, new: bytes) -> Build:
	def change(parts: dict[str, bytes]) -> None:
		parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)

	return lambda good: with_parts(good.filled, change)


def _with_part(name: str, content: bytes) -> Build:
	return lambda good: with_parts(good.filled, lambda parts: parts.update({name: content}))


def _zip_bomb(good: Good) -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", ZIP_DEFLATED) as archive, archive.open("xl/media/image.png", "w") as stream:
		for _ in range(161):
			stream.write(bytes(1 << 20))
	return target.getvalue()


def _understated_size(good: Good) -> bytes:
	content = bytearray(zip_of({"[Content_Types].xml": b"a" * 1_000_000}))
	place = content.rfind((1_000_000).to_bytes(4, "little"))
	content[place : place + 4] = (10).to_bytes(4, "little")
	return bytes(content)


NOT_WORKBOOKS: dict[str, Build] = {
	"empty": _always(b""),
	"password": _ole_file("EncryptedPackage"),
	"xls": _ole_file("Workbook"),
	"csv in UTF-8": _always("省份,县\n安徽省,埇桥区\n".encode()),
	"csv in GBK": _always("省份,县\n安徽省,埇桥区\n".encode("gbk")),
	"web page": _always(b"<html><table><tr><td>1</td></tr></table></html>"),
	"cut off": lambda good: good.filled[:5000],
	"picture": _always(b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
	"plain zip": _always(zip_of({"a.txt": b"a"})),
	"Word": _only_types("openxmlformats-officedocument.wordprocessingml.document.main"),
	"slides": _only_types("openxmlformats-officedocument.presentationml.slides"),
	"ods": _always(
		zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})
	),
	"xlsb": _only_types("ms-excel.sheet.binary.macroEnabled.main"),
	"xlsm": _with_types(
		b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
	),
	"xltx": _with_types(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"),
	"macros inside": _with_part("xl/vbaProject.bin", b"x"),
	"strict": _with_part("_rels/.rels", b"http://purl.oclc.org/ooxml/x"),
	"another workbook": _with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
	"other compression": _always(zip_of({"a.xml": b"a"}, ZIP_LZMA)),
	"path outside": _with_part("../outside.xml", b"<a/>"),
	"too many parts": lambda good: zip_of({f"{number}.bin": b"" for number in range(2_001)}),
	"zip bomb": _zip_bomb,
	"large XML part": lambda good: _with_part("xl/styles.xml", b"<a>" + b" " * (81 << 20) + b"</a>")(good),
	"understated size": _understated_size,
}

TOO_LARGE: Build = lambda good: bytes(LARGEST_FILE + 1)  # noqa: E731 (a builder as all others)


# --- workbooks whose inside is damaged, or made to do harm


def _case_part(old: bytes, new: Callable[[], bytes] | bytes) -> Build:
	"""Return the workbook with bytes of 典型案例 replaced."""

	def change(parts: dict[str, bytes]) -> None:
		assert old in parts[CASES_PART]
		parts[CASES_PART] = parts[CASES_PART].replace(old, new if isinstance(new, bytes) else new(), 1)

	return lambda good: with_parts(good.written, change)


def _document_type(good: Good) -> bytes:
	bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><worksheet '
	return with_parts(
		good.filled,
		lambda parts: parts.update({CASES_PART: bomb + parts[CASES_PART].split(b"<worksheet ", 1)[1]}),
	)


def _document_type_in(part: str) -> Build:
	mark = b'<!DOCTYPE a SYSTEM "file:///etc/passwd">'
	return lambda good: with_parts(good.filled, lambda parts: parts.update({part: mark + parts[part]}))


def _large_shared_text(good: Good) -> bytes:
	def change(parts: dict[str, bytes]) -> None:
		namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		text = b"<sst xmlns='" + namespace + b"'><si><t>" + b"a" * (50 << 20)
		parts["xl/sharedStrings.xml"] = text + b"</t></si></sst>"
		kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
		override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
		parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)
		row = b'<row r="900"><c r="E900" t="s"><v>0</v></c></row></sheetData>'
		parts[CASES_PART] = parts[CASES_PART].replace(b"</sheetData>", row)

	return with_parts(good.filled, change)


_TEXT = "思路清楚".encode()

DAMAGED: dict[str, Build] = {
	"document type": _document_type,
	"document type in workbook": _document_type_in("xl/workbook.xml"),
	"document type in styles": _document_type_in("xl/styles.xml"),
	"document type in content types": _document_type_in("[Content_Types].xml"),
	"not well-formed": _case_part(b"</sheetData>", b""),
	"text that is not there": _case_part(b't="n"><v>', b't="s"><v>'),
	"style that is not there": _case_part(b'r="A4" s="', b'r="A4" s="9'),
	"address that is none": _case_part(b'<c r="A4"', b'<c r="A4x"'),
	"no list of sheets": lambda good: with_parts(
		good.filled, lambda parts: parts.pop("xl/_rels/workbook.xml.rels")
	),
	"rows out of order": _case_part(b'<row r="5"', b'<row r="2"'),
	"too many cells": _case_part(b"</sheetData>", b"<row>" + b"<c/>" * 200_001 + b"</row></sheetData>"),
	"cell of 50 MB": _case_part(_TEXT, lambda: "字".encode() * ((50 << 20) // 3)),
	"shared text of 50 MB": _large_shared_text,
	"cell a little too long": _case_part(_TEXT, "字".encode() * 32_768),
	"control characters": _case_part(_TEXT, "一_x0007_二_xD800_".encode()),
	"cell far to the right": _case_part(
		b"</sheetData>", b'<row r="900"><c r="XFD900"><v>1</v></c></row></sheetData>'
	),
}


# --- sheets and columns


def _with_edit(edit: Edit) -> Build:
	return lambda good: edited(good.filled, edit)


def _with_cells(sheet: str, values: Mapping[str, Any], number_format: str | None = None) -> Build:
	def edit(workbook: Workbook) -> None:
		for coordinate, value in values.items():
			workbook[sheet][coordinate] = value
			if number_format:
				workbook[sheet][coordinate].number_format = number_format

	return _with_edit(edit)


def _only_the_first_sheet(workbook: Workbook) -> None:
	for sheet in workbook.worksheets[1:]:
		workbook.remove(sheet)


LAID_OUT_BADLY: dict[str, Build] = {
	"missing sheet": _with_edit(lambda workbook: workbook.remove(workbook["典型案例"])),
	"renamed sheet": _with_edit(lambda workbook: setattr(workbook["典型案例"], "title", "案例")),
	"no sheet of ours": _with_edit(_only_the_first_sheet),
	"renamed column": _with_cells("典型案例", {"E3": "正文"}),
	"repeated column": _with_cells("典型案例", {"G3": "案例正文"}),
	"repeated column of one's own": _with_cells("典型案例", {"G3": "备注", "H3": "备注"}),
	"no header": _with_edit(lambda workbook: workbook["典型案例"].delete_rows(3)),
	"merged records": _with_edit(lambda workbook: workbook["测评自评"].merge_cells("B4:B6")),
	"merged basics": _with_edit(lambda workbook: workbook["基本信息"].merge_cells("B5:B6")),
}


# --- what stands in the cells


def _many_problems(workbook: Workbook) -> None:
	workbook["基本信息"]["B5"] = "安微省"
	workbook["工作总结"]["A5"] = "埇桥区"
	cases = workbook["典型案例"]
	cases["A4"], cases["E5"] = "甲", "=A1"
	workbook["测评自评"]["B4"] = "或许"
	workbook["宣讲团人选"]["F4"] = 1979.1


def _two_counties_of_one_name(workbook: Workbook) -> None:
	workbook["示范县名单"]["B5"] = "埇桥区"
	workbook["典型案例"]["B4"] = "埇桥区"


FILLED_IN_BADLY: dict[str, Build] = {
	"formula": _with_cells("典型案例", {"E4": "=A1"}),
	"formula to another workbook": _with_cells("典型案例", {"E4": "=[1]Sheet1!A1"}),
	"link formula": _with_cells("典型案例", {"E4": '=HYPERLINK("http://x")'}),
	"array formula": _with_cells("典型案例", {"E4": ArrayFormula("E4", "=SUM(A1:A2)")}),
	"three formulas": _with_cells("典型案例", {"E4": "=A1", "E5": "=A1", "E6": "=A1"}),
	"error value": _with_cells("宣讲团人选", {"C4": "#N/A"}),
	"error value in basics": _with_cells("基本信息", {"B6": "#REF!"}),
	"many problems": _with_edit(_many_problems),
	"another year": _with_cells("基本信息", {"B4": 2023}),
	"missing label": _with_cells("基本信息", {"A7": "姓名"}),
	"repeated label": _with_cells("基本信息", {"A12": "联系人"}),
	"no province": _with_cells("基本信息", {"B5": None}),
	"unknown province": _with_cells("基本信息", {"B5": "安微省"}),
	"self-assessment without summary": _with_cells(
		"测评自评", {"A4": "340123 肥西县", "A10": "349999", "B10": "是"}
	),
	"self-assessment of nobody": _with_cells("测评自评", {"A4": None}),
	"code and name of two counties": _with_cells("典型案例", {"B4": "341302 湾沚区"}),
	"two counties of one name": _with_edit(_two_counties_of_one_name),
	"no day": _with_cells("基本信息", {"B9": "2025-2-30"}, "General"),
	"time for a day": _with_cells("基本信息", {"B9": time(9, 30)}),
	"unclear month": _with_cells("宣讲团人选", {"F4": 1979.1}),
	"scientific number": _with_cells("宣讲团人选", {"I4": "1.39E+10"}),
	"number too long for Excel": _with_cells("宣讲团人选", {"I4": 1234567890123456}, "General"),
	"date for text": _with_cells("示范县名单", {"D4": date(2021, 1, 1)}, "yyyy-mm-dd"),
	"running number": _with_cells("典型案例", {"A4": "第一"}, "General"),
	"statement": _with_cells("测评自评", {"B4": "基本达标"}),
	"figure": _with_cells("测评自评", {"F4": "约50"}, "@"),
}

BAD_WORKBOOKS = {**NOT_WORKBOOKS, **DAMAGED, **LAID_OUT_BADLY, **FILLED_IN_BADLY}
"""By what is wrong. ``TOO_LARGE`` is not among them: only a file on a disk can be that large."""
