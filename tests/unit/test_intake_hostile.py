"""Files that were made, or damaged, so that reading them fails: each gets a refusal that names it, at once."""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu_app.core.errors import InputError
from kepu_app.core.intake import is_converted, read, read_document, recognise
from kepu_app.core.intake.docx import read_docx
from kepu_app.core.intake.numbering import LONGEST_LABEL
from kepu_app.core.intake.page import MOST_CHARACTERS
from kepu_app.core.printing.paper_models import case_book_paper, nominee_list_paper, summary_paper
from kepu_app.core.sandbox import run_limited
from kepu_app.core.word.render import render_docx
from tests.unit.factories import COUNTIES, make_cycle, make_submission
from tests.unit.intake_files import definition, item, level, lines_of, number, paragraph, word_file, zipped

pytestmark = pytest.mark.usefixtures("children_unmeasured")
CYCLE = make_cycle()
LONGEST_SECONDS = 10


def outcome(data: bytes) -> str:
	"""Return the name of what was read, or why it was not."""
	try:
		return recognise(read_document("来件.docx", data), "来件.docx", CYCLE, COUNTIES).name
	except InputError as error:
		return str(error)


def _own_papers() -> list[bytes]:
	submission = make_submission()
	summary = submission.summaries[0]
	county = submission.county(summary.county_code)
	papers = (
		nominee_list_paper(submission),
		case_book_paper(submission),
		summary_paper(CYCLE, submission.province, county, summary),
	)
	return [render_docx(paper) for paper in papers]


def _with_everything() -> bytes:
	styles = (
		'<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:name w:val="heading 1"/><w:basedOn w:val="b"/>'
		'<w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
	)
	override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
	levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="1"/>')
	odd = (
		'<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:footnoteReference w:id="2"/></w:r>'
		'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>SYMBOL 252</w:instrText></w:r>'
		'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
	)
	cell = (
		f'<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>{paragraph("姓名")}</w:tc>'
	)
	table = f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{cell}{cell}</w:tr></w:tbl>'
	body = (
		paragraph("甲", '<w:pStyle w:val="a"/>') + item("乙") + item("丙", level=1) + paragraph(odd) + table
	)
	return word_file(
		body,
		numbering=definition(levels) + number(override=override),
		styles=styles,
		footnotes=f'<w:footnote w:id="2">{paragraph("注")}</w:footnote>',
	)


FILES = [*_own_papers(), _with_everything()]
_PARTS = re.compile(r"word/(?:document|numbering|styles|footnotes)\.xml|\[Content_Types\]\.xml")
_VALUES = ("", "x", "-1", "99999", "9" * 5000, "²", "９", "%1", "0", "none", "1.5", " 3 ", "110000", "D800")


def _damaged(data: bytes, dice: random.Random) -> bytes:
	"""One part of the file with values, elements and names changed, or the zip itself with other bytes."""
	with ZipFile(io.BytesIO(data)) as archive:
		parts = {name: archive.read(name) for name in archive.namelist()}
	part = dice.choice([name for name in parts if _PARTS.fullmatch(name)])
	xml = parts[part].decode()
	for _ in range(dice.randint(1, 6)):
		xml = dice.choice((_other_value, _other_value, _other_element, _other_name))(xml, dice)
	changed = bytearray(zipped({**parts, part: xml.encode()}))
	for _ in range(dice.choice((0, 0, 0, 0, 5))):
		changed[dice.randrange(len(changed))] = dice.randrange(256)
	return bytes(changed)


def _other_value(xml: str, dice: random.Random) -> str:
	places = [each for each in re.finditer(r'="([^"]*)"', xml) if not each[1].startswith("http")]
	place = dice.choice(places)
	return xml[: place.start(1)] + dice.choice(_VALUES) + xml[place.end(1) :]


def _other_element(xml: str, dice: random.Random) -> str:
	places = list(re.finditer(r"<w:\w+[^>]*/>", xml))
	if not places:
		return xml
	place = dice.choice(places)
	return xml[: place.start()] + dice.choice(("", place[0] * 2)) + xml[place.end() :]


def _other_name(xml: str, dice: random.Random) -> str:
	names = sorted(set(re.findall(r"w:(\w+)", xml)))
	return re.sub(rf"w:{dice.choice(names)}\b", f"w:{dice.choice(names)}", xml) if names else xml


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_a_damaged_file_is_read_or_refused_by_its_name(data: bytes, dice: random.Random) -> None:
	assert "来件.docx" in outcome(_damaged(data, dice))


@settings(max_examples=150, deadline=None)
@given(
	st.sampled_from((b"", b"PK\x03\x04", b"%PDF-1.7\n", b"{\\rtf1", b"\xff\xd8\xff", b"\xfe\xff")),
	st.binary(max_size=400),
)
def test_any_bytes_are_read_or_refused_by_their_name(start: bytes, rest: bytes) -> None:
	if start == b"{\\rtf1":
		start = b"{\\rtx"  # what LibreOffice makes of it is tried elsewhere
	assert "来件.docx" in outcome(start + rest)


_GONE = "<w:rPr><w:del/></w:rPr>"
_HEAD = (
	"<w:tr>" + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("姓名", "性别", "推荐理由")) + "</w:tr>"
)


@pytest.mark.parametrize(
	"body",
	[
		"<w:p><w:r><w:t>一、工作</w:t></w:r></w:p>" * 45_000,
		paragraph("<w:r><w:t>一</w:t></w:r>" * 90_000),
		paragraph("一" * 9, _GONE) * 30_000,
		paragraph("一、埇桥区（科普资源建设）") * 15_000,
		paragraph("埇桥区2024年工作总结") * 15_000,
		"<w:tbl>"
		+ '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>'
		* 25_000
		+ "</w:tbl>",
		"<w:tbl>" + _HEAD + _HEAD.replace("姓名", "张三") * 5_000 + "</w:tbl>",
		"<w:tbl>" + _HEAD + _HEAD.replace("姓名", "张三").replace("推荐理由", "1.好2." * 90_000) + "</w:tbl>",
		"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" * 110
		+ paragraph("甲")
		+ "</w:sdtContent></w:sdt>" * 110,
		"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60,
	],
	ids=[
		"paragraphs",
		"runs",
		"joined",
		"cases",
		"titles",
		"wide table",
		"people",
		"reasons",
		"controls",
		"nested tables",
	],
)
def test_the_most_that_is_let_in_is_read_in_a_few_seconds(body: str) -> None:
	data = word_file(body)
	before = time.process_time()
	said = outcome(data)
	assert said == "来件.docx" or "不是一份报告" in said
	assert time.process_time() - before < LONGEST_SECONDS


def test_a_text_that_is_too_long_for_a_report() -> None:
	text = "科" * (MOST_CHARACTERS + 1)
	for name, data in (("来件.txt", text.encode()), ("来件.docx", word_file(paragraph(text)))):
		with pytest.raises(InputError, match="超过50万字"):
			read_document(name, data)


def test_more_paragraphs_than_a_report_has_are_refused_before_they_are_looked_at() -> None:
	before = time.process_time()
	with pytest.raises(InputError, match="超过20000段，不是一份报告"):
		read_docx("来件.docx", word_file("<w:p><w:r><w:t>一、x</w:t></w:r></w:p>" * 60_000))
	assert time.process_time() - before < 1.5


def test_a_label_has_an_end() -> None:
	numbering = definition(level(0, "lowerLetter", "%1" * 10_000, start=32767)) + number()
	assert len(lines_of(item("甲"), numbering=numbering)[0]) == LONGEST_LABEL + len("甲") + 1


def test_pictures_are_not_unpacked() -> None:
	with ZipFile(io.BytesIO(word_file(paragraph("甲")))) as archive:
		parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
	data = bytearray(zipped({**parts, "word/media/image1.png": b"picture" * 100}))
	place = data.index(b"word/media/image1.png") + len("word/media/image1.png")
	data[place : place + 8] = b"\xff" * 8  # damaged where nobody looks
	assert read_document("来件.docx", bytes(data)).text == "甲"


def test_a_part_with_macros_under_an_ordinary_type() -> None:
	with ZipFile(io.BytesIO(word_file(paragraph("甲")))) as archive:
		parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
	kinds = parts["[Content_Types].xml"].decode()
	macro = '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
	parts["[Content_Types].xml"] = kinds.replace("</Types>", macro)
	with pytest.raises(InputError, match="宏"):
		read_document("来件.docx", zipped({**parts, "word/vbaProject.bin": b"x"}))


def test_word_files_and_pdfs_are_read_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
	"""So that one that crashes a library takes nothing else along, in the Desk as on the command line."""
	asked = []

	def noted(function: Callable[..., object], *arguments: object, **options: object) -> object:
		asked.append(function.__name__)
		return run_limited(function, *arguments, **options)

	monkeypatch.setattr(read, "run_limited", noted)
	read_document("来件.docx", word_file(paragraph("甲")))
	with pytest.raises(InputError):
		read_document("来件.pdf", b"%PDF-1.7 damaged")
	assert asked == ["read_docx", "read_pdf"]


@pytest.mark.parametrize(
	("start", "expected"),
	[
		(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
		(b"{\\rtf1", True),
		(b"<html><body>", True),
		(b'\xef\xbb\xbf<!DOCTYPE html PUBLIC "-//W3C"><html>', True),
		(b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', True),
		(b"%PDF-1.7", False),
		("一、工作".encode(), False),
		(FILES[0], False),
	],
)
def test_which_files_go_through_libreoffice(start: bytes, expected: bool) -> None:
	assert is_converted(start) == expected
