"""Makes and takes apart Word files for tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as WordDocument

from kepu_app.core.printing.paper_models import CaseBookPaper, NomineeListPaper, SummaryPaper
from kepu_app.core.word import shipped_template

PAPER_TYPES = (SummaryPaper, CaseBookPaper, NomineeListPaper)


def parts_of(content: bytes) -> dict[str, bytes]:
	with ZipFile(io.BytesIO(content)) as archive:
		return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", method) as archive:
		for name, content in parts.items():
			archive.writestr(name, content)
	return target.getvalue()


def shipped(paper_type: type = SummaryPaper) -> bytes:
	return shipped_template(paper_type).read_bytes()


def changed(part: str, old: str, new: str, content: bytes | None = None) -> bytes:
	"""Return a template, by default the shipped one of Attachment 2, with one passage of one part replaced."""
	parts = parts_of(content or shipped())
	text = parts[part].decode("utf-8")
	assert old in text, f"{old} is not in {part}"
	return zipped({**parts, part: text.replace(old, new, 1).encode("utf-8")})


def with_parts(parts: Mapping[str, bytes]) -> bytes:
	"""Return the shipped template of Attachment 2 with further parts."""
	return zipped({**parts_of(shipped()), **parts})


def template_of(*lines: str, change: Callable[[WordDocument], object] | None = None) -> bytes:
	"""Return a template as Word saves it, with these paragraphs."""
	document = Document()
	for line in lines:
		document.add_paragraph(line)
	if change:
		change(document)
	target = io.BytesIO()
	document.save(target)
	return target.getvalue()


def opened(content: bytes) -> WordDocument:
	return Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
	"""Paragraphs and table cells in their order, one a line."""
	lines = []
	for block in opened(content).iter_inner_content():
		if hasattr(block, "rows"):
			lines += [cell.text for row in block.rows for cell in row.cells]
		else:
			lines.append(block.text)
	return "\n".join(lines)
