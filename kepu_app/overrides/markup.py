"""Limits on submitted HTML, checked before sanitising. See ``registry.py``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils.html_utils import is_json

from kepu_app.access.holders import GUEST, is_free
from kepu_app.access.roles import is_app_user

MOST_OPEN = 200
"""Tags open at once: the parser reopens each of them within every block."""

MOST_TAGS, LONGEST = 5_000, 200_000
"""Tags, and characters with them, of a text by guests and users of the app."""

MORE = 10
"""Factor for users of other apps, who write whole pages."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*")
_WITHOUT_END = frozenset(
	[
		"area",
		"base",
		"br",
		"col",
		"embed",
		"hr",
		"img",
		"input",
		"link",
		"meta",
		"param",
		"source",
		"track",
		"wbr",
	]
)


def sanitize_html(original: Callable[..., str], html: Any, *arguments: Any, **named: Any) -> str:
	"""Limit ``frappe.utils.html_utils.sanitize_html``, whose time is quadratic in the open tags.

	Raises:
		ValidationError: too many tags, open tags or characters; not for System Managers.
	"""
	if isinstance(html, str) and "<" in html and getattr(frappe.local, "request", None) and not is_free():
		_refuse_endless(html)
	return original(html, *arguments, **named)


def _refuse_endless(html: str) -> None:
	times = 1 if is_app_user() or frappe.session.user == GUEST else MORE
	if is_json(html):
		return  # which is not sanitised
	if len(html) > times * LONGEST:
		frappe.throw(
			_("This text has {0} characters with its layout; at most {1} are taken.").format(
				len(html), times * LONGEST
			)
		)
	tags, open_at_once = count_tags(html)
	if tags > times * MOST_TAGS or open_at_once > MOST_OPEN:
		frappe.throw(
			_(
				"The layout of this text is too complicated: {0} tags, {1} of them within each other. Please paste it as plain text."
			).format(tags, open_at_once)
		)


def count_tags(html: str) -> tuple[int, int]:
	"""Return the number of tags and of the most tags open at once. A closing tag without an opening one closes
	none."""
	tags = most = 0
	standing: Counter[str] = Counter()
	for end, name in _TAG.findall(html):
		tags += 1
		tag = name.lower()
		if end:
			standing[tag] -= standing[tag] > 0
		elif tag not in _WITHOUT_END:
			standing[tag] += 1
			most = max(most, standing.total())
	return tags, most
