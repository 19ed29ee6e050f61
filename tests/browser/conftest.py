"""A real Chromium in front of a site that runs.

The site comes from the environment, as for ``tests/site``: KEPU_TEST_SITES (the bench's folder of sites),
KEPU_TEST_SITE and KEPU_TEST_URL. KEPU_TEST_BROWSER names the browser, KEPU_TEST_SHOTS the folder of the
pictures. The tests run with any Python that has Playwright; what they need on the site is made by the bench's
own Python (``site_data.py``).
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need Playwright: pip install playwright")

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.desk import Desk
from tests.browser.profiles import PATIENCE, Profiles
from tests.lanes import queue

CHECKOUT = Path(__file__).parents[2]
PASSWORD = "kepu-2025-Changjiang!"
RECORDED = "-calls.json"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Without a site nothing of this can run; that is said and not passed over."""
	if os.environ.get("KEPU_TEST_URL"):
		return
	for item in items:
		if "tests/browser/" in item.path.as_posix():
			item.add_marker(pytest.mark.skip(reason="no site: KEPU_TEST_URL is not set"))


@pytest.fixture(scope="session")
def url() -> str:
	"""Address of the site's web server."""
	return os.environ["KEPU_TEST_URL"]


@pytest.fixture(scope="session")
def on_site() -> Callable[..., Any]:
	"""Run a script of this folder with the bench's own Python; gives what it writes, which is JSON."""

	def on_site(script: str, *arguments: str) -> Any:
		sites = Path(os.environ["KEPU_TEST_SITES"])
		command = [str(sites.parent / "env/bin/python"), str(CHECKOUT / "tests/browser" / script)]
		done = subprocess.run(
			[*command, os.environ["KEPU_TEST_SITE"], *arguments],
			cwd=sites,
			env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
			timeout=300,
			capture_output=True,
			text=True,
			check=False,
		)
		assert done.returncode == 0, done.stderr
		return json.loads(done.stdout.splitlines()[-1])

	return on_site


@pytest.fixture(scope="session")
def data(on_site: Callable[..., Any]) -> Iterator[dict[str, Any]]:
	"""Users by role and documents by purpose, made anew for the run. What the Desk called goes to the other lanes."""
	made = on_site("site_data.py", PASSWORD)
	on_site("recorded_calls.py", "start")
	yield made
	if folder := queue():
		calls = json.dumps(on_site("recorded_calls.py", "read"))
		(folder / f"{os.getpid()}{RECORDED}").write_text(calls, encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
	"""One Chromium for the run."""
	with sync_playwright() as playwright:
		path = os.environ.get("KEPU_TEST_BROWSER") or "/usr/bin/chromium"
		browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
		yield browser
		browser.close()


@pytest.fixture(scope="session")
def shots() -> Path:
	"""Folder for the pictures of what the tests saw."""
	folder = Path(os.environ.get("KEPU_TEST_SHOTS") or CHECKOUT / "out/browser")
	folder.mkdir(parents=True, exist_ok=True)
	return folder


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[Profiles]:
	"""Yield the browser profiles of the run."""
	profiles = Profiles(browser)
	yield profiles
	profiles.close()


@pytest.fixture
def sign_in(
	profiles: Profiles, url: str, data: dict[str, Any], shots: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Desk]]:
	"""Open a Desk as a role, in a browser profile of its own; at the end no page may have logged an error."""
	with _desks(profiles, url, data["users"], shots / request.node.name) as sign_in:
		yield sign_in


@pytest.fixture(scope="class")
def desk_of(
	profiles: Profiles, url: str, data: dict[str, Any], shots: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Desk]]:
	"""Yield the Desk of a role, which stays open for all tests of a class; at the end as with ``sign_in``."""
	with _desks(profiles, url, data["users"], shots / request.node.name) as sign_in:
		yield functools.cache(sign_in)


@contextmanager
def _desks(
	profiles: Profiles, url: str, users: dict[str, str], picture: Path
) -> Iterator[Callable[..., Desk]]:
	desks: list[Desk] = []

	def sign_in(role: str, width: int = 1280) -> Desk:
		context = profiles.take(url, width)
		user = users.get(role, role)
		answer = context.request.post(f"{url}/api/method/login", data={"usr": user, "pwd": PASSWORD})
		assert answer.ok, f"{user} cannot sign in: {answer.status} {answer.text()[:500]}"
		desk = Desk(context, url)
		desks.append(desk)
		return desk

	yield sign_in
	for number, desk in enumerate(desks):
		_picture(desk.page, picture.with_name(f"{picture.name}-{number}.png"))
		profiles.give_back(desk.context)
	errors = [error for desk in desks for error in desk.errors]
	assert not errors, errors


def _picture(page: Page, path: Path) -> None:
	if not page.is_closed():
		page.screenshot(path=path)
