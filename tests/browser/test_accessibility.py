"""axe-core finds no serious accessibility problem of the app's own on forms, lists, reports and workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.axe import own_problems
from tests.browser.desk import Desk
from tests.browser.reports import TITLES, open_report

SignIn = Callable[..., Desk]

FORMS = {
	"county": [("Annual Summary", "summary"), ("Annual Summary", "returned")],
	"province": [
		("Annual Summary", "approved"),
		("Typical Case", "proposed_case"),
		("Speaker Nominee", "nominee"),
		("Provincial Submission", "submission"),
	],
	"administrator": [("Reporting Cycle", "2024"), ("Province", "340000"), ("County", "341302")],
}


@pytest.mark.parametrize("role", FORMS)
def test_forms(sign_in: SignIn, data: dict[str, Any], role: str) -> None:
	desk = sign_in(role)
	for doctype, purpose in FORMS[role]:
		desk.open_form(doctype, data["documents"].get(purpose, purpose))
		tabs = desk.page.locator(".form-tabs .nav-link:visible")
		for number in range(max(1, tabs.count())):
			if tabs.count():
				tabs.nth(number).click()
				desk.rest()
			assert not own_problems(desk), f"{doctype}, tab {number}"


def test_lists_and_workspace(sign_in: SignIn) -> None:
	desk = sign_in("province")
	for path in ("annual-summary", "typical-case", "speaker-nominee", "provincial-submission", "kepu"):
		desk.go(path)
		assert not own_problems(desk), path
	desk.go("reporting-cycle/view/calendar/default")
	assert not own_problems(desk), "calendar"


def test_reports(sign_in: SignIn) -> None:
	desk = sign_in("province")
	for name in TITLES:
		open_report(desk, name)
		assert not own_problems(desk), name


def test_the_window_that_asks_for_a_reason(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Annual Summary", data["documents"]["pending"])
	desk.choose("退回")
	desk.dialog().wait_for()
	desk.rest()
	assert not own_problems(desk)
