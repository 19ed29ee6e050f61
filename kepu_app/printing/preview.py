"""The core's page inside Frappe's print preview, which has its own page and style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tinycss2

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_CELL = re.compile(r"(?<![\w.#-])t[dh](?![\w-])")
_BODY = re.compile(r'<body class="([^"]*)">(.*)</body>', re.DOTALL)

SHEET = """
.print-format { max-width: none; padding: 0; margin: 0; background: #e8e8e8; box-shadow: none; }
.kepu-paper { color: black; text-align: justify; }
.kepu-paper * { background: none; color: inherit; float: none; line-height: inherit; }
.kepu-paper table { line-height: 18pt; border-left-width: 0; }
.kepu-paper tr > :first-child { border-left-width: 0.5pt !important; }
.kepu-paper th, .kepu-paper td { color: inherit; }
@media screen {
	.kepu-paper { box-sizing: content-box; width: 156mm; margin: 0 auto; padding: 37mm 26mm 35mm 28mm;
		min-height: 225mm; box-shadow: none; background: repeating-linear-gradient(to bottom, white 0 297mm, #e8e8e8 297mm 305mm); }
	@supports (column-wrap: wrap) {
		.kepu-paper { columns: 156mm 1; column-height: 637.78pt; column-wrap: wrap; row-gap: 80mm; column-fill: auto; }
	}
	@supports not (column-wrap: wrap) {
		.kepu-paper { background: white; }
	}
}
"""
"""Sheets of A4 on a screen. Browsers that can break columns into rows show the paper's own pages, 22 lines
of 28.99 pt each; the others one long sheet."""


def preview_html(page: str) -> str:
	"""Return the page's style and body as a fragment, the style scoped to the body.

	Args:
		page: a whole page of ``core.paper.render_html``.
	"""
	style, body = _STYLE.search(page), _BODY.search(page)
	if not style or not body:
		raise ValueError("preview_html: not a page of the core")
	return f'<style>{scoped(style[1])}{SHEET}</style><div class="kepu-paper {body[1]}" lang="zh-CN">{body[2]}</div>'


def scoped(style: str) -> str:
	"""Return the style sheet with every selector scoped to ``.kepu-paper``, which replaces the body."""
	return _scoped_rules(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True))


def _scoped_rules(rules: Iterable[Any]) -> str:
	return "\n".join(_scoped_rule(rule) for rule in rules)


def _scoped_rule(rule: Any) -> str:
	if rule.type == "qualified-rule":
		selectors = tinycss2.serialize(rule.prelude).split(",")
		held = ", ".join(_scoped_selector(each.strip()) for each in selectors)
		return f"{held} {{{_declarations(rule)}}}"
	if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
		inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
		return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{_scoped_rules(inner)}}}"
	return rule.serialize()


def _declarations(rule: Any) -> str:
	"""Return the rule's declarations; table cells' become important, to override Frappe's important ones."""
	if not _CELL.search(tinycss2.serialize(rule.prelude)):
		return tinycss2.serialize(rule.content)
	parsed = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
	declarations = [each for each in parsed if each.type == "declaration"]
	for each in declarations:
		each.important = True
	return "".join(f"{each.serialize()};" for each in declarations)


def _scoped_selector(selector: str) -> str:
	if selector == ":root":
		return selector
	if selector in ("html", "body"):
		return ".kepu-paper"
	return f".kepu-paper {selector.removeprefix('body ')}"
