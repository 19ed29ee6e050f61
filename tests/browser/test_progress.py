"""How pages follow a run in the background."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]

# What ``ask`` answers is settled by the test; every call, and every run that is shown, is noted.
PAGE = """(more) => {
	window.asked = []; window.shown = []; window.failures = [];
	window.addEventListener("unhandledrejection", (event) => { failures.push(String(event.reason)); event.preventDefault(); });
	const ask = () => new Promise((resolve, reject) => asked.push({ resolve, reject }));
	const show = (run) => { shown.push(run.done); return run.over; };
	window.is_there = true;
	window.end = kepu.progress.follow(ask, show, { ...more, concerns: ({ key }) => key === "甲", is_shown: () => is_there });
}"""
EVENT = "kepu_test_progress"


@pytest.fixture
def follow(sign_in: SignIn) -> Iterator[Callable[..., Any]]:
	page = sign_in("county").go("annual-summary")
	page.clock.install()

	def follow(**more: Any) -> Any:
		page.evaluate(PAGE, {"event": EVENT, **more})
		return page

	yield follow
	page.evaluate("window.end && end()")


def answer(page: Any, done: int, over: bool = False) -> None:
	page.evaluate("([done, over]) => asked.at(-1).resolve({ done, over })", [done, over])


def tell(page: Any, key: str = "甲") -> None:
	page.evaluate(
		"([event, key]) => frappe.realtime.socket.listeners(event).forEach((each) => each({ key }))",
		[EVENT, key],
	)


def asked(page: Any) -> int:
	return page.evaluate("asked.length")


def test_asked_at_once_and_every_two_seconds_until_it_is_over(follow: Callable[..., Any]) -> None:
	page = follow()
	assert asked(page) == 1
	page.clock.run_for(10_000)
	assert asked(page) == 1, "never twice at a time"
	answer(page, 1)
	page.clock.run_for(2_000)
	assert asked(page) == 2
	answer(page, 2, over=True)
	page.clock.run_for(10_000)
	assert (asked(page), page.evaluate("shown")) == (2, [1, 2])


def test_what_is_known_already_is_shown_before_anything_is_asked(follow: Callable[..., Any]) -> None:
	page = follow(known={"done": 0, "over": False})
	assert (asked(page), page.evaluate("shown")) == (0, [0])
	page.clock.run_for(2_000)
	assert asked(page) == 1


def test_a_live_update_asks_before_the_time_has_come(follow: Callable[..., Any]) -> None:
	page = follow()
	answer(page, 1)
	page.clock.run_for(10)
	tell(page, "乙")
	assert asked(page) == 1, "that was another run"
	tell(page)
	assert asked(page) == 2
	tell(page)
	assert asked(page) == 2
	answer(page, 2)
	page.clock.run_for(10)
	assert asked(page) == 3, "what was told meanwhile is asked for"


def test_what_stays_begins_anew_with_a_live_update(follow: Callable[..., Any]) -> None:
	page = follow(stays=True)
	answer(page, 1, over=True)
	page.clock.run_for(10_000)
	assert asked(page) == 1
	tell(page)
	assert asked(page) == 2


def test_what_does_not_stay_is_deaf_when_it_is_over(follow: Callable[..., Any]) -> None:
	page = follow()
	answer(page, 1, over=True)
	page.clock.run_for(10)
	tell(page)
	assert asked(page) == 1


def test_a_page_that_was_left_shows_nothing_and_asks_nothing(follow: Callable[..., Any]) -> None:
	page = follow()
	page.evaluate("is_there = false")
	answer(page, 1)
	page.clock.run_for(10_000)
	assert (asked(page), page.evaluate("shown")) == (1, [])


def test_a_call_that_fails_ends_it_and_is_not_hidden(follow: Callable[..., Any]) -> None:
	page = follow()
	page.evaluate("asked.at(-1).reject(new Error('gone'))")
	page.clock.run_for(10_000)
	assert (asked(page), page.evaluate("failures")) == (1, ["Error: gone"])


def test_a_window_shows_how_far_it_is_until_it_is_closed(sign_in: SignIn) -> None:
	page = sign_in("county").go("annual-summary")
	window = page.locator(".modal.show", has_text="正在上传")
	page.evaluate(
		"window.progress = kepu.progress.window('正在上传'); progress.show(1, 4, '<b>甲</b> & 乙.docx')"
	)
	expect(window.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "25")
	expect(window).to_contain_text("<b>甲</b> & 乙.docx")
	page.evaluate("progress.show(3, 4, '丙.docx')")
	expect(window.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "75")
	page.evaluate("progress.close()")
	expect(window).to_have_count(0)
	page.evaluate("progress.show(4, 4, '丁.docx')")
	expect(window).to_contain_text("丁.docx")
