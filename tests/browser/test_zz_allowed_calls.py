"""After all others: the list of what may be called holds what the Desk needs, and nothing else."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kepu_app.access.allowed import DOCTYPES
from kepu_app.access.allowed.desk import METHODS
from tests.browser.conftest import RECORDED
from tests.lanes import queue

pytestmark = pytest.mark.after_all

SELDOM = {
	"Comment": "a comment of one's own that is taken back",
	"Communication": "a mail that is opened from the history",
	"File": "the list of files, and one that is taken away",
	"List View Settings": "the window for the columns of a list",
	"Notification Log": "all notes, from the bell",
	"Notification Settings": "a person's own, from the bell",
	"Print Settings": "the window for printing many",
	"Tag": "a new tag",
	"ToDo": "what one was given to do",
	"User": "people in the tables of a county and a province; one's own account",
	"Calendar View": "a calendar that an administrator has made",
	"Dashboard": "a dashboard that an administrator has made",
	"Dashboard Chart Source": "a chart that an administrator has made",
	"Dashboard Settings": "what a person chooses in a dashboard",
	"Email Template": "the window for a mail, where an administrator has made templates",
	"Kanban Board": "a board that somebody has made",
	"Language": "the language of a paper",
	"Letter Head": "the head of a paper that an administrator has made",
	"List Filter": "a filter of a list that somebody has kept",
	"Print Format": "the choice among several print formats",
	"Report": "a list of reports, and a list that somebody has kept as a report",
	"Workflow State": "the filter of a list by state",
	"Workflow Action Master": "the filter of a list of steps",
}
"""DocTypes that the Desk asks for where no browser test goes, and where that is."""


@pytest.fixture(scope="module")
def calls(on_site: Callable[..., Any]) -> dict[str, Any]:
	"""Of this run, or of all lanes: each has written what it has seen."""
	folder = queue()
	if not folder:
		return on_site("recorded_calls.py", "read")
	lanes = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob(f"*{RECORDED}")]
	return {kind: [call for lane in lanes for call in lane[kind]] for kind in ("passed", "refused")}


@pytest.fixture(scope="module")
def whole_run(request: pytest.FixtureRequest) -> None:
	"""Provide what is used is known once every test of this folder has run."""
	ran = {item.path for item in request.session.items}
	if not set(Path(__file__).parent.glob("test_*.py")) <= ran:
		pytest.skip("not all of the browser tests have run")


def test_nothing_was_refused_that_the_desk_needs(calls: dict[str, Any]) -> None:
	assert calls["refused"] == []


def test_no_method_is_listed_that_the_desk_does_not_call(
	calls: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
	"""It was called in these tests, or the Desk's own code names it."""
	monkeypatch.chdir(
		os.environ["KEPU_TEST_SITES"]
	)  # modules of Frappe that are loaded here open their logs beside it
	called = {target for kind, _verb, target, _does in calls["passed"] if kind == "method"}
	code = "".join(path.read_text(encoding="utf-8", errors="ignore") for path in _code_of_the_desk())
	here = [each for each in METHODS if _is_of_this_release(each)]
	unused = [each for each in here if each not in called and each not in code]
	assert [each for each in unused if not each.endswith("download_file")] == []  # which programs call


def test_no_doctype_is_listed_that_the_desk_does_not_ask_for(calls: dict[str, Any], whole_run: None) -> None:
	asked = {target for kind, _verb, target, _does in calls["passed"] if kind == "doctype"}
	assert [each for each in DOCTYPES if each not in asked and each not in SELDOM] == []


def _is_of_this_release(method: str) -> bool:
	"""Return the list also has what another release of Frappe calls."""
	module, dot, name = method.rpartition(".")
	try:
		return not dot or hasattr(importlib.import_module(module), name)
	except ModuleNotFoundError:
		return False


def _code_of_the_desk() -> list[Path]:
	apps = Path(os.environ["KEPU_TEST_SITES"]).parent / "apps"
	return [
		path
		for app in ("frappe/frappe", "kepu_app/kepu_app")
		for kind in ("js", "vue", "html")
		for path in (apps / app).rglob(f"*.{kind}")
		if "node_modules" not in path.parts and "dist" not in path.parts
	]
