"""The page of a section of a Word file."""

from __future__ import annotations

from dataclasses import dataclass

from docx.section import Section

from kepu_app.core.errors import InputError


@dataclass(frozen=True)
class Page:
	"""Size and side margins, in EMU."""

	width: int
	height: int
	left: int
	right: int

	@property
	def text_width(self) -> int:
		"""Between the margins, in EMU."""
		return self.width - self.left - self.right


def page_of(section: Section) -> Page:
	"""Return the page that a section is set on.

	Raises:
		InputError: ``word.no_page_size``: the section leaves size or side margins to the program that opens it.
	"""
	width, height = section.page_width, section.page_height
	left, right = section.left_margin, section.right_margin
	if width is None or height is None or left is None or right is None:
		message = (
			"Word模板不可用：页面设置：每一节都要写明纸张大小和左右页边距，请在“布局—页面设置”中设置后保存"
		)
		raise InputError(message, code="word.no_page_size", place="页面设置")
	return Page(width, height, left, right)
