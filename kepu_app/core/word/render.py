"""Prints a paper into a Word template."""

from __future__ import annotations

import dataclasses
import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from lxml import etree

import kepu_app
from kepu_app.core.characters import without_invisible
from kepu_app.core.errors import InputError, UnusableTemplate
from kepu_app.core.files import system_reason
from kepu_app.core.office import zip_parts
from kepu_app.core.printing.paper_models import CaseBookPaper, NomineeListPaper, SummaryPaper
from kepu_app.core.word.container import (
	TemplateProblem,
	package_problems,
	read_parts,
)
from kepu_app.core.word.finish import Paper, finish
from kepu_app.core.word.paper_code import with_code
from kepu_app.core.word.tags import tag_problems, template_environment

TEMPLATES = Path(kepu_app.__file__).parent / "kepu" / "print_format" / "word"
_FILES = {
	SummaryPaper: "annual_summary.docx",
	CaseBookPaper: "case_book.docx",
	NomineeListPaper: "nominee_list.docx",
}

_BLANK = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def shipped_template(paper_type: type[Paper]) -> Path:
	"""Return the template of an attachment that comes with the app."""
	return TEMPLATES / _FILES[paper_type]


def render_docx(paper: Paper, template: bytes | Path | None = None) -> bytes:
	"""Return the paper as a .docx: the same bytes for the same paper and template.

	Texts print as they are, tags and markup in them included. Only what no paper shows is changed. Control
	and invisible characters go; line breaks and runs of blanks inside a value become one space.

	Args:
		paper: Attachment 2, 3 or 4.
		template: an own template, its content or its path; the shipped one by default.

	Raises:
		InputError: the template is unusable, or a text has a character that no XML file can hold.
	"""
	kind: type = type(paper)
	content = template if isinstance(template, bytes) else _read(template or shipped_template(kind))
	problems = _known_problems(content, kind)
	if problems:
		raise _unusable(problems[0])
	return fill_template(content, paper)


def static_problems(content: bytes, paper_type: type[Paper]) -> list[TemplateProblem]:
	"""Return what is wrong with a template before anything of it runs."""
	try:
		parts = read_parts(content)
	except UnusableTemplate as error:
		return [TemplateProblem(error.code, error.place, error.message)]
	return [*package_problems(parts), *tag_problems(parts, paper_type)]


def fill_template(content: bytes, paper: Paper) -> bytes:
	"""As ``render_docx``, for a template that was checked."""
	template, printable = _Template(io.BytesIO(content)), printable_values(paper)
	try:
		template.render({"paper": printable}, template_environment())
	except (TemplateError, etree.XMLSyntaxError) as error:
		raise _unusable(TemplateProblem("word.not_rendered", "模板", f"无法套用模板（{error}）")) from error
	finish(template.docx, printable)
	target = io.BytesIO()
	template.save(target)
	content = with_code(target.getvalue(), paper.code) if paper.code else target.getvalue()
	return zip_parts(content)


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
	"""docxtpl, without two things that it does quietly."""

	def fix_tables(self, xml: str) -> Any:
		"""docxtpl repairs broken XML by leaving parts out: here broken XML is an error."""
		etree.fromstring(xml)
		return super().fix_tables(xml)

	def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
		"""Take the file's properties from the paper, not from tags in the template's properties."""


@lru_cache(maxsize=8)
def _known_problems(content: bytes, paper_type: type[Paper]) -> tuple[TemplateProblem, ...]:
	return tuple(static_problems(content, paper_type))


def _unusable(problem: TemplateProblem) -> InputError:
	return InputError(
		f"Word模板不可用：{problem.place}：{problem.message}", code=problem.code, place=problem.place
	)


def _read(path: Path) -> bytes:
	try:
		return path.read_bytes()
	except OSError as error:
		message = f"无法读取Word模板“{path.name}”：{system_reason(error)}"
		raise InputError(message, code="word.unreadable", place=path.name) from error


def printable_values(value: Any) -> Any:
	"""Return the paper with every text as it can stand in a Word file.

	Raises:
		InputError: a text has a character that no XML file can hold.
	"""
	if dataclasses.is_dataclass(value) and not isinstance(value, type):
		fields = {
			each.name: printable_values(getattr(value, each.name)) for each in dataclasses.fields(value)
		}
		return dataclasses.replace(value, **fields)
	if isinstance(value, tuple):
		return tuple(printable_values(each) for each in value)
	if isinstance(value, dict):
		return type(value)((label, printable_values(each)) for label, each in value.items())
	return _printable_text(value) if type(value) is str else value


def _printable_text(text: str) -> str:
	found = _NOT_XML.search(text)
	if found:
		around = _NOT_XML.sub("□", text[max(0, found.start() - 10) : found.end() + 10])
		message = f"文字“{around}”中有Word文件不能容纳的字符U+{ord(found[0]):04X}（□处），请删除"
		raise InputError(message, code="text.not_xml", place=around)
	return without_invisible(_CONTROL.sub("", _BLANK.sub(" ", text)))
