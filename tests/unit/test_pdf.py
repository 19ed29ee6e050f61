"""PDF files: their text, fonts and bytes, and what they are kept from reading."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
import uharfbuzz as harfbuzz
from PIL import Image

from kepu_app.core.errors import FontError, InputError
from kepu_app.core.printing import fonts
from kepu_app.core.printing.fonts import Role, installed_fonts
from kepu_app.core.printing.html import render_html
from kepu_app.core.printing.paper_models import (
	CaseBookPaper,
	NomineeListPaper,
	PrintedSection,
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
)
from kepu_app.core.printing.pdf import html_to_pdf, render_pdf
from kepu_app.core.printing.prose import paragraphs
from tests.unit.factories import make_submission
from tests.unit.font_files import make_font
from tests.unit.long_texts import make_long_case, make_long_nominee, make_long_paper
from tests.unit.pdf_pages import read_pages, text_of
from tests.unit.test_fonts import RARE_COUNTIES

ROOT = Path(__file__).parents[2]
SECRET = "绝密文字"


@pytest.fixture(scope="module")
def long_paper() -> SummaryPaper:
	return make_long_paper()


@pytest.fixture(scope="module")
def long_pdf(long_paper: SummaryPaper) -> bytes:
	return render_pdf(long_paper)


def paper_with(text: str) -> SummaryPaper:
	"""Return a summary with one section of this text."""
	return replace(make_long_paper(200), sections=(PrintedSection("一、情况", tuple(paragraphs(text))),))


def page_of(body: str, style: str = "") -> str:
	return f"<html lang=zh-CN><head><style>{style}</style></head><body>{body}</body></html>"


def embedded_fonts(pdf: bytes) -> dict[str, bytes]:
	"""Return the font file of each font on the pages, by the name that the PDF gives it."""
	files = {}
	for page in pdfplumber.open(io.BytesIO(pdf)).pages:
		for font in _resolved(page.page_obj.resources["Font"]).values():
			descendant = _resolved(_resolved(_resolved(font)["DescendantFonts"])[0])
			descriptor = _resolved(descendant["FontDescriptor"])
			file = _resolved(descriptor.get("FontFile3") or descriptor.get("FontFile2"))
			files[descendant["BaseFont"].name] = file.get_data()
	return files


def _resolved(value: Any) -> Any:
	return value.resolve() if hasattr(value, "resolve") else value


# What is on the paper


def test_text_is_that_of_the_paper(long_paper: SummaryPaper, long_pdf: bytes) -> None:
	expected = [
		"附件2",
		long_paper.place,
		"2024年工作总结",
		f"按照《{long_paper.short_notice_title}》有关要求，现将2024年工作总结报送如下。",
	]
	for section in long_paper.sections:
		expected += [section.heading, *(each.text for each in section.paragraphs)]
	assert text_of(long_pdf) == "".join((*expected, long_paper.signature, long_paper.date))


def test_text_of_the_case_book_is_that_of_the_cases() -> None:
	cases = tuple(make_long_case(number) for number in range(1, 6))
	text = text_of(render_pdf(case_book_paper(make_submission(cases=cases))))
	for case in cases:
		assert case.title + case.text.replace("\n", "") in text


@pytest.mark.parametrize(
	"text",
	[
		"<script>alert(1)</script>与{{ paper.year }}和{% for %}、&amp;、=SUM(A1)",
		"邮箱jicengfuwuchu@163.com，网址https://www.cast.org.cn/a?b=1&c=2#d，共1,234.5万元",
		"省略号……破折号——连接号—间隔号·书名号《〈〉》引号“‘’”",
		"⼀个来自别处的部首，和一个一般的字",
		"全角１２３ＡＢＣ，半角123ABC，①②③ⅠⅡ，㎡℃％‰±×÷≥≤",
		"fi ffl 连字 office",
	],
)
def test_unusual_text_prints_as_it_is(text: str) -> None:
	assert text.replace(" ", "") in text_of(render_pdf(paper_with(text))).replace(" ", "")


@pytest.mark.parametrize("county", RARE_COUNTIES)
def test_rare_counties_print(county: str) -> None:
	paper = replace(
		paper_with(f"（一）{county}的工作。{county}\n一、{county}"), place=county, signature=f"{county}科协"
	)
	pdf = render_pdf(paper)
	assert text_of(pdf).count(county) == 5
	for name, file in embedded_fonts(pdf).items():
		assert _is_inked(file), name


def _is_inked(file: bytes) -> bool:
	"""Whether every glyph but those of spaces has an outline."""
	face = harfbuzz.Face(file)
	font = harfbuzz.Font(face)
	shown = [each for each in face.unicodes if not fonts.is_invisible(chr(each))]
	return all(font.get_glyph_extents(font.get_nominal_glyph(each)).width for each in shown)


def test_missing_characters_stop_the_job() -> None:
	with pytest.raises(FontError, match="“\U0001f600”（U\\+1F600）"):
		render_pdf(paper_with("科普\U0001f600"))
	with pytest.raises(FontError, match="U\\+D800"):
		render_pdf(paper_with("科普\ud800"))


def test_invisible_characters_print_as_nothing() -> None:
	assert "科普工作" in text_of(
		render_pdf(replace(paper_with("一"), place="科\u200b普\u00ad工\ufeff作\x07"))
	)


def test_properties(long_pdf: bytes) -> None:
	properties = pdfplumber.open(io.BytesIO(long_pdf)).metadata
	assert properties["Title"] == "安徽省宿州市埇桥区2024年工作总结"
	assert properties["Author"] == "埇桥区科学技术协会"
	assert properties["CreationDate"] == "D:20250120"
	assert "ModDate" not in properties


def test_headings_are_bookmarks(long_pdf: bytes) -> None:
	titles = [title for _level, title, *_ in pdfplumber.open(io.BytesIO(long_pdf)).doc.get_outlines()]
	assert titles[1:] == [
		"一、党委和政府重视公民科学素质建设情况",
		"二、科普工作开展情况及主要亮点成效",
		"三、存在的困难和问题",
		"四、有关工作建议",
	]


# Fonts


def test_every_font_is_embedded_and_cut(long_pdf: bytes) -> None:
	text = text_of(long_pdf) + "— 1234567890 —"
	files = embedded_fonts(long_pdf)
	assert len(files) >= 5
	for name, file in files.items():
		assert re.fullmatch(r"[A-Z]{6}\+[A-Za-z0-9-]+", name)
		face = harfbuzz.Face(file)
		characters = {chr(each) for each in face.unicodes}
		assert characters <= {*text, " ", "\u3000"}
		assert face.glyph_count <= len(characters) + 1


def test_fonts_of_roles_hold_their_own_text_only(long_pdf: bytes) -> None:
	by_name = {name.split("+")[1]: harfbuzz.Face(file) for name, file in embedded_fonts(long_pdf).items()}
	title, body = (installed_fonts().chains[role][0].name for role in (Role.TITLE, Role.BODY))
	assert by_name[title].glyph_count < 40
	assert by_name[body].glyph_count > 600


def test_file_is_small(long_pdf: bytes) -> None:
	assert len(long_pdf) < 1_500_000


def test_truetype_font_of_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	make_font(tmp_path / "simfang.ttf", "仿宋_GB2312", "全国科普，。", units=256)
	monkeypatch.setenv("KEPU_FONTS", str(tmp_path))
	pdf = render_pdf(paper_with("全国科普，示范。"))
	fonts._fonts_in.cache_clear()
	assert "全国科普，示范。" in text_of(pdf)
	line = next(line for line in read_pages(pdf)[0].lines if line.text.startswith("全国"))
	assert [each["fontname"].split("+")[1] for each in line.characters][:4] == ["simfang"] * 4
	assert line.characters[5]["fontname"] != line.characters[0]["fontname"]


@pytest.mark.skipif(
	not shutil.which("pdffonts"), reason="poppler is not installed (Debian package poppler-utils)"
)
def test_pdf_readers_find_nothing_wrong(long_pdf: bytes, tmp_path: Path) -> None:
	"""poppler reads the fonts and draws the page without a complaint."""
	path = tmp_path / "paper.pdf"
	path.write_bytes(long_pdf)
	for command in (["pdffonts", str(path)], ["pdftotext", str(path), "-"]):
		done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
		assert done.stderr == ""
	assert "埇桥区科学技术协会" in done.stdout


def test_drawn_glyphs_are_those_of_the_text(long_pdf: bytes) -> None:
	"""A glyph number that a reader takes for another would draw other characters than it copies."""
	import pypdfium2

	page = pypdfium2.PdfDocument(long_pdf)[0]
	drawn = page.render(scale=2).to_pil().convert("L")
	for line in read_pages(long_pdf)[0].lines:
		for each in (each for each in line.characters if each["text"] in "一—"):
			box = [round(2 * each[key]) for key in ("x0", "top", "x1", "bottom")]
			ink = Image.eval(drawn.crop(box), lambda value: 255 * (value < 128)).getbbox()
			assert ink is not None
			assert ink[3] - ink[1] < 8


# The same bytes


def test_same_paper_same_bytes(long_paper: SummaryPaper, long_pdf: bytes) -> None:
	assert render_pdf(long_paper) == long_pdf


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
	"""Other hashes, another folder, another clock, another language."""
	program = (
		"import hashlib\n"
		"from kepu_app.core.printing.paper_models import nominee_list_paper\n"
		"from kepu_app.core.printing.pdf import render_pdf\n"
		"from tests.unit.factories import make_submission\n"
		"from tests.unit.long_texts import make_long_nominee, make_long_paper\n"
		"nominees = tuple(make_long_nominee(number) for number in (1, 2, 3))\n"
		"papers = make_long_paper(800), nominee_list_paper(make_submission(nominees=nominees))\n"
		"print([hashlib.sha256(render_pdf(paper)).hexdigest() for paper in papers])\n"
	)
	outputs = set()
	for seed, zone, language in (("0", "UTC", "C.UTF-8"), ("4711", "Asia/Shanghai", "C")):
		environment = {
			**os.environ,
			"PYTHONHASHSEED": seed,
			"TZ": zone,
			"LC_ALL": language,
			"PYTHONPATH": str(ROOT),
		}
		folder = tmp_path / seed
		folder.mkdir()
		outputs.add(
			subprocess.run(
				[sys.executable, "-W", "ignore", "-c", program],
				env=environment,
				cwd=folder,
				capture_output=True,
				text=True,
				timeout=120,
				check=True,
			).stdout
		)
	assert len(outputs) == 1


def test_file_names_no_folder_and_no_clock(long_pdf: bytes) -> None:
	for trace in (b"/tmp", str(ROOT).encode(), b"weasyprint-", b"kepu-"):
		assert trace not in long_pdf


# Templates of an administrator's own


def test_own_template_prints() -> None:
	pdf = render_pdf(paper_with("一"), "<p>{{ paper.place }}的总结</p>")
	assert text_of(pdf) == "安徽省宿州市埇桥区的总结"


def test_own_style_comes_after_the_shared_one() -> None:
	(line,) = read_pages(render_pdf(paper_with("一"), "<p>正文</p>", css="p { font-size: 20pt }"))[0].lines
	assert line.size == 20


def test_preview_and_pdf_are_one_page() -> None:
	paper = paper_with("科普工作")
	assert html_to_pdf(render_html(paper)) == render_pdf(paper)


@pytest.mark.parametrize(
	("body", "style"),
	[
		("<p class=a>标题</p>正文", ".a { font-family: var(--hei) }"),
		("<p class=a>标题</p>正文", "@media print { .a { font-family: var(--hei) } }"),
		("<p style='font-family: var(--hei)'>标题</p>正文", ""),
		("<p style='font: 20pt/1 var(--hei)'>标题</p>正文", "p:nth-child(1) { font-family: var(--hei) }"),
		("<p class=a></p>正文", ".a { font-family: var(--hei) } .a::before { content: '标题' }"),
		("<h1>标题</h1><p>正文</p>", "html { font-family: var(--hei) } p { font-family: var(--body) }"),
		("<h1>标题</h1>正文", "h1 { font-family: var(--kai) } </style><style>h1 { font-family: var(--hei) }"),
		(
			"<h1>标题</h1>正文",
			"h1 { font-family: var(--kai) } </style><style media=print>h1 { font-family: var(--hei) }",
		),
		(
			"<!-- 注 --><p class=a>标题</p>正文",
			"p:: { font-family: var(--kai) } .a { font-family: var(--hei) }",
		),
	],
)
def test_role_of_any_style_is_found(body: str, style: str) -> None:
	pages = read_pages(html_to_pdf(page_of(body, style)))
	by_text = {
		each["text"]: each["fontname"].split("+")[1]
		for line in pages[0].every_line
		for each in line.characters
	}
	hei, text = (installed_fonts().chains[role][0].name for role in (Role.HEI, Role.BODY))
	assert (by_text["标"], by_text["正"]) == (hei, text)


def test_other_fonts_are_refused() -> None:
	with pytest.raises(FontError, match=r"“正文”.*sans-serif") as caught:
		html_to_pdf(page_of("<p>正文</p>", "p { font-family: sans-serif }"))
	assert caught.value.code == "paper.foreign_font"


def test_text_in_a_picture_is_refused() -> None:
	picture = (
		'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15">图中文字</text></svg>'
	)
	with pytest.raises(FontError, match="图中文字"):
		html_to_pdf(page_of(f"<p>正文</p>{picture}"))


def test_marks_of_lists_and_positioned_text() -> None:
	body = "<ul><li>科</ul><ol><li>普</ol><p style='position: absolute; font-family: var(--kai)'>示范</p>"
	assert sorted(text_of(html_to_pdf(page_of(body))).replace(" ", "")) == sorted("•科1.普示范")


def test_entities_and_comments() -> None:
	pdf = html_to_pdf(page_of("<!-- \U0001f600 -->&#x57C7;桥区&mdash;&lt;p&gt;"))
	assert text_of(pdf) == "埇桥区—<p>"


def test_image_that_was_handed_in_is_shown() -> None:
	target = io.BytesIO()
	Image.new("RGB", (20, 20), "red").save(target, "PNG")
	body = '<img src="kepu-image:印章.png" style="width: 40mm">'
	pdf = html_to_pdf(page_of(body), images={"印章.png": target.getvalue()})
	(image,) = pdfplumber.open(io.BytesIO(pdf)).pages[0].images
	assert image["width"] == pytest.approx(40 / 25.4 * 72, abs=0.1)


# Nothing else is read


@pytest.fixture
def secret(tmp_path: Path) -> str:
	"""Provide the address of a file, and of a style sheet and a picture by turns, that must not be read."""
	path = tmp_path / "secret.css"
	path.write_text(f"body::before {{ content: '{SECRET}' }}", encoding="utf-8")
	return path.as_uri()


@pytest.mark.parametrize(
	"page",
	[
		'<link rel=stylesheet href="ADDRESS"><p>正文</p>',
		'<style>@import url("ADDRESS");</style><p>正文</p>',
		'<p>正文</p><img src="ADDRESS">',
		'<p>正文</p><object data="ADDRESS"></object>',
		'<p>正文</p><embed src="ADDRESS">',
		'<style>p { background: url("ADDRESS") }</style><p>正文</p>',
		'<style>li { list-style-image: url("ADDRESS") }</style><ul><li>正文</ul>',
		'<style>p::before { content: url("ADDRESS") }</style><p>正文</p>',
		'<style>@font-face { font-family: "x"; src: url("ADDRESS") } p { font-family: "x", var(--body) }</style><p>正文</p>',
		'<p>正文</p><svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="ADDRESS" width="9" height="9"/></svg>',
	],
)
@pytest.mark.parametrize(
	"address",
	[
		"FILE",
		"http://127.0.0.1:9/secret.css",
		"https://example.invalid/secret.css",
		"ftp://example.invalid/secret.css",
		"data:text/css,body::before{content:'x'}",
		"kepu-image:other.png",
		"kepu-font:other",
		"secret.css",
		"//example.invalid/secret.css",
	],
)
def test_foreign_addresses_are_refused(page: str, address: str, secret: str) -> None:
	address = secret if address == "FILE" else address
	with pytest.raises(InputError, match="不得读取外部内容") as caught:
		html_to_pdf(f"<html>{page.replace('ADDRESS', address)}</html>", images={"seal.png": b""})
	assert caught.value.code == "paper.foreign_address"
	assert address.rsplit("/", 1)[-1] in caught.value.place.replace("%27", "'")


def test_base_address_reaches_nothing(secret: str) -> None:
	page = f'<html><head><base href="{secret}"></head><body><img src="secret.css"></body></html>'
	with pytest.raises(InputError, match="file:"):
		html_to_pdf(page)


def test_attachments_are_refused(secret: str) -> None:
	for page in (
		f'<html><head><link rel=attachment href="{secret}"></head><body>正文</body></html>',
		f'<html><body><a rel=attachment href="{secret}">正文</a></body></html>',
	):
		with pytest.raises(InputError, match="不得读取外部内容"):
			html_to_pdf(page)


def test_fonts_of_the_machine_are_not_read() -> None:
	style = '@font-face { font-family: "x"; src: local("NotoSansCJKsc-Regular") } p { font-family: "x", var(--body) }'
	with pytest.raises(InputError, match="file:"):
		html_to_pdf(page_of("<p>正文</p>", style))


def test_shipped_papers_make_weasyprint_complain_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
	papers: list[SummaryPaper | CaseBookPaper | NomineeListPaper] = [
		paper_with("科普"),
		case_book_paper(make_submission()),
		nominee_list_paper(make_submission(nominees=(make_long_nominee(1),))),
	]
	for paper in papers:
		render_pdf(paper)
	assert [record.message for record in caplog.records if record.name.startswith("weasyprint")] == []
