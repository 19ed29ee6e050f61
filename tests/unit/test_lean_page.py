"""A page without unused margin boxes prints the same bytes as with all of them."""

from __future__ import annotations

import pytest
import weasyprint

from kepu_app.core.printing.lean_page import LeanPage

_ALL = 16
_PAGE = "<style>{style}</style><p>科普</p><ol><li>一</li></ol>"
_STYLES = (
	"",
	'@page { @top-center { content: "机密" } }',
	'@page { @TOP-LEFT-CORNER { content: "机密" } @bottom-right { content: counter(page) } }',
	'@page { @\\74op-center { content: "机密" } }',
	"@page { @footnote { margin-top: 0 } } p { float: footnote }",
	'@media print { @page :first { @left-middle { content: "机密"; width: 1cm } } }',
)


@pytest.mark.parametrize("style", _STYLES)
def test_prints_the_same(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # else fontTools writes the time into fonts
	html = _PAGE.format(style=style)
	printed = [kind(string=html).write_pdf(pdf_identifier=b"same") for kind in (LeanPage, weasyprint.HTML)]
	assert printed[0] == printed[1]


@pytest.mark.parametrize(("style", "boxes"), list(zip(_STYLES, (0, 1, 2, _ALL, 0, 1), strict=True)))
def test_leaves_out_what_no_style_sheet_names(style: str, boxes: int) -> None:
	[sheet] = LeanPage(string=_PAGE.format(style=style))._ua_stylesheets()
	names = [name for _rule, selectors, _ in sheet.page_rules for _specificity, name, _type in selectors]
	sides = ("@top-", "@bottom-", "@left-", "@right-")
	assert sum(str(name).startswith(sides) for name in names) == boxes


def test_the_sheet_of_others_stays_whole() -> None:
	[before] = weasyprint.HTML(string="")._ua_stylesheets()
	count = len(before.page_rules)
	LeanPage(string="")._ua_stylesheets()
	assert len(before.page_rules) == count >= _ALL
