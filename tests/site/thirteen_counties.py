"""A province of thirteen counties whose reports have all come in, and three assessors of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

from tests.site import assessments, factories, new_users
from tests.site.factories import ASSESSOR, COUNTY, DEPUTY, HOME, NEIGHBOUR, World

SECOND = f"second-assessor@{factories.DOMAIN}"
MORE = {f"3408{number:02d}": f"测试{name}县" for number, name in enumerate("甲乙丙丁戊己庚", start=31)}
"""Counties beside those of ``factories``."""


@contextmanager
def thirteen_counties() -> Iterator[None]:
	"""For a while; the second assessor has an account, too."""
	for code, name in MORE.items():
		factories.make_county(code, name, HOME, "安庆市")
	new_users.have_user(SECOND)
	frappe.db.commit()
	yield
	frappe.db.delete("County", {"name": ["in", list(MORE)]})
	frappe.db.commit()


def file_everything(world: World) -> None:
	"""Two reports went all the way; the others are put into the state that they would have then."""
	for county in (COUNTY, NEIGHBOUR):
		factories.approved_summary(world, county)
	everything_is_filed(world.year)


def everything_is_filed(year: str) -> None:
	rows = {"cycle": year, "province": HOME}
	frappe.db.set_value("Annual Summary", rows, "workflow_state", "Approved", update_modified=False)
	frappe.db.commit()


def opened_round(year: str) -> Any:
	"""With three assessors of all thirteen counties; one of them is of the province's own staff."""
	return assessments.opened_round(year, HOME, [(ASSESSOR, ""), (SECOND, ""), (DEPUTY, "")])
