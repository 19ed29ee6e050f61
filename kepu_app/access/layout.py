"""Allow-list of HTML in users' texts: paragraphs, lists, links and the like.

Frappe removes only scripts. Forms that ask for a password, and boxes over the whole page, remain; hence an
allow-list.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qs, unquote, urlsplit

import lxml.html
from frappe.model.document import Document
from lxml.html import HtmlElement

from kepu_app.access.roles import is_app_user

WRITTEN = {"Comment": "content", "Discussion Reply": "reply", "ToDo": "description"}
"""By DocType: the field with users' formatted text."""

TAGS = frozenset(
	(
		*(
			"a",
			"b",
			"blockquote",
			"br",
			"code",
			"div",
			"em",
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6",
			"hr",
			"i",
			"img",
		),
		*("li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "u", "ul"),
		*("table", "tbody", "td", "th", "thead", "tr"),
	)
)
ATTRIBUTES = frozenset(("alt", "colspan", "height", "href", "rowspan", "src", "title", "width"))
MENTION = re.compile(r"data-(?:denotation-char|id|is-group|link|value|list)")
"""Attributes that the editor writes for mentioned users and list items."""

SIGNS = re.compile(r"[<>&\"'`]")
"""HTML special characters: the editor inserts a mention's attributes unescaped."""

CLASSES = re.compile(r"(?:ql-[\w-]+|mention|read-mode)")
ADDRESSES = frozenset(("", "http", "https", "mailto"))
PLAIN_PATH = re.compile(r"/(?:private/)?files/[^\\/%?#]+(?:\?fid=\w+)?")
"""Image of the site itself: a file name and nothing else. An external one would report each reader to its
server (tracking). Any other URL of the site would act in the reader's name (CSRF)."""


def keep_plain_layout(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``before_validate`` of the DocTypes in ``WRITTEN``: strip what is not allowed; the words stay."""
	field = WRITTEN[doc.doctype]
	if is_app_user() and "<" in (doc.get(field) or ""):
		doc.set(field, plain_layout(doc.get(field)))


def plain_layout(html: str) -> str:
	"""Return HTML with only the allowed tags, attributes, classes and URLs."""
	root = lxml.html.fragment_fromstring(html, create_parent="div")
	for element in list(root.iterdescendants()):
		if not isinstance(element.tag, str) or element.tag in ("script", "style"):
			element.drop_tree()
		elif element.tag not in TAGS:
			element.drop_tag()
		else:
			_keep_attributes(element)
	parts = (lxml.html.tostring(each, encoding="unicode") for each in root)
	return _escaped(root.text) + "".join(parts)


def _keep_attributes(element: HtmlElement) -> None:
	for name, value in list(element.attrib.items()):
		if name == "class":
			element.set("class", " ".join(each for each in value.split() if CLASSES.fullmatch(each)))
		elif not _may_stay(name, value):
			del element.attrib[name]


def _may_stay(name: str, value: str) -> bool:
	if name == "src":
		return bool(PLAIN_PATH.fullmatch(value))
	if name == "href":
		return _scheme(value) in ADDRESSES and not _acts(value)
	if MENTION.fullmatch(name):
		return not SIGNS.search(value)
	return name in ATTRIBUTES


def _scheme(address: str) -> str:
	try:
		return urlsplit("".join(address.split())).scheme.lower()
	except ValueError:
		return "unknown"


def _acts(address: str) -> bool:
	"""Return whether a click acts on the site, such as logging out, instead of reading."""
	parts = urlsplit("".join(address.split()).replace("\\", "/"))
	path = posixpath.normpath(f"/{unquote(parts.path)}").lower().lstrip("/")
	return path.split("/")[0] == "api" or "cmd" in parse_qs(parts.query)


def _escaped(text: str | None) -> str:
	return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
