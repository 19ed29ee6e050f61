"""The library of cases as a book, and what changes from year to year."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from kepu_app.core.errors import InputError
from kepu_app.core.library import (
	CountyYear,
	LibraryBook,
	LibraryCase,
	compare_county,
	compare_province,
	county_years,
	library_book,
	library_docx,
	library_pdf,
)
from kepu_app.core.library.pdf import page_numbers
from kepu_app.core.model import Assessment, SummarySection
from tests.unit.factories import COUNTIES, make_cycle, make_submission, make_summary
from tests.unit.pdf_pages import read_pages, text_of

TITLE = "全国科普示范县典型案例汇编"
TOPICS = ("科普资源建设", "服务科技工作者")


def make_library_case(**changes: Any) -> LibraryCase:
	fields = {
		"year": 2024,
		"province": "安徽省",
		"city": "宿州市",
		"county_code": "341302",
		"county": "埇桥区",
		"topic": TOPICS[0],
		"title": "三长入站，科普到家",
		"text": "一、主要做法\n建立“三长”工作站。\n二、工作成效\n覆盖群众12万人次。" + "科普惠民。" * 60,
	}
	return LibraryCase(**{**fields, **changes})


def make_book() -> LibraryBook:
	return library_book(
		[
			make_library_case(
				topic=TOPICS[1], county="天长市", county_code="341181", city="滁州市", title="问需小站"
			),
			make_library_case(year=2023),
			make_library_case(),
			make_library_case(
				province="北京市", city="北京市", county="海淀区", county_code="110108", title="院士课堂"
			),
		],
		TITLE,
		publisher="中国科协科普部",
		dated=date(2025, 6, 1),
		topics=TOPICS,
	)


class TestBook:
	def test_by_topic_county_and_year(self) -> None:
		book = make_book()
		assert (book.years, book.date) == ("2023—2024年", "2025年6月1日")
		assert [each.heading for each in book.parts] == ["一、科普资源建设", "二、服务科技工作者"]
		assert [each.source for each in book.parts[0].cases] == [
			"北京市海淀区，2024年",
			"安徽省宿州市埇桥区，2023年",
			"安徽省宿州市埇桥区，2024年",
		]

	def test_headings_of_a_case_are_below_those_of_the_book(self) -> None:
		first = make_book().parts[0].cases[1].paragraphs[0]
		assert (first.level.value, first.is_heading) == ("level-3", True)

	def test_the_title_is_not_printed_twice(self) -> None:
		book = library_book([make_library_case(text="三长入站，科普到家\n正文。")], TITLE)
		assert [each.text for each in book.cases[0].paragraphs] == ["正文。"]

	def test_an_unknown_topic_comes_last_and_a_blank_title_is_the_county(self) -> None:
		book = library_book(
			[make_library_case(topic="另一专题", title=" "), make_library_case()], TITLE, topics=TOPICS
		)
		assert [each.heading for each in book.parts] == ["一、科普资源建设", "二、另一专题"]
		assert book.parts[1].cases[0].title == "埇桥区"
		with pytest.raises(ValueError, match="no cases"):
			library_book([], TITLE)


class TestPdf:
	def test_the_contents_name_the_pages(self) -> None:
		book = make_book()
		pdf = library_pdf(book)
		pages = read_pages(pdf)
		contents = re.sub(r"\s", "", pages[1].text)
		for heading, number in zip(
			["一、科普资源建设", *(each.title for each in book.parts[0].cases)],
			page_numbers(pdf),
			strict=False,
		):
			assert re.search(rf"{heading}.*?\.+{number}(?!\d)", contents)
			assert heading in pages[number - 1].text
		assert page_numbers(pdf)[0] == 3

	def test_the_title_page_has_no_number(self) -> None:
		pages = read_pages(library_pdf(make_book()))
		assert TITLE in pages[0].text.replace("\n", "")
		assert "中国科协科普部" in pages[0].text
		assert "—1—" not in re.sub(r"\s", "", pages[0].text)
		assert "—2—" in re.sub(r"\s", "", "".join(each.text for each in pages[1].every_line))

	@pytest.mark.parametrize("lines", range(15, 22))
	def test_no_page_has_one_line_alone(self, lines: int) -> None:
		pages = read_pages(library_pdf(library_book([make_library_case(text="科普" * 14 * lines)], TITLE)))
		assert all(len(page.lines) > 1 for page in pages[1:])

	def test_the_same_bytes(self) -> None:
		assert library_pdf(make_book()) == library_pdf(make_book())
		assert "覆盖群众12万人次" in text_of(library_pdf(make_book()))


class TestWord:
	def test_contents_and_cases(self) -> None:
		book = make_book()
		document = Document(io.BytesIO(library_docx(book)))
		texts = [each.text for each in document.paragraphs]
		numbers = page_numbers(library_pdf(book))
		assert f"一、科普资源建设\t{numbers[0]}" in texts
		assert f"院士课堂（北京市海淀区，2024年）\t{numbers[1]}" in texts
		assert texts.count("三长入站，科普到家") == 2
		field = "".join(each.text for each in document.element.iter(qn("w:instrText")))
		assert field == 'TOC \\h \\z \\t "一级标题,1,案例标题,2"'
		names = {each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))}
		linked = {each.get(qn("w:anchor")) for each in document.element.iter(qn("w:hyperlink"))}
		assert linked == names
		assert len(names) == 6

	def test_properties_and_bytes(self) -> None:
		content = library_docx(make_book())
		properties = Document(io.BytesIO(content)).core_properties
		assert (properties.title, properties.author) == (TITLE, "中国科协科普部")
		assert properties.created is not None
		assert properties.created.date() == date(2025, 6, 1)
		assert content == library_docx(make_book())

	def test_a_character_that_no_file_can_hold(self) -> None:
		with pytest.raises(InputError, match=r"U\+FFFE"):
			library_docx(library_book([make_library_case(text="正文\ufffe")], TITLE))


CYCLE = make_cycle()
INDICATED = next(each for each in CYCLE.standard.criteria if each.indicators)
INDICATOR = INDICATED.indicators[0]
STATED = next(each for each in CYCLE.standard.criteria if not each.indicators)


def year_of(
	year: int, *, value: str | None, met: bool | None, words: int = 100, **changes: Any
) -> CountyYear:
	assessments = [Assessment(STATED.number, met=met)]
	if value is not None:
		assessments.append(Assessment(INDICATED.number, values={INDICATOR.code: Decimal(value)}))
	summary = replace(
		make_summary(),
		sections=(SummarySection("", "字" * words),),
		assessments=tuple(assessments),
	)
	submission = replace(
		make_submission(), cycle=replace(CYCLE, year=year), counties=COUNTIES[:2], summaries=(summary,)
	)
	return county_years(
		submission, date(year + 1, 2, 10), {COUNTIES[0].code: changes.get("filed", date(year + 1, 2, 8))}
	)[0]


class TestYears:
	def test_a_county_that_has_not_filed(self) -> None:
		submission = replace(make_submission(), counties=COUNTIES[:2], summaries=())
		found = county_years(submission)[1]
		assert (found.has_filed, found.length, found.days_late, found.met_count) == (False, None, None, 0)

	def test_what_a_year_holds(self) -> None:
		found = year_of(2024, value="9999", met=True)
		assert (found.year, found.length, found.days_late) == (2024, 100, -2)
		assert found.figures[INDICATOR.code].value == Decimal(9999)
		assert (found.met[STATED.number], found.met[INDICATED.number]) == (True, True)
		assert found.met_count == 2

	def test_changes_between_years(self) -> None:
		years = [
			year_of(2024, value="9999", met=False, words=300, filed=date(2025, 2, 13)),
			year_of(2022, value=None, met=True),
			year_of(2023, value="0", met=True),
		]
		first, second = compare_county(years)
		assert (first.before.year, second.after.year) == (2022, 2024)
		assert first.figures[0].difference is None
		assert second.figures[0].difference == Decimal(9999)
		assert (second.length, second.days_late) == (200, 5)
		changed = {each.number: (each.before, each.after) for each in second.criteria}
		assert changed == {STATED.number: (True, False), INDICATED.number: (False, True)}
		assert second.met == 0

	def test_an_indicator_of_another_meaning_is_not_compared(self) -> None:
		before, after = year_of(2023, value="5", met=True), year_of(2024, value="6", met=True)
		figure = replace(after.figures[INDICATOR.code], unit="万人")
		(found,) = compare_county([before, replace(after, figures={INDICATOR.code: figure})])
		assert [(each.before, each.after) for each in found.figures] == [
			(Decimal(5), None),
			(None, Decimal(6)),
		]

	def test_years_that_do_not_belong_together(self) -> None:
		one = year_of(2023, value="5", met=True)
		with pytest.raises(ValueError, match="a year twice"):
			compare_county([one, one])
		with pytest.raises(ValueError, match="several counties"):
			compare_county([one, replace(one, year=2024, county_code="999999")])
		assert compare_county([one]) == ()

	def test_a_province(self) -> None:
		years = [
			year_of(2023, value="9999", met=True),
			replace(year_of(2023, value="0", met=False, words=200), county_code="340210", days_late=4),
			replace(
				year_of(2023, value=None, met=None), county_code="341524", length=None, days_late=None, met={}
			),
			year_of(2024, value="9999", met=False),
		]
		found = compare_province(years)
		first, second = found.years
		assert (first.counties, first.filed, first.filed_share) == (3, 2, Decimal("0.6667"))
		assert (first.on_time, first.mean_length, first.mean_met) == (
			Decimal("0.5000"),
			Decimal("150.0"),
			Decimal("1.0"),
		)
		assert first.met_shares[STATED.number] == Decimal("0.5000")
		assert second.met_shares[STATED.number] == 0
		assert {code: len(each) for code, each in found.counties.items()} == {
			COUNTIES[0].code: 1,
			"340210": 0,
			"341524": 0,
		}
