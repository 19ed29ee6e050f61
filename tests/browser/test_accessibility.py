"""axe-core finds no serious accessibility problem of the app's own on forms, lists, reports and workspace.

Frappe has problems of its own on every page. A problem is the app's if its node stands inside what the app
draws: an element with a class ``kepu-…`` of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.desk import Desk
from tests.browser.reports import TITLES, open_report

SignIn = Callable[..., Desk]

SERIOUS = ("serious", "critical")
DRAWN_BY_APP = """
target => {
	const node = document.querySelector(target);
	const marks = ["kepu-list", "kepu-report", "kepu-tall", "kepu-area"];  // classes on Frappe's own elements
	for (let each = node; each; each = each.parentElement) {
		if ([...each.classList].some((name) => name.startsWith("kepu-") && !marks.includes(name))) return true;
	}
	// What stands in a report's cells is ours; the boxes to tick and to filter by are of the table's library.
	return node?.tagName !== "INPUT" && Boolean(node?.closest(".kepu-report .dt-cell__content > *"));
}"""


def own_problems(desk: Desk) -> list[str]:
	"""What axe-core calls serious and the app has drawn, in words."""
	found = Axe().run(desk.page).response["violations"]
	return [
		f"{violation['id']}: {node['target'][-1]} {node['html'][:300]}"
		for violation in found
		if violation["impact"] in SERIOUS
		for node in violation["nodes"]
		if desk.page.evaluate(DRAWN_BY_APP, node["target"][-1])
	]


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
				desk.page.wait_for_timeout(200)
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
	desk.page.wait_for_timeout(300)
	assert not own_problems(desk)
