"""The fields that a Word template's tags name, checked against the types of the paper's fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import nodes

from kepu_app.core.word.container import TemplateProblem

FILTERS = ("count", "d", "default", "first", "join", "last", "length", "lower", "trim", "upper")


DEEPEST_LOOP = 3
"""Loops within loops; the shipped templates need two."""


class _Loop:
	"""The type of Jinja's ``loop``."""


_LOOP_FIELDS = {
	**dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), int),
	**dict.fromkeys(("first", "last"), bool),
}


_Scope = dict[str, Any]


@dataclass
class FieldCheck:
	"""Walks through the template with the types of the paper's fields instead of values.

	A type is a dataclass, ``tuple[X, ...]``, ``Mapping[str, X]`` by labels that are unknown here, str, int,
	bool or an Enum. It is None after a problem, which is then reported once only.
	"""

	problem_at: Callable[[int, str, str], TemplateProblem]
	"""The problem in a line of the source, of a code and with a message."""
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
		self.problems.append(self.problem_at(node.lineno, code, message))


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
	"""Return an expression roughly as its author wrote it."""
	if isinstance(node, nodes.Name):
		return f"“{node.name}”"
	if isinstance(node, nodes.Getattr):
		return f"{_written(node.node)[:-1]}.{node.attr}”"
	if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
		return f"{_written(node.node)[:-1]}[{node.arg.value!r}]”"
	return f"“{type(node).__name__}”"
