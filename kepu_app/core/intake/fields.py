"""Complex fields of Word: only their result is read; for some without one it is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kepu_app.core.intake.numerals import write_number
from kepu_app.core.intake.xml import W, child, children, is_on, number_of, path, value_of

_SILENT = frozenset(("", "XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "PRINT", "ADDIN", "ADVANCE"))
"""Fields that print nothing."""

_NAME = re.compile(r"\s*([A-Za-z]+|=)?")
_SYMBOL = re.compile(r"SYMBOL\s+(0x[0-9a-f]{1,5}|\d{1,6})(?:.*?\\f\s*\"?([^\"\\]+))?", re.IGNORECASE)
_SWITCH = re.compile(r"\\(?:[a-z]+\s*-?\d*|\*\s*\w+|[,;()\\])\s*", re.IGNORECASE)
_CIRCLE = re.compile(r"\\o\s*\\ac\s*\(\s*[○◯〇]\s*[,，;]\s*(\S{1,3}?)\s*\)", re.IGNORECASE)
_FRACTION = re.compile(r"\\f\s*\(([^(),]+)[,;]([^(),]+)\)", re.IGNORECASE)
_GUIDE = re.compile(r"\\s\s*\\up\s*\d*\s*\([^()]*\)\s*[,;]", re.IGNORECASE)
_HAN_NUMBERS = "一二三四五六七八九十"


@dataclass
class Field:
	"""An open field: its instruction, and whether its result is reached."""

	start: etree._Element
	instruction: str = ""
	has_result: bool = False


@dataclass(frozen=True)
class Printed:
	"""What a field without a result prints. ``doubt`` names what is only approximate, blank for none."""

	text: str = ""
	doubt: str = ""
	symbol: tuple[str, int] | None = None
	"""Font and code of a character, for the caller to map."""


class OpenFields:
	"""The open fields while a document is read from its beginning to its end."""

	def __init__(self, root: etree._Element) -> None:
		self._stack: list[Field] = []
		self._unclosed = set(_unclosed(root))

	@property
	def is_shown(self) -> bool:
		"""Whether the current text is displayed."""
		return all(field.has_result for field in self._stack)

	def instruct(self, text: str) -> None:
		if self._stack and not self._stack[-1].has_result:
			self._stack[-1].instruction += text

	def mark(self, element: etree._Element) -> Printed | None:
		"""Process a ``w:fldChar``; return the output of a field that closes here without a result."""
		kind = element.get(f"{W}fldCharType")
		if kind == "begin" and element not in self._unclosed:
			self._stack.append(Field(element))
		elif kind == "separate" and self._stack:
			self._stack[-1].has_result = _shows_result(self._stack[-1])
		elif kind == "end" and self._stack:
			field = self._stack.pop()
			return None if field.has_result else _printed(field)
		return None


def _unclosed(root: etree._Element) -> list[etree._Element]:
	"""Return starts without an end, of damaged files: they would hide all that follows."""
	starts: list[etree._Element] = []
	for mark in root.iter(f"{W}fldChar"):
		if mark.get(f"{W}fldCharType") == "begin":
			starts.append(mark)
		elif mark.get(f"{W}fldCharType") == "end" and starts:
			starts.pop()
	return starts


def _name_of(field: Field) -> str:
	match = _NAME.match(field.instruction)
	return (match[1] or "").upper() if match else ""


def _shows_result(field: Field) -> bool:
	"""Return False for checkboxes and drop-down lists: they print their state, not the stored text."""
	return _name_of(field) not in ("FORMCHECKBOX", "FORMDROPDOWN")


def _printed(field: Field) -> Printed:
	name = _name_of(field)
	if name == "EQ":
		return _equation(field.instruction)
	if name == "SYMBOL":
		return _symbol(field.instruction)
	if name == "FORMDROPDOWN":
		return Printed(_chosen_entry(path(field.start, "ffData", "ddList")))
	if name == "FORMCHECKBOX":
		return Printed("☑" if _is_ticked(path(field.start, "ffData", "checkBox")) else "☐")
	return Printed() if name in _SILENT else Printed(doubt=f"没有结果的域“{field.instruction.strip()[:30]}”")


def _chosen_entry(options: etree._Element | None) -> str:
	entries = [value_of(each) for each in children(options, "listEntry")]
	chosen = child(options, "result")
	chosen = child(options, "default") if chosen is None else chosen
	place = number_of(value_of(chosen))
	return entries[place] if place < len(entries) else ""


def _is_ticked(box: etree._Element | None) -> bool:
	state = child(box, "checked")
	return is_on(child(box, "default") if state is None else state)


def _symbol(instruction: str) -> Printed:
	match = _SYMBOL.search(instruction)
	if not match:
		return Printed(doubt="没有结果的域“SYMBOL”")
	code = int(match[1], 16) if match[1].lower().startswith("0x") else int(match[1])
	return Printed(symbol=((match[2] or "").strip(), code))


def _equation(instruction: str) -> Printed:
	"""Convert circled characters; of other formulas keep the letters.

	Word circles a character, or sets small letters above one, by a formula.
	"""
	rest = _GUIDE.sub("", instruction.strip()[2:])
	rest = _CIRCLE.sub(lambda match: _circled(match[1]) or match[0], rest)
	rest = _FRACTION.sub(r"\1/\2", rest)
	is_plain = "\\" not in rest
	text = "".join(_letters(rest)).strip()
	return Printed(text, "" if is_plain else f"公式（按文字写出，请核对）：{text}")


def _circled(content: str) -> str:
	if content.isdecimal() and 1 <= int(content) <= 50:
		return write_number(int(content), "decimalEnclosedCircle")
	place = _HAN_NUMBERS.find(content)
	return chr(0x3280 + place) if len(content) == 1 and place >= 0 else ""


def _letters(formula: str) -> Iterator[str]:
	bare = _SWITCH.sub("", formula)
	yield from (letter for letter in bare if letter not in "(),;")
