"""Fields of Word by what they print: results, formulas that put a circle around a number, boxes to tick."""

import pytest

from kepu_app.core.intake import read_document
from tests.unit.intake_files import lines_of, paragraph, run, word_file


def mark(kind: str, extra: str = "") -> str:
	return f'<w:r><w:fldChar w:fldCharType="{kind}">{extra}</w:fldChar></w:r>'


def told(*pieces: str) -> str:
	return "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)


def without_result(*pieces: str, extra: str = "") -> str:
	return mark("begin", extra) + told(*pieces) + mark("end")


def left_out(body: str) -> list[str]:
	return [str(each) for each in read_document("a.docx", word_file(body)).left_out]


@pytest.mark.parametrize(
	("instruction", "printed"),
	[
		(r" eq \o\ac(○,1) ", "①"),
		(r"EQ \o\ac(○,20)", "⑳"),
		(r" eq \o\ac(○,三) ", "㊂"),
		(r"EQ \f(1,2)", "1/2"),
		(r"EQ \* jc2 \* hps10 \o\ad(\s\up 9(yong),埇)", "埇"),
	],
)
def test_characters_that_word_puts_together(instruction: str, printed: str) -> None:
	assert lines_of(paragraph(without_result(instruction) + run("桥"))) == [f"{printed}桥"]


def test_a_formula_in_several_runs() -> None:
	assert lines_of(paragraph(without_result(r" eq \o\ac(○,", "2", ")") + run("建阵地"))) == ["②建阵地"]


def test_a_formula_that_is_only_nearly_read_is_listed() -> None:
	body = paragraph(without_result(r"EQ \o\ac(□,优)") + run("等"))
	assert lines_of(body) == ["□优等"]
	assert left_out(body) == ["公式（按文字写出，请核对）：□优"]


@pytest.mark.parametrize(
	("instruction", "printed"),
	[
		(r"SYMBOL 252 \f Wingdings", "✓"),
		(r'SYMBOL 0xF0FC \f "Wingdings"', "✓"),
		("SYMBOL 9733", "★"),
		(r"SYMBOL 65 \f 宋体", "A"),
	],
)
def test_characters_by_their_code(instruction: str, printed: str) -> None:
	assert lines_of(paragraph(without_result(instruction))) == [printed]


@pytest.mark.parametrize("chosen", ['<w:result w:val="1"/>', '<w:default w:val="1"/>'])
def test_a_list_to_choose_from_prints_what_is_chosen(chosen: str) -> None:
	options = f'<w:ffData><w:ddList>{chosen}<w:listEntry w:val="男"/><w:listEntry w:val="女"/></w:ddList></w:ffData>'
	assert lines_of(paragraph(without_result("FORMDROPDOWN", extra=options))) == ["女"]


@pytest.mark.parametrize(
	("state", "printed"),
	[("<w:checked/>", "☑"), ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"), ("", "☐")],
)
def test_a_box_to_tick_prints_its_state(state: str, printed: str) -> None:
	box = f"<w:ffData><w:checkBox>{state}</w:checkBox></w:ffData>"
	assert lines_of(paragraph(without_result("FORMCHECKBOX", extra=box) + run("达标"))) == [f"{printed}达标"]


@pytest.mark.parametrize("instruction", ["XE 科普", "TC 一、 ", "RD x.docx"])
def test_fields_that_print_nothing(instruction: str) -> None:
	body = paragraph(run("正文") + without_result(instruction))
	assert (lines_of(body), left_out(body)) == (["正文"], [])


def test_a_field_that_was_never_worked_out_is_listed() -> None:
	assert left_out(paragraph(run("正文") + without_result("DATE"))) == ["没有结果的域“DATE”"]


def test_a_start_without_an_end_hides_nothing() -> None:
	"""As a damaged file has it; Word shows what follows."""
	body = paragraph(mark("begin") + told("PAGE") + run("第一段")) + paragraph("第二段")
	assert lines_of(body) == ["第一段", "第二段"]


def test_an_end_without_a_start() -> None:
	assert lines_of(paragraph(mark("separate") + run("甲") + mark("end") + run("乙"))) == ["甲乙"]


def test_a_field_inside_of_another_one_s_instruction_is_no_text() -> None:
	inner = mark("begin") + told("PAGE") + mark("separate") + run("3") + mark("end")
	outer = mark("begin") + told("IF ") + inner + told(" = 3") + mark("separate") + run("末页") + mark("end")
	assert lines_of(paragraph(outer)) == ["末页"]
