"""What is printed is all of the page, or an error that says what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
import weasyprint

from kepu_app.core.errors import InputError
from kepu_app.core.model import SummarySection
from kepu_app.core.printing.complete import refuse_incomplete, text_of_page
from kepu_app.core.printing.paper_models import summary_paper
from kepu_app.core.printing.pdf import html_to_pdf, render_pdf
from kepu_app.core.rules import FAR_TOO_LONG, check_case, check_nominee, check_summary
from tests.unit.factories import COUNTIES, make_case, make_cycle, make_nominee, make_province, make_summary
from tests.unit.long_texts import make_text

CYCLE = make_cycle()


def page(body: str, css: str = "") -> str:
	return f"<html><head><style>{css}</style></head><body>{body}</body></html>"


@pytest.mark.parametrize(
	("body", "css"),
	[
		("<p>工作总结 Annual ﬁle １２３</p>", "p { text-transform: uppercase }"),
		("<p>工作</p><p class=x>不印</p>", ".x { display: none }"),
		("<p>工作</p><p class=x>不印</p>", "@media print { .x { display: none } }"),
		("<p>工作</p><p style='display:none'>不印</p><p hidden>不印</p>", ""),
		("<table><thead><tr><th>表头</th></tr></thead><tr><td>内容</td></tr></table>", ""),
		("<p>工\u200b作\u00ad总\n  结</p>", "p::before { content: '、' }"),
		("<!-- 注 --><p>工作<br>总结</p>", ""),
	],
)
def test_what_may_look_otherwise(body: str, css: str) -> None:
	assert html_to_pdf(page(body, css))


@pytest.mark.parametrize(
	"css", [".x { position: absolute; top: 400mm }", ".x { position: absolute; left: 300mm }"]
)
def test_what_lies_outside_of_the_paper(css: str) -> None:
	with pytest.raises(InputError, match="有3个字没有排到纸上") as caught:
		html_to_pdf(page("<p>工作总结</p><p class=x>丢失了</p>", css))
	assert caught.value.code == "paper.incomplete"
	assert "丢" in caught.value.message


def test_what_the_layout_has_lost() -> None:
	whole = weasyprint.HTML(string=page("<p>工作总结工作总结</p>"))
	with pytest.raises(InputError, match="有4个字没有排到纸上"):
		refuse_incomplete(text_of_page(whole), weasyprint.HTML(string=page("<p>工作总结</p>")).render())


def test_the_longest_text_that_is_taken_prints_as_a_whole() -> None:
	text = make_text(CYCLE.limits.summary * CYCLE.limits.multiple - 200)
	summary = make_summary(sections=(SummarySection(CYCLE.headings[0].text, text),))
	assert not [each for each in check_summary(CYCLE, summary, COUNTIES[0]) if each.code == FAR_TOO_LONG]
	assert render_pdf(summary_paper(CYCLE, make_province(), COUNTIES[0], summary))


class TestFarTooLong:
	"""Counted in characters, so that neither words of letters nor blanks get around it."""

	@pytest.mark.parametrize("character", ["字", "a", " ", "\n"])
	def test_main_texts(self, character: str) -> None:
		summary = make_summary(sections=(SummarySection(CYCLE.headings[0].text, character * 15_001),))
		(breach,) = _far_too_long(check_summary(CYCLE, summary, COUNTIES[0]))
		assert "超过15000个（3000字上限的5倍）" in breach
		(breach,) = _far_too_long(check_case(CYCLE, make_case(text=character * 2_501), COUNTIES[0]))
		assert "超过2500个" in breach
		(breach,) = _far_too_long(check_nominee(CYCLE, make_nominee(bio=character * 1_001), COUNTIES[0]))
		assert "超过1000个" in breach

	def test_other_texts(self) -> None:
		long = "长" * 1_001
		summary = make_summary(sections=(SummarySection(long, "文"),), on_behalf_of=long)
		assert len(_far_too_long(check_summary(CYCLE, summary, COUNTIES[0]))) == 2
		assert len(_far_too_long(check_case(CYCLE, make_case(title=long), COUNTIES[0]))) == 1
		nominee = make_nominee(position=long, reasons=("短", long))
		assert len(_far_too_long(check_nominee(CYCLE, nominee, COUNTIES[0]))) == 2

	def test_the_multiple_is_data(self) -> None:
		cycle = replace(CYCLE, limits=replace(CYCLE.limits, multiple=2))
		assert _far_too_long(check_case(cycle, make_case(text="字" * 1_001), COUNTIES[0]))
		assert not _far_too_long(check_case(CYCLE, make_case(text="字" * 1_001), COUNTIES[0]))


def _far_too_long(breaches: list) -> list[str]:
	return [each.message for each in breaches if each.code == FAR_TOO_LONG]
