"""The demo moved in time: what is done lies before the day it is made on, what is due after it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kepu_app.core.rules import check_submission
from kepu_app.demo.moving import MISSING_REASON, Edition, day_of_notice, finished_edition, living_edition
from kepu_app.demo.sample import load_sample

DAYS = [date(2025, 12, 31), date(2026, 3, 1), date(2026, 11, 29), date(2031, 7, 7)]


def days_of(edition: Edition) -> list[date]:
	samples = edition.samples.values()
	return [
		day for each in samples for day in (each.dated, *(summary.dated for summary in each.summaries)) if day
	]


@pytest.mark.parametrize("today", DAYS)
def test_what_is_done_was_done_on_a_working_day_before_and_what_is_due_comes_after(today: date) -> None:
	edition = living_edition(today)
	assert max(days_of(edition)) < today
	assert {day.weekday() for day in days_of(edition)} <= set(range(5))
	assert edition.cycle.notice_date < min(days_of(edition))
	collecting = [edition.deadlines[name] for name in ("河南省", "湖北省")]
	assert all(today < day < edition.cycle.national_deadline for day in collecting)
	assert edition.cycle.national_deadline - today < timedelta(days=40)


@pytest.mark.parametrize("today", DAYS)
def test_a_finished_year_lies_before(today: date) -> None:
	finished, living = finished_edition(today), living_edition(today)
	assert finished.cycle.year == living.cycle.year - 1
	assert finished.cycle.national_deadline < living.cycle.notice_date
	assert finished.is_over
	assert "河南省" not in finished.samples


def test_the_notice_s_own_year_is_left_as_it_is() -> None:
	finished = finished_edition(date(2026, 11, 29))
	assert finished.samples["安徽省"] == load_sample("安徽省")
	assert finished.cycle.notice_number == "科协普函基字〔2025〕1号"


def test_texts_speak_of_the_year_and_batches_keep_their_names() -> None:
	living = living_edition(date(2031, 7, 7))
	assert living.cycle.year == 2030
	assert living.cycle.notice_number == "演示〔2031〕1号"
	assert "报送2030年全国" in living.cycle.notice_title
	sample, moved = load_sample("安徽省"), living.samples["安徽省"]
	assert [each.period for each in moved.counties] == [each.period for each in sample.counties]
	assert [each.reason for each in moved.missing] == [MISSING_REASON]
	for before, after in zip(sample.summaries, moved.summaries, strict=True):
		assert len(before.text) == len(after.text)
		assert "2024年" not in after.text


@pytest.mark.parametrize("today", DAYS)
def test_moving_breaks_no_rule(today: date) -> None:
	moved, sample = living_edition(today).samples["安徽省"], load_sample("安徽省")
	assert {each.code for each in check_submission(moved)} == {each.code for each in check_submission(sample)}


@pytest.mark.parametrize("today", DAYS)
def test_a_later_run_finds_the_days_of_the_first_again(today: date) -> None:
	edition = living_edition(today)
	again = living_edition(day_of_notice(edition.cycle.notice_date))
	assert days_of(again) == days_of(edition)
