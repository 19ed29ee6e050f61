"""Rounds that are open, for the tests of what becomes of their people and of what is assessed in them."""

from typing import Any

import frappe

from kepu_app.assessment.assessors import ASSESSMENT
from tests.site import assessments, factories, new_users
from tests.site.factories import ASSESSOR, COUNTY, NEIGHBOUR, World

SECOND, THIRD = (f"{each}-open-rounds@{factories.DOMAIN}" for each in ("second", "third"))
TITLE = "科普大集、“流动”科技馆，进村入户"
"""Of a case; it has separators of the table of assessors in it."""


def make_assessors_and_reports(world: World) -> None:
	for user in (SECOND, THIRD):
		new_users.have_user(user)
	for county in (COUNTY, NEIGHBOUR):
		factories.approved_summary(world, county)
	frappe.db.commit()


def end_and_put_back(year: str) -> None:
	"""No round, no case, and the accounts as they were."""
	assessments.end(year)
	frappe.db.delete("Typical Case", {"cycle": year})
	frappe.db.delete("Speaker Nominee", {"cycle": year})
	frappe.db.set_value("User", {"name": ["in", [ASSESSOR, SECOND, THIRD]]}, "enabled", 1)
	for user in (ASSESSOR, SECOND, THIRD):
		frappe.db.set_value("User", user, "email", user)
		frappe.clear_cache(user=user)
	frappe.db.commit()


def two_cases(year: str) -> list[Any]:
	"""Return two cases that the province has, of two counties."""
	found = []
	for county, title in ((COUNTY, TITLE), (NEIGHBOUR, "科普小院")):
		case = factories.make_case(year, county)
		case.db_set("title", title)
		found.append(factories.propose(case))
	frappe.db.commit()
	return found


def subjects(round_name: str, user: str) -> dict[str, str]:
	"""States of somebody's assessments, by subject."""
	frappe.db.rollback()
	mine = {"round": round_name, "assessor": user}
	return dict(frappe.get_all(ASSESSMENT, mine, ["subject", "status"], as_list=True))
