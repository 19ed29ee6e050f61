"""A cycle that was copied is not opened with the notice of the year before."""

from collections.abc import Callable, Iterator

import frappe
import pytest
from frappe.utils import add_days, nowdate

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import error_type, messages
from tests.site.factories import OFFICER
from tests.years import year_of

YEAR = year_of(__file__)
OPEN = "kepu_app.cycles.api.open_cycle"


@pytest.fixture
def copied(places: None) -> Iterator[str]:
	factories.end(YEAR)
	name = factories.make_cycle(YEAR)
	frappe.db.set_value("Reporting Cycle", name, "notice_number", _notice_of_2024())
	frappe.db.commit()
	yield name
	factories.end(YEAR)


def _notice_of_2024() -> str:
	return frappe.db.get_value("Reporting Cycle", "2024", "notice_number")


def test_last_years_notice_is_asked_for(copied: str, sign_in: Callable[[str], Client]) -> None:
	officer = sign_in(OFFICER)
	response = officer.call(OPEN, cycle=copied)
	assert error_type(response) == "CycleStateError"
	assert "通知文号仍与2024年度相同" in messages(response)
	values = {"notice_number": f"科协办函普字〔{YEAR}〕1号", "national_deadline": add_days(nowdate(), -1)}
	frappe.db.set_value("Reporting Cycle", copied, values)
	frappe.db.commit()
	assert "已过" in messages(officer.call(OPEN, cycle=copied))
	frappe.db.set_value("Reporting Cycle", copied, "national_deadline", add_days(nowdate(), 30))
	frappe.db.commit()
	assert officer.call(OPEN, cycle=copied).ok
