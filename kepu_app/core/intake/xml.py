"""Shortcuts through WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = ("0", "false", "off", "none")
_LARGEST = 32767
"""The largest number that Word takes in a list or a table."""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
	"""Return the first child of a name in Word's namespace."""
	# Most have none, and this is called a dozen times for each paragraph.
	if element is None or not len(element):
		return None
	return next(element.iterchildren(f"{W}{name}"), None)


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
	"""Yield all children of a name in Word's namespace."""
	if element is not None:
		yield from element.iterchildren(f"{W}{name}")


def path(element: etree._Element | None, *names: str) -> etree._Element | None:
	"""Return the first child of a first child and so on."""
	for name in names:
		element = child(element, name)
	return element


def value_of(element: etree._Element | None) -> str:
	"""Return ``w:val``; blank where there is none."""
	return "" if element is None else element.get(f"{W}val", "")


def number_of(text: str, otherwise: int = 0, largest: int = _LARGEST) -> int:
	"""Parse an untrusted file's number; ``otherwise`` where it is none or too large."""
	is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(largest))
	return int(text) if is_number and int(text) <= largest else otherwise


def is_on(element: etree._Element | None) -> bool:
	"""Return whether a switch such as ``w:vanish`` is present and not turned off."""
	return element is not None and element.get(f"{W}val", "true") not in _OFF
