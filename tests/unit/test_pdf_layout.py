"""Attachments 2-4 measured on the printed page against GB/T 9704-2012: places, not style sheets."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from kepu_app.core.printing.fonts import Role, installed_fonts
from kepu_app.core.printing.paper_models import case_book_paper, nominee_list_paper
from kepu_app.core.printing.pdf import render_pdf
from kepu_app.core.printing.prose import Level, Paragraph
from tests.unit.factories import make_province, make_submission
from tests.unit.long_texts import make_long_case, make_long_nominee, make_long_paper
from tests.unit.pdf_pages import MILLIMETRE, Line, PrintedPage, read_pages

LEFT, RIGHT = 28 * MILLIMETRE, (210 - 26) * MILLIMETRE
TOP, BOTTOM = 37 * MILLIMETRE, (297 - 35) * MILLIMETRE
LINE, PITCH = 28.99, 15.79
LINES, CHARACTERS = 22, 28
TITLE, BODY, KAI, HEI, SONG = (installed_fonts().chains[role][0].name for role in Role)

NO_LINE_STARTS_WITH = "。，、；：！？）》」』】〕”’…%"
NO_LINE_ENDS_WITH = "（《「『【〔“‘"


@pytest.fixture(scope="module")
def pages() -> list[PrintedPage]:
	"""Provide a summary of 3,000 characters."""
	return read_pages(render_pdf(make_long_paper()))


@pytest.fixture(scope="module")
def body_lines(pages: list[PrintedPage]) -> list[Line]:
	"""Provide the lines from the opening sentence up to the signature."""
	return [line for page in pages for line in page.lines][3:-2]


def test_page_is_a4(pages: list[PrintedPage]) -> None:
	assert len(pages) > 4
	for page in pages:
		assert page.source.width == pytest.approx(210 * MILLIMETRE, abs=0.01)
		assert page.source.height == pytest.approx(297 * MILLIMETRE, abs=0.01)


def test_text_stays_inside_the_margins(pages: list[PrintedPage]) -> None:
	for page in pages:
		for line in page.lines:
			assert line.left >= LEFT - 0.01
			# The last character's square is 0.2 pt wider than its pitch, and WeasyPrint writes every
			# distance in whole thousandths of the type size.
			assert line.right <= RIGHT + 0.7
			assert TOP < line.middle < BOTTOM


def test_full_page_has_22_lines_on_their_grid(pages: list[PrintedPage]) -> None:
	for page in pages[1:-1]:
		assert len(page.lines) == LINES
	for page in pages[1:]:
		assert page.lines[0].middle == pytest.approx(TOP + LINE / 2, abs=0.7)
		for above, below in pairwise(page.lines[:-2]):
			assert below.middle - above.middle == pytest.approx(LINE, abs=0.02)


def test_first_page_keeps_the_grid_below_the_title(pages: list[PrintedPage]) -> None:
	attachment, place, year, *body = pages[0].lines
	rows = [round((line.middle - TOP) / LINE + 0.5) for line in (attachment, place, year, *body)]
	assert rows == [1, 3, 4, *range(6, LINES + 1)]


def test_full_line_has_28_characters_with_a_pitch_of_15_79(body_lines: list[Line]) -> None:
	full = [line for line in body_lines if len(line.text) == CHARACTERS and not _has_latin(line)]
	assert len(full) > 10
	for line in full:
		assert line.left == pytest.approx(LEFT, abs=0.01)
		assert (line.characters[-1]["x0"] - line.left) / (CHARACTERS - 1) == pytest.approx(PITCH, abs=0.01)


def test_no_line_holds_more_than_28_characters(body_lines: list[Line]) -> None:
	assert (
		max(sum(0.5 if each["text"].isascii() else 1 for each in line.characters) for line in body_lines)
		<= 29
	)
	assert max(len(line.text) for line in body_lines if not _has_latin(line)) == CHARACTERS


def test_lines_end_flush_right(body_lines: list[Line]) -> None:
	ragged = [
		line
		for line, following in pairwise(body_lines)
		if not _ends_paragraph(following) and line.right < RIGHT - 0.5
	]
	assert ragged == []


def test_paragraphs_start_two_characters_in(body_lines: list[Line]) -> None:
	starts = [line for line in body_lines if line.left > LEFT + 1]
	assert len(starts) >= 4 * 6 + 1
	for line in starts:
		assert line.left == pytest.approx(LEFT + 2 * PITCH, abs=0.05)


def test_no_line_starts_or_ends_with_the_wrong_mark(body_lines: list[Line]) -> None:
	assert [line.text for line in body_lines if line.text[0] in NO_LINE_STARTS_WITH] == []
	assert [line.text for line in body_lines if line.text[-1] in NO_LINE_ENDS_WITH] == []


def test_numbers_and_ranges_stay_together(body_lines: list[Line]) -> None:
	for above, below in pairwise(body_lines):
		assert not (above.text[-1].isascii() and below.text[0].isascii()), (above.text, below.text)
		assert below.text[0] != "—"


def test_fonts_by_role(pages: list[PrintedPage]) -> None:
	lines = [line for page in pages for line in page.lines]
	attachment, place, year, opening = lines[:4]
	assert (attachment.fonts, attachment.size, attachment.text) == ({HEI}, 16, "附件2")
	assert (place.fonts, place.size) == (_fonts_for(place.text, Role.TITLE), 22)
	assert (year.fonts, year.size, year.text) == ({TITLE}, 22, "2024年工作总结")
	assert (opening.fonts, opening.size) == ({BODY}, 16)
	assert _font_of(lines, "一、党委和政府重视公民科学素质建设情况") == {HEI}
	assert _font_of(lines, "（一）着力健全工作机制。") == {KAI}
	assert _font_of(lines, "1.建立联席会议制度") == {BODY}
	assert {line.fonts for line in (page.number for page in pages) if line.fonts != {SONG}} == set()


def test_title_is_centred(pages: list[PrintedPage]) -> None:
	for line in pages[0].lines[1:3]:
		assert (line.left + line.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)


def test_long_place_is_broken_behind_the_province() -> None:
	place = "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县"
	lines = read_pages(render_pdf(replace(make_long_paper(400), place=place)))[0].lines
	assert [line.text for line in lines[1:4]] == [
		"新疆维吾尔自治区",
		"克孜勒苏柯尔克孜自治州阿合奇县",
		"2024年工作总结",
	]


def test_page_numbers(pages: list[PrintedPage]) -> None:
	for number, page in enumerate(pages, start=1):
		line = page.number
		assert (line.text, line.size) == (f"— {number} —", 14)
		# One character of the number's type from the outer edge, the dashes 7 mm below the text.
		if number % 2:
			assert line.right == pytest.approx(RIGHT - 14, abs=0.3)
		else:
			assert line.left == pytest.approx(LEFT + 14, abs=0.3)
		assert line.middle == pytest.approx(BOTTOM + 7 * MILLIMETRE, abs=0.5)


def test_date_is_four_characters_in_and_the_signature_centred_over_it(pages: list[PrintedPage]) -> None:
	text, signature, date = pages[-1].lines[-3:]
	assert (signature.text, date.text) == ("埇桥区科学技术协会", "2025年1月20日")
	assert date.right == pytest.approx(RIGHT - 4 * PITCH, abs=1)
	assert (signature.left + signature.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=1)
	assert signature.middle - text.middle == pytest.approx(4 * LINE, abs=0.05)
	assert date.middle - signature.middle == pytest.approx(LINE, abs=0.05)


def test_long_signature_ends_at_the_right_edge() -> None:
	signature = "新疆生产建设兵团第十三师新星市科学技术协会"
	*_, line, date = read_pages(render_pdf(replace(make_long_paper(400), signature=signature)))[-1].lines
	assert line.text == signature
	assert line.right == pytest.approx(RIGHT, abs=0.5)
	assert date.right == pytest.approx(RIGHT - 4 * PITCH, abs=1)


@pytest.mark.parametrize("lines", range(1, LINES + 1))
def test_last_page_never_holds_the_signature_alone(lines: int) -> None:
	"""Texts that end in each line of a page, one after the other."""
	paper = make_long_paper(400)
	text = "科" * (26 + CHARACTERS * (lines - 1)) if lines > 1 else "科学普及"
	last = replace(paper.sections[-1], paragraphs=(Paragraph(Level.BODY, text),))
	pages = read_pages(render_pdf(replace(paper, sections=(*paper.sections[:-1], last))))
	assert [line.text for line in pages[-1].lines[-2:]] == [paper.signature, paper.date]
	assert len(pages[-1].lines) > 2
	assert "科" in pages[-1].lines[-3].text


def test_heading_is_never_the_last_line_of_a_page() -> None:
	for lines in range(1, 12):
		paper = make_long_paper(400)
		section = replace(
			paper.sections[0], paragraphs=(Paragraph(Level.BODY, "学" * (26 + CHARACTERS * lines)),)
		)
		for page in read_pages(render_pdf(replace(paper, sections=(section, *paper.sections[1:]))))[:-1]:
			assert page.lines[-1].fonts != {HEI}


def test_case_book_is_set_like_the_summary() -> None:
	cases = tuple(make_long_case(number) for number in range(1, 6))
	pages = read_pages(render_pdf(case_book_paper(make_submission(cases=cases))))
	lines = [line for page in pages for line in page.lines]
	assert [line.text for line in lines[:3]] == ["附件3", "安徽省", "2024年典型案例"]
	assert _font_of(lines, "二、湾沚区（服务科技工作者）") == _fonts_for("湾沚", Role.HEI)
	assert _font_of(lines, "第2个案例的标题") == {KAI}
	assert [line.text for line in lines[-2:]] == ["安徽省科协", "2025年2月10日"]
	for page in pages[1:-1]:
		# A heading of a case and its title may have gone on to the next page.
		assert len(page.lines) >= LINES - 2


def test_table_of_nominees() -> None:
	nominees = tuple(make_long_nominee(number) for number in range(1, 4))
	pages = read_pages(render_pdf(nominee_list_paper(make_submission(nominees=nominees))))
	first = pages[0].source
	(table,) = first.extract_tables()
	assert [cell.replace("\n", "") for cell in table[0]] == [
		"序号",
		"姓名",
		"性别",
		"政治面貌",
		"出生年月",
		"工作单位及职务",
		"联系方式",
		"推荐理由（简要描述）",
	]
	number, name, sex, status, birth, duty, phone, reasons = (cell.replace("\n", "") for cell in table[1])
	assert (number, name, sex, status, birth) == ("1", "赵静宜", "女", "中共党员", "1979年6月")
	assert (duty, phone) == ("埇桥区科学技术协会副主席", "13905570001")
	expected = "".join(f"{each}. {reason}" for each, reason in enumerate(nominees[0].reasons, start=1))
	assert reasons == expected
	box = first.find_tables()[0].bbox
	assert (box[0], box[2]) == pytest.approx((LEFT, RIGHT), abs=1)


def test_line_above_the_table() -> None:
	pages = read_pages(render_pdf(nominee_list_paper(make_submission())))
	line = pages[0].lines[2]
	assert line.text == "单位名称：安徽省科协（盖章）联系人及联系方式：程晓岚 0551-62670123"
	assert line.left == pytest.approx(LEFT, abs=0.5)
	assert line.right == pytest.approx(RIGHT, abs=0.5)


def test_long_line_above_the_table_takes_two() -> None:
	province = make_province(association="新疆生产建设兵团科学技术协会")
	pages = read_pages(render_pdf(nominee_list_paper(make_submission(province=province))))
	assert [line.text for line in pages[0].lines[2:4]] == [
		"单位名称：新疆生产建设兵团科学技术协会（盖章）",
		"联系人及联系方式：程晓岚 0551-62670123",
	]


@pytest.mark.parametrize("characters", [40, 150, 500])
def test_long_table_goes_on_under_a_repeated_header(characters: int) -> None:
	nominees = tuple(make_long_nominee(number, characters) for number in range(1, 4))
	pages = read_pages(render_pdf(nominee_list_paper(make_submission(nominees=nominees))))
	with_table = [page for page in pages if page.source.find_tables()]
	assert len(with_table) > 1
	for page in with_table:
		(table,) = page.source.extract_tables()
		assert [cell.replace("\n", "") for cell in table[0]][:2] == ["序号", "姓名"]
		assert page.source.find_tables()[0].bbox[3] <= BOTTOM + 0.5
	printed = "".join(page.text for page in pages)
	for nominee in nominees:
		for reason in nominee.reasons:
			assert _in_cells(reason, with_table), reason
	assert "个人工作简介" in printed


def test_bios_follow_the_table() -> None:
	nominees = tuple(make_long_nominee(number) for number in range(1, 4))
	pages = read_pages(render_pdf(nominee_list_paper(make_submission(nominees=nominees))))
	lines = [line for page in pages for line in page.lines]
	start = next(index for index, line in enumerate(lines) if line.text == "个人工作简介")
	text = "".join(line.text for line in lines[start:])
	assert text == "个人工作简介" + "".join(
		f"{n}. {each.name}{each.bio}" for n, each in enumerate(nominees, start=1)
	)
	assert lines[start].fonts == {HEI}
	assert lines[start + 1].fonts == {KAI}


def test_characters_of_a_second_font_do_not_make_lines_higher() -> None:
	paper = make_long_paper(400)
	section = replace(paper.sections[0], paragraphs=(Paragraph(Level.BODY, "埇科湾沚浉瀍猇硚鄠学" * 150),))
	pages = read_pages(render_pdf(replace(paper, sections=(section,))))
	assert pages[1].lines[0].fonts == _fonts_for("埇科", Role.BODY)
	assert len(pages[1].lines) == LINES
	for above, below in pairwise(pages[1].lines):
		assert below.middle - above.middle == pytest.approx(LINE, abs=0.02)


def _has_latin(line: Line) -> bool:
	return any(each["text"].isascii() for each in line.characters)


def _ends_paragraph(following: Line) -> bool:
	"""Whether the line above ``following`` was a paragraph's last."""
	return following.left > LEFT + 1


def _font_of(lines: list[Line], text: str) -> set[str]:
	"""Return the fonts of the characters of ``text`` where a line starts with it."""
	line = next(line for line in lines if line.text.startswith(text))
	return Line(line.characters[: len(text)]).fonts


def _fonts_for(text: str, role: Role) -> set[str]:
	"""Return the fonts that set ``text``: more than one where it has characters that Fandol lacks."""
	return {installed_fonts().font_for(each, role).name for each in text}


def _in_cells(text: str, pages: list[PrintedPage]) -> bool:
	"""Whether ``text`` stands in the last column, read on over the pages."""
	column = "".join(
		row[-1].replace("\n", "") for page in pages for row in page.source.extract_tables()[0][1:] if row[-1]
	)
	return text.replace(" ", "") in column.replace(" ", "")
