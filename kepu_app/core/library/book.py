"""A chosen set of cases as a book: parts by topic, in each the cases by province, county and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kepu_app.core.printing.paper_models import printed_date
from kepu_app.core.printing.prose import Level, Paragraph, chinese_number, paragraphs
from kepu_app.core.report_text import heading_key

_MOST_NUMBERED = 99
"""Maximum parts with a number in Chinese."""


@dataclass(frozen=True)
class LibraryCase:
	"""A case of any year. ``county_code`` orders it; ``city`` is blank where the province administers the county."""

	year: int
	province: str
	county_code: str
	county: str
	topic: str
	title: str
	text: str
	city: str = ""


@dataclass(frozen=True)
class BookCase:
	"""A printed case. ``anchor`` is the link target of the contents; ``source`` like 安徽省宿州市埇桥区，2024年."""

	anchor: str
	title: str
	source: str
	paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class BookPart:
	"""The cases of a topic; ``heading`` like 一、科普资源建设."""

	anchor: str
	heading: str
	cases: tuple[BookCase, ...]


@dataclass(frozen=True)
class LibraryBook:
	"""The book. ``years`` like 2020—2024年; ``publisher`` and ``date`` are on the title page."""

	title: str
	years: str
	publisher: str
	date: str
	parts: tuple[BookPart, ...]

	@property
	def cases(self) -> tuple[BookCase, ...]:
		return tuple(case for part in self.parts for case in part.cases)


def library_book(
	cases: Sequence[LibraryCase],
	title: str,
	*,
	publisher: str = "",
	dated: date | None = None,
	topics: Sequence[str] = (),
) -> LibraryBook:
	"""Build the book of a chosen set.

	Args:
		cases: the set; a repeated case is in the book repeatedly.
		title: of the book, such as 全国科普示范县典型案例汇编.
		publisher: whose book it is.
		dated: the date on the title page, none for None.
		topics: the order of the topics; others follow in order of appearance.

	Raises:
		ValueError: no cases at all.
	"""
	if not cases:
		raise ValueError("library_book: no cases")
	order = list(dict.fromkeys((*topics, *(each.topic for each in cases))))
	given = [topic for topic in order if any(each.topic == topic for each in cases)]
	parts = [
		_part(topic, [each for each in cases if each.topic == topic], number)
		for number, topic in enumerate(given, start=1)
	]
	return LibraryBook(title.strip(), _years(cases), publisher.strip(), printed_date(dated), tuple(parts))


def _part(topic: str, cases: Sequence[LibraryCase], number: int) -> BookPart:
	ordered = sorted(cases, key=lambda each: (each.county_code, each.year, each.title))
	mark = chinese_number(number) if number <= _MOST_NUMBERED else str(number)
	return BookPart(
		f"part-{number}",
		f"{mark}、{topic.strip() or '其他'}",
		tuple(_case(each, f"case-{number}-{place}") for place, each in enumerate(ordered, start=1)),
	)


def _case(case: LibraryCase, anchor: str) -> BookCase:
	city = case.city if case.city != case.province else ""
	title = case.title.strip() or case.county
	return BookCase(
		anchor,
		title,
		f"{case.province}{city}{case.county}，{case.year}年",
		tuple(paragraphs(_without_title(case.text, case.title), below=Level.SECOND)),
	)


def _without_title(text: str, title: str) -> str:
	"""Remove the line at the beginning of the text that repeats the title."""
	lines = text.splitlines()
	while lines and (not lines[0].strip() or (title.strip() and heading_key(lines[0]) == heading_key(title))):
		lines.pop(0)
	return "\n".join(lines)


def _years(cases: Sequence[LibraryCase]) -> str:
	first, last = min(each.year for each in cases), max(each.year for each in cases)
	return f"{first}年" if first == last else f"{first}—{last}年"
