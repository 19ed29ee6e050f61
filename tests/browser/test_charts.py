"""Charts of the workspace while the window changes its width."""

from collections.abc import Callable
from typing import Any

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
HEIGHTS = (
	"[...document.querySelectorAll('.frappe-chart .bar')].map(bar => Number(bar.getAttribute('height')))"
)


def test_a_window_that_changes_its_width_breaks_no_chart(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("national")
	desk.page.goto(f"{desk.url}/app/kepu")
	desk.page.locator(".frappe-chart").first.wait_for()
	for number in range(40):
		desk.page.set_viewport_size({"width": 1280 - 20 * (number % 2), "height": 900})
		desk.page.wait_for_timeout(50)  # in the middle of being drawn the width changes again
	desk.page.wait_for_function(f"() => {HEIGHTS}.some(height => height > 0)")
	assert not desk.errors
