"""The tags of a Word template: the Jinja environment they run in and their check before anything runs.

A template may loop over a paper's fields (for), leave parts out (if) and print values; nothing more. That
is enough for a paper, and can be checked against the paper's fields. It cannot run for hours or print
something that is not on the paper. The sandbox stands behind the check, not in place of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from kepu_app.core.office import parse_part
from kepu_app.core.word.container import TemplateProblem, W, part_title
from kepu_app.core.word.tag_fields import FILTERS, FieldCheck

_RENDERED_ROOTS = frozenset(f"{{{W}}}{name}" for name in ("document", "hdr", "ftr", "footnotes"))
_OPENING = {"for": "endfor", "if": "endif"}
_INSIDE = ("else", "elif")
_CARRIERS = {"p": f"{{{W}}}p", "tr": f"{{{W}}}tr", "tc": f"{{{W}}}tc"}
_CARRIER_NAMES = {"p": "段落", "tr": "表格行", "tc": "单元格"}
_CURLY_QUOTES = str.maketrans("“”‘’", "\"\"''")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|｛[｛%]|[%｝]｝")
_BESIDE_TEXT = tuple(f"{{{W}}}{name}" for name in ("drawing", "pict", "object", "sectPr"))


def template_environment() -> SandboxedEnvironment:
	"""Return a sandbox without globals, with few filters, that escapes for XML and refuses unknown names."""
	environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printed)
	environment.globals.clear()
	environment.filters = {name: environment.filters[name] for name in FILTERS}
	return environment


def _printed(value: Any) -> Any:
	"""Return a value as it goes into the XML.

	The underscore is written as a reference because docxtpl, after rendering, would turn a ``{_{`` that
	somebody typed into ``{{``.
	"""
	if isinstance(value, Undefined):
		return value
	plain = value.value if isinstance(value, Enum) else value
	if isinstance(plain, bool) or not isinstance(plain, (str, int)):
		raise TemplateRuntimeError(f"cannot print a {type(plain).__name__}")
	return Markup(str(escape(plain)).replace("_", "&#95;"))


def tag_problems(parts: Mapping[str, bytes], paper_type: type) -> list[TemplateProblem]:
	"""Every tag that is not well-formed, stands in the wrong place, or names a field the paper lacks."""
	found: list[TemplateProblem] = []
	for name, content in parts.items():
		root = parse_part(content) if name.endswith(".xml") else None
		if root is None or root.tag not in _RENDERED_ROOTS:
			continue
		lines = _lines(root, part_title(name))
		wrong = [*_written_badly(lines)] or [*_placed_badly(lines)]
		found += wrong or _used_badly(root, lines, paper_type)
	return found


@dataclass(frozen=True)
class _Line:
	"""A paragraph of the template with its text and the place as a person finds it."""

	place: str
	text: str
	element: etree._Element

	def problem(self, code: str, message: str) -> TemplateProblem:
		return TemplateProblem(code, self.place, message)


@dataclass(frozen=True)
class _Tag:
	"""``{%tr for x in y %}`` has the prefix tr and the keyword for; ``{{ x }}`` has no keyword."""

	source: str
	prefix: str
	keyword: str
	is_block: bool


def _lines(root: etree._Element, title: str) -> list[_Line]:
	paragraph, text = f"{{{W}}}p", f"{{{W}}}t"
	texts: dict[etree._Element, list[str]] = {element: [] for element in root.iter(paragraph)}
	for element in root.iter(text):
		holder = next(element.iterancestors(paragraph), None)
		if holder is not None:
			texts[holder].append(element.text or "")
	return [
		_Line(_place(title, number, "".join(pieces)), "".join(pieces).translate(_CURLY_QUOTES), element)
		for number, (element, pieces) in enumerate(texts.items(), start=1)
	]


def _place(title: str, number: int, text: str) -> str:
	excerpt = text.strip()
	return f"{title}第{number}段“{excerpt[:30]}{'…' if len(excerpt) > 30 else ''}”"


def _written_badly(lines: list[_Line]) -> Iterator[TemplateProblem]:
	for line in lines:
		try:
			tags = list(_tags(line.text))
		except TemplateSyntaxError as error:
			yield line.problem("word.syntax", f"标签写法有误（{error.message}）")
			continue
		for tag in tags:
			allowed = (*_OPENING, *_OPENING.values(), *_INSIDE)
			if tag.is_block and tag.keyword not in allowed:
				yield line.problem("word.syntax", f"不支持的标签“{tag.source}”，只能使用 for 和 if")
			elif not tag.is_block and tag.prefix:
				yield line.problem("word.syntax", f"“{tag.source}”应写成“{{{{ … }}}}”")


def _tags(text: str) -> Iterator[_Tag]:
	"""Yield the tags of one paragraph. Raises TemplateSyntaxError for one that does not end in it."""
	inside: list[tuple[str, str]] = []
	for _, kind, value in _syntax().lex(text):
		if inside:
			inside.append((kind, value))
			if kind in ("block_end", "variable_end", "comment_end"):
				yield _tag(inside)
				inside = []
		elif kind in ("block_begin", "variable_begin", "comment_begin"):
			inside.append((kind, value))
		elif kind == "data" and (stray := _STRAY.search(value)):
			raise TemplateSyntaxError(f"多余的“{stray[0]}”", 1)
		elif kind.startswith("raw"):
			raise TemplateSyntaxError("不支持 raw", 1)
	if inside:
		raise TemplateSyntaxError(f"“{''.join(value for _, value in inside)[:40]}”没有在同一段内结束", 1)


@lru_cache(maxsize=1)
def _syntax() -> SandboxedEnvironment:
	return template_environment()


def _tag(tokens: list[tuple[str, str]]) -> _Tag:
	"""Parse one tag. A prefix touches the brace, as docxtpl wants it: ``{%p`` and not ``{% p``."""
	names = [value for kind, value in tokens if kind == "name"]
	prefix = tokens[1][1] if tokens[1][0] == "name" and tokens[1][1] in (*_CARRIERS, "r") else ""
	words = names[1:] if prefix else names
	source = "".join(value for _, value in tokens).strip()
	is_block = tokens[0][0] == "block_begin"
	return _Tag(source, prefix, words[0] if is_block and words else "", is_block)


def _placed_badly(lines: list[_Line]) -> Iterator[TemplateProblem]:
	"""Tags that would leave broken XML or swallow text: not alone, not closed, closed elsewhere."""
	open_tags: list[tuple[_Tag, _Line]] = []
	for line in lines:
		for tag in _tags(line.text):
			if tag.prefix in _CARRIERS and not _stands_alone(tag, line):
				message = f"“{tag.source}”必须独占一个{_CARRIER_NAMES[tag.prefix]}"
				yield line.problem("word.tag_place", message)
			elif tag.is_block:
				yield from _follow(tag, line, open_tags)
	for tag, line in open_tags:
		yield line.problem("word.syntax", f"“{tag.source}”没有对应的 {_OPENING[tag.keyword]}")


def _carrier(tag: _Tag, line: _Line) -> etree._Element | None:
	"""Return the paragraph, row or cell that the tag stands for; for a tag in running text its paragraph."""
	wanted = _CARRIERS.get(tag.prefix, _CARRIERS["p"])
	if wanted == line.element.tag:
		return line.element
	return next(line.element.iterancestors(wanted), None)


def _stands_alone(tag: _Tag, line: _Line) -> bool:
	carrier = _carrier(tag, line)
	if carrier is None or next(carrier.iter(*_BESIDE_TEXT), None) is not None:
		return False
	text = "".join(element.text or "" for element in carrier.iter(f"{{{W}}}t"))
	return text.translate(_CURLY_QUOTES).strip() == tag.source


def _follow(tag: _Tag, line: _Line, open_tags: list[tuple[_Tag, _Line]]) -> Iterator[TemplateProblem]:
	if tag.keyword in _OPENING:
		open_tags.append((tag, line))
		return
	if not open_tags or tag.keyword not in (_OPENING[open_tags[-1][0].keyword], *_INSIDE):
		yield line.problem("word.syntax", f"“{tag.source}”没有对应的开始标签")
		return
	opening, start = open_tags[-1]
	if tag.keyword not in _INSIDE:
		open_tags.pop()
	if tag.prefix != opening.prefix or not _beside(opening, start, tag, line):
		message = f"“{tag.source}”与第一个标签“{opening.source}”（{start.place}）要写法一致，并处于同一层"
		yield line.problem("word.tag_place", message)


def _beside(opening: _Tag, start: _Line, tag: _Tag, line: _Line) -> bool:
	"""Paragraphs of one text, rows of one table; a tag in running text ends where it began."""
	first, second = _carrier(opening, start), _carrier(tag, line)
	if tag.prefix not in _CARRIERS:
		return first is second
	return first is not None and second is not None and first.getparent() is second.getparent()


def _used_badly(root: etree._Element, lines: list[_Line], paper_type: type) -> list[TemplateProblem]:
	source = _numbered_source(root, lines)
	places = _Places(source, lines)
	try:
		tree = _syntax().parse(source)
	except TemplateSyntaxError as error:
		return [places.at(error.lineno).problem("word.syntax", f"标签写法有误（{error.message}）")]
	check = FieldCheck(lambda row, code, message: places.at(row).problem(code, message))
	check.body(tree.body, {"paper": paper_type}, 0)
	return check.problems


_NUMBER = re.compile(r"<!--kepu:(\d+)-->")


def _numbered_source(root: etree._Element, lines: list[_Line]) -> str:
	"""Return what Jinja gets to see, each paragraph's number in a comment before it, on a line of its own."""
	for number, line in enumerate(lines):
		prefix = next((tag.prefix for tag in _tags(line.text) if tag.prefix in _CARRIERS), "p")
		anchor = _carrier(_Tag("", prefix, "", True), line)
		mark = etree.Comment(f"kepu:{number}")
		(line.element if anchor is None else anchor).addprevious(mark)
	source = DocxTemplate("").patch_xml(etree.tostring(root, encoding="unicode"))
	return _NUMBER.sub(r"\n\g<0>", source)


class _Places:
	"""Finds the paragraph of a line of the numbered source."""

	def __init__(self, source: str, lines: list[_Line]) -> None:
		self._rows = source.split("\n")
		self._lines = lines

	def at(self, row: int) -> _Line:
		for text in reversed(self._rows[:row]):
			numbers = _NUMBER.findall(text)
			if numbers:
				return self._lines[int(numbers[-1])]
		return self._lines[0]
