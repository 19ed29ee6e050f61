"""Each file of site and browser tests has years of its own."""

from __future__ import annotations

import re

import pytest

from tests.years import EACH, FIRST, PAPERS, TESTS, year_of, year_of_papers

FILES = sorted(path for folder in ("site", "browser") for path in (TESTS / folder).rglob("*.py"))


def test_no_two_files_share_a_year() -> None:
	years = [year_of(file, number) for file in FILES for number in range(EACH)]
	assert len(set(years)) == len(years) == len(FILES) * EACH
	assert all(re.fullmatch(r"\d{4}", year) and int(year) >= FIRST for year in years)


def test_a_year_does_not_depend_on_where_tests_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
	expected = year_of(TESTS / "site/test_year.py")
	monkeypatch.chdir(TESTS.parent)
	assert year_of("tests/site/test_year.py") == expected


@pytest.mark.parametrize("number", [-1, EACH])
def test_no_file_takes_a_year_of_the_next(number: int) -> None:
	with pytest.raises(ValueError, match=str(number)):
		year_of(__file__, number)


def test_no_file_picks_its_year_by_hand() -> None:
	picked = re.compile(r'^(?:YEARS?\b.*=|.*\b(?:begin|make_cycle)\().*"\d{4}"', re.MULTILINE)
	assert not [file for file in FILES if picked.search(file.read_text(encoding="utf-8"))]


def test_the_years_of_papers_are_of_this_century_and_each_of_one_file() -> None:
	years = [year_of_papers(TESTS / file) for file in PAPERS]
	assert len(set(years)) == len(years)
	assert all(year.startswith("20") for year in years)
