"""The page of a section: what a template has to say of it."""

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Twips

from kepu_app.core.errors import InputError
from kepu_app.core.word.paper_code import _add_code
from kepu_app.core.word.sections import page_of


def test_a_page_has_the_width_between_its_margins():
	section = Document().sections[0]
	section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(28), Mm(26)
	assert page_of(section).text_width == pytest.approx(Mm(210 - 28 - 26), abs=3 * Twips(1))


@pytest.mark.parametrize("tag", ["w:pgSz", "w:pgMar"])
def test_a_section_without_size_or_margins_is_refused_by_name(tag):
	document = Document()
	document.sections[0].footer.is_linked_to_previous = False
	properties = document.sections[0]._sectPr
	properties.remove(properties.find(qn(tag)))
	with pytest.raises(InputError, match=r"页面设置.*纸张大小") as caught:
		_add_code(document, "KEPU-2024-1")
	assert caught.value.code == "word.no_page_size"
