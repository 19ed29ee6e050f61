"""English that is left on a page in Chinese.

What people typed, names of files and codes are no language; neither are the abbreviations that stand in
Chinese texts as they are. What is left is English. It is the app's own if one of the app's source strings
says it, or if Frappe has no such string at all. Else it is a gap in Frappe's own translation.
"""

from __future__ import annotations

import ast
import csv
import functools
import os
import re
from collections.abc import Iterable
from pathlib import Path

from tests.browser.desk import Desk

OWN = Path(__file__).parents[2] / "kepu_app/translations/zh.csv"
FRAPPES = "apps/frappe/frappe/locale/main.pot"
"""Frappe's source strings, in the bench of the site."""

LIBRARIES = (
	"Begin typing for results.",
	"Filter based on {0}",
	"Generic Empty State",
	"Save Current Filter",  # this and the next of Frappe 16
	"Tree Level",
	"{0} results found",
)
"""Texts that stand in libraries of Frappe or in itself, where nothing translates them."""

PLACE = re.compile(r"\{\w*\}")
USUAL = {
	"PDF",
	"Word",
	"Excel",
	"WPS",
	"ID",
	"CSV",
	"XLSX",
	"HTML",
	"CSS",
	"JPG",
	"PNG",
	"GB",
	"MB",
	"Ctrl",
	"ZIP",
	"CASE",
	"NOM",
}
"""Words that Chinese texts have as they are."""

COLLECT = """
() => {
	const texts = new Set();
	const note = (text) => /[A-Za-z]{2}/.test(text || "") && texts.add(text.trim());
	const is_shown = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !element.closest("input, textarea, pre, code");
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement;
		if (!/^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE|OPTION)$/.test(element.tagName) && is_shown(element)) note(walker.currentNode.data);
	}
	for (const element of document.querySelectorAll("[placeholder], [title], [aria-label], [alt]")) {
		if (element.matches(".timeline-badge")) continue;  // Frappe never translates what kind of event it marks
		if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
		for (const name of ["placeholder", "title", "aria-label", "alt"]) note(element.getAttribute(name));
	}
	for (const select of document.querySelectorAll("select")) {
		if (select.checkVisibility()) for (const option of select.options) note(option.text);
	}
	return [...texts];
}
"""


def own_english(desk: Desk, data: Iterable[str] = ()) -> list[str]:
	"""Texts on the page, as one sees or hears it, that are in English and the app's own.

	Args:
		desk: whose page.
		data: what people typed, to be left out wherever it stands.
	"""
	return [text for text in english(desk, data) if is_own(text)]


def untranslated(desk: Desk) -> list[str]:
	"""Source strings of the app that a page in Chinese shows as they are.

	Narrower than ``own_english``: Frappe's pages have many texts of Frappe that nothing translates.
	"""
	return [text for text in english(desk) if _own_sources().fullmatch(text)]


def english(desk: Desk, data: Iterable[str] = ()) -> list[str]:
	"""Texts on the page that have an English word in them, whosever they are."""
	texts = desk.page.evaluate(COLLECT)
	return sorted(text for text in texts if _words(_without(text, data)))


def is_own(text: str) -> bool:
	"""Whether the app, and not Frappe, is to answer for a text."""
	return bool(_own_sources().fullmatch(text)) or not _frappes_sources().fullmatch(text)


def _without(text: str, data: Iterable[str]) -> str:
	for typed in data:
		text = text.replace(typed, "")
	return text


def _words(text: str) -> list[str]:
	text = re.sub(r"\S+@\S+|\S*[/\\]\S*|\S+\.\w{2,4}\b|<[^>]*>", " ", text)
	return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in USUAL]


@functools.cache
def _own_sources() -> re.Pattern[str]:
	with OWN.open(encoding="utf-8", newline="") as file:
		return _pattern_of(row[0] for row in csv.reader(file) if row)


@functools.cache
def _frappes_sources() -> re.Pattern[str]:
	"""Of a catalogue only the source strings are read: each is one or more quoted lines."""
	catalogue = (Path(os.environ["KEPU_TEST_SITES"]).parent / FRAPPES).read_text(encoding="utf-8")
	quoted = re.findall(r'^msgid ((?:".*"\n)+)', catalogue, re.MULTILINE)
	sources = ("".join(ast.literal_eval(line) for line in lines.splitlines()) for lines in quoted)
	return _pattern_of([*sources, *LIBRARIES])


def _pattern_of(sources: Iterable[str]) -> re.Pattern[str]:
	"""Match each source string, whatever stands in its places {0}, {1} …"""
	told = {source.strip() for source in sources if len(re.findall("[A-Za-z]", PLACE.sub("", source))) > 2}
	return re.compile(
		"|".join(".*".join(re.escape(part) for part in PLACE.split(each)) for each in sorted(told)), re.DOTALL
	)
