"""The tags of a Word template: the Jinja environment they run in and their check before anything runs.

A template may loop over a paper's fields (for), leave parts out (if) and print values; nothing more. That
is enough for a paper, can be checked against the fields that the paper has, and cannot be made to run
for hours or print something that is not on the paper. The sandbox stands behind the check, not in place
of it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from kepu_app.core.office import parse_part
from kepu_app.core.word.container import TemplateProblem, W, part_title

FILTERS = ("count", "d", "default", "first", "join", "last", "length", "lower", "trim", "upper")
DEEPEST_LOOP = 3
"""Loops within loops; the shipped templates need two."""

_RENDERED_ROOTS = frozenset(f"{{{W}}}{name}" for name in ("document", "hdr", "ftr", "footnotes"))
_OPENING = {"for": "endfor", "if": "endif"}
_INSIDE = ("else", "elif")
_CARRIERS = {"p": f"{{{W}}}p", "tr": f"{{{W}}}tr", "tc": f"{{{W}}}tc"}
_CARRIER_NAMES = {"p": "段落", "tr": "表格行", "tc": "单元格"}
_CURLY_QUOTES = str.maketrans("“”‘’", "\"\"''")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|｛[｛%]|[%｝]｝")
_BESIDE_TEXT = tuple(f"{{{W}}}{name}" for name in ("drawing", "pict", "object", "sectPr"))


def template_environment() -> SandboxedEnvironment:
	"""A sandbox without globals, with few filters, that escapes for XML and refuses unknown names."""
	environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printed)
	environment.globals.clear()
	environment.filters = {name: environment.filters[name] for name in FILTERS}
	return environment


def _printed(value: Any) -> Any:
	"""A value as it goes into the XML.

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
	"""The tags of one paragraph. Raises TemplateSyntaxError for one that does not end in it."""
	inside: list[tuple[str, str]] = []
	for _, kind, value in _syntax().lex(text):
		if inside:
			inside.append((kind, value))
			if kind in ("block_end", "variable_end", "comment_end"):
				yield _tag(inside)
				inside = []
		elif kind in ("block_begin", "variable_begin", "comment_begin"):
			inside.append((kind, value))
		elif kind == "data" and _STRAY.search(value):
			raise TemplateSyntaxError(f"多余的“{_STRAY.search(value)[0]}”", 1)
		elif kind.startswith("raw"):
			raise TemplateSyntaxError("不支持 raw", 1)
	if inside:
		raise TemplateSyntaxError(f"“{''.join(value for _, value in inside)[:40]}”没有在同一段内结束", 1)


@lru_cache(maxsize=1)
def _syntax() -> SandboxedEnvironment:
	return template_environment()


def _tag(tokens: list[tuple[str, str]]) -> _Tag:
	"""A prefix touches the brace, as docxtpl wants it: ``{%p`` and not ``{% p``."""
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
	"""The paragraph, row or cell that the tag stands for; for a tag in running text its paragraph."""
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
	check = _FieldCheck(places)
	check.body(tree.body, {"paper": paper_type}, 0)
	return check.problems


_NUMBER = re.compile(r"<!--kepu:(\d+)-->")


def _numbered_source(root: etree._Element, lines: list[_Line]) -> str:
	"""What Jinja gets to see, each paragraph's number in a comment before it, on a line of its own."""
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


class _Loop:
	"""The type of Jinja's ``loop``."""


_LOOP_FIELDS = {
	**dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), int),
	**dict.fromkeys(("first", "last"), bool),
}
_Scope = dict[str, Any]


@dataclass
class _FieldCheck:
	"""Walks through the template with the types of the paper's fields instead of values.

	A type is a dataclass, ``tuple[X, ...]``, ``Mapping[str, X]`` by labels that nobody knows here, str, int,
	bool, an Enum, or None after a problem, which is then reported once only.
	"""

	places: _Places
	problems: list[TemplateProblem] = field(default_factory=list)

	def body(self, statements: list[nodes.Node], scope: _Scope, depth: int) -> None:
		for statement in statements:
			if isinstance(statement, nodes.For):
				self._loop(statement, scope, depth + 1)
			elif isinstance(statement, nodes.If):
				self._condition(statement, scope, depth)
			elif isinstance(statement, nodes.Output):
				self._output(statement, scope)
			else:
				self._report(statement, "word.syntax", "只能使用 for 和 if")

	def _loop(self, node: nodes.For, scope: _Scope, depth: int) -> None:
		if depth > DEEPEST_LOOP or node.recursive:
			self._report(node, "word.syntax", f"循环最多嵌套{DEEPEST_LOOP}层，且不得使用 recursive")
			return
		items = self._type(node.iter, scope)
		if items is not None and get_origin(items) is not tuple:
			self._report(node, "word.unknown_field", f"for 只能用于一组内容，{_written(node.iter)}不是")
			items = None
		if not isinstance(node.target, nodes.Name):
			self._report(node, "word.syntax", "for 后面只能有一个名称")
			return
		inner = {**scope, node.target.name: get_args(items)[0] if items else None}
		if node.test is not None:
			self._type(node.test, inner)
		self.body(node.body, {**inner, "loop": _Loop}, depth)
		self.body(node.else_, scope, depth)

	def _condition(self, node: nodes.If, scope: _Scope, depth: int) -> None:
		self._type(node.test, scope)
		self.body([*node.body, *node.elif_, *node.else_], scope, depth)

	def _output(self, node: nodes.Output, scope: _Scope) -> None:
		for child in node.nodes:
			if isinstance(child, nodes.TemplateData):
				continue
			kind = self._type(child, scope)
			if kind is not None and not _is_printable(kind):
				message = f"{_written(child)}不是可以直接打印的文字；一组内容要用 for 逐个打印"
				self._report(child, "word.unknown_field", message)

	def _type(self, node: nodes.Node, scope: _Scope) -> Any:
		handler = getattr(self, f"_type_{type(node).__name__.lower()}", None)
		if handler is None:
			self._report(node, "word.syntax", f"不支持的表达式{_written(node)}")
			return None
		return handler(node, scope)

	def _type_name(self, node: nodes.Name, scope: _Scope) -> Any:
		if node.name not in scope:
			known = "、".join(sorted(scope))
			self._report(node, "word.unknown_field", f"没有“{node.name}”，可用的有：{known}")
		return scope.get(node.name)

	def _type_getattr(self, node: nodes.Getattr, scope: _Scope) -> Any:
		return self._member(node, self._type(node.node, scope), node.attr)

	def _type_getitem(self, node: nodes.Getitem, scope: _Scope) -> Any:
		kind = self._type(node.node, scope)
		if isinstance(node.arg, nodes.Slice):
			return kind
		key = node.arg.value if isinstance(node.arg, nodes.Const) else None
		if isinstance(key, str):
			return self._member(node, kind, key)
		if isinstance(key, int) and get_origin(kind) is tuple:
			return get_args(kind)[0]
		if kind is not None:
			self._report(node, "word.syntax", f"不支持的表达式{_written(node)}")
		return None

	def _type_filter(self, node: nodes.Filter, scope: _Scope) -> Any:
		kind = self._type(node.node, scope) if node.node is not None else None
		for argument in node.args:
			self._type(argument, scope)
		if node.name not in FILTERS or node.kwargs or node.dyn_args or node.dyn_kwargs:
			known = "、".join(FILTERS)
			self._report(node, "word.syntax", f"不支持过滤器“{node.name}”的这种用法，可用的有：{known}")
			return None
		return self._filtered(node, kind)

	def _filtered(self, node: nodes.Filter, kind: Any) -> Any:
		if node.name in ("length", "count"):
			return int
		if node.name in ("first", "last"):
			return get_args(kind)[0] if get_origin(kind) is tuple else kind
		if node.name == "join":
			if kind is not None and kind != tuple[str, ...]:
				self._report(node, "word.unknown_field", "join 只能用于一组文字")
			return str
		return kind if node.name in ("d", "default") else str

	def _type_condexpr(self, node: nodes.CondExpr, scope: _Scope) -> Any:
		self._type(node.test, scope)
		if node.expr2 is None:
			self._report(node, "word.syntax", "行内的 if 要写出 else")
			return None
		self._type(node.expr2, scope)
		return self._type(node.expr1, scope)

	def _type_compare(self, node: nodes.Compare, scope: _Scope) -> Any:
		self._type(node.expr, scope)
		for operand in node.ops:
			self._type(operand.expr, scope)
		return bool

	def _type_test(self, node: nodes.Test, scope: _Scope) -> Any:
		for each in (node.node, *node.args):
			self._type(each, scope)
		return bool

	def _type_concat(self, node: nodes.Concat, scope: _Scope) -> Any:
		for each in node.nodes:
			self._type(each, scope)
		return str

	def _type_not(self, node: nodes.Not, scope: _Scope) -> Any:
		self._type(node.node, scope)
		return bool

	def _type_add(self, node: nodes.BinExpr, scope: _Scope) -> Any:
		self._type(node.right, scope)
		return self._type(node.left, scope)

	_type_sub = _type_and = _type_or = _type_add

	def _type_const(self, node: nodes.Const, scope: _Scope) -> Any:
		return type(node.value)

	def _member(self, node: nodes.Node, kind: Any, name: str) -> Any:
		if kind is None:
			return None
		if get_origin(kind) is Mapping and not hasattr(dict, name):
			return get_args(kind)[1]
		members = _members(kind)
		if name not in members:
			known = "、".join(members) or "无"
			self._report(node, "word.unknown_field", f"没有字段{_written(node)}，可用的有：{known}")
		return members.get(name)

	def _report(self, node: nodes.Node, code: str, message: str) -> None:
		self.problems.append(self.places.at(node.lineno).problem(code, message))


def _members(kind: Any) -> Mapping[str, Any]:
	"""Names and types of what a value of this type offers: a dataclass's fields and properties."""
	if kind is _Loop:
		return _LOOP_FIELDS
	if not dataclasses.is_dataclass(kind):
		return {}
	properties = {
		name: get_type_hints(each.fget)["return"]
		for name, each in vars(kind).items()
		if isinstance(each, property) and not name.startswith("_")
	}
	return {**get_type_hints(kind), **properties}


def _is_printable(kind: Any) -> bool:
	return get_origin(kind) is None and kind is not bool and issubclass(kind, (str, int))


def _written(node: nodes.Node) -> str:
	"""An expression roughly as its author wrote it."""
	if isinstance(node, nodes.Name):
		return f"“{node.name}”"
	if isinstance(node, nodes.Getattr):
		return f"{_written(node.node)[:-1]}.{node.attr}”"
	if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
		return f"{_written(node.node)[:-1]}[{node.arg.value!r}]”"
	return f"“{type(node).__name__}”"
