"""The parts of a .docx by their names, and the zip that they make."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from building.fonts import font_table
from building.ooxml import CONTENT, DECLARATION, OFFICE, PACKAGE, RELATIONSHIPS
from building.pages import document, footer
from building.settings import settings
from building.styles import styles


def content_types() -> str:
	parts = {
		"/word/document.xml": f"{CONTENT}.document.main+xml",
		"/word/styles.xml": f"{CONTENT}.styles+xml",
		"/word/settings.xml": f"{CONTENT}.settings+xml",
		"/word/fontTable.xml": f"{CONTENT}.fontTable+xml",
		"/word/footer1.xml": f"{CONTENT}.footer+xml",
		"/word/footer2.xml": f"{CONTENT}.footer+xml",
		"/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
	}
	overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
	return (
		f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
		'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
		f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
	)


def relations(targets: list[tuple[str, str]]) -> str:
	entries = "".join(
		f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
		for number, (kind, target) in enumerate(targets, start=1)
	)
	return f'{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{entries}</Relationships>'


def core_properties(title: str) -> str:
	return (
		f'{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
		f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
	)


def parts(title: str, body: str) -> dict[str, str]:
	"""Return the parts of one template by their names, in the order of the zip."""
	package = [
		(f"{OFFICE}/officeDocument", "word/document.xml"),
		(f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
	]
	main = [
		(f"{OFFICE}/styles", "styles.xml"),
		(f"{OFFICE}/settings", "settings.xml"),
		(f"{OFFICE}/fontTable", "fontTable.xml"),
		(f"{OFFICE}/footer", "footer1.xml"),
		(f"{OFFICE}/footer", "footer2.xml"),
	]
	return {
		"[Content_Types].xml": content_types(),
		"_rels/.rels": relations(package),
		"docProps/core.xml": core_properties(title),
		"word/document.xml": document(body),
		"word/_rels/document.xml.rels": relations(main),
		"word/styles.xml": styles(),
		"word/settings.xml": settings(),
		"word/fontTable.xml": font_table(),
		"word/footer1.xml": footer("OddPageNumber"),
		"word/footer2.xml": footer("EvenPageNumber"),
	}


def zipped(content: dict[str, str]) -> bytes:
	"""Return a .docx of the parts, without the clock."""
	target = io.BytesIO()
	with ZipFile(target, "w") as archive:
		for name, text in content.items():
			entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
			entry.compress_type = ZIP_DEFLATED
			entry.create_system = 3
			entry.external_attr = 0o100644 << 16
			archive.writestr(entry, text.encode("utf-8"))
	return target.getvalue()
