"""Answers of a child as plain data: JSON in, values out, and nothing of it is ever run.

A child that a file has taken over may answer whatever it likes. So an answer can only hold texts, numbers,
dates and the core's own dataclasses, enumerations and errors, built without calling them. It costs no more
than its length: there are no references in it. Values of one kind are sent column by column, which is why
thirty thousand cells take milliseconds.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

from kepu_app.core.errors import KepuError, UnreadableAnswer

_HOME = "kepu_app.core."
_PLAIN = frozenset((type(None), bool, int, float, str))
_CONTAINERS: dict[str, Callable[[Iterator[Any]], Any]] = {
	each.__name__: each for each in (tuple, list, set, frozenset)
}
_TEXTS: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
	date: (date.isoformat, date.fromisoformat),
	datetime: (datetime.isoformat, datetime.fromisoformat),
	time: (time.isoformat, time.fromisoformat),
	Decimal: (str, Decimal),
	bytes: (lambda value: base64.b64encode(value).decode("ascii"), base64.b64decode),
}
"""How values of other types are written as texts and read."""

_TEXT_KINDS = {each.__name__: each for each in _TEXTS}

_UNREADABLE = (
	ValueError,
	TypeError,
	LookupError,
	ArithmeticError,
	RuntimeError,
	AttributeError,
	StopIteration,
)
"""What comes of a text that is no answer, however it is made."""

Node = list[Any]
"""A column of values, as JSON has it: what they are, and what they are made of."""


def encode(value: Any) -> bytes:
	"""Return a value for ``decode``. Raises TypeError for what an answer cannot hold."""
	node = _encoded([value])
	return json.dumps(node, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode(content: bytes) -> Any:
	"""Return the value of an answer. Raises UnreadableAnswer."""
	try:
		(value,) = _decoded(json.loads(content.decode("utf-8", "surrogatepass")))
	except _UNREADABLE as error:
		raise UnreadableAnswer(f"{type(error).__name__}: {error}") from error
	return value


def _encoded(values: list[Any]) -> Node:
	kinds = set(map(type, values))
	if kinds <= _PLAIN:
		return ["plain", values]
	if len(kinds) > 1:
		return _encoded_mixture(values)
	kind = kinds.pop()
	if kind is dict:
		keys, entries = (
			[key for each in values for key in each],
			[e for each in values for e in each.values()],
		)
		return ["dict", list(map(len, values)), _encoded(keys), _encoded(entries)]
	if kind.__name__ in _CONTAINERS and kind.__module__ == "builtins":
		return [kind.__name__, list(map(len, values)), _encoded([item for each in values for item in each])]
	if kind in _TEXTS:
		return ["text", kind.__name__, list(map(_TEXTS[kind][0], values))]
	return _encoded_of_ours(kind, values)


def _encoded_of_ours(kind: type, values: list[Any]) -> Node:
	name = f"{kind.__module__}:{kind.__qualname__}"
	if issubclass(kind, Enum):
		return ["enum", name, [each.name for each in values]]
	if issubclass(kind, KepuError):
		return ["error", name, _encoded([each.__dict__ for each in values])]
	if is_dataclass(kind) and kind.__module__.startswith(_HOME):
		columns = [[getattr(value, each.name) for value in values] for each in fields(kind)]
		return ["data", name, len(values), [_encoded(each) for each in columns]]
	raise TypeError(f"an answer cannot hold a {name}")


def _encoded_mixture(values: list[Any]) -> Node:
	"""Values of several kinds: those of each kind, and of which kind the next one is."""
	groups: dict[Any, list[Any]] = {}
	for value in values:
		groups.setdefault(None if type(value) in _PLAIN else type(value), []).append(value)
	numbers = {kind: number for number, kind in enumerate(groups)}
	order = [numbers[None if type(value) in _PLAIN else type(value)] for value in values]
	return ["mixture", order, [_encoded(each) for each in groups.values()]]


def _decoded(node: Node) -> list[Any]:
	kind, *parts = node
	if kind in _CONTAINERS:
		lengths, items = parts
		rest = iter(_decoded(items))
		return [_CONTAINERS[kind](islice(rest, length)) for length in lengths]
	return _READERS[kind](*parts)


def _decoded_plain(values: list[Any]) -> list[Any]:
	if not set(map(type, values)) <= _PLAIN:
		raise ValueError("a container among plain values")
	return values


def _decoded_dicts(lengths: list[int], keys: Node, entries: Node) -> list[Any]:
	pairs = zip(_decoded(keys), _decoded(entries), strict=True)
	return [dict(islice(pairs, length)) for length in lengths]


def _decoded_texts(kind: str, texts: list[str]) -> list[Any]:
	return list(map(_TEXTS[_TEXT_KINDS[kind]][1], texts))


def _decoded_mixture(order: list[int], groups: list[Node]) -> list[Any]:
	rests = [iter(_decoded(each)) for each in groups]
	return [next(rests[number]) for number in order]


def _decoded_enums(name: str, names: list[str]) -> list[Any]:
	members = _class_of_ours(name, Enum).__members__
	return [members[each] for each in names]


def _decoded_errors(name: str, states: Node) -> list[Any]:
	kind = _class_of_ours(name, KepuError)
	return [_made(kind, state, state["message"]) for state in _decoded(states)]


def _decoded_data(name: str, number: int, columns: list[Node]) -> list[Any]:
	kind = _class_of_ours(name, object)
	names = [each.name for each in fields(kind)]
	decoded = [_decoded(each) for each in columns]
	if any(len(each) != number for each in decoded) or len(decoded) != len(names):
		raise ValueError(f"fields of {name}")
	return [_made(kind, dict(zip(names, row, strict=True))) for row in zip(*decoded, strict=True)]


def _made(kind: type, state: dict[str, Any], *arguments: str) -> Any:
	value: Any = kind.__new__(kind, *arguments)
	value.__dict__.update(state)
	return value


def _class_of_ours(name: str, base: type) -> Any:
	"""Return a class of a module of the core that is loaded already."""
	module, _, qualified = name.partition(":")
	found: Any = sys.modules[module] if module.startswith(_HOME) else None
	for part in qualified.split("."):
		found = vars(found)[part]
	if not isinstance(found, type) or found.__module__ != module or not issubclass(found, base):
		raise ValueError(f"{name} is no class of an answer")
	if base is object and not is_dataclass(found):
		raise ValueError(f"{name} is no dataclass")
	return found


_READERS: dict[str, Callable[..., list[Any]]] = {
	"plain": _decoded_plain,
	"dict": _decoded_dicts,
	"text": _decoded_texts,
	"mixture": _decoded_mixture,
	"enum": _decoded_enums,
	"error": _decoded_errors,
	"data": _decoded_data,
}
