"""What one file is and whose, in the process of the test; the command reads in a child."""

from __future__ import annotations

from datetime import datetime

import pytest

from kepu_app.core.collecting.outcomes import Outcome
from kepu_app.core.collecting.placing import PlacedFile
from kepu_app.core.collecting.reading import is_converted, look_into
from kepu_app.core.collecting.records import Origin, read_moment
from kepu_app.core.collecting.run import known_counties
from kepu_app.core.model import County, ScanOf
from kepu_app.demo import received, word_styles
from kepu_app.demo.sample import load_sample

SAMPLE = load_sample()
FILES = received.received_files()
COUNTIES = known_counties(SAMPLE)


def look(name: str, content: bytes | None = None, counties: tuple[County, ...] = COUNTIES) -> PlacedFile:
	origin = Origin(name, datetime(2025, 2, 10), "0" * 64)
	return look_into(content or FILES[name], origin, SAMPLE.cycle, counties, SAMPLE.counties)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".docx")])
def test_every_word_file_of_the_demo(name: str) -> None:
	placed = look(name)
	if name == received.LETTER:
		assert (placed.kind, placed.outcome, placed.county_code) == ("公函", Outcome.OTHER, "340123")
	elif "个人工作简介" in name:
		assert placed.bio_lines
	else:
		assert placed.records
		assert all(SAMPLE.county(each.record.county_code) for each in placed.records)


def test_scan() -> None:
	placed = look(received.SCAN)
	assert (placed.scan, placed.county_code) == (ScanOf.SUMMARY, "341321")
	assert look("扫描.png", word_styles.picture(9, 9)).outcome is Outcome.UNPLACED


def test_a_name_of_which_only_one_is_in_the_list() -> None:
	namesake = (*COUNTIES, County("349999", "肥西县", "别处市"))
	bare = received.plain(received.ReceivedSample(SAMPLE), SAMPLE.summaries[1])
	assert look("肥西县.docx", bare, namesake).county_code == "340123"


def test_what_libreoffice_has_to_convert() -> None:
	assert is_converted(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	assert is_converted(b"{\\rtf1")
	assert not is_converted(FILES["宿松.docx"])


def test_time_that_somebody_changed_in_the_list() -> None:
	assert read_moment("2025-02-10 09:30") == datetime(2025, 2, 10, 9, 30)
	assert read_moment("前天") is None
