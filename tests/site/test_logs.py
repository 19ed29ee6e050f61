"""The app's log on a site: what each job says of itself, from which level on, and what no line can be made to hold."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest

from kepu_app.utils import logs
from kepu_app.utils.jobs import count, job
from tests.site.factories import World
from tests.waiting import wait_for

Written = Callable[..., list[str]]
MODULE = "kepu_app.test_logs"
"""Where what is logged here says that it is from: only modules of the app write into its log."""

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"
FORGED = f"2026\n2026-01-01 00:00:00,000 ERROR {MODULE} made up"

logger = logs.of(MODULE)


@pytest.fixture
def written() -> Written:
	"""Give what a module has written into the site's file since the test began, without the time of each line."""
	mark = f"test {frappe.generate_hash(length=12)}"
	logger.error(mark)

	def lines(module: str = MODULE) -> list[str]:
		found = log_of_site().partition(mark)[2].splitlines()[1:]
		lines = [re.sub(f"^{TIME} ", "", line) for line in found]
		# The worker may write meanwhile.
		return [line for line in lines if not re.match("[A-Z]+ kepu_app", line) or f" {module} " in line]

	return lines


def log_of_site() -> str:
	"""Return it with the file before, as Frappe may begin a new one at any line."""
	file = Path(frappe.get_site_path("logs", "kepu_app.log"))
	before = file.with_name(f"{file.name}.1")
	return "".join(each.read_text(encoding="utf-8") for each in (before, file) if each.exists())


def of_the_app(function: Callable[..., Any]) -> Callable[..., Any]:
	function.__module__ = MODULE
	return function


@job("stamping", "cycle", "names", "note")
@of_the_app
def stamp(cycle: str, names: list[str], secret: str = "", note: str = "") -> int:
	count(stamped=len(names) - 1)
	count(stamped=1, failed=0)
	return len(names)


@job("breaking", "cycle")
@of_the_app
def break_down(cycle: str) -> None:
	count(stamped=3)
	raise ValueError("13800000000")


def test_a_job_says_that_it_began_and_ended_what_it_took_and_did(written: Written) -> None:
	assert stamp("2024", names=["甲", "乙", "丙"], secret="hunter2") == 3
	began, ended = written()
	assert began == f"INFO {MODULE} stamping began: cycle=2024, names=3"
	assert re.fullmatch(
		rf"INFO {MODULE} stamping ended: cycle=2024, names=3, seconds=\d+\.\d+, stamped=3, failed=0", ended
	)


def test_a_job_that_fails_says_so_and_still_raises(written: Written) -> None:
	with pytest.raises(ValueError, match="13800000000"):
		break_down("2024")
	began, failed = written()
	assert began == f"INFO {MODULE} breaking began: cycle=2024"
	assert re.fullmatch(
		rf"ERROR {MODULE} breaking failed: cycle=2024, seconds=\d+\.\d+, error=ValueError, stamped=3",
		failed,
	)


def test_a_job_of_the_app_tells_its_counts(world: World, year: str) -> None:
	"""The cycle was opened for this module."""
	ended = (
		rf"{TIME} INFO kepu_app\.cycles\.jobs cycle run ended: cycle={year}, action=open, seconds=\d+\.\d+, "
	)
	assert re.search(rf"^{ended}provinces=\d+, .*\bcreated=[1-9]\d*", log_of_site(), re.MULTILINE)


def test_what_the_worker_runs_is_in_the_log_of_the_site(
	written: Written, finish_jobs: Callable[..., None]
) -> None:
	asked_for = f"{frappe.generate_hash(length=8)}@example.invalid"
	frappe.enqueue("kepu_app.overrides.people.send_password_link", queue="short", asked_for=asked_for)
	finish_jobs()
	wait_for(lambda: len(written("kepu_app.overrides.people")) == 2)
	began, ended = written("kepu_app.overrides.people")
	assert began == "INFO kepu_app.overrides.people password link began: -"
	assert re.fullmatch(r"INFO kepu_app\.overrides\.people password link ended: seconds=\d+\.\d+", ended)
	assert asked_for not in log_of_site()


def test_a_job_adds_nothing_to_the_one_that_called_it(written: Written) -> None:
	@job("outer")
	@of_the_app
	def outer() -> None:
		stamp("2024", ["甲"])
		count(outer=1)

	outer()
	assert re.search(r"outer ended: seconds=\d+\.\d+, outer=1$", written()[-1])


@pytest.mark.parametrize(
	("level", "seen"),
	[
		("DEBUG", ["DEBUG", "INFO", "WARNING", "ERROR"]),
		(None, ["INFO", "WARNING", "ERROR"]),
		("warning", ["WARNING", "ERROR"]),
		("ERROR", ["ERROR"]),
	],
)
def test_the_site_decides_from_which_level_on(
	written: Written, monkeypatch: pytest.MonkeyPatch, level: str | None, seen: list[str]
) -> None:
	monkeypatch.setitem(frappe.conf, logs.LEVEL, level)
	for say in (logger.debug, logger.info, logger.warning, logger.error):
		say("%d of %d", 1, 2)
	assert written() == [f"{each} {MODULE} 1 of 2" for each in seen]


def test_the_core_writes_into_the_same_file(written: Written) -> None:
	logging.getLogger("kepu_app.core.sandbox.client").error("not read")
	assert written("kepu_app.core.sandbox.client") == ["ERROR kepu_app.core.sandbox.client not read"]


def test_without_a_site_warnings_go_where_python_puts_them(
	written: Written, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
	with monkeypatch.context() as nowhere:
		nowhere.delattr(frappe.local, "site")
		logger.info("nothing")
		logger.warning("nowhere")
	assert capsys.readouterr().err == "nowhere\n"
	assert written() == []


def test_no_value_makes_a_line_of_its_own(written: Written) -> None:
	stamp(FORGED, [], note="a, seconds=1")
	logger.warning("%s", f"{FORGED}\u2028\x1b[2J\u202e")
	began, ended, warned = written()
	for line in (began, ended):
		assert rf'cycle="2026\n2026-01-01 00:00:00,000 ERROR {MODULE} made up"' in line
		assert 'note="a, seconds=1"' in line
	assert warned.endswith(r"made up\u2028\x1b[2J\u202e")


def test_the_lines_of_a_traceback_are_no_messages(written: Written) -> None:
	try:
		raise ValueError(FORGED)
	except ValueError:
		logger.warning("left out", exc_info=True)
	message, *traceback = written()
	assert message == f"WARNING {MODULE} left out"
	assert traceback[0] == "\tTraceback (most recent call last):"
	assert traceback[-1].endswith(f"ERROR {MODULE} made up")
	assert all(line.startswith("\t") for line in traceback)
