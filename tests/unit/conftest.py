"""Settings of the unit tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from kepu_app.core.sandbox import client

_BOOT = client._BOOT

# A machine may be busy with other work: how long an example takes says nothing about the code. What has
# to be fast has a test or a benchmark of its own.
settings.register_profile("kepu_app", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kepu_app")


@pytest.fixture(scope="session", autouse=True)
def _children_are_measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
	"""Where coverage is measured, that of the sandbox's children is, too."""
	measuring = _coverage()
	if measuring is None:
		yield
		return
	from tests.unit.measured import measure_children

	with measure_children(measuring, tmp_path_factory.mktemp("measured")):
		yield


@pytest.fixture(scope="module")
def children_unmeasured() -> Iterator[None]:
	"""For tests of what fits into the limits: measuring takes as long again as the work itself."""
	measured = client._BOOT
	client._server.forget()
	client._BOOT = _BOOT
	yield
	client._server.forget()
	client._BOOT = measured


def _coverage() -> Any:
	"""The coverage that is being measured; None if none is."""
	coverage = sys.modules.get("coverage")
	return coverage.Coverage.current() if coverage else None
