"""A .docx as a zip of parts: what a template may contain.

An uploaded template is a stranger's file that the server opens and that every county's paper is made from.
So it is read within limits. What would run (macros, embedded objects) or fetch something on opening (remote
templates and pictures, fields that read files) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kepu_app.core.errors import RefusedZip, UnusableTemplate
from kepu_app.core.office import (
	OLE_CONTAINER,
	TEXT_SUFFIXES,
	Refusal,
	ZipLimits,
	content_types,
	parse_part,
	unzip,
)

LARGEST_TEMPLATE = 10 << 20
"""Bytes of a template; a letterhead with pictures has a few hundred thousand."""

LARGEST_CONTENT = 64 << 20
"""Bytes of all parts together, unpacked."""

LARGEST_TEXT_PART = 8 << 20
"""Bytes of one XML part, unpacked; the text of a long paper has a few hundred thousand."""

MOST_PARTS = 500

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART_SUFFIXES = (
	*TEXT_SUFFIXES,
	*(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"),
	".odttf",
)
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_WEB_LINK = re.compile(r"(?:https?://|mailto:)[^\\]+\Z", re.IGNORECASE)
_HARMLESS_FIELDS = frozenset(
	("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "REF", "PAGEREF", "STYLEREF", "TOC", "TC", "=")
)
_FIELD_NAME = re.compile(r"\s*([A-Za-z]+|=)")
_REFUSED_RELATIONS = {
	"vbaProject": "宏",
	"wordVbaData": "宏",
	"keyMapCustomizations": "自定义命令",
	"oleObject": "嵌入对象",
	"package": "嵌入文件",
	"control": "ActiveX 控件",
	"activeXControlBinary": "ActiveX 控件",
	"aFChunk": "嵌入文档",
	"subDocument": "子文档",
	"attachedTemplate": "附加的模板",
	"mailMergeSource": "邮件合并数据源",
	"mailMergeHeaderSource": "邮件合并数据源",
	"recipientData": "邮件合并数据源",
	"frame": "框架页",
}
_REVISIONS = frozenset(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_VML = "urn:schemas-microsoft-com:"


@dataclass(frozen=True)
class TemplateProblem:
	"""Why a template cannot be used: ``place`` as a person finds it in Word, ``message`` in Chinese."""

	code: str
	place: str
	message: str


def read_parts(content: bytes) -> dict[str, bytes]:
	"""All parts of a .docx by name, read within the limits of this module.

	Raises:
		UnusableTemplate: not a .docx of today's form, or larger than the limits.
	"""
	if content.startswith(OLE_CONTAINER):
		message = "这是旧版 .doc 文件或加密的文件，请在 Word 中去掉密码，另存为“Word 文档（*.docx）”"
		raise UnusableTemplate("word.old_format", message)
	try:
		limits = ZipLimits(LARGEST_TEMPLATE, LARGEST_CONTENT, LARGEST_TEXT_PART, MOST_PARTS)
		parts = unzip(content, limits)
	except RefusedZip as error:
		raise _unusable(error.refusal) from error
	_check_kind(parts)
	return parts


def package_problems(parts: Mapping[str, bytes]) -> list[TemplateProblem]:
	"""Everything in the parts that runs, reaches outside of the file, or cannot be parsed."""
	found: list[TemplateProblem] = []
	for name, content in parts.items():
		if name.endswith(TEXT_SUFFIXES):
			found += _text_part_problems(name, content)
	return found


def part_title(name: str) -> str:
	"""Return what a person calls a part."""
	titles = (("header", "页眉"), ("footer", "页脚"), ("footnotes", "脚注"), ("document", "正文"))
	file = name.rsplit("/", 1)[-1]
	return next((title for start, title in titles if file.startswith(start)), name)


def _unusable(refusal: Refusal) -> UnusableTemplate:
	code, message = {
		Refusal.PACKED_SIZE: ("word.too_large", f"模板超过{LARGEST_TEMPLATE >> 20}MB"),
		Refusal.UNPACKED_SIZE: (
			"word.zip_bomb",
			f"模板解压后超过{LARGEST_CONTENT >> 20}MB或{MOST_PARTS}个部件",
		),
		Refusal.TEXT_PART_SIZE: ("word.zip_bomb", f"模板中有超过{LARGEST_TEXT_PART >> 20}MB的部件"),
		Refusal.METHOD: ("word.not_docx", "文件的压缩方式不是 Word 文档的压缩方式"),
		Refusal.NAMES: ("word.not_docx", "文件内部结构不正常：部件重名或路径越界"),
		Refusal.BROKEN: ("word.not_docx", "不是 Word 文档（*.docx），或者文件已损坏"),
	}[refusal]
	return UnusableTemplate(code, message)


def _check_kind(parts: Mapping[str, bytes]) -> None:
	types = content_types(parts.get("[Content_Types].xml", b""))
	if any("macroEnabled" in kind for kind in types.values()) or any("vbaProject" in name for name in parts):
		raise UnusableTemplate("word.macro", "模板含有宏，请另存为不带宏的“Word 文档（*.docx）”")
	if any("wordprocessingml.template.main" in kind for kind in types.values()):
		raise UnusableTemplate("word.not_docx", "这是 .dotx 模板文件，请另存为“Word 文档（*.docx）”")
	if b"purl.oclc.org/ooxml" in parts.get("_rels/.rels", b""):
		raise UnusableTemplate("word.not_docx", "这是“Strict Open XML”格式，请另存为“Word 文档（*.docx）”")
	if _MAIN_TYPE not in types.values():
		raise UnusableTemplate("word.not_docx", "不是 Word 文档（*.docx），或者文件已损坏")
	for name in [*parts, *(name for name, kind in types.items() if kind.endswith("xml"))]:
		suffixes = TEXT_SUFFIXES if types.get(name, "").endswith("xml") else _PART_SUFFIXES
		if not name.endswith(("/", *suffixes)):
			raise UnusableTemplate("word.part", f"模板不得含有部件“{name}”，只支持文字和位图", name)


def _text_part_problems(name: str, content: bytes) -> list[TemplateProblem]:
	root = parse_part(content)
	if root is None:
		return [TemplateProblem("word.not_xml", name, f"文件部件“{name}”已损坏")]
	if root.getroottree().docinfo.doctype:
		return [TemplateProblem("word.doctype", name, "模板的 XML 中不得有 DOCTYPE 或实体声明")]
	return list(_relation_problems(root) if name.endswith(".rels") else _content_problems(name, root))


def _relation_problems(root: etree._Element) -> Iterator[TemplateProblem]:
	for relation in root.iter("{*}Relationship"):
		kind = relation.get("Type", "").rsplit("/", 1)[-1]
		target = relation.get("Target", "")
		if kind in _REFUSED_RELATIONS:
			yield TemplateProblem(
				"word.embedded", target, f"模板不得含有{_REFUSED_RELATIONS[kind]}：{target}"
			)
		elif relation.get("TargetMode") == "External" and not (
			kind == "hyperlink" and _WEB_LINK.match(target)
		):
			yield TemplateProblem("word.external", target, f"模板不得引用文件以外的内容：{target}")


def _content_problems(name: str, root: etree._Element) -> Iterator[TemplateProblem]:
	title = part_title(name)
	for element in root.iter(etree.Element):
		if element.tag in _REVISIONS:
			yield TemplateProblem("word.revisions", title, "模板中还有修订，请先全部接受或拒绝")
			break
	for address in _outside_addresses(root):
		yield TemplateProblem("word.external", title, f"模板不得引用文件以外的内容：{address}")
	for instruction in _field_instructions(root):
		if not _is_harmless(instruction):
			yield TemplateProblem("word.field", title, f"模板不得使用域“{instruction.strip()[:60]}”")


def _outside_addresses(root: etree._Element) -> Iterator[str]:
	"""Links that stand in the XML itself: r:link of pictures, addresses of VML shapes."""
	for element in root.iter(etree.Element):
		link = element.get(f"{{{R}}}link")
		if link is not None:
			yield f"r:link={link}"
		if element.tag.startswith(f"{{{_VML}"):
			yield from (
				value
				for key, value in element.attrib.items()
				if key.rsplit("}", 1)[-1] in ("src", "href", "althref") and value
			)


def _field_instructions(root: etree._Element) -> Iterator[str]:
	"""Yield the instruction of each field, simple, complex and nested ones alike, in whatever runs it is
	split."""
	open_fields: list[str] = []
	for element in root.iter(
		f"{{{W}}}fldSimple", f"{{{W}}}fldChar", f"{{{W}}}instrText", f"{{{W}}}delInstrText"
	):
		kind = element.get(f"{{{W}}}fldCharType")
		if element.tag == f"{{{W}}}fldSimple":
			yield element.get(f"{{{W}}}instr", "")
		elif kind == "begin":
			open_fields.append("")
		elif kind == "end":
			if open_fields:
				yield open_fields.pop()
		elif element.text:
			if not open_fields:
				yield element.text
			else:
				open_fields[-1] += element.text
	yield from open_fields


def _is_harmless(instruction: str) -> bool:
	"""Fields that number and refer within the document; links only to the web."""
	name = _FIELD_NAME.match(instruction)
	if not instruction.strip():
		return True
	if name and name[1].upper() == "HYPERLINK":
		address = re.search(r'HYPERLINK\s+"?([^"\s]+)"?', instruction, re.IGNORECASE)
		return bool(address and (_WEB_LINK.match(address[1]) or address[1] == "\\l"))
	return bool(name and name[1].upper() in _HARMLESS_FIELDS)
