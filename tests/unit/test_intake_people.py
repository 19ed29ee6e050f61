"""Attachment 4 as it really comes: columns and rows of its own, rows left blank, remarks inside of the table."""

from __future__ import annotations

import pytest

from kepu_app.core.intake import Received, ReceivedKind, read_document, recognise
from kepu_app.core.model import County
from tests.unit.factories import make_cycle
from tests.unit.intake_files import paragraph, word_file

CYCLE = make_cycle()
COUNTIES = (County("341302", "埇桥区", "宿州市"),)
HEAD = ("序号", "姓名", "性别", "政治面貌", "出生年月", "工作单位及职务", "联系方式", "推荐理由（简要描述）")
PERSON = (
	"1",
	"崔映",
	"女",
	"中共党员",
	"1978年11月",
	"埇桥区科学技术协会副主席",
	"15405570218",
	"1.好。2.行。",
)
REMARK = "备注：推荐人选附个人工作简介，每人不超过200字。"


def row(*cells: str) -> str:
	return (
		"<w:tr>"
		+ "".join(f"<w:tc>{''.join(map(paragraph, cell.split(chr(10))))}</w:tc>" for cell in cells)
		+ "</w:tr>"
	)


def across(text: str) -> str:
	return f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{len(HEAD)}"/></w:tcPr>{paragraph(text)}</w:tc></w:tr>'


def people(*parts: str) -> Received:
	body = "".join(parts)
	return recognise(read_document("附件4.docx", word_file(body)), "附件4.docx", CYCLE, COUNTIES)


def table(*rows: str) -> str:
	return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_columns_that_the_template_does_not_have_are_listed_and_spoil_no_other() -> None:
	head = (*HEAD[:3], "民族", *HEAD[3:], "备注")
	found = people(table(row(*head), row(*PERSON[:3], "汉族", *PERSON[3:], "曾获表彰")))
	(person,) = found.nominees
	assert (person.sex, person.political_status, person.reasons) == ("女", "中共党员", ("好。", "行。"))
	assert found.left_out == ("崔映：民族：汉族", "崔映：备注：曾获表彰")


def test_rows_of_the_template_that_were_left_blank() -> None:
	blank = ("", "", "", "", "", "", "1.\n2.\n3.\n...")
	(person,) = people(table(row(*HEAD), row(*PERSON), row("2", *blank), row("3", *blank))).nominees
	assert (person.rank, person.reasons) == (1, ("好。", "行。"))


def test_a_row_with_a_number_and_words_but_without_a_name_is_listed() -> None:
	found = people(table(row(*HEAD), row(*PERSON), row("2", "", "男", "", "", "", "", "待定")))
	assert len(found.nominees) == 1
	assert {"男", "待定"} <= set(found.left_out)


def test_the_dots_below_the_reasons_are_none() -> None:
	(person,) = people(table(row(*HEAD), row(*PERSON[:-1], "1.好。\n2.行。\n3.\n..."))).nominees
	assert person.reasons == ("好。", "行。")


def test_contact_and_remarks_in_rows_of_the_table() -> None:
	contact = "单位名称：埇桥区科协（盖章）　联系人及联系方式：程晓岚 0551-29620317"
	found = people(table(across(contact), row(*HEAD), row(*PERSON), across(REMARK), across("另有说明")))
	assert found.nominees[0].reasons == ("好。", "行。")
	assert found.contact == "程晓岚 0551-29620317"
	assert set(found.left_out) == {"单位名称：埇桥区科协（盖章）", REMARK, "另有说明"}


def test_a_table_in_a_frame() -> None:
	found = people(
		f"<w:tbl><w:tr><w:tc>{table(row(*HEAD), row(*PERSON))}{paragraph('')}</w:tc></w:tr></w:tbl>"
	)
	assert [each.name for each in found.nominees] == ["崔映"]


def test_entries_of_a_form_that_the_template_does_not_have() -> None:
	found = people(
		paragraph("宣讲团人选推荐表"),
		table(
			row("姓名", "崔映荷", "性别", "女"),
			row("民族", "汉族", "学历", "本科"),
			row("出生年月", "1978.11", "政治面貌", "中共党员"),
			row("工作单位", "埇桥区科协", "职务", "副主席"),
			row("联系电话", "15405570218", "照片", ""),
			row("推荐理由", "政治素质过硬。"),
			row("县级科协意见", "同意推荐"),
		),
		paragraph("填表说明：如实填写"),
	)
	(person,) = found.nominees
	assert (person.name, person.position, person.phone) == ("崔映荷", "副主席", "15405570218")
	assert {"崔映荷：民族：汉族", "崔映荷：学历：本科", "崔映荷：县级科协意见：同意推荐"} <= set(
		found.left_out
	)
	assert {"宣讲团人选推荐表", "填表说明：如实填写"} <= set(found.left_out)


def test_lines_around_the_table_are_listed() -> None:
	found = people(
		paragraph("附件4"),
		paragraph("推荐人选名单"),
		table(row(*HEAD), row(*PERSON)),
		paragraph("埇桥区科协"),
		paragraph("2025年1月6日"),
	)
	assert found.left_out == ("附件4", "推荐人选名单", "埇桥区科协", "2025年1月6日")


def test_a_bio_in_the_table_and_another_below_it() -> None:
	below = paragraph("个人工作简介") + paragraph("崔映") + paragraph("从事科普二十年。")
	found = people(table(row(*HEAD, "个人简介"), row(*PERSON, "长期从事科普。")), below)
	assert found.nominees[0].bio == "长期从事科普。"
	assert any("崔映" in each and "简介" in each for each in found.left_out)


def test_a_summary_in_the_same_file_is_pointed_out() -> None:
	lines = [paragraph(text) for each in CYCLE.headings for text in (each.text, "全年举办活动。")]
	found = people(*lines, table(row(*HEAD), row(*PERSON)))
	assert found.kind is ReceivedKind.NOMINEES
	assert any("工作总结" in note for note in found.notes)
	assert CYCLE.headings[0].text in found.left_out


@pytest.mark.parametrize("rows", [4, 8])
def test_any_other_table_is_no_list_of_people(rows: int) -> None:
	body = table(*(row(f"项目{number}", f"{number}场") for number in range(rows)))
	assert people(paragraph("活动统计"), body).kind is ReceivedKind.UNKNOWN


@pytest.mark.parametrize(
	("cell", "reasons"),
	[
		("1.工作扎实。\n2.获奖3、5次。\n3.善于表达。", ("工作扎实。", "获奖3、5次。", "善于表达。")),
		("1.工作扎实。2.获奖3、5次。", ("工作扎实。", "获奖3、5次。")),
		("1.政治过硬2.经验丰富3.善于表达", ("政治过硬", "经验丰富", "善于表达")),
		("（1）政治过硬；（2）经验丰富。", ("政治过硬；", "经验丰富。")),
		("①政治过硬②经验丰富", ("政治过硬", "经验丰富")),
		("1.获奖2、3次。", ("获奖2、3次。",)),
		("1.好。2.行。\n3.强。", ("好。", "行。", "强。")),
		("1.获奖4、\n7次。\n2.经验\n丰富。", ("获奖4、7次。", "经验丰富。")),
		("1.发布Open\nScience课程。\n2.好。", ("发布Open Science课程。", "好。")),
	],
)
def test_which_numbers_are_those_of_reasons(cell: str, reasons: tuple[str, ...]) -> None:
	assert people(table(row(*HEAD), row(*PERSON[:-1], cell))).nominees[0].reasons == reasons
