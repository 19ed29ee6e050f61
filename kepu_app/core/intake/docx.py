"""A .docx as a reader of the page sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from kepu_app.core.errors import InputError
from kepu_app.core.intake.numbering import Numbering
from kepu_app.core.intake.page import Block, LeftOut, Line, Page, Table, Where
from kepu_app.core.intake.runs import Findings, RunReader, chosen
from kepu_app.core.intake.styles import Styles
from kepu_app.core.intake.xml import MC, W, child, children, is_on, path, value_of
from kepu_app.core.office import Refusal, RefusedZip, ZipLimits, content_types, parse_part, unzip

LIMITS = ZipLimits(packed=50 << 20, unpacked=300 << 20, text_part=32 << 20, parts=5000)
"""A report with a dozen photographs has 30 MB; its text a few hundred kilobytes."""

MOST_ELEMENTS = 400_000
"""Elements of the text; a report of 3000 字 has some thousands."""

_MAIN = "wordprocessingml.document.main"
_BLOCK_WRAPPERS = frozenset(f"{W}{name}" for name in ("customXml", "ins", "moveTo", "sdtContent", "smartTag"))
_PAGE_NUMBER = " 0123456789-—–－·第页共/"


def read_docx(name: str, data: bytes) -> Page:
	"""Reads a .docx. Raises InputError where it is none, damaged, hostile or with macros."""
	parts = _parts(name, data)
	main = _main_part(name, parts)
	root = _parsed(name, parts[main])
	if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
		raise _refused(name, "word.too_large", f"正文结构超过{MOST_ELEMENTS}个元素，不是一份报告")
	try:
		return _Reader(name, parts, main, root).page()
	except RecursionError as error:
		raise _refused(name, "word.too_deep", "内部结构嵌套过深，文件不正常") from error


class _Reader:
	def __init__(self, name: str, parts: Mapping[str, bytes], main: str, root: etree._Element) -> None:
		self._name, self._parts, self._root = name, parts, root
		self._folder = main.rpartition("/")[0]
		self._findings = Findings()
		self._styles = Styles(self._part("styles.xml"))
		self._numbering = Numbering(self._part("numbering.xml"), self._styles.numbering_links())
		self._runs = RunReader(self._styles, self._findings, self._notes())
		self._carried = ""

	def page(self) -> Page:
		body = child(self._root, "body")
		if body is None:
			raise _refused(self._name, "word.not_docx", "没有正文，文件已损坏")
		blocks = tuple(self._blocks(body, Where.BODY))
		if self._carried:
			blocks = (*blocks, Line(self._carried))
		self._note_parts()
		left_out = tuple(
			LeftOut(what, count, self._findings.samples.get(what, ""))
			for what, count in self._findings.counts.items()
		)
		return Page(self._name, blocks, left_out)

	def _part(self, name: str) -> etree._Element | None:
		content = self._parts.get(f"{self._folder}/{name}" if self._folder else name)
		return None if content is None else _parsed(self._name, content)

	def _notes(self) -> dict[str, str]:
		found = {}
		for part, kind in (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")):
			for note in children(self._part(part), kind):
				found[f"{kind}Reference:{note.get(f'{W}id')}"] = "".join(note.itertext(f"{W}t"))
		return found

	def _blocks(self, parent: etree._Element, where: Where) -> Iterator[Block]:
		for element in parent:
			if element.tag == f"{W}p":
				yield from self._paragraph(element, where)
			elif element.tag == f"{W}tbl":
				yield self._table(element, where)
			elif element.tag == f"{W}sdt":
				yield from self._blocks(
					child(element, "sdtContent") if child(element, "sdtContent") is not None else (), where
				)
			elif element.tag in _BLOCK_WRAPPERS:
				yield from self._blocks(element, where)
			elif element.tag == f"{MC}AlternateContent":
				yield from self._blocks(list(chosen(element)), where)
			elif element.tag == f"{W}altChunk":
				self._findings.add("嵌入的其他文档")

	def _paragraph(self, paragraph: etree._Element, where: Where) -> Iterator[Block]:
		inline = self._runs.read(paragraph)
		mark = path(paragraph, "pPr", "rPr")
		is_joined = child(mark, "del") is not None or child(mark, "moveFrom") is not None
		text = self._carried + inline.text
		self._carried = text if is_joined else ""
		if not is_joined:
			yield from self._lines(paragraph, text, where)
		for box in inline.boxes:
			yield from self._blocks(box, Where.TEXT_BOX)

	def _lines(self, paragraph: etree._Element, text: str, where: Where) -> Iterator[Line]:
		label = self._label(paragraph) if text.strip() else ""
		outline, is_centred = self._styles.outline_of(paragraph), self._styles.is_centred(paragraph)
		for number, piece in enumerate(text.split("\n")):
			yield Line(
				(label if number == 0 else "") + piece.strip(),
				where,
				outline if number == 0 else 0,
				is_centred,
			)

	def _label(self, paragraph: etree._Element) -> str:
		number, level, style = self._styles.list_of(paragraph)
		if not number:
			return ""
		if level is None:
			level = self._numbering.level_of_style(number, style) if style else 0
		label = self._numbering.label(number, level)
		if label and label.is_bullet:
			self._findings.add("项目符号")
		return label.text if label and not label.is_bullet else ""

	def _table(self, table: etree._Element, where: Where) -> Table:
		rows = [tuple(self._cells(row)) for row in _rows(table)]
		width = max((len(row) for row in rows), default=0)
		return Table(tuple(row + (None,) * (width - len(row)) for row in rows), where)

	def _cells(self, row: etree._Element) -> Iterator[str | None]:
		before = value_of(path(row, "trPr", "gridBefore"))
		yield from (None for _ in range(min(int(before), 63) if before.isdecimal() else 0))
		for cell in _cells_of(row):
			properties = child(cell, "tcPr")
			merged = child(properties, "vMerge")
			text = "\n".join(line.text for line in Page("", tuple(self._blocks(cell, Where.BODY))).lines())
			is_rest = merged is not None and merged.get(f"{W}val", "continue") != "restart"
			yield None if is_rest and not text else text
			span = value_of(child(properties, "gridSpan"))
			yield from (None for _ in range(min(int(span), 63) - 1 if span.isdecimal() else 0))

	def _note_parts(self) -> None:
		"""What stands beside the text: headers, footers, comments."""
		for name, content in self._parts.items():
			file = name.rpartition("/")[2]
			if file.startswith(("header", "footer")) and file.endswith(".xml"):
				text = "".join(_parsed(self._name, content).itertext(f"{W}t"))
				if text.strip(_PAGE_NUMBER):
					self._findings.add("页眉" if file.startswith("header") else "页脚", text)
		for comment in children(self._part("comments.xml"), "comment"):
			self._findings.add("批注", "".join(comment.itertext(f"{W}t")))


def _rows(parent: etree._Element) -> Iterator[etree._Element]:
	"""Rows as accepted and shown; wrappers are looked into."""
	for element in parent:
		if element.tag == f"{W}tr":
			properties = child(element, "trPr")
			if child(properties, "del") is None and not is_on(child(properties, "hidden")):
				yield element
		elif element.tag == f"{W}sdt":
			content = child(element, "sdtContent")
			yield from _rows(content) if content is not None else ()
		elif element.tag in _BLOCK_WRAPPERS:
			yield from _rows(element)


def _cells_of(parent: etree._Element) -> Iterator[etree._Element]:
	for element in parent:
		if element.tag == f"{W}tc":
			yield element
		elif element.tag == f"{W}sdt":
			content = child(element, "sdtContent")
			yield from _cells_of(content) if content is not None else ()
		elif element.tag in _BLOCK_WRAPPERS:
			yield from _cells_of(element)


def _parts(name: str, data: bytes) -> dict[str, bytes]:
	reasons = {
		Refusal.PACKED_SIZE: f"超过{LIMITS.packed >> 20}MB",
		Refusal.UNPACKED_SIZE: f"解压后超过{LIMITS.unpacked >> 20}MB或{LIMITS.parts}个部件",
		Refusal.TEXT_PART_SIZE: f"正文超过{LIMITS.text_part >> 20}MB，不是一份报告",
		Refusal.METHOD: "压缩方式不是Word文档的压缩方式",
		Refusal.NAMES: "内部结构不正常：部件重名或路径越界",
		Refusal.BROKEN: "已损坏，或者设有密码，请用Word打开检查后另存为.docx",
	}
	try:
		return unzip(data, LIMITS)
	except RefusedZip as error:
		raise _refused(name, "word.refused", reasons[error.refusal]) from error


def _main_part(name: str, parts: Mapping[str, bytes]) -> str:
	types = content_types(parts.get("[Content_Types].xml", b""))
	if any("macroEnabled" in kind for kind in types.values()) or any("vbaProject" in part for part in parts):
		raise _refused(name, "word.macro", "含有宏，请另存为不带宏的“Word文档（*.docx）”")
	if b"purl.oclc.org/ooxml" in parts.get("_rels/.rels", b""):
		raise _refused(name, "word.strict", "是“Strict Open XML”格式，请另存为“Word文档（*.docx）”")
	main = next((part for part, kind in types.items() if _MAIN in kind and part in parts), "")
	if not main:
		raise _refused(name, "word.not_docx", "不是Word文档（*.docx），或者文件已损坏")
	return main


def _parsed(name: str, content: bytes) -> etree._Element:
	root = parse_part(content)
	if root is None:
		raise _refused(name, "word.not_xml", "内部结构已损坏，请用Word打开后另存为.docx")
	if root.getroottree().docinfo.doctype:
		raise _refused(name, "word.doctype", "XML中有DOCTYPE或实体声明，不是Word保存的文件")
	return root


def _refused(name: str, code: str, reason: str) -> InputError:
	return InputError(f"“{name}”{reason}", code=code, place=name)
