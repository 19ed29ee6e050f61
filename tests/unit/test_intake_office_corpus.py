"""What Word can do, as LibreOffice writes it again: docx to odt to docx, docx to doc and docx to docx."""

from __future__ import annotations

from pathlib import Path

import pytest

from kepu_app.core.intake import Table, read_document
from kepu_app.core.intake.convert import office_program
from kepu_app.core.intake.page import Page
from tests.unit.intake_files import definition, item, level, number, paragraph, run, word_file
from tests.unit.test_intake_office import saved_as

pytestmark = [
	pytest.mark.slow,
	pytest.mark.skipif(
		office_program() is None,
		reason="LibreOffice (soffice) is not installed: the corpus did not go through it",
	),
]

_FORMATS = (
	("chineseCounting", "%1、", ("一、", "二、")),
	("chineseCountingThousand", "（%1）", ("（一）", "（二）")),
	("ideographDigital", "%1．", ("一．", "二．")),
	("decimal", "%1.", ("1.", "2.")),
	("decimal", "（%1）", ("（1）", "（2）")),
	("decimalFullWidth", "%1、", ("１、", "２、")),
	("decimalEnclosedCircle", "%1", ("①", "②")),
	("upperLetter", "%1.", ("A.", "B.")),
	("lowerRoman", "%1)", ("i)", "ii)")),
)
_LISTS = "".join(
	definition(level(0, number_format, text), identity)
	for identity, (number_format, text, _labels) in enumerate(_FORMATS)
)
_LEVELS = definition(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2."), 20)
_RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
NUMBERING = (
	_LISTS
	+ _LEVELS
	+ "".join(number(identity + 1, identity) for identity in range(len(_FORMATS)))
	+ number(21, 20)
	+ number(22, 20, _RESTART)
)


def listed() -> str:
	return "".join(item("甲", index) + item("乙", index) for index in range(1, len(_FORMATS) + 1))


def field(result: str) -> str:
	marks = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
	begin, separate, end = marks
	return f'{begin}<w:r><w:instrText> HYPERLINK "https://www.cast.org.cn/" </w:instrText></w:r>{separate}{run(result)}{end}'


CHANGED = paragraph(
	run("举办")
	+ '<w:del w:id="1" w:author="a" w:date="2025-01-01T00:00:00Z"><w:r><w:delText>五十</w:delText></w:r></w:del>'
	+ f'<w:ins w:id="2" w:author="a" w:date="2025-01-01T00:00:00Z">{run("六十")}</w:ins>'
	+ run("场")
)
BOX = (
	'<w:r><w:pict><v:shape style="width:200pt;height:50pt"><v:textbox><w:txbxContent>'
	+ paragraph("框里的字")
	+ "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def cell(text: str, properties: str = "") -> str:
	return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{paragraph(text)}</w:tc>'


TABLE = (
	'<w:tbl><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
	+ "<w:tr>"
	+ cell("并排", '<w:gridSpan w:val="2"/>')
	+ cell("上下", '<w:vMerge w:val="restart"/>')
	+ "</w:tr><w:tr>"
	+ cell("甲")
	+ cell("乙")
	+ cell("", "<w:vMerge/>")
	+ "</w:tr></w:tbl>"
)
BODY = (
	listed()
	+ item("上", 21)
	+ item("下", 21, 1)
	+ item("上", 21)
	+ item("下", 21, 1)
	+ item("又", 22)
	+ CHANGED
	+ paragraph(run("见") + field("第三部分"))
	+ paragraph(f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>")
	+ paragraph(run("带框") + BOX)
	+ paragraph("<w:r><w:t>上行</w:t><w:br/><w:t>下行</w:t></w:r>")
	+ TABLE
	+ paragraph("完")
	+ '<w:sectPr><w:cols w:num="2"/></w:sectPr>'
)
LABELLED = [
	f"{label}{' ' if label[-1].isalnum() else ''}{text}"
	for _format, _text, labels in _FORMATS
	for label, text in zip(labels, "甲乙", strict=True)
]
EXPECTED = [
	*LABELLED,
	"一、上",
	"1.下",
	"二、上",
	"1.下",
	"一、又",
	"举办六十场",
	"见第三部分",
	"控件",
	"带框",
	"框里的字",
	"上行",
	"下行",
	"并排　上下",
	"甲　乙",
	"完",
]


def through(data: bytes, folder: Path, *suffixes: str) -> Page:
	for suffix in suffixes:
		(folder / suffix).mkdir()
		data = saved_as(data, folder / suffix, suffix)
	return read_document(f"总结.{suffixes[-1]}", data)


def texts(page: Page) -> list[str]:
	return [line.text for line in page.lines()]


@pytest.fixture(scope="module")
def document() -> bytes:
	return word_file(BODY, numbering=NUMBERING)


def test_as_it_is(document: bytes) -> None:
	assert texts(read_document("总结.docx", document)) == EXPECTED


@pytest.mark.parametrize("suffixes", [("odt",), ("doc",), ("docx",)])
def test_after_libreoffice_wrote_it_again(document: bytes, suffixes: tuple[str, ...], tmp_path: Path) -> None:
	page = through(document, tmp_path, *suffixes)
	assert texts(page) == EXPECTED
	table = next(block for block in page.blocks if isinstance(block, Table))
	assert table.rows == (("并排", None, "上下"), ("甲", "乙", None))
