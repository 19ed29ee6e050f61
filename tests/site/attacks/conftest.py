"""Another province, full of documents, and the sessions of those who would like to reach it."""

from collections.abc import Iterator

import pytest

from tests.site import factories
from tests.site.attacks.foreign_province import Province, SignIn
from tests.site.factories import World


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	yield world
	factories.remove_standards()


@pytest.fixture(scope="module")
def province(world: World, sign_in: SignIn) -> Province:
	return Province(world, sign_in)
