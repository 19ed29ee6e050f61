"""The style sheet of a paper inside a page that has one already."""

import pytest

from kepu_app.printing.preview import preview_html, scoped


def test_every_selector_is_held_to_the_paper() -> None:
	assert scoped("body { margin: 0 } h2, .level-1 span { color: red }") == (
		".kepu-paper { margin: 0 }\n.kepu-paper h2, .kepu-paper .level-1 span { color: red }"
	)


@pytest.mark.parametrize("selector", ["td", "th, h2", "td.reasons", "tr > td", "td p"])
def test_cells_win_against_important_rules_of_the_page(selector: str) -> None:
	assert "padding:1mm!important;" in "".join(scoped(f"{selector} {{ padding: 1mm }}").split())


@pytest.mark.parametrize("selector", ["table", ".td", "h2 .th-large", "#td", "tr"])
def test_other_rules_stay_as_they_are(selector: str) -> None:
	assert scoped(f"{selector} {{ padding: 1mm }}") == f".kepu-paper {selector} {{ padding: 1mm }}"


def test_a_broken_declaration_of_a_cell_is_left_out() -> None:
	assert "".join(scoped("td { padding 1mm; color: red }").split()) == ".kepu-papertd{color:red!important;}"


def test_what_is_no_page_is_refused() -> None:
	with pytest.raises(ValueError, match="not a page"):
		preview_html("<p>text</p>")
