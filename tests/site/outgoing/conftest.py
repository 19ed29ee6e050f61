"""A server of this machine in the place of robots and gateway, people with numbers, and everything switched off."""

from collections.abc import Iterator

import pytest

from tests.site.factories import World
from tests.site.outgoing.messages import people_with_numbers, quiet, recording
from tests.site.outgoing.recorder import Recorder


@pytest.fixture(scope="module")
def server(_site_connection: None) -> Iterator[Recorder]:
	with recording() as recorder:
		yield recorder


@pytest.fixture(scope="module")
def world(world: World, server: Recorder) -> Iterator[World]:
	with people_with_numbers(server):
		yield world


@pytest.fixture(autouse=True)
def _quiet(world: World, server: Recorder) -> Iterator[None]:
	with quiet(server):
		yield
