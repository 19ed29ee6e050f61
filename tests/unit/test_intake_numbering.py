"""Automatic numbers of Word, written out as they are printed."""

import pytest

from kepu_app.core.intake import read_document
from kepu_app.core.intake.numerals import write_number
from tests.unit.intake_files import definition, item, level, lines_of, number, paragraph, word_file


@pytest.mark.parametrize(
	("number_format", "numbers", "expected"),
	[
		("decimal", (1, 10, 123), ("1", "10", "123")),
		("decimalZero", (1, 10), ("01", "10")),
		("decimalFullWidth", (1, 12), ("１", "１２")),
		("decimalEnclosedCircle", (1, 20, 21, 36, 50, 51), ("①", "⑳", "㉑", "㊱", "㊿", "51")),
		("decimalEnclosedCircleChinese", (3,), ("③",)),
		("decimalEnclosedFullstop", (1, 20), ("⒈", "⒛")),
		("decimalEnclosedParen", (1, 20), ("⑴", "⒇")),
		(
			"chineseCounting",
			(1, 10, 11, 20, 21, 99, 101),
			("一", "十", "十一", "二十", "二十一", "九十九", "一〇一"),
		),
		(
			"chineseCountingThousand",
			(10, 15, 100, 101, 110, 1020),
			("十", "十五", "一百", "一百零一", "一百一十", "一千零二十"),
		),
		("japaneseCounting", (1, 10, 11, 100, 101), ("一", "十", "十一", "百", "百一")),
		("ideographDigital", (1, 10, 12), ("一", "一〇", "一二")),
		("chineseLegalSimplified", (1, 10, 21), ("壹", "壹拾", "贰拾壹")),
		("ideographTraditional", (1, 10, 11), ("甲", "癸", "11")),
		("ideographZodiac", (1, 12), ("子", "亥")),
		("upperLetter", (1, 26, 27), ("A", "Z", "AA")),
		("lowerLetter", (2, 28), ("b", "bb")),
		("upperRoman", (4, 9, 14, 40), ("IV", "IX", "XIV", "XL")),
		("lowerRoman", (3,), ("iii",)),
		("none", (1,), ("",)),
		("somethingNew", (7,), ("7",)),
	],
)
def test_each_format_counts_as_word_does(
	number_format: str, numbers: tuple[int, ...], expected: tuple[str, ...]
) -> None:
	assert tuple(write_number(each, number_format) for each in numbers) == expected


def test_levels_of_a_report() -> None:
	numbering = (
		definition(
			level(0, "chineseCounting", "%1、")
			+ level(1, "chineseCounting", "（%2）")
			+ level(2, "decimal", "%3.")
			+ level(3, "decimalEnclosedCircle", "%4")
		)
		+ number()
	)
	body = "".join(
		item(text, level=index)
		for text, index in (
			("甲", 0),
			("乙", 1),
			("丙", 2),
			("丁", 2),
			("戊", 3),
			("己", 1),
			("庚", 2),
			("辛", 0),
			("壬", 1),
		)
	)
	assert lines_of(body, numbering=numbering) == [
		"一、甲", "（一）乙", "1.丙", "2.丁", "① 戊", "（二）己", "1.庚", "二、辛", "（一）壬",
	]  # fmt: skip


def test_a_level_that_shows_the_levels_above_it() -> None:
	numbering = (
		definition(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>"))
		+ number()
	)
	body = item("甲") + item("乙") + item("丙", level=1) + item("丁", level=1)
	assert lines_of(body, numbering=numbering) == ["一、甲", "二、乙", "2.1 丙", "2.2 丁"]


def test_lists_of_one_definition_go_on_counting() -> None:
	numbering = definition(level(0, "decimal", "%1.")) + number(1) + number(2)
	assert lines_of(item("甲", 1) + item("乙", 2) + item("丙", 1), numbering=numbering) == [
		"1.甲",
		"2.乙",
		"3.丙",
	]


def test_an_override_of_the_start_begins_anew_once() -> None:
	override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
	numbering = definition(level(0, "decimal", "%1.")) + number(1) + number(2, override=override)
	body = item("甲", 1) + item("乙", 1) + item("丙", 2) + item("丁", 2)
	assert lines_of(body, numbering=numbering) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_an_override_of_a_whole_level_writes_in_its_way() -> None:
	override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
	numbering = definition(level(0, "decimal", "%1.")) + number(1, override=override)
	assert lines_of(item("甲") + item("乙"), numbering=numbering) == ["C)甲", "D)乙"]


@pytest.mark.parametrize(("restart", "expected"), [("0", "2.丁"), ("1", "1.丁")])
def test_whether_a_lower_level_starts_again_is_the_list_s_to_say(restart: str, expected: str) -> None:
	lower = level(1, "decimal", "%2.", f'<w:lvlRestart w:val="{restart}"/>')
	numbering = definition(level(0, "chineseCounting", "%1、") + lower) + number()
	body = item("甲") + item("乙", level=1) + item("丙") + item("丁", level=1)
	assert lines_of(body, numbering=numbering)[-1] == expected


def test_a_start_other_than_one() -> None:
	numbering = definition(level(0, "chineseCounting", "%1、", start=3)) + number()
	assert lines_of(item("甲") + item("乙"), numbering=numbering) == ["三、甲", "四、乙"]


def test_a_list_that_comes_with_a_style() -> None:
	styles = (
		'<w:style w:type="paragraph" w:styleId="a1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
		'<w:style w:type="paragraph" w:styleId="a2"><w:basedOn w:val="a1"/></w:style>'
	)
	numbering = definition(level(0, "chineseCounting", "%1、", '<w:pStyle w:val="a1"/>')) + number()
	body = paragraph("甲", '<w:pStyle w:val="a1"/>') + paragraph("乙", '<w:pStyle w:val="a2"/>')
	assert lines_of(body, numbering=numbering, styles=styles) == ["一、甲", "二、乙"]


def test_the_level_of_a_style_is_the_one_that_names_it() -> None:
	styles = '<w:style w:type="paragraph" w:styleId="b"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
	levels = level(0, "decimal", "%1.") + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="b"/>')
	body = paragraph("甲", '<w:pStyle w:val="b"/>')
	assert lines_of(body, numbering=definition(levels) + number(), styles=styles) == ["（一）甲"]


def test_a_paragraph_that_turns_its_style_s_number_off() -> None:
	styles = '<w:style w:type="paragraph" w:styleId="b"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
	numbering = definition(level(0, "decimal", "%1.")) + number()
	body = paragraph("甲", '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>')
	assert lines_of(body, numbering=numbering, styles=styles) == ["甲"]


def test_a_definition_that_is_a_numbering_style() -> None:
	styles = '<w:style w:type="numbering" w:styleId="list"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
	numbering = (
		definition('<w:numStyleLink w:val="list"/>', 0)
		+ definition('<w:styleLink w:val="list"/>' + level(0, "chineseCounting", "%1、"), 1)
		+ number(1, of=0)
		+ number(2, of=1)
	)
	assert lines_of(item("甲") + item("乙"), numbering=numbering, styles=styles) == ["一、甲", "二、乙"]


def test_bullets_are_no_text_and_are_listed() -> None:
	numbering = definition(level(0, "bullet", "\uf0b7")) + number()
	page = read_document("a.docx", word_file(item("甲") + item("乙"), numbering=numbering))
	assert [line.text for line in page.lines()] == ["甲", "乙"]
	assert [str(each) for each in page.left_out] == ["项目符号2处"]


def test_blank_paragraphs_of_a_list_are_counted_as_word_does_and_listed() -> None:
	numbering = definition(level(0, "decimal", "%1.")) + number()
	page = read_document("a.docx", word_file(item("甲") + item("") + item("乙"), numbering=numbering))
	assert [line.text for line in page.lines()] == ["1.甲", "3.乙"]
	assert [str(each) for each in page.left_out] == ["没有文字的编号：2."]


def test_a_hidden_paragraph_of_a_list_is_not_counted() -> None:
	numbering = definition(level(0, "decimal", "%1.")) + number()
	hidden = item("藏").replace("</w:numPr>", "</w:numPr><w:rPr><w:vanish/></w:rPr>")
	hidden = hidden.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
	assert lines_of(item("甲") + hidden + item("乙"), numbering=numbering) == ["1.甲", "2.乙"]


@pytest.mark.parametrize("lead", ["<w:br/>", '<w:br w:type="page"/>', "<w:br/><w:br/>"])
def test_a_number_stands_before_the_first_words_and_not_in_a_blank_line(lead: str) -> None:
	numbering = definition(level(0, "chineseCounting", "%1、")) + number()
	body = item(f"<w:r>{lead}<w:t>甲</w:t><w:br/><w:t>续</w:t></w:r>")
	assert lines_of(body, numbering=numbering) == ["一、甲", "续"]


def test_a_level_said_nearer_than_the_list() -> None:
	"""The style of a second heading says its level, and takes the list from the style of the first."""
	styles = (
		'<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
		'<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
		"</w:numPr></w:pPr></w:style>"
	)
	numbering = (
		definition(level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）")) + number()
	)
	body = (
		paragraph("甲", '<w:pStyle w:val="h1"/>')
		+ paragraph("乙", '<w:pStyle w:val="h2"/>')
		+ paragraph("丙", '<w:pStyle w:val="h1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
	)
	assert lines_of(body, numbering=numbering, styles=styles) == ["一、甲", "（一）乙", "（二）丙"]


def test_a_number_that_ends_in_a_letter_is_followed_by_a_blank() -> None:
	numbering = definition(level(0, "chineseCounting", "第%1条")) + number()
	assert lines_of(item("总则"), numbering=numbering) == ["第一条 总则"]


def test_a_list_that_is_not_there_numbers_nothing() -> None:
	assert lines_of(item("甲", number=9)) == ["甲"]
