"""What is replaced inside WeasyPrint changes nothing but the time that it takes."""

from __future__ import annotations

import pytest
import weasyprint
from weasyprint.css.properties import Dimension
from weasyprint.layout import inline, percent

from kepu_app.core.printing.justify import every_box
from kepu_app.core.printing.pdf import html_to_pdf, render_pdf
from kepu_app.core.printing.weasyprint_boxes import used_by_style
from kepu_app.core.printing.weasyprint_speed import REPLACED, owner_of, replace_all
from tests.unit.long_texts import make_long_paper, make_text

TEXTS = {
	"chinese": make_text(400),
	"latin": "The quick brown fox jumps over the lazy dog. " * 20,
	"address": "请登录https://www.kepuchina.cn/article/articleinfo?business_type=100&ar_id=123456查看，" * 8,
	"numbers": "共投入1,234.5万元，增长20–30%，电话0551-62670123；" * 12,
	"soft hyphens": "科普x\u00ad" * 80,
	"blanks": "科 普 示 范  县 " * 40,
	"marks": "“科普”、《中国》——（示范）……" * 20,
	"lines": "科普\n示范\n" * 30,
	"arabic": "مرحبا بالعالم " * 10 + "科普" * 40,
	"one word": "A" * 300,
}
STYLES = (
	"p { text-align: justify; letter-spacing: -.21pt; text-indent: 2em; overflow-wrap: anywhere }",
	"p { width: 7.3em; text-align: justify; text-decoration: underline }",
	"p { width: 3em; word-break: break-all }",
	"p { white-space: pre-wrap; word-spacing: .3em; font-variant: small-caps }",
	"p { hyphens: auto; width: 12em; font-feature-settings: 'liga' 0 }",
	"p::first-line { font-size: 1.4em } p::first-letter { font-size: 2em } p { text-transform: uppercase }",
	"p { direction: rtl; width: 15em; text-overflow: ellipsis; overflow: hidden }",
	"p { font-size: 9pt; columns: 2 } b { font-family: var(--kai); position: relative; top: 2pt }",
)

_BOXES = """<p>首</p><div class=a><p>科普示范县</p><p style="margin: 5% 10%; width: 40%">范<b>围</b>2024</p></div>
<table><tr><td>科普</td><td rowspan=2>示范 A</td></tr><tr><td>县</td></tr></table>
<ul><li>一</li><li><span>二</span>三</li></ul><p class=b>科普<span class=c>示范</span>县AV To</p><p>末</p>"""
BOX_STYLES = (
	".a { float: left; width: 30%; border: 1pt solid; padding: 2% } .b { clear: left } .c { float: right }",
	".a { border: 2pt dotted red; border-radius: 5pt / 10%; background: linear-gradient(red, blue) } .b { outline: 1pt solid }",
	".a { display: flex; gap: 2% } .a p { flex: 1; min-width: 10%; box-sizing: border-box; padding: 3pt } .c { outline: 2pt dashed blue }",
	".a { display: grid; grid-template-columns: 1fr 2fr } td { border: 1pt solid } table { border-collapse: collapse }",
	".a { position: relative; height: 40mm } .a p { position: absolute; top: 20%; right: 0 } .c { position: relative; left: 5% }",
	"body { direction: rtl; text-align: start } .c { display: inline-block; width: 50%; padding: 1pt } td { padding: 1% }",
	".a { columns: 2; height: 20mm } .b { visibility: hidden; background: red } .c { visibility: visible; box-shadow: 1pt 1pt red }",
	"@page { @footnote { border-top: 1pt solid } @top-center { content: string(h); width: 50% } } .c { float: footnote } .b { string-set: h content() }",
	"@page { size: 60mm 40mm; margin: 10%; @bottom-center { content: counter(page) } } .a { break-after: page; padding-inline-start: 8% }",
	"@page { size: 60mm 40mm; margin: 2vw; counter-increment: page 2; @bottom-left { content: counter(page) '/' counter(pages) } }"
	"@page :nth(3) { margin: 9mm; @top-right { content: '三'; width: 40% } } @page wide { size: 80mm 30mm } .b { page: wide }",
	"p { width: 50%; padding-left: 5%; border-left: 1pt solid } .b { break-before: page } @page :first { margin: 30mm }",
	"p { margin: calc(1% + 2pt); height: 50%; max-width: 70%; min-height: 3em } .a { height: 60mm; transform: rotate(3deg); opacity: .5 }",
	".b { font-kerning: none; vertical-align: 20% } .c { vertical-align: super; font-size: 60%; color: currentcolor } ul { list-style: inside square }",
	":root { --w: 20% } .a { width: var(--w); margin-inline: auto; border-inline-start: 3pt solid } .c { all: initial } .b { padding: inherit }",
)
"""What is laid out and drawn in ways that are replaced: boxes of all kinds, with lengths that depend on others."""


def as_weasyprint_has_them(monkeypatch: pytest.MonkeyPatch) -> int:
	"""Take everything back, and returns how much there was."""
	major = weasyprint.__version__.partition(".")[0]
	replaced = 0
	for each in REPLACED:
		instead = getattr(owner_of(each), each.name) if major in each.versions else None
		if hasattr(instead, "__wrapped__"):
			monkeypatch.setattr(owner_of(each), each.name, instead.__wrapped__)
			replaced += 1
	return replaced


def page(text: str, style: str) -> str:
	half = len(text) // 2
	body = f"<p>{text}</p><p>科普<b>{text[:half]}</b>示{text[half:]}<br>范</p>".replace("&", "&amp;")
	return f"<html lang=zh-CN><head><style>{style}</style></head><body>{body}</body></html>"


@pytest.mark.parametrize("style", STYLES)
def test_same_bytes_as_with_weasyprints_own(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
	pages = [page(text, style) for text in TEXTS.values()]
	quick = [html_to_pdf(each) for each in pages]
	assert as_weasyprint_has_them(monkeypatch)
	assert [html_to_pdf(each) for each in pages] == quick


@pytest.mark.parametrize("style", BOX_STYLES)
def test_same_bytes_of_boxes(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
	html = f"<html lang=zh-CN><head><style>{style}</style></head><body>{_BOXES}</body></html>"
	quick = html_to_pdf(html)
	as_weasyprint_has_them(monkeypatch)
	assert html_to_pdf(html) == quick


def test_a_style_that_is_changed_is_looked_at_anew() -> None:
	resolve = used_by_style(percent.resolve_percentages)
	[page] = weasyprint.HTML(string="<p style='width: 300px'>科普").render().pages
	box = next(each for each in every_box(page) if each.element_tag == "p")
	for width in (300, 200):
		box.style["width"] = Dimension(width, "px")
		for _time in range(2):
			box.width = None
			resolve(box, (1000, 1000))
			assert box.width == width


def test_same_bytes_of_a_summary(monkeypatch: pytest.MonkeyPatch) -> None:
	quick = render_pdf(make_long_paper())
	assert as_weasyprint_has_them(monkeypatch)
	assert render_pdf(make_long_paper()) == quick


def test_a_line_takes_a_beginning_of_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
	[replacement] = [each for each in REPLACED if each.name == "split_first_line"]
	lengths = []

	def noting(text: str, *rest: object) -> object:
		lengths.append(len(text))
		return own(text, *rest)

	own = inline.split_first_line.__wrapped__
	monkeypatch.setattr(inline, "split_first_line", replacement.make(noting))
	html_to_pdf(page("科普示范县" * 200, STYLES[0]))
	assert max(lengths[:10]) < 100


def test_another_version_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
	before = inline.split_first_line
	monkeypatch.setattr(weasyprint, "__version__", "58.1")
	replace_all()
	assert inline.split_first_line is before


def test_is_for_the_versions_that_the_tests_run_with() -> None:
	assert {version for each in REPLACED for version in each.versions} == {"59", "70"}
