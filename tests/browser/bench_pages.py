"""How soon a page can be used: home, list and a form of each role, in a new browser and a warm one.

Not a test of ``make test``: it needs an idle machine. It prints a table and fails where the 95th percentile of five
is over the limit::

    make bench-pages
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
TIMES = 5
COLD_MOST, WARM_MOST = 3.0, 1.5
"""Seconds until a page can be used: with nothing in the browser's cache, and afterwards."""

WARMING = 2
"""Visits before: Chromium keeps the compiled code of a script from the second one on."""

READY = {
	"home": "() => document.querySelector('.kepu-home')?.children.length",
	"list": "() => window.cur_list?.$result?.find('.list-row').length",
	"form": "() => window.cur_frm?.doc && document.querySelector('.kepu-guide') && !frappe.request.ajax_count",
}
ROLES = {"county": "summary", "city": "city", "province": "pending", "national": "approved"}


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_ready(sign_in: SignIn, data: dict[str, Any], role: str) -> None:
	name = data["documents"][ROLES[role]]
	pages = {"home": "", "list": "annual-summary", "form": f"annual-summary/{name}"}
	for page, path in pages.items():
		cold = sorted(_seconds(_cleared(sign_in(role)), path, READY[page]) for _time in range(TIMES))
		desk = sign_in(role)
		for _visit in range(WARMING):
			_seconds(desk, path, READY[page])
		warm = sorted(_seconds(desk, path, READY[page]) for _time in range(TIMES))
		print(f"\n{role:10} {page:5} cold {cold[-1]:.2f} s  warm {warm[-1]:.2f} s", end="")
		assert cold[-1] <= COLD_MOST, (page, cold)
		assert warm[-1] <= WARM_MOST, (page, warm)


def _cleared(desk: Desk) -> Desk:
	session = desk.context.new_cdp_session(desk.page)
	session.send("Network.clearBrowserCache")
	return desk


def _seconds(desk: Desk, path: str, ready: str) -> float:
	desk.page.goto("about:blank")
	begun = time.monotonic()
	desk.page.goto(f"{desk.url}/app/{path}", wait_until="commit")
	desk.page.wait_for_function(ready)
	return time.monotonic() - begun
