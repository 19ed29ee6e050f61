"""Each concern is defined once, and no file grows too long."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"

STILL: dict[str, int] = {}
"""Concerns that still have more definitions than they are to have. A number may only become smaller."""

LONGEST, LONGEST_TEST = 350, 500
STILL_LONGER: dict[str, int] = {}
"""Files that are still longer. A number may only become smaller."""

SECOND = {
	"background run with progress": ("kepu_app/x.py", 'A, B, C = "Running", "Failed", "Interrupted"'),
	"lock of a background job": ("kepu_app/x.py", 'sql("select get_lock(%s, 0)", name)'),
	"JavaScript poller": ("kepu_app/public/x.js", "setInterval(refresh, 2000);"),
	"a county's deadline": ("kepu_app/x.py", "due = row.county_deadline or national"),
	"a county's deadline in a query": ("kepu_app/x.py", "Coalesce(table.county_deadline, national)"),
	"met or not met, in the core": ("kepu_app/core/x.py", "is_met = comparison.holds(value, threshold)"),
	"met or not met, as stored": ("kepu_app/x.py", 'YES, NO = "Met", "Not Met"'),
	"sent or accepted": ("kepu_app/x.py", "if state in (SENT, ACCEPTED):"),
	"coercion by field type": ("kepu_app/x.py", 'if fieldtype in ("Float", "Currency"):'),
	"exceptions of the site": ("kepu_app/x.py", "class PlaceError(frappe.ValidationError):"),
	"exceptions of the core": ("kepu_app/core/x.py", "class PlaceError(KepuError):"),
	"download header": ("kepu_app/x.py", "f\"attachment; filename*=UTF-8''{name}\""),
	"names of the DocTypes with a workflow": ("kepu_app/x.py", 'SUMMARY, ROW = "Annual Summary", "Row"'),
	"JavaScript escape": ("kepu_app/public/x.js", 'text.replace("<", "&lt;")'),
	"main and --json of a benchmark": ("benchmarks/x.py", 'parser.add_argument("--json", type=Path)'),
	"mail account of tests": ("tests/site/x.py", 'frappe.get_doc(doctype="Email Account")'),
	"acting as another user in tests": ("tests/site/x.py", "before = frappe.session.user"),
	"registry of replaced functions, Python": ("kepu_app/x.py", "MORE: dict[str, Replacement] = {"),
	"registry of replaced functions, JavaScript": (
		"kepu_app/public/x.js",
		"frappe.ui.Page.prototype.show = function () {",
	),
	"endpoints outside api.py": ("kepu_app/review/x.py", "@frappe.whitelist()"),
	"loggers of the site": ("kepu_app/x.py", 'frappe.logger("kepu").warning("x")'),
}
"""By concern: a file and a line that would be one definition more."""


@pytest.fixture(scope="module")
def metrics() -> Iterator[ModuleType]:
	"""Yield the script, whose folder is no package."""
	sys.path.insert(0, str(SCRIPTS))
	yield importlib.import_module("metrics")
	sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def files(metrics: ModuleType) -> dict[str, str]:
	"""Every file of code of this checkout, by path."""
	return {each.path: each.text for each in metrics.files_below(ROOT)}


@pytest.mark.parametrize("name", SECOND)
def test_a_concern_is_defined_as_often_as_it_is_to_be(
	metrics: ModuleType, files: dict[str, str], name: str
) -> None:
	[concern] = [each for each in metrics.CONCERNS if each.name == name]
	places = concern.places(files)
	assert len(places) == STILL.get(name, concern.number), "\n".join([concern.defined_by, *places])


@pytest.mark.parametrize("name", SECOND)
def test_one_more_definition_is_found(metrics: ModuleType, name: str) -> None:
	[concern] = [each for each in metrics.CONCERNS if each.name == name]
	path, line = SECOND[name]
	assert concern.places({path: f"first = 1\n{line}\n"}) == [f"{path}:2"]


def test_every_concern_is_held(metrics: ModuleType) -> None:
	assert [each.name for each in metrics.CONCERNS] == list(SECOND)
	assert set(STILL) <= set(SECOND)


def test_no_file_is_too_long(metrics: ModuleType) -> None:
	longer = {
		each.path: each.lines
		for each in metrics.files_below(ROOT)
		if each.lines > (LONGEST_TEST if each.is_test else LONGEST)
	}
	assert longer == STILL_LONGER
