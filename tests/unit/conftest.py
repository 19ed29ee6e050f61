"""Settings of the unit tests."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from kepu_app.core.cli import main
from kepu_app.core.model import Submission
from kepu_app.core.sandbox import client
from kepu_app.core.workbooks import write_workbook
from tests.unit.command_line import Run
from tests.unit.factories import make_small

# Where their checks fail, these helpers say what they found, as tests do.
pytest.register_assert_rewrite("tests.unit.breaches", "tests.unit.workbook_entries")

_BOOT = client._BOOT

UNMEASURED = {
	"test_collect_cli",
	"test_collect_demo",
	"test_intake_hostile",
	"test_intake_round_trip",
	"test_package",
	"test_package_whole",
	"test_pdf_layout",
	"test_same_bytes",
	"test_sandbox_files",
	"test_weasyprint_speed",
	"test_workbook_round_trip",
}
"""Files of long tests. Measuring coverage would double their time, and other files run nearly all of their lines."""

# A machine may be busy with other work: how long an example takes says nothing about the code. What has
# to be fast has a test or a benchmark of its own.
settings.register_profile("kepu_app", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kepu_app")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Each test runs either way; pytest-cov only does not look at these."""
	for item in items:
		if item.path.stem in UNMEASURED:
			item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
	"""Keep the collected tests from the garbage collector, as they stay to the end."""
	gc.freeze()


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
	"""Return the coverage that is being measured; None if none is."""
	coverage = sys.modules.get("coverage")
	return coverage.Coverage.current() if coverage else None


@pytest.fixture
def kepu(capsys: pytest.CaptureFixture[str]) -> Run:
	"""Run a command in this process."""

	def run(*arguments: str | Path) -> SimpleNamespace:
		code = main([str(each) for each in arguments])
		out, err = capsys.readouterr()
		return SimpleNamespace(
			code=code, out=out, err=err, json=json.loads(out) if "--json" in arguments else None
		)

	return run


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
	"""Write the workbook of a submission, by default one with nothing to complain about."""

	def write(submission: Submission | None = None, name: str = "工作簿.xlsx") -> Path:
		path = tmp_path / name
		submission = submission or make_small()
		path.write_bytes(write_workbook(submission.cycle, submission=submission))
		return path

	return write
