"""A stranger's file, looked into before openpyxl sees it: is it an .xlsx, and may it be unpacked.

What a person hands in as a workbook is often something else: one with a password or of 1997, a CSV, another
program's file. Each is told apart, since each is mended in another way. What is left is read within limits,
and only the parts that hold cells, names and formats are passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from posixpath import normpath

from kepu_app.core.errors import InputError, RefusedZip
from kepu_app.core.files import decode_text, system_reason
from kepu_app.core.office import (
	OLE_CONTAINER,
	Refusal,
	ZipLimits,
	content_types,
	parse_part,
	unzip,
)
from kepu_app.core.workbooks.findings import Findings

LARGEST_FILE = 50 << 20
"""Bytes of a workbook; 500 counties' texts have about 3 million."""

LARGEST_CONTENT = 160 << 20
"""Bytes of all parts together, unpacked."""

LARGEST_XML_PART = 80 << 20
"""Bytes of one XML part, unpacked."""

MOST_PARTS = 2_000

CONTENT_TYPES = "[Content_Types].xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MAIN, _SHEET = f"{_SPREADSHEET}sheet.main+xml", f"{_SPREADSHEET}worksheet+xml"
_SHARED_STRINGS = f"{_SPREADSHEET}sharedStrings+xml"
_STYLES = f"{_SPREADSHEET}styles+xml"
_PASSED_ON = (_SHEET, _SHARED_STRINGS, _STYLES)
_ZIP = b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MACRO = ("workbook.macro", "含有宏，请另存为不带宏的“Excel 工作簿（*.xlsx）”")
_OTHER_KINDS = (
	("template.main", "workbook.template", "是.xltx模板，请另存为“Excel 工作簿（*.xlsx）”"),
	("sheet.binary", "workbook.binary", "是二进制工作簿（.xlsb），请另存为“Excel 工作簿（*.xlsx）”"),
	("macroEnabled", *_MACRO),
	("wordprocessingml", "workbook.not_xlsx", "是Word文档，不是Excel工作簿"),
	("presentationml", "workbook.not_xlsx", "是演示文稿，不是Excel工作簿"),
)
_NOT_READ = (("xl/media/", "图片"), ("xl/embeddings/", "嵌入的文件"), ("xl/charts/", "图表"))


def read_content(source: Path | bytes, name: str) -> bytes:
	"""Return the bytes of a file, not more than may be.

	Raises:
		InputError: the file cannot be read, is empty or too large.
	"""
	try:
		if isinstance(source, Path) and source.stat().st_size > LARGEST_FILE:
			raise _refused(Refusal.PACKED_SIZE, name)
		content = source.read_bytes() if isinstance(source, Path) else source
	except OSError as error:
		message = f"无法读取“{name}”：{system_reason(error)}"
		raise InputError(message, code="file.unreadable", place=name) from error
	if not content:
		raise InputError(f"“{name}”是空文件", code="workbook.empty", place=name)
	return content


def read_parts(content: bytes, name: str, findings: Findings) -> dict[str, bytes]:
	"""Return the parts of an .xlsx that hold cells, names of sheets and formats, and nothing else.

	Raises:
		InputError: not an .xlsx, or one that is too large, encrypted, has macros or refers to other files.
	"""
	if content.startswith(OLE_CONTAINER):
		raise _old_or_encrypted(content, name)
	try:
		limits = ZipLimits(LARGEST_FILE, LARGEST_CONTENT, LARGEST_XML_PART, MOST_PARTS)
		parts = unzip(content, limits)
	except RefusedZip as error:
		if error.refusal is Refusal.BROKEN and _is_text(content):
			message = (
				f"“{name}”是文本文件（如CSV），不是Excel工作簿，请在Excel中另存为“Excel 工作簿（*.xlsx）”"
			)
			raise InputError(message, code="workbook.text_file", place=name) from error
		raise _refused(error.refusal, name) from error
	types = content_types(parts.get(CONTENT_TYPES, b""))
	_check_kind(parts, types, name)
	for folder, what in _NOT_READ:
		if any(part.startswith(folder) for part in parts):
			findings.file_note("workbook.not_read", name, f"“{name}”中的{what}没有读取")
	main = next(part for part, kind in types.items() if kind == _MAIN)
	wanted = {CONTENT_TYPES, main, relations_of(main)}
	wanted |= {part for part, kind in types.items() if kind in _PASSED_ON}
	return {part: parts[part] for part in parts if part in wanted}


def sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
	"""Return the names of the worksheets by the path of their part, in the order of the tabs."""
	types = content_types(parts[CONTENT_TYPES])
	main = next(part for part, kind in types.items() if kind == _MAIN)
	folder = main.rpartition("/")[0]
	workbook, relations = parse_part(parts[main]), parse_part(parts.get(relations_of(main), b""))
	if workbook is None or relations is None:
		return {}
	targets = {each.get("Id"): each.get("Target", "") for each in relations.iter("{*}Relationship")}
	found = {}
	for sheet in workbook.iter("{*}sheet"):
		target = targets.get(sheet.get(_RELATION_ID), "")
		path = target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}")
		if types.get(path) == _SHEET and path in parts:
			found[path] = sheet.get("name", "")
	return found


def hidden_sheets(parts: Mapping[str, bytes]) -> set[str]:
	"""Return the names of the sheets that have no visible tab."""
	types = content_types(parts[CONTENT_TYPES])
	workbook = parse_part(parts[next(part for part, kind in types.items() if kind == _MAIN)])
	sheets = workbook.iter("{*}sheet") if workbook is not None else ()
	return {each.get("name", "") for each in sheets if each.get("state", "visible") != "visible"}


def shared_string_paths(parts: Mapping[str, bytes]) -> set[str]:
	"""Return the parts that hold the texts that cells share."""
	types = content_types(parts[CONTENT_TYPES])
	return {part for part, kind in types.items() if kind == _SHARED_STRINGS}


def style_paths(parts: Mapping[str, bytes]) -> set[str]:
	"""Return the parts that hold formats."""
	types = content_types(parts[CONTENT_TYPES])
	return {part for part, kind in types.items() if kind == _STYLES}


def relations_of(part: str) -> str:
	"""Return the part that holds the relations of a part."""
	folder, _, file = part.rpartition("/")
	return f"{folder}/_rels/{file}.rels"


def _check_kind(parts: Mapping[str, bytes], types: Mapping[str, str], name: str) -> None:
	kinds = types.values()
	for mark, code, message in _OTHER_KINDS:
		if any(mark in kind for kind in kinds):
			raise InputError(f"“{name}”{message}", code=code, place=name)
	if b"opendocument.spreadsheet" in parts.get("mimetype", b""):
		message = f"“{name}”是ODS表格，请另存为“Excel 工作簿（*.xlsx）”"
		raise InputError(message, code="workbook.ods", place=name)
	if b"purl.oclc.org/ooxml" in parts.get("_rels/.rels", b""):
		message = f"“{name}”是“Strict Open XML”格式，请另存为“Excel 工作簿（*.xlsx）”"
		raise InputError(message, code="workbook.strict", place=name)
	if not any(kind == _MAIN and part in parts for part, kind in types.items()):
		raise _refused(Refusal.BROKEN, name)
	if any("vbaProject" in part for part in parts):
		raise InputError(f"“{name}”{_MACRO[1]}", code=_MACRO[0], place=name)
	if any(part.startswith("xl/externalLinks/") for part in parts):
		message = (
			f"“{name}”引用了其他工作簿，请在Excel的“数据-编辑链接”中断开链接，"
			"并检查名称管理器和数据验证，保存后再试"
		)
		raise InputError(message, code="workbook.external_link", place=name)


def _old_or_encrypted(content: bytes, name: str) -> InputError:
	if _ENCRYPTED in content:
		message = f"“{name}”设有打开密码，请在Excel中去掉密码，保存后再试"
		return InputError(message, code="workbook.encrypted", place=name)
	message = f"“{name}”是旧版.xls文件（或带密码的旧版文件），请另存为“Excel 工作簿（*.xlsx）”"
	return InputError(message, code="workbook.old_format", place=name)


def _refused(refusal: Refusal, name: str) -> InputError:
	code, message = {
		Refusal.PACKED_SIZE: ("workbook.too_large", f"超过{LARGEST_FILE >> 20}MB"),
		Refusal.UNPACKED_SIZE: (
			"workbook.zip_bomb",
			f"解压后超过{LARGEST_CONTENT >> 20}MB或{MOST_PARTS}个部件，没有读取",
		),
		Refusal.TEXT_PART_SIZE: (
			"workbook.zip_bomb",
			f"中有解压后超过{LARGEST_XML_PART >> 20}MB的部件，没有读取",
		),
		Refusal.METHOD: ("workbook.not_xlsx", "的压缩方式不是Excel工作簿的压缩方式"),
		Refusal.NAMES: ("workbook.not_xlsx", "内部结构不正常：部件重名或路径越界"),
		Refusal.BROKEN: ("workbook.not_xlsx", "不是Excel工作簿（*.xlsx），或者文件已损坏"),
	}[refusal]
	return InputError(f"“{name}”{message}", code=code, place=name)


def _is_text(content: bytes) -> bool:
	if content.startswith(_ZIP):
		return False
	try:
		decode_text(content, "")
	except InputError:
		return False
	return True
