"""Several papers in one file: each is read, and nothing of one goes into another."""

from __future__ import annotations

import pytest

from kepu_app.core.intake import Line, Page, Received, ReceivedKind, Table, page_of_text, recognise_all
from tests.unit.test_intake_recognise import COUNTIES, CYCLE, DANGSHAN, FULL, H1, H2, H3, H4, YONGQIAO

TOPIC = CYCLE.topics[0].name
CASE_TEXT = "埇桥区建成科普馆三座，年接待十万人次，成为全市样板。" * 6
CASES = (f"一、埇桥区（{TOPIC}）", "一座馆点亮一座城", CASE_TEXT)
PEOPLE = Table(
	(
		("序号", "姓名", "性别", "政治面貌", "出生年月", "工作单位及职务", "联系方式", "推荐理由"),
		("1", "程远帆", "男", "群众", "1980年5月", "埇桥区科学技术协会 主任", "05570000000", "1.讲得好。2.肯吃苦。"),
	)
)  # fmt: skip
BIO = "程远帆，长期从事科普宣讲。"


def read(*blocks: str | Table, name: str = "来件.docx", kind: ReceivedKind | None = None) -> list[Received]:
	lines = (each if isinstance(each, Table) else Line(each) for each in blocks)
	return recognise_all(Page(name, tuple(lines)), name, CYCLE, COUNTIES, kind)


def kinds(found: list[Received]) -> list[ReceivedKind]:
	return [each.kind for each in found]


SUMMARY = tuple(FULL.split("\n"))


def test_a_summary_a_case_and_people_in_one_file() -> None:
	found = read(
		*SUMMARY, "附件3", "典型案例", *CASES, "附件4", "宣讲团人选建议名单", PEOPLE, "个人工作简介", BIO
	)
	assert kinds(found) == [ReceivedKind.SUMMARY, ReceivedKind.CASES, ReceivedKind.NOMINEES]
	summary, cases, people = found
	assert [(each.heading, each.text) for each in summary.summary.sections][3] == (H4, "加强培训。")
	assert (summary.county, summary.summary.on_behalf_of) == (YONGQIAO, "埇桥区科学技术协会")
	assert (cases.cases[0].title, cases.cases[0].text) == (CASES[1], CASE_TEXT)
	assert (cases.cases[0].county_code, cases.cases[0].topic) == (YONGQIAO.code, CYCLE.topics[0].code)
	assert (people.nominees[0].name, people.nominees[0].bio) == ("程远帆", BIO)
	assert not [note for each in found for note in each.notes]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1), (2, 1, 0), (0, 2, 1), (1, 2, 0)])
def test_in_any_order(order: tuple[int, ...]) -> None:
	papers = (SUMMARY, ("典型案例", *CASES), (PEOPLE, "个人工作简介", BIO))
	found = read(*(line for index in order for line in papers[index]))
	by_kind = [(ReceivedKind.SUMMARY, ReceivedKind.CASES, ReceivedKind.NOMINEES)[index] for index in order]
	assert kinds(found) == by_kind
	summary = next(each for each in found if each.summary)
	assert [each.heading for each in summary.summary.sections] == [H1, H2, H3, H4]
	assert next(each for each in found if each.cases).cases[0].text == CASE_TEXT
	assert next(each for each in found if each.nominees).nominees[0].bio == BIO


def test_two_counties_reports_in_one_file() -> None:
	other = tuple(line.replace("埇桥区", "砀山县") for line in SUMMARY)
	found = read(*SUMMARY, *other)
	assert [(each.kind, each.county) for each in found] == [
		(ReceivedKind.SUMMARY, YONGQIAO),
		(ReceivedKind.SUMMARY, DANGSHAN),
	]
	assert found[0].summary.text == found[1].summary.text


def test_a_table_of_people_inside_of_a_summary_interrupts_it() -> None:
	found = read(*SUMMARY[:6], PEOPLE, *SUMMARY[6:])
	assert kinds(found) == [ReceivedKind.SUMMARY, ReceivedKind.NOMINEES]
	assert [each.heading for each in found[0].summary.sections] == [H1, H2, H3, H4]
	assert found[0].summary.on_behalf_of == "埇桥区科学技术协会"


@pytest.mark.parametrize("word", ["典型案例", "五、典型案例", "（三）典型案例"])
def test_cases_as_a_part_of_a_summary_stay_there(word: str) -> None:
	(found,) = read(*SUMMARY[:5], word, CASE_TEXT, *SUMMARY[5:])
	assert found.kind is ReceivedKind.SUMMARY
	assert CASE_TEXT in found.summary.text


def test_a_title_in_the_text_begins_no_report() -> None:
	(found,) = read(*SUMMARY[:3], "埇桥区2024年工作总结", *SUMMARY[3:4], "加强。")
	assert found.kind is ReceivedKind.SUMMARY


def test_a_letter_before_the_report_is_a_paper_and_a_short_head_is_none() -> None:
	letter = ("关于报送2024年工作总结的函", "宿州市科学技术协会：" + "根据通知要求，现将有关材料报上。" * 12)
	assert kinds(read(*letter, *SUMMARY)) == [ReceivedKind.UNKNOWN, ReceivedKind.SUMMARY]
	assert kinds(read("报送单位：埇桥区科协", *SUMMARY)) == [ReceivedKind.SUMMARY]


def test_a_paper_without_a_county_belongs_to_the_one_that_the_others_name() -> None:
	case = tuple(line.replace("埇桥区", "") for line in ("典型案例", f"专题：{TOPIC}", *CASES[1:]))
	_summary, cases = read(*SUMMARY, *case)
	assert cases.cases[0].county_code == YONGQIAO.code
	assert cases.name == "来件.docx"


def test_only_what_a_person_asks_for() -> None:
	both = (*SUMMARY, "典型案例", *CASES)
	(cases,) = read(*both, kind=ReceivedKind.CASES)
	assert [each.text for each in cases.cases] == [CASE_TEXT]
	(summary,) = read(*both, kind=ReceivedKind.SUMMARY)
	assert CASE_TEXT not in summary.summary.text
	(nominees,) = read(*SUMMARY, kind=ReceivedKind.NOMINEES)
	assert not nominees.nominees


def test_pictures_of_the_file_are_said_once() -> None:
	page = page_of_text("来件.txt", "\n".join((*SUMMARY, "典型案例", *CASES)))
	found = recognise_all(Page(page.name, page.blocks, notes=("一句话",)), page.name, CYCLE, COUNTIES)
	assert [each.notes.count("一句话") for each in found] == [1, 0]
