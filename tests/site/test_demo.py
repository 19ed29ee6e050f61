"""What the demo of a site does by itself: it writes no mail, and its documents have a past that can be true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import frappe
import pytest
from frappe.utils import getdate

from kepu_app.demo.site import muted_mail
from kepu_app.demo.timeline import has_past, spread_history
from tests.site import factories
from tests.site.factories import APPROVER, CITY, HOME, REASON, REPORTER, World
from tests.years import year_of

YEAR = year_of(__file__)
DEADLINE, DATED = "2025-02-19", "2025-01-24"
"""The day on the summary is the last but one before the holidays of the Spring Festival."""

HOLIDAYS = {getdate("2025-01-28") + timedelta(days=number) for number in range(8)}


@pytest.fixture(scope="module")
def world(places: None) -> Iterator[World]:
	factories.end(YEAR)
	factories.make_cycle(YEAR, notice_date="2025-01-16", national_deadline=DEADLINE)
	factories.open_cycle(YEAR)
	yield World(YEAR)
	factories.end(YEAR)


@pytest.fixture
def reviewed(world: World) -> Iterator[Any]:
	"""Yield a summary that was handed in, returned, and handed in again."""
	doc = factories.fill_summary(world.summary())
	doc.dated = DATED
	with factories.acting_as(REPORTER):
		doc.save()
	doc = factories.step(doc, REPORTER, "Submit for Review")
	doc = factories.step(doc, CITY, "Return", REASON)
	doc = factories.step(doc, REPORTER, "Submit for Review")
	yield doc
	factories.renew_documents(world)


def submission(world: World) -> Any:
	return frappe.get_doc("Provincial Submission", world.submission(HOME))


class TestPast:
	def test_steps_keep_their_order_and_their_reasons(self, world: World, reviewed: Any) -> None:
		spread_history(world.submission(HOME))
		steps = [(each.action, each.reason) for each in by_moment(reviewed)]
		assert steps == [("Submit for Review", ""), ("Return", REASON), ("Submit for Review", "")]

	def test_steps_are_taken_in_office_hours_of_working_days(self, world: World, reviewed: Any) -> None:
		spread_history(world.submission(HOME))
		moments = [each.at for each in by_moment(reviewed)]
		assert moments[0].date() == getdate(DATED)
		assert len({each.date() for each in moments}) == len(moments)
		for moment in moments:
			assert moment.hour in (9, 10, 11, 14, 15, 16)
			assert moment.date() not in HOLIDAYS
			assert moment.weekday() < 5 or str(moment.date()) in ("2025-01-26", "2025-02-08")
			assert moment.date() <= getdate(DEADLINE)

	def test_the_time_in_each_state_is_that_between_the_steps(self, world: World, reviewed: Any) -> None:
		spread_history(world.submission(HOME))
		doc = frappe.get_doc(reviewed.doctype, reviewed.name)
		moments = [doc.creation, *(each.at for each in by_moment(doc))]
		hours = [each.hours_in_state for each in by_moment(doc)]
		assert hours == pytest.approx(
			[hours_between(*pair) for pair in itertools.pairwise(moments)], abs=0.01
		)
		assert doc.state_since == doc.modified == doc.last_submitted_at == moments[-1]
		assert doc.first_submitted_at == moments[1]

	def test_a_province_has_a_past_once_it_is_spread(self, world: World, reviewed: Any) -> None:
		assert not has_past(submission(world))
		spread_history(world.submission(HOME))
		assert has_past(submission(world))


def by_moment(doc: Any) -> list[Any]:
	return sorted(factories.entries(doc), key=lambda entry: entry.at)


def hours_between(before: datetime, after: datetime) -> float:
	return (after - before).total_seconds() / 3600


def mails_about(doc: Any) -> int:
	return frappe.db.count("Email Queue", {"reference_doctype": doc.doctype, "reference_name": doc.name})


class TestMail:
	@pytest.mark.usefixtures("steps_by_mail")
	def test_no_mail_is_written_while_it_is_muted(self, world: World) -> None:
		doc = factories.fill_summary(world.summary())
		with muted_mail():
			doc = factories.step(doc, REPORTER, "Submit for Review")
			doc = factories.step(doc, CITY, "Pass City Review")
		assert mails_about(doc) == 0
		factories.step(doc, APPROVER, "Return", REASON)
		assert mails_about(doc) > 0
		factories.renew_documents(world)
