"""Every form and list of the four documents as each role, on a wide and on a narrow screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk
from tests.browser.language import untranslated

SignIn = Callable[..., Desk]

FORMS = {
	"county": [("Annual Summary", "summary"), ("Annual Summary", "returned")],
	"city_county": [("Annual Summary", "city")],
	"city": [("Annual Summary", "city")],
	"province": [
		("Annual Summary", "approved"),
		("Typical Case", "proposed_case"),
		("Speaker Nominee", "nominee"),
		("Provincial Submission", "submission"),
	],
	"national": [
		("Annual Summary", "summary"),
		("Typical Case", "selected_case"),
		("Speaker Nominee", "proposed_nominee"),
		("Provincial Submission", "submission"),
	],
	"administrator": [("Annual Summary", "summary"), ("Kepu Settings", None)],
}
LISTS = {
	"county": ["annual-summary", "typical-case"],
	"city": ["annual-summary"],
	"province": ["annual-summary", "typical-case", "speaker-nominee", "provincial-submission"],
	"national": ["annual-summary", "typical-case", "speaker-nominee", "provincial-submission"],
	"administrator": ["county", "province", "evaluation-standard", "reporting-cycle"],
}
WIDTHS = (1280, 390)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", FORMS)
def test_forms_fit_and_log_no_error(
	sign_in: SignIn, data: dict[str, Any], shots: Path, role: str, width: int
) -> None:
	desk = sign_in(role, width)
	for doctype, purpose in FORMS[role]:
		name = data["documents"][purpose] if purpose else doctype
		desk.open_form(doctype, name)
		tabs = desk.page.locator(".form-tabs .nav-link:visible")
		for number in range(max(1, tabs.count())):
			if tabs.count():
				tabs.nth(number).click()
			desk.rest()
			assert not desk.scrolls_sideways(), f"{doctype} {name} tab {number}"
			assert not untranslated(desk), f"{doctype} {name} tab {number}"
			desk.page.screenshot(path=shots / f"form-{role}-{width}-{name}-{number}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", LISTS)
def test_lists_fit_and_log_no_error(sign_in: SignIn, shots: Path, role: str, width: int) -> None:
	desk = sign_in(role, width)
	for path in LISTS[role]:
		desk.go(path)
		desk.page.locator(".list-row-container:visible").first.wait_for()
		assert not desk.scrolls_sideways(), path
		assert not untranslated(desk), path
		assert "州" not in desk.page.locator(".page-form:visible").inner_text()
		desk.page.screenshot(path=shots / f"list-{role}-{width}-{path}.png")
