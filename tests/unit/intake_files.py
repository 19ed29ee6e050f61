"""Word files for the tests of the reader, written out part by part."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from kepu_app.core.intake.docx import read_docx

_NAMESPACES = (
	'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
	'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
	'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
	'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
	'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
	'xmlns:v="urn:schemas-microsoft-com:vml" '
	'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
	'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = (
	'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
	'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
	'<Default Extension="xml" ContentType="application/xml"/>'
	'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
	'wordprocessingml.document.main+xml"/>{overrides}</Types>'
)
_RELATIONS = (
	'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
	'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
	'officeDocument" Target="word/document.xml"/></Relationships>'
)


def word_file(body: str, **parts: str) -> bytes:
	"""Return a .docx: the XML of its body, and of other parts by name (numbering, styles, footnotes, comments
	…)."""
	kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
	overrides = "".join(
		f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{name.rstrip("1")}+xml"/>'
		for name in parts
	)
	files = {
		"[Content_Types].xml": _TYPES.format(overrides=overrides),
		"_rels/.rels": _RELATIONS,
		"word/_rels/document.xml.rels": _part_relations(parts),
		"word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
	}
	for name, xml in parts.items():
		root = {"header1": "hdr", "footer1": "ftr"}.get(name, name)
		files[f"word/{name}.xml"] = f"<w:{root} {_NAMESPACES}>{xml}</w:{root}>"
	return zipped(files)


def _part_relations(names: Iterable[str]) -> str:
	"""Word finds the lists and styles of a document by these; our reader by their names."""
	kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	entries = "".join(
		f'<Relationship Id="rId{index}" Type="{kind}/{name.rstrip("1")}" Target="{name}.xml"/>'
		for index, name in enumerate(names, start=1)
	)
	return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'


def zipped(files: Mapping[str, str | bytes]) -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", ZIP_DEFLATED) as archive:
		for name, content in files.items():
			archive.writestr(name, content, ZIP_STORED if name == "mimetype" else None)
	return target.getvalue()


def run(text: str) -> str:
	return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str = "", properties: str = "") -> str:
	"""Return a paragraph of runs or of plain text."""
	inner = content if content.startswith("<") or not content else run(content)
	return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def item(text: str, number: int = 1, level: int = 0) -> str:
	"""Return a paragraph of a list."""
	return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(index: int, number_format: str, text: str, extra: str = "", start: int = 1) -> str:
	return (
		f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
		f'<w:lvlText w:val="{text}"/>{extra}</w:lvl>'
	)


def definition(levels: str, identity: int = 0) -> str:
	return f'<w:abstractNum w:abstractNumId="{identity}">{levels}</w:abstractNum>'


def number(identity: int = 1, of: int = 0, override: str = "") -> str:
	return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def lines_of(body: str, **parts: str) -> list[str]:
	"""Return what the reader sees."""
	return [line.text for line in read_docx("总结.docx", word_file(body, **parts)).lines()]
