"""The print preview beside the PDF of the button: the same text, on as many sheets."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator
from pypdf import PdfReader

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
PAPERS = [
	("province", "Annual Summary", "approved", "Annual Summary"),
	("national", "Provincial Submission", "printed", "Case Book"),
	("national", "Provincial Submission", "printed", "Nominee List"),
]
SHEETS = """paper => {
	const gap = 8, height = 297, pixels = 96 / 25.4;
	return (paper.getBoundingClientRect().height / pixels + gap) / (height + gap);
}"""
PAGE_NUMBER = re.compile(r"— \d+ —")
TABLE_HEAD = "序号姓名性别政治面貌出生年月工作单位及职务联系方式推荐理由（简要描述）"


@pytest.mark.parametrize(("role", "doctype", "purpose", "paper"), PAPERS, ids=[each[3] for each in PAPERS])
def test_preview_and_pdf_say_the_same_on_as_many_sheets(
	sign_in: SignIn, data: dict[str, Any], shots: Path, role: str, doctype: str, purpose: str, paper: str
) -> None:
	desk = sign_in(role)
	frame = _preview(desk, doctype, data["documents"][purpose], paper)
	shown = frame.locator(".kepu-paper").inner_text()
	sheets = frame.locator(".kepu-paper").evaluate(SHEETS)
	frame.locator(".kepu-paper").screenshot(path=shots / f"preview-{paper}.png")
	pdf = shots / f"preview-{paper}.pdf"
	# Not every Chromium shows a PDF in the window that opens: the request is the same in all.
	with desk.context.expect_event(
		"request", lambda request: request.is_navigation_request() and "pdf" in request.url
	) as asked:
		desk.page.get_by_role("button", name="PDF").locator("visible=true").click()
	pdf.write_bytes(desk.context.request.get(asked.value.url).body())
	pages = [page.extract_text() for page in PdfReader(pdf).pages]
	assert _bare("".join(PAGE_NUMBER.sub("", page) for page in pages)) == _bare(shown)
	assert sheets == pytest.approx(len(pages), abs=0.02)
	assert not desk.page.locator(".modal.show").count(), "the button says nothing of another printer"


def _preview(desk: Desk, doctype: str, name: str, paper: str) -> FrameLocator:
	desk.page.goto(f"{desk.url}/app/print/{doctype}/{name}")
	frame = desk.page.frame_locator("iframe.print-format-container")
	frame.locator(".kepu-paper").wait_for()
	chosen = desk.page.locator("input[data-fieldname=print_format]")
	if chosen.input_value() != paper:
		chosen.fill(paper)
		desk.page.locator(".awesomplete [role=option]", has_text=paper).first.click()
		frame.locator(".kepu-paper table").wait_for()
	desk.page.wait_for_timeout(1500)  # Frappe gives the frame its height half a second later
	return frame


def _bare(text: str) -> str:
	"""Without blanks, and with the head of a table once, which a PDF repeats on each page."""
	bare = "".join(text.split())
	return bare.replace(TABLE_HEAD, "")
