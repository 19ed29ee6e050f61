"""Every text of the app that Frappe translates, found in its sources without Frappe.

Python is read by its own parser, Jinja by Jinja's, JavaScript by the small tokenizer below. Of a text that is
only known when the program runs, such as the state of a document, nothing is found here. The states
themselves are found where they are defined.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
from jinja2.ext import extract_from_ast

APP = Path(__file__).parents[2] / "kepu_app"
PYTHON_NAMES = ("_", "_lt")
JS_NAME = "__"
TEXT_KEYS = ("label", "description")
NAMED_DOCTYPES = (
	"DocType",
	"Report",
	"Print Format",
	"Role",
	"Workflow State",
	"Number Card",
	"Dashboard Chart",
)


@dataclass(frozen=True)
class Source:
	"""A text to be translated: where it stands, and the context in which it is looked up."""

	text: str
	place: str
	context: str = ""


@dataclass
class Found:
	"""``literals`` are all strings of the sources, of which one may be translated when the program runs."""

	sources: list[Source] = field(default_factory=list)
	mistakes: list[str] = field(default_factory=list)
	literals: set[str] = field(default_factory=set)

	def add(self, text: str | None, place: str, context: str = "") -> None:
		if text and text.strip():
			self.sources.append(Source(text, place, context))


def everything() -> Found:
	"""Return what the whole app has."""
	found = Found()
	for folder, folders, files in os.walk(APP, followlinks=True):
		folders[:] = sorted(set(folders) - {"dist", "__pycache__"})
		for name in sorted(files):
			_read(Path(folder, name), found)
	return found


def _read(path: Path, found: Found) -> None:
	place = path.relative_to(APP).as_posix()
	readers = {".py": read_python, ".js": read_javascript, ".html": read_jinja}
	if path.suffix in readers:
		readers[path.suffix](path.read_text(encoding="utf-8"), place, found)
	elif path.suffix == ".json" and path.relative_to(APP).parts[0] in ("kepu", "fixtures"):
		read_json(json.loads(path.read_text(encoding="utf-8")), place, found)


# ---- Python ------------------------------------------------------------------------------------------


def read_python(text: str, place: str, found: Found) -> None:
	"""``_("…")`` and ``frappe._("…")``. Constants of the module are taken for what they stand for."""
	tree = ast.parse(text)
	constants = {
		target.id: node.value.value
		for node in tree.body
		if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
		for target in node.targets
		if isinstance(target, ast.Name) and isinstance(node.value.value, str)
	}
	for node in ast.walk(tree):
		if isinstance(node, ast.Constant) and isinstance(node.value, str):
			found.literals.add(node.value)
		if isinstance(node, ast.Call) and node.args and _called_name(node.func) in PYTHON_NAMES:
			context = _context_of(node, constants)
			_read_argument(node.args[0], context, f"{place}:{node.lineno}", constants, found)


def _called_name(function: ast.expr) -> str:
	if isinstance(function, ast.Attribute):
		return function.attr if getattr(function.value, "id", "") == "frappe" else ""
	return getattr(function, "id", "")


def _context_of(call: ast.Call, constants: dict[str, str]) -> str:
	given = [each.value for each in call.keywords if each.arg == "context"] + call.args[2:3]
	value = given[0] if given else None
	if isinstance(value, ast.Constant):
		return value.value or ""
	return constants.get(getattr(value, "id", ""), "*") if value else ""


def _read_argument(node: ast.expr, context: str, place: str, constants: dict[str, str], found: Found) -> None:
	if isinstance(node, ast.Constant):
		found.add(node.value, place, context)
	elif isinstance(node, ast.Name):
		found.add(constants.get(node.id), place, context)
	elif isinstance(node, ast.IfExp):
		for branch in (node.body, node.orelse):
			_read_argument(branch, context, place, constants, found)
	elif isinstance(node, ast.JoinedStr | ast.BinOp) or _is_formatted(node):
		found.mistakes.append(f"{place}: a text is put together before it is translated")


def _is_formatted(node: ast.expr) -> bool:
	return (
		isinstance(node, ast.Call)
		and isinstance(node.func, ast.Attribute)
		and node.func.attr == "format"
		and isinstance(node.func.value, ast.Constant)
	)


# ---- Jinja -------------------------------------------------------------------------------------------


def read_jinja(text: str, place: str, found: Found) -> None:
	"""``{{ _("…") }}`` in print formats."""
	tree = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(text)
	for line, _function, message in extract_from_ast(tree, gettext_functions=("_",)):
		source = message[0] if isinstance(message, tuple) else message
		found.add(source, f"{place}:{line}")


# ---- JavaScript --------------------------------------------------------------------------------------

_TOKEN = re.compile(
	r"""
	(?P<comment>//[^\n]*|/\*.*?\*/)
	|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
	|(?P<name>[A-Za-z_$][\w$]*)
	|(?P<number>\d[\w.]*)
	|(?P<space>\s+)
	|(?P<other>.)
	""",
	re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_REGEX = ("return", "typeof", "case", "in", "of")


@dataclass(frozen=True)
class Token:
	kind: str
	text: str
	line: int


def tokens_of(text: str) -> list[Token]:
	"""Tokens without comments and blanks. A template literal is one token, ``template``, followed by the
	tokens of what stands in its ``${}``, each between ``${`` and ``}`` of kind ``inner``."""
	return list(_tokens(text, 0, len(text)))


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
	position, last = start, None
	while position < end:
		line = text.count("\n", 0, position) + 1
		if text[position] == "`":
			after, pieces = _template_end(text, position)
			yield (last := Token("template", text[position:after], line))
			for first, second in pieces:
				yield Token("inner", "${", line)
				yield from _tokens(text, first, second)
				yield Token("inner", "}", line)
			position = after
			continue
		match = _regex_at(text, position, last) or _TOKEN.match(text, position)
		position = match.end()
		kind = match.lastgroup or "regex"
		if kind not in ("comment", "space"):
			yield (last := Token(kind, match.group(), line))


def _regex_at(text: str, position: int, last: Token | None) -> re.Match[str] | None:
	if text[position] != "/" or text[position : position + 2] in ("//", "/*"):
		return None
	ends_value = last is not None and (
		last.kind in ("string", "number", "template")
		or (last.kind == "name" and last.text not in _BEFORE_REGEX)
		or last.text in (")", "]", "}")
	)
	return None if ends_value else _REGEX.match(text, position)


def _template_end(text: str, start: int) -> tuple[int, list[tuple[int, int]]]:
	"""Where a template literal ends, and where its ``${}`` begin and end."""
	position, pieces = start + 1, []
	while text[position] != "`":
		if text[position] == "\\":
			position += 2
		elif text.startswith("${", position):
			inner_end = _brace_end(text, position + 2)
			pieces.append((position + 2, inner_end))
			position = inner_end + 1
		else:
			position += 1
	return position + 1, pieces


def _brace_end(text: str, position: int) -> int:
	"""Where the brace closes that was opened before ``position``."""
	depth = 1
	while True:
		if text[position] == "`":
			position = _template_end(text, position)[0]
			continue
		match = _TOKEN.match(text, position)
		depth += {"{": 1, "}": -1}.get(match.group(), 0)
		if not depth:
			return position
		position = match.end()


def read_javascript(text: str, place: str, found: Found) -> None:
	"""``__("…")``, ``__("…", […], "context")``, and both texts of ``__(x ? "…" : "…")``."""
	tokens = tokens_of(text)
	found.literals.update(_unquoted(each.text) for each in tokens if each.kind == "string")
	for index, token in enumerate(tokens[:-1]):
		before = tokens[index - 1].text if index else ""
		is_call = token.text == JS_NAME and tokens[index + 1].text == "(" and before not in (".", "function")
		if is_call:
			_read_call(_arguments(tokens, index + 2), f"{place}:{token.line}", found)


def _arguments(tokens: list[Token], index: int) -> list[list[Token]]:
	"""Tokens of each argument of a call whose parenthesis was opened before ``index``."""
	arguments: list[list[Token]] = [[]]
	depth = 0
	while depth or tokens[index].text != ")":
		token = tokens[index]
		if token.kind in ("other", "inner"):
			depth += (token.text in ("(", "[", "{", "${")) - (token.text in (")", "]", "}"))
		if token.text == "," and not depth:
			arguments.append([])
		else:
			arguments[-1].append(token)
		index += 1
	return arguments


def _read_call(arguments: list[list[Token]], place: str, found: Found) -> None:
	first = arguments[0]
	context = ""
	if len(arguments) > 2 and arguments[2]:
		context = _unquoted(arguments[2][0].text) if arguments[2][0].kind == "string" else "*"
	if len(first) == 1 and first[0].kind == "string":
		found.add(_unquoted(first[0].text), place, context)
	elif any(each.kind == "template" for each in first) or _is_joined(first):
		found.mistakes.append(f"{place}: a text is put together before it is translated")
	elif any(each.text == "?" for each in first):
		for before, token in pairwise(first):
			if token.kind == "string" and before.text in ("?", ":"):
				found.add(_unquoted(token.text), place, context)


def _is_joined(tokens: list[Token]) -> bool:
	return any(each.text == "+" for each in tokens) and any(each.kind == "string" for each in tokens)


def _unquoted(literal: str) -> str:
	"""Return the value of a string literal; what both languages write alike."""
	return ast.literal_eval(literal.replace("\\/", "/"))


# ---- records -----------------------------------------------------------------------------------------


def read_json(content: Any, place: str, found: Found) -> None:
	"""DocTypes, reports, print formats, workflows, custom fields and the rest of the app's own records."""
	for record in content if isinstance(content, list) else [content]:
		if isinstance(record, dict):
			_read_record(record, place, found)


def _read_record(record: dict[str, Any], place: str, found: Found) -> None:
	kind = record.get("doctype", "")
	if kind in NAMED_DOCTYPES:
		found.add(record.get("name"), place)
	if kind == "Workflow Action Master":
		found.add(record.get("name"), place, "Workflow Action")
	context = record.get("name", "") if kind == "DocType" else record.get("dt", "")
	_read_texts(record, context, place, found)
	for row in record.get("fields", ()):
		_read_texts(row, context, place, found)
		# Frappe shows the label above a table, and that of the title at the head of a list, without a context.
		if row.get("fieldtype") == "Table" or row.get("fieldname") == record.get("title_field", ""):
			found.add(row.get("label"), f"{place} {row.get('fieldname')}")
	for row in (*record.get("permissions", ()), *record.get("roles", ())):
		found.add(row.get("role"), place)
	_read_workflow(record, place, found)


def _read_texts(row: dict[str, Any], context: str, place: str, found: Found) -> None:
	place = f"{place} {row.get('fieldname', '')}".strip()
	for key in TEXT_KEYS:
		found.add(row.get(key), place, context if key == "label" else "")
	if row.get("fieldtype") == "Select":
		for option in (row.get("options") or "").split("\n"):
			found.add(option, place, context)


def _read_workflow(record: dict[str, Any], place: str, found: Found) -> None:
	for row in record.get("states", ()):
		found.add(row.get("state"), place)
	for row in record.get("transitions", ()):
		found.add(row.get("action"), place, "Workflow Action")
	if record.get("doctype") == "Workspace":
		_read_workspace(record, place, found)


def _read_workspace(record: dict[str, Any], place: str, found: Found) -> None:
	found.add(record.get("title"), place)
	for key in ("links", "shortcuts", "number_cards", "charts"):
		for row in record.get(key, ()):
			found.add(row.get("label"), place)
	for block in json.loads(record.get("content") or "[]"):
		found.add(re.sub(r"<[^>]*>", "", block["data"].get("text", "")), place)
