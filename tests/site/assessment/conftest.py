"""Thirteen counties whose reports are in, and a round of three assessors."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.site import assessments
from tests.site.factories import World
from tests.site.thirteen_counties import file_everything, opened_round, thirteen_counties


@pytest.fixture(scope="module")
def places(places: None) -> Iterator[None]:
	with thirteen_counties():
		yield


@pytest.fixture(scope="module", autouse=True)
def world(world: World) -> Iterator[World]:
	file_everything(world)
	yield world
	assessments.end(world.year)


@pytest.fixture
def round_doc(world: World) -> Iterator[Any]:
	yield opened_round(world.year)
	assessments.end(world.year)
