"""Reads a .docx as displayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from kepu_app.core.errors import InputError, RefusedZip
from kepu_app.core.intake.marks import with_marks
from kepu_app.core.intake.numbering import Numbering
from kepu_app.core.intake.page import Block, LeftOut, Line, Page, Table, Where, check_length
from kepu_app.core.intake.runs import Findings, RunReader, chosen
from kepu_app.core.intake.styles import Styles
from kepu_app.core.intake.xml import MC, W, child, children, is_on, number_of, path, value_of
from kepu_app.core.office import (
	TEXT_SUFFIXES,
	Refusal,
	ZipLimits,
	content_types,
	parse_part,
	unzip,
)

LIMITS = ZipLimits(packed=50 << 20, unpacked=300 << 20, text_part=32 << 20, parts=5000)
"""A report with a dozen photographs has 30 MB; its text a few hundred kilobytes."""

MOST_ELEMENTS = 200_000
"""Elements of the text; a report of 3000 字 has some thousands."""

MOST_PARAGRAPHS = 20_000
"""A province's cases together have some hundreds. Many small paragraphs take longest."""

_MAIN = "wordprocessingml.document.main"
_BLOCK_WRAPPERS = frozenset(f"{W}{name}" for name in ("customXml", "ins", "moveTo", "sdtContent", "smartTag"))
_WIDEST = 63
"""Columns of a table; Word has no more."""

_CONTENTS = "目录"
_DELETED = "修订中已删除的文字"
_PAGE_NUMBER = " 0123456789-—–－·第页共/"


def read_docx(name: str, data: bytes) -> Page:
	"""Read a .docx. Raises InputError where it is none, damaged, hostile or with macros."""
	parts = _parts(name, data)
	main = _main_part(name, parts)
	root = _parsed(name, parts[main])
	if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
		raise _refused(name, "word.too_large", f"正文结构超过{MOST_ELEMENTS}个元素，不是一份报告")
	if sum(1 for _ in root.iter(f"{W}p")) > MOST_PARAGRAPHS:
		raise _refused(name, "word.too_large", f"正文超过{MOST_PARAGRAPHS}段，不是一份报告")
	check_length(name, sum(len(each.text or "") for each in root.iter(f"{W}t")))
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
		_without_prompts(root, self._findings)
		self._runs = RunReader(self._styles, self._findings, self._notes(), root)
		self._carried = ""

	def page(self) -> Page:
		body = child(self._root, "body")
		if body is None:
			raise _refused(self._name, "word.not_docx", "没有正文，文件已损坏")
		blocks = with_marks(self._story(body, Where.BODY))
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

	def _story(self, parent: etree._Element, where: Where) -> Iterator[Block]:
		"""Read the body, a cell or a text box; a paragraph never continues outside of it."""
		outside, self._carried = self._carried, ""
		yield from self._blocks(parent, where)
		yield from self._rest(where)
		self._carried = outside

	def _rest(self, where: Where) -> Iterator[Line]:
		"""Yield the carried text where no paragraph follows to continue it."""
		rest, self._carried = self._carried, ""
		if rest:
			yield from (Line(piece.strip(), where) for piece in rest.split("\n"))

	def _blocks(self, parent: Iterable[etree._Element], where: Where) -> Iterator[Block]:
		for element in parent:
			if element.tag == f"{W}p":
				yield from self._paragraph(element, where)
			elif element.tag == f"{W}tbl":
				yield from self._rest(where)
				yield from self._table(element, where)
			elif element.tag == f"{W}sdt":
				yield from self._control(element, where)
			elif element.tag in _BLOCK_WRAPPERS:
				yield from self._blocks(element, where)
			elif element.tag == f"{MC}AlternateContent":
				yield from self._blocks(list(chosen(element)), where)
			elif element.tag == f"{W}altChunk":
				self._findings.add("嵌入的其他文档")

	def _control(self, element: etree._Element, where: Where) -> Iterator[Block]:
		gallery = value_of(path(element, "sdtPr", "docPartObj", "docPartGallery"))
		content = child(element, "sdtContent")
		if gallery == "Table of Contents":
			self._findings.add(_CONTENTS, "".join(element.itertext(f"{W}t")))
		elif content is not None:
			yield from self._blocks(content, where)

	def _paragraph(self, paragraph: etree._Element, where: Where) -> Iterator[Block]:
		inline = self._runs.read(paragraph)
		if self._styles.is_contents(paragraph):
			self._findings.add(_CONTENTS, inline.text)
			return
		if not self._styles.hides(paragraph):
			text = self._carried + inline.text
			self._carried = text if _has_no_mark(paragraph) else ""
			yield from () if _has_no_mark(paragraph) else self._lines(paragraph, text, where)
		for box in inline.boxes:
			yield from self._story(box, Where.TEXT_BOX)

	def _lines(self, paragraph: etree._Element, text: str, where: Where) -> Iterator[Line]:
		label = self._label(paragraph)
		outline, is_centred = self._styles.outline_of(paragraph), self._styles.is_centred(paragraph)
		is_heading = self._styles.is_heading(paragraph)
		if label and not text.strip():
			self._findings.add("没有文字的编号", label)
		for piece in text.split("\n"):
			is_first = bool(piece.strip()) and bool(label or outline)
			yield Line(
				(label if is_first else "") + piece.strip(),
				where,
				outline if is_first else 0,
				is_centred,
				is_heading,
			)
			label, outline = ("", 0) if is_first else (label, outline)

	def _label(self, paragraph: etree._Element) -> str:
		"""Return the number that Word prints before a paragraph; blank paragraphs are counted too."""
		number, level, style = self._styles.list_of(paragraph)
		if not number:
			return ""
		if level is None:
			level = self._numbering.level_of_style(number, style) if style else 0
		label = self._numbering.label(number, level)
		if label and label.is_bullet:
			self._findings.add("项目符号")
		return label.text if label and not label.is_bullet else ""

	def _table(self, table: etree._Element, where: Where) -> Iterator[Block]:
		"""Read a table; a layout table as its content."""
		rows = [(row, list(self._cells_of(row))) for row in self._rows(table)]
		if all(len(cells) <= 1 for _row, cells in rows):
			for _row, cells in rows:
				for cell in cells:
					yield from self._story(cell, where)
			return
		read = [tuple(self._row(row, cells)) for row, cells in rows]
		width = max(len(row) for row in read)
		yield Table(tuple(row + (None,) * (width - len(row)) for row in read), where)

	def _row(self, row: etree._Element, cells: Iterable[etree._Element]) -> list[str | None]:
		before = number_of(value_of(path(row, "trPr", "gridBefore")), largest=_WIDEST)
		read: list[str | None] = [None] * before
		for cell in cells:
			properties = child(cell, "tcPr")
			text = "\n".join(line.text for line in Page("", tuple(self._story(cell, Where.BODY))).lines())
			read.append(None if _goes_on(properties) and not text else text)
			span = number_of(value_of(child(properties, "gridSpan")), otherwise=1, largest=_WIDEST)
			read += [None] * (span - 1)
		return read

	def _rows(self, parent: etree._Element) -> Iterator[etree._Element]:
		"""Yield the rows as accepted and shown, those in wrappers too."""
		for element in _unwrapped(parent, f"{W}tr"):
			properties = child(element, "trPr")
			if child(properties, "del") is not None:
				self._findings.add(_DELETED, "".join(element.itertext(f"{W}t", f"{W}delText")))
			elif is_on(child(properties, "hidden")):
				self._findings.add("隐藏文字", "".join(element.itertext(f"{W}t")))
			else:
				yield element

	def _cells_of(self, row: etree._Element) -> Iterator[etree._Element]:
		for element in _unwrapped(row, f"{W}tc"):
			if path(element, "tcPr", "cellDel") is not None:
				self._findings.add(_DELETED, "".join(element.itertext(f"{W}t", f"{W}delText")))
			else:
				yield element

	def _note_parts(self) -> None:
		"""Note the parts beside the text: headers, footers, comments."""
		for name, content in self._parts.items():
			file = name.rpartition("/")[2]
			if file.startswith(("header", "footer")) and file.endswith(".xml"):
				text = "".join(_parsed(self._name, content).itertext(f"{W}t"))
				if text.strip(_PAGE_NUMBER):
					self._findings.add("页眉" if file.startswith("header") else "页脚", text)
		for comment in children(self._part("comments.xml"), "comment"):
			self._findings.add("批注", "".join(comment.itertext(f"{W}t")))


def _unwrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
	"""Yield the children of one kind, those in content controls and the like included."""
	for element in parent:
		if element.tag == tag:
			yield element
		elif element.tag == f"{W}sdt":
			content = child(element, "sdtContent")
			yield from _unwrapped(content, tag) if content is not None else ()
		elif element.tag in _BLOCK_WRAPPERS:
			yield from _unwrapped(element, tag)


def _has_no_mark(paragraph: etree._Element) -> bool:
	"""Return whether the next paragraph continues it: its mark is deleted, moved away or hidden."""
	mark = path(paragraph, "pPr", "rPr")
	return (
		child(mark, "del") is not None or child(mark, "moveFrom") is not None or is_on(child(mark, "vanish"))
	)


def _goes_on(properties: etree._Element | None) -> bool:
	"""Return whether a cell continues a merged one above it or to its left."""
	merges = (child(properties, name) for name in ("vMerge", "hMerge"))
	return any(each is not None and each.get(f"{W}val", "continue") != "restart" for each in merges)


def _without_prompts(root: etree._Element, findings: Findings) -> None:
	"""Remove the placeholders of empty content controls (单击此处输入文字)."""
	for control in list(root.iter(f"{W}sdt")):
		if not is_on(path(control, "sdtPr", "showingPlcHdr")):
			continue
		runs = list(control.iter(f"{W}r"))
		text = "".join(each.text or "" for run in runs for each in run.iter(f"{W}t"))
		for run in runs:
			run.getparent().remove(run)
		if text:
			findings.add("内容控件的提示文字", text)


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
		return unzip(data, LIMITS, TEXT_SUFFIXES)
	except RefusedZip as error:
		raise _refused(name, "word.refused", reasons[error.refusal]) from error


def _main_part(name: str, parts: Mapping[str, bytes]) -> str:
	types = content_types(parts.get("[Content_Types].xml", b""))
	if any("macroEnabled" in kind or "vbaProject" in kind for kind in types.values()):
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
