"""The text of one paragraph: runs, fields by their result, changes as accepted, text boxes separate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kepu_app.core.intake.fields import OpenFields, Printed
from kepu_app.core.intake.styles import Styles
from kepu_app.core.intake.xml import MC, W, child

_TRANSPARENT = frozenset(
	f"{W}{name}"
	for name in (
		"ins",
		"moveTo",
		"hyperlink",
		"smartTag",
		"customXml",
		"dir",
		"bdo",
		"fldSimple",
		"sdtContent",
	)
)
"""Elements that only wrap runs."""

_REMOVED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_SYMBOL_FONTS = {
	"wingdings": {
		0x6C: "●",
		0x6E: "■",
		0x71: "❑",
		0x75: "◆",
		0x76: "❖",
		0xA7: "▪",
		0xA8: "☐",
		0xD8: "➢",
		0xFB: "✗",
		0xFC: "✓",
		0xFD: "☒",
		0xFE: "☑",
		0x6F: "☐",
	},
	"symbol": {
		0xB7: "•",
		0xB0: "°",
		0xB1: "±",
		0xB4: "×",
		0xB8: "÷",
		0xA3: "≤",
		0xB3: "≥",
		0xAE: "→",
		0x6D: "μ",
		0x57: "Ω",
	},
	"wingdings 2": {0x50: "✓", 0x52: "☑", 0xA3: "☐", 0x53: "☒"},
}
"""Characters of symbol fonts by their code; Word writes them in the private use area from U+F000 on."""

_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = ("blip", "imagedata")
_CODE = re.compile("[0-9A-Fa-f]{1,6}")
_LINE_END = re.compile("[\r\n]+")
_KEEP_SPACES = "{http://www.w3.org/XML/1998/namespace}space"
_SAMPLE = 40


@dataclass
class Findings:
	"""What is left out, by kind, with the first sample of each."""

	counts: Counter[str] = field(default_factory=Counter)
	samples: dict[str, str] = field(default_factory=dict)

	def add(self, what: str, sample: str = "") -> None:
		self.counts[what] += 1
		if sample.strip():
			self.samples.setdefault(what, " ".join(sample.split())[:_SAMPLE])


@dataclass
class Inline:
	"""A paragraph's text, and the contents of its anchored text boxes."""

	text: str = ""
	boxes: list[etree._Element] = field(default_factory=list)


class RunReader:
	"""Reads paragraphs of one document; a complex field may span several of them."""

	def __init__(
		self, styles: Styles, findings: Findings, notes: dict[str, str], root: etree._Element
	) -> None:
		"""Initialise for the document ``root``; ``notes`` are the footnotes and endnotes by the reference's
		tag and id."""
		self._styles = styles
		self._findings = findings
		self._notes = notes
		self._fields = OpenFields(root)

	def read(self, paragraph: etree._Element) -> Inline:
		inline = Inline()
		if self._styles.hides(paragraph):
			self._findings.add("隐藏文字", "".join(paragraph.itertext(f"{W}t")))
			return inline
		pieces = [piece for element in paragraph for piece in self._pieces(element, inline)]
		inline.text = "".join(pieces)
		return inline

	def _pieces(self, element: etree._Element, inline: Inline) -> Iterator[str]:
		tag = element.tag
		if tag == f"{W}r":
			yield from self._run(element, inline)
		elif tag in _TRANSPARENT:
			for each in element:
				yield from self._pieces(each, inline)
		elif tag in _REMOVED:
			self._findings.add("修订中已删除的文字", "".join(element.itertext(f"{W}delText", f"{W}t")))
		elif tag == f"{W}sdt":
			yield from self._control(element, inline)
		elif tag == f"{MC}AlternateContent":
			for each in chosen(element):
				yield from self._pieces(each, inline)
		elif isinstance(tag, str) and tag.endswith(("}oMath", "}oMathPara")):
			yield self._formula(element)

	def _control(self, element: etree._Element, inline: Inline) -> Iterator[str]:
		content = child(element, "sdtContent")
		for each in () if content is None else content:
			yield from self._pieces(each, inline)

	def _formula(self, element: etree._Element) -> str:
		text = "".join(each.text or "" for each in element.iter("{*}t"))
		self._findings.add("公式（按文字写出，请核对）", text)
		return text

	def _run(self, run: etree._Element, inline: Inline) -> Iterator[str]:
		if self._styles.is_hidden(run):
			self._fields_of(run)
			self._findings.add("隐藏文字", "".join(run.itertext(f"{W}t")))
			return
		for element in run:
			text = self._run_content(element, inline)
			if text and self._fields.is_shown:
				yield text

	def _fields_of(self, run: etree._Element) -> None:
		for element in run.iterchildren(f"{W}fldChar"):
			self._fields.mark(element)

	def _printed(self, printed: Printed | None) -> str:
		"""Return what a field without a result prints."""
		if printed is None:
			return ""
		if printed.doubt:
			self._findings.add(*printed.doubt.split("：", 1))
		return self._character(*printed.symbol) if printed.symbol else printed.text

	def _run_content(self, element: etree._Element, inline: Inline) -> str:
		name = etree.QName(element).localname if isinstance(element.tag, str) else ""
		if name in _CHARACTERS:
			return _CHARACTERS[name]
		if name == "t":
			return _text_of(element)
		if name == "fldChar":
			return self._printed(self._fields.mark(element))
		if name == "sym":
			return self._symbol(element)
		if name == "ruby":
			base = child(element, "rubyBase")
			return "" if base is None else "".join(base.itertext(f"{W}t"))
		self._beside(element, name, inline)
		return ""

	def _beside(self, element: etree._Element, name: str, inline: Inline) -> None:
		"""Collect what is in a run and is no text of the line."""
		if name == "instrText":
			self._fields.instruct(element.text or "")
		elif name in ("footnoteReference", "endnoteReference"):
			key = f"{name}:{element.get(f'{W}id')}"
			self._findings.add("脚注" if name.startswith("foot") else "尾注", self._notes.get(key, ""))
		elif name in ("drawing", "pict", "object", "AlternateContent"):
			self._drawing(element, inline)

	def _symbol(self, element: etree._Element) -> str:
		code = element.get(f"{W}char", "")
		is_code = _CODE.fullmatch(code)
		return self._character(element.get(f"{W}font", ""), int(code, 16)) if is_code else ""

	def _character(self, font: str, code: int) -> str:
		"""Return a character by its code; in symbol fonts with or without the offset of the private use area."""
		symbols = _SYMBOL_FONTS.get(font.lower(), {})
		is_private = 0xF000 <= code <= 0xF0FF
		if code & 0xFF in symbols and (is_private or code <= 0xFF):
			return symbols[code & 0xFF]
		if is_private:
			self._findings.add("符号字体中的符号", f"{font} {code:04X}")
			return ""
		return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""

	def _drawing(self, element: etree._Element, inline: Inline) -> None:
		parts = list(chosen(element)) if element.tag == f"{MC}AlternateContent" else [element]
		for part in parts:
			boxes = list(outermost_boxes(part))
			inline.boxes += boxes
			if not boxes:
				self._findings.add(_kind_of_drawing(part), _letters_of_drawing(part))


def chosen(element: etree._Element) -> Iterator[etree._Element]:
	"""Return the first of alternatives: Word writes a text box twice."""
	choice = element.find(f"{MC}Choice")
	fallback = element.find(f"{MC}Fallback")
	picked = choice if choice is not None and len(choice) else fallback
	yield from () if picked is None else picked


def outermost_boxes(element: etree._Element) -> Iterator[etree._Element]:
	"""Yield contents of text boxes; one inside another is read with it."""
	if element.tag == f"{W}txbxContent":
		yield element
		return
	parts = chosen(element) if element.tag == f"{MC}AlternateContent" else element
	for each in parts:
		yield from outermost_boxes(each)


def _kind_of_drawing(element: etree._Element) -> str:
	names = {etree.QName(each).localname for each in element.iter(etree.Element)}
	if names.intersection(("OLEObject", "objectEmbed")):
		return "嵌入的对象"
	if "chart" in names:
		return "图表"
	if "relIds" in names:
		return "图示（SmartArt）"
	return "图片" if names.intersection(_PICTURES) else "图形"


def _letters_of_drawing(element: etree._Element) -> str:
	"""Return letters that are drawn, as those of an old WordArt."""
	return "".join(each.get("string", "") for each in element.iter("{*}textpath"))


def _text_of(element: etree._Element) -> str:
	"""Replace the XML's line ends by blanks; blanks at the margins count only where the file says so."""
	text = " ".join(_LINE_END.split(element.text or ""))
	return text if element.get(_KEEP_SPACES) == "preserve" else text.strip(" ")
