"""Assessors and two reports that are in; after each test no round is left, and the accounts are as they were."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.site.factories import World
from tests.site.open_rounds.rounds import end_and_put_back, make_assessors_and_reports, two_cases


@pytest.fixture(scope="module", autouse=True)
def world(world: World) -> World:
	make_assessors_and_reports(world)
	return world


@pytest.fixture(autouse=True)
def _ended(world: World) -> Iterator[None]:
	yield
	end_and_put_back(world.year)


@pytest.fixture
def cases(world: World) -> list[Any]:
	return two_cases(world.year)
