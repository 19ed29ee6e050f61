"""Reminders are on, and nobody has been reminded of anything yet."""

from collections.abc import Iterator

import pytest

from tests.site.factories import World
from tests.site.reminders.moved_clock import as_opened, reminders_by_mail, settings_put_back


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	with settings_put_back():
		yield world


@pytest.fixture(autouse=True)
def _as_opened(world: World) -> Iterator[None]:
	with as_opened(world):
		yield


@pytest.fixture
def mail_account(world: World) -> Iterator[None]:
	with reminders_by_mail():
		yield
