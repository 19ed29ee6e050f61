"""The core's page inside Frappe's print preview, which has a page around it already."""

from __future__ import annotations

import re

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_BODY = re.compile(r'<body class="([^"]*)">(.*)</body>', re.DOTALL)


def preview_html(page: str) -> str:
	"""The page's style and body as a fragment.

	Args:
		page: a whole page as ``core.paper.render_html`` makes it; its style rules hold for ``.paper``.
	"""
	style, body = _STYLE.search(page), _BODY.search(page)
	if not style or not body:
		raise ValueError("preview_html: not a page of the core")
	return f'<style>{style[1]}</style><div class="{body[1]}">{body[2]}</div>'
