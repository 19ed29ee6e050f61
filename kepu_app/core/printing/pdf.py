"""Papers as PDF, by WeasyPrint with fonts that were cut beforehand.

WeasyPrint gets no font but those that ``fonts`` has cut to the paper's characters, and embeds them as
they are. So it neither reads nor cuts a large font itself, which is what takes most of its time. Every
version from 59.0 on passes the same tests.

Nothing is read but what is handed in, and nothing of the clock, of chance or of this machine gets into
the file. The same paper and fonts give the same bytes.
"""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import pydyf
import weasyprint
import weasyprint.urls
from weasyprint.text.fonts import FontConfiguration

from kepu_app.core.errors import FontError, InputError
from kepu_app.core.printing.complete import refuse_incomplete, text_of_page
from kepu_app.core.printing.font_roles import guess_texts, texts_out_of_reach, whole_text
from kepu_app.core.printing.fonts import CutFonts, FontSet, Role, cut_fonts, installed_fonts, no_font_for
from kepu_app.core.printing.html import Paper, render_html
from kepu_app.core.printing.justify import add_break_hints, justify_lines
from kepu_app.core.printing.lean_page import LeanPage
from kepu_app.core.printing.paper_codes import FROM_FOOT, svg_of
from kepu_app.core.printing.pdf_streams import pack_quickly, pack_streams
from kepu_app.core.printing.weasyprint_speed import no_fonts_of_the_machine, replace_all

replace_all()

IMAGE_SCHEME = "kepu-image"
"""``<img src="kepu-image:seal.png">`` shows the image that was handed in as ``seal.png``."""

_FONT_SCHEME = "kepu-font"
_CODE_IMAGE = "paper-code.svg"
_CODE_BOX = (
	f"""content: url({IMAGE_SCHEME}:{_CODE_IMAGE}); vertical-align: bottom; padding-bottom: {FROM_FOOT}mm;"""
)
_CODE_STYLE = f"""@page :right {{ @bottom-left {{ {_CODE_BOX} text-align: left }} }}
@page :left {{ @bottom-right {{ {_CODE_BOX} text-align: right }} }}"""
"""Opposite the page number, in the inner corner of the foot."""

_NOT_PLAIN = re.compile(r"url\(|@import|@font-face|@counter-style|@color-profile|\\", re.IGNORECASE)
_LONGEST_BLOCK = 100
"""Most entries of one bfchar block (Adobe Technical Note 5014)."""
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{entries}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def render_pdf(
	paper: Paper, template: str | None = None, css: str = "", fonts: FontSet | None = None
) -> bytes:
	"""Return the paper as PDF: the same bytes for the same paper, template, style and fonts.

	Args:
		paper: Attachment 2, 3 or 4.
		template: the source of an own template; the shipped one by default.
		css: own style rules, which come after the shared ones.
		fonts: those of this machine by default.

	Raises:
		FontError: a character that no installed font has.
		InputError: the template is unusable, or wants something read.
	"""
	if not paper.code:
		return html_to_pdf(render_html(paper, template, css), fonts=fonts)
	# The version stands in the page, so that the file's own number changes with it.
	html = str(render_html(paper, template, css)).replace(
		"</head>", f"<style>{_CODE_STYLE}</style></head>", 1
	)
	return html_to_pdf(html, {_CODE_IMAGE: svg_of(paper.code)}, fonts)


def html_to_pdf(html: str, images: Mapping[str, bytes] | None = None, fonts: FontSet | None = None) -> bytes:
	"""Print a page of HTML with its own style sheet, such as ``paper.render_html`` makes.

	The style sheet names fonts by their role: ``font-family: var(--body)``, likewise ``--title``,
	``--kai``, ``--hei`` and ``--song``. Nothing else may be named.

	Args:
		html: a whole page.
		images: what ``kepu-image:NAME`` shows, by name.
		fonts: those of this machine by default.

	Raises:
		FontError: a character that no installed font has, or a font that is none of a role's.
		InputError: the page wants anything else read, or does not fit on paper as a whole.
	"""
	if halves := re.findall("[\ud800-\udfff]", html):
		raise no_font_for(sorted(set(halves)))
	files = _Files({f"{IMAGE_SCHEME}:{name}": content for name, content in (images or {}).items()})
	with _garbage_collected_afterwards():
		pdf = _print(html, files, fonts or installed_fonts())
	files.report_refusals()
	return pdf


@contextmanager
def _garbage_collected_afterwards() -> Iterator[None]:
	"""Switch garbage collection off during a layout, whose hundred thousand objects all stay alive until its end.

	Afterwards they are garbage all at once: only the young generation is collected."""
	was_enabled = gc.isenabled()
	gc.disable()
	try:
		yield
	finally:
		if was_enabled:
			gc.enable()
			gc.collect(0)


def _print(html: str, files: _Files, fonts: FontSet) -> bytes:
	page = LeanPage(string=html, base_url=f"{IMAGE_SCHEME}:", url_fetcher=files)
	text = text_of_page(page)
	add_break_hints(page.etree_element)
	document, cut = _laid_out(page, fonts, files)
	refuse_incomplete(text, document)
	justify_lines(document)
	document.fonts = _FontsAsTheyAre()
	printed: bytes = document.write_pdf(
		finisher=lambda document, pdf: _finish_fonts(document, pdf, cut),
		pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
	)
	return printed


class _FontsAsTheyAre(dict[int, Any]):
	"""The fonts that a document uses, by WeasyPrint's key; keeps it from cutting them a second time."""

	def __setitem__(self, key: int, font: Any) -> None:
		font.clean = lambda *_: None
		super().__setitem__(key, font)


_Fetcher: Any = getattr(weasyprint.urls, "URLFetcher", object)
"""WeasyPrint 59 has no such class and takes a function."""


class _Files(_Fetcher):  # type: ignore[misc]  # known when the installed WeasyPrint is
	"""WeasyPrint's only source of files: what was handed in. Keeps the addresses that it refused.

	The initialiser of the base class, where there is one, would set up what reads files and the web.
	"""

	_fail_on_errors = False

	def __init__(self, contents: dict[str, bytes]) -> None:
		self.contents = contents
		self.refused: list[str] = []

	def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
		"""Return a response for WeasyPrint. Raises PermissionError for an address that was not handed in."""
		content = self.contents.get(unquote(url))
		if content is None:
			self.refused.append(url)
			raise PermissionError(f"{url} was not handed in")
		if hasattr(weasyprint.urls, "URLFetcherResponse"):
			return weasyprint.urls.URLFetcherResponse(url, content)
		return {"string": content}

	def __call__(self, url: str) -> Any:
		return self.fetch(url)

	def report_refusals(self) -> None:
		"""Raise InputError if anything was refused: WeasyPrint itself goes on without it."""
		if self.refused:
			addresses = "、".join(f"“{each}”" for each in dict.fromkeys(self.refused))
			message = f"网页不得读取外部内容：{addresses}；图片须随打印内容一起提供"
			raise InputError(message, code="paper.foreign_address", place=self.refused[0])


def _laid_out(page: weasyprint.HTML, fonts: FontSet, files: _Files) -> tuple[weasyprint.Document, CutFonts]:
	"""Return the page laid out with fonts cut to it: first as guessed, then if need be with every font cut
	to all characters."""
	texts = guess_texts(page)
	sheets = _lifted_sheets(page)
	for _attempt in range(2):
		cut = cut_fonts(texts, fonts)
		document = _lay_out(page, sheets, cut, files)
		strays = texts_out_of_reach(document, cut)
		if not strays:
			return document, cut
		texts = dict.fromkeys(Role, whole_text(document) + "".join(texts.values()))
	raise _foreign_font(*next(iter(strays.items())))


def _lay_out(
	page: weasyprint.HTML, sheets: list[weasyprint.CSS], cut: CutFonts, files: _Files
) -> weasyprint.Document:
	files.contents.update({f"{_FONT_SCHEME}:{family}": font.content for family, font in cut.fonts.items()})
	with nullcontext() if _may_use_fonts_of_the_machine(page, files) else no_fonts_of_the_machine():
		configuration = FontConfiguration()
	for family in cut.fonts:
		source = [("external", f"{_FONT_SCHEME}:{family}")]
		configuration.add_font_face({"font_family": family, "src": source}, files)
	roles = weasyprint.CSS(string=_role_sheet(cut))
	sheets = [_plain_sheet("html { font-family: var(--body) }"), *sheets, roles]
	document = page.render(font_config=configuration, stylesheets=sheets)
	files.report_refusals()
	return document


def _may_use_fonts_of_the_machine(page: weasyprint.HTML, files: _Files) -> bool:
	"""Pictures may have text in them, and style sheets that were not lifted may name fonts. Such use must
	be noticed, not quietly replaced."""
	has_images = any(address.startswith(IMAGE_SCHEME) for address in files.contents)
	return has_images or any(str(each.tag).endswith(("svg", "style")) for each in page.etree_element.iter())


def _lifted_sheets(page: weasyprint.HTML) -> list[weasyprint.CSS]:
	"""Take the plain style sheets out of the page's head, as WeasyPrint keeps them once they are read: every
	summary has the same one. One that names addresses or has conditions stays where it is."""
	sheets = []
	for head in page.etree_element.iter("head"):
		for style in head.findall("style"):
			text = style.text or ""
			if style.attrib or _NOT_PLAIN.search(text):
				break
			sheets.append(_plain_sheet(text))
			head.remove(style)
	return sheets


@lru_cache(maxsize=8)
def _plain_sheet(text: str) -> weasyprint.CSS:
	return weasyprint.CSS(string=text, url_fetcher=_Files({}))


def _role_sheet(cut: CutFonts) -> str:
	"""Give each role its families, over whatever the page says.

	A role without text gets a name that no font has: text that is in it after all has to be noticed.
	"""
	roles = "".join(
		f"--{role.value}: {', '.join(families) or f'kepu-no-{role.value}'} !important;"
		for role, families in cut.families.items()
	)
	return f":root {{ {roles} }}"


def _finish_fonts(document: weasyprint.Document, pdf: pydyf.PDF, cut: CutFonts) -> None:
	"""Give each embedded font its own name back, and the table by which a reader copies its text.

	Raises:
		FontError: a font of this machine was used, as pictures with text may.
	"""
	for font in document.fonts.values():
		family = font.family.decode() if isinstance(font.family, bytes) else font.family
		if family not in cut.fonts:
			raise _foreign_font("".join(_characters(font).values()), family)
		for item in pdf.objects:
			if isinstance(item, pydyf.Stream) and item.stream and item.stream[0] is font.file_content:
				pack_quickly(item)
			elif isinstance(item, pydyf.Dictionary) and font.name in (
				item.get("BaseFont"),
				item.get("FontName"),
			):
				if "ToUnicode" in item:
					number = int(item["ToUnicode"].split()[0])
					pdf.objects[number].stream = [_to_unicode(_characters(font))]
				_rename(item, font.hash, cut.fonts[family].name)
	pack_streams(pdf)


def _characters(font: Any) -> dict[int, str]:
	"""Return the text of each glyph that WeasyPrint has drawn."""
	characters: dict[int, str] = font.to_unicode if hasattr(font, "to_unicode") else font.cmap
	return characters


def _foreign_font(text: str, families: str) -> FontError:
	message = (
		f"文字“{text[:20]}”要用的字体（{families}）不是公文字体："
		"font-family只能写var(--title)、var(--body)、var(--kai)、var(--hei)或var(--song)"
	)
	return FontError(message, code="paper.foreign_font", place=text[:20])


def _to_unicode(characters: Mapping[int, str]) -> bytes:
	"""Return the table by which a reader copies and searches text (ISO 32000-1, 9.10.3)."""
	entries = [f"<{glyph:04x}> <{_utf_16(text)}>" for glyph, text in characters.items()]
	blocks = [entries[start : start + _LONGEST_BLOCK] for start in range(0, len(entries), _LONGEST_BLOCK)]
	lines = "".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar\n" for block in blocks)
	return _CMAP.format(entries=lines).encode("ascii")


@lru_cache(maxsize=1 << 14)
def _utf_16(text: str) -> str:
	return text.encode("utf-16-be").hex()


def _rename(item: pydyf.Dictionary, tag: str, name: str) -> None:
	"""Six letters, + and the PostScript name: a subset's name (ISO 32000-1, 9.6.4)."""
	for key in ("BaseFont", "FontName"):
		if key in item:
			item[key] = f"/{tag}+{name}"
	if "FontFamily" in item:
		item["FontFamily"] = pydyf.String(name)
