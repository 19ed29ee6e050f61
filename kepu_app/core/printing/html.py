"""Attachments 2-4 as HTML, by Jinja2 from the templates in ``print_formats/``.

A template sees one thing, ``paper``, in a sandbox without a loader. Every value is escaped: a text that
looks like HTML or Jinja prints as that text. One page serves the PDF and, on a screen, the preview.
"""

from __future__ import annotations

import math
import re
import traceback
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

import kepu_app
from kepu_app.core.errors import InputError
from kepu_app.core.printing.columns import column_widths
from kepu_app.core.printing.fonts import is_invisible
from kepu_app.core.printing.paper_models import CaseBookPaper, NomineeListPaper, SummaryPaper

Paper = SummaryPaper | CaseBookPaper | NomineeListPaper

PRINT_FORMATS = Path(kepu_app.__file__).parent / "kepu" / "print_format"
_NAMES: dict[type[Paper], str] = {
	SummaryPaper: "annual_summary",
	CaseBookPaper: "case_book",
	NomineeListPaper: "nominee_list",
}

TITLE_CHARACTERS = 20
"""What a line holds of the title's 2号 (22 pt) type: 156 mm / 22 pt."""
SEAL_CHARACTERS = 4
"""Space at the right of a date that a seal goes over (GB/T 9704-2012, 7.3.5.1)."""

_DIVISION = re.compile(r"自治区|省|自治州|盟|地区|兵团|师|市(?![区县])")
_OPENS, _CLOSES = re.compile(r"[（(《〈“]"), re.compile(r"[）)》〉”、，：；—·]")
_IN_NUMBER = re.compile(r"[0-9A-Za-z.%]{2}")
_BLANKS = re.compile(r"[^\S\u3000]+")
_SAME_SIGN = {0x2027: "·"}
"""The point between the names of one person as Taiwan's keyboards write it; Pango draws a box for it."""
_PRINTED_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_TEMPLATE_FILE = "<template>"
_PAGE = Markup(
	"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
{created}<style>
{style}</style>
</head>
<body class="{name}">
{body}
</body>
</html>
"""
)


def render_html(paper: Paper, template: str | None = None, css: str = "") -> str:
	"""Return the paper as a whole page of HTML, with its style sheet for paper and for the screen.

	Args:
		paper: Attachment 2, 3 or 4.
		template: the source of an own template, the inside of <body>; the shipped one by default.
		css: own style rules, which come after the shared ones.

	Raises:
		InputError: the template is broken, or uses what the paper does not have.
	"""
	kind: type = type(paper)
	source = shipped_template(kind) if template is None else template
	return page_of(
		paper,
		source,
		name=_NAMES[type(paper)],
		title=title_of(paper),
		author=paper.association if isinstance(paper, NomineeListPaper) else paper.signature,
		date="" if isinstance(paper, NomineeListPaper) else paper.date,
		css=css,
	)


def page_of(
	paper: Any, source: str, *, name: str, title: str, author: str, date: str = "", css: str = ""
) -> str:
	"""Return a whole page of HTML with the shared style sheet, of anything whose values are ready to print.

	Args:
		paper: what the template sees as ``paper``.
		source: the template, the inside of <body>.
		name: the class of the body.
		title: of the file's properties, as are ``author`` and ``date``, which is like 2025年1月16日 or blank.
		author: whose paper it is.
		date: of the paper; no clock is asked.
		css: style rules that come after the shared ones.

	Raises:
		InputError: the template is broken, or uses what the paper does not have.
	"""
	return _PAGE.format(
		title=title,
		author=author,
		created=_created(date),
		style=Markup((shared_style() + css).replace("</", "<\\/")),
		name=name.replace("_", "-"),
		body=Markup(_filled(source, paper)),
	)


@lru_cache(maxsize=len(_NAMES))
def shipped_template(paper_type: type[Paper]) -> str:
	"""Return the source of the template of an attachment that comes with the app."""
	name = _NAMES[paper_type]
	return (PRINT_FORMATS / name / f"{name}.html").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def shared_style() -> str:
	"""Return the style sheet that all attachments share."""
	return (PRINT_FORMATS / "paper.css").read_text(encoding="utf-8")


def title_of(paper: Paper) -> str:
	"""Return the paper's title in one line, for the file's properties."""
	if isinstance(paper, NomineeListPaper):
		return "宣讲团人选建议名单"
	return f"{paper.place}{paper.year}年{'工作总结' if isinstance(paper, SummaryPaper) else '典型案例'}"


def printable(text: str) -> str:
	"""``text`` as it prints: characters without ink go, runs of blanks become one space."""
	blanks = _BLANKS.sub(" ", text).translate(_SAME_SIGN)
	unseen = [each for each in set(blanks) if each not in " \u3000" and is_invisible(each)]
	return blanks.translate(dict.fromkeys(map(ord, unseen))) if unseen else blanks


def title_lines(text: str, longest: int = TITLE_CHARACTERS) -> list[str]:
	"""Return a title in lines of at most ``longest`` characters. It breaks behind a province or city, else
	at a bracket or another sign, else in halves. It never breaks within a number (GB/T 9704-2012, 7.3.1:
	词意完整，排列对称)."""
	if len(text) <= longest:
		return [text]
	ends = [found.end() for found in _DIVISION.finditer(text)]
	for choice in (ends, _ends_at_signs(text), _ends_outside_numbers(text)):
		inside = [end for end in choice if 0 < end < len(text)]
		if inside:
			break
	middle = min(inside, key=lambda end: (abs(end - len(text) / 2), -end), default=math.ceil(len(text) / 2))
	return [*title_lines(text[:middle], longest), *title_lines(text[middle:], longest)]


def _ends_at_signs(text: str) -> list[int]:
	"""Before what opens and behind what closes."""
	opens = [found.start() for found in _OPENS.finditer(text)]
	return [*opens, *(found.end() for found in _CLOSES.finditer(text))]


def _ends_outside_numbers(text: str) -> list[int]:
	return [end for end in range(1, len(text)) if not _IN_NUMBER.fullmatch(text, end - 1, end + 1)]


def signature_space(signature: str, date: str) -> float:
	"""Return the characters to the right of a signature that is centred over its date, which has
	``SEAL_CHARACTERS`` there. A signature too long for that ends at the right edge."""
	return max(0.0, SEAL_CHARACTERS + (_width(date or signature) - _width(signature)) / 2)


def line_count(texts: Iterable[str], characters: float) -> int:
	"""How many lines the texts take in a column that holds so many characters."""
	return sum(math.ceil(_width(text) / characters) for text in texts)


def _filled(source: str, paper: Any) -> str:
	template = _compiled(source)
	try:
		return template.render(paper=paper)
	except Exception as error:
		lines = [
			frame.lineno
			for frame in traceback.extract_tb(error.__traceback__)
			if frame.filename == _TEMPLATE_FILE
		]
		raise _unusable(lines[-1] if lines else None, error) from error


@lru_cache(maxsize=16)
def _compiled(source: str) -> Template:
	try:
		return _environment().from_string(source)
	except TemplateSyntaxError as error:
		raise _unusable(error.lineno, error) from error


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
	environment = ImmutableSandboxedEnvironment(
		autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize
	)
	environment.filters.update(
		column_widths=column_widths,
		line_count=line_count,
		signature_space=signature_space,
		title_lines=title_lines,
	)
	environment.globals.clear()
	return environment


def _finalize(value: Any) -> Any:
	return printable(value) if type(value) is str else value


def _unusable(line: int | None, error: Exception) -> InputError:
	place = f"第{line}行" if line else "模板"
	message = f"打印模板不可用：{place}：{error or type(error).__name__}"
	return InputError(message, code="paper.template", place=place)


def _created(date: str) -> Markup:
	"""Return the date of the paper as that of the file: no clock is asked."""
	found = _PRINTED_DATE.fullmatch(date)
	if not found:
		return Markup("")
	year, month, day = (int(each) for each in found.groups())
	return Markup('<meta name="dcterms.created" content="{}">\n').format(f"{year}-{month:02}-{day:02}")


def _width(text: str) -> float:
	"""In characters of Chinese type; digits and Latin letters have half of one."""
	return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)
