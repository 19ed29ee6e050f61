"""Runs of pytest that share one list of files: tests/lanes.py, with real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
FILES = 6
ORDINARY = """
import os, pathlib, time, pytest

@pytest.fixture(scope="module")
def module():
	note("begin")
	yield
	note("end")

@pytest.mark.parametrize("number", range(2))
def test(module, number):
	time.sleep(0.05)  # a file takes a while, so that every lane is there before the last one is taken
	note(str(number))
	{fails}

def note(what):
	with open(os.environ["NOTES"], "a") as notes:
		notes.write(pathlib.Path(__file__).stem + " " + what + " " + os.environ["LANE"] + "\\n")
"""
LAST = ORDINARY + "\npytestmark = pytest.mark.after_all\n"
MARKERS = "[pytest]\nmarkers = after_all\n"


@pytest.fixture
def tests(tmp_path: Path) -> Path:
	folder = tmp_path / "tests"
	folder.mkdir()
	(folder / "pytest.ini").write_text(MARKERS, encoding="utf-8")
	for number in range(FILES):
		(folder / f"test_{number}.py").write_text(ORDINARY.format(fails=""), encoding="utf-8")
	(folder / "test_0_last.py").write_text(LAST.format(fails=""), encoding="utf-8")
	return folder


def begin(tests: Path, lane: int) -> subprocess.Popen[str]:
	shared = tests.parent / "queue"
	shared.mkdir(exist_ok=True)
	told = {"KEPU_TEST_QUEUE": str(shared), "LANE": str(lane)}
	told |= {"NOTES": str(tests.parent / "notes"), "PYTEST_ADDOPTS": "", "PYTHONPATH": str(CHECKOUT)}
	command = [sys.executable, "-m", "pytest", "-p", "tests.lanes", "-p", "no:cacheprovider", "-q", "."]
	return subprocess.Popen(command, cwd=tests, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True)


def notes(tests: Path) -> list[tuple[str, str, str]]:
	lines = (tests.parent / "notes").read_text(encoding="utf-8").splitlines()
	return [tuple(line.split()) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize("lanes", [1, 2, 3])
def test_each_file_runs_once_and_whole_in_one_lane(tests: Path, lanes: int) -> None:
	running = [begin(tests, lane) for lane in range(lanes)]
	assert [each.wait(60) for each in running] == [0] * lanes
	seen = notes(tests)
	assert set(Counter((file, what) for file, what, _lane in seen).values()) == {1}
	assert len(seen) == 4 * (FILES + 1)
	for file in {file for file, _what, _lane in seen}:
		of_file = [(what, lane) for name, what, lane in seen if name == file]
		assert [what for what, _lane in of_file] == ["begin", "0", "1", "end"]
		assert len({lane for _what, lane in of_file}) == 1


def test_what_comes_after_all_waits_for_the_slower_lane(tests: Path) -> None:
	slow = (tests / "test_0.py").read_text(encoding="utf-8").replace("0.05", "1.5")
	(tests / "test_0.py").write_text(slow, encoding="utf-8")
	running = [begin(tests, lane) for lane in range(2)]
	assert [each.wait(60) for each in running] == [0, 0]
	assert [file for file, _what, _lane in notes(tests)[-4:]] == ["test_0_last"] * 4


def test_a_lane_that_fails_says_so_and_the_other_goes_on(tests: Path) -> None:
	(tests / "test_3.py").write_text(ORDINARY.format(fails="assert number"), encoding="utf-8")
	running = [begin(tests, lane) for lane in range(2)]
	assert sorted(each.wait(60) for each in running) == [0, 1]
	assert len(notes(tests)) == 4 * (FILES + 1)


def test_what_comes_after_all_does_not_run_when_a_lane_broke(tests: Path) -> None:
	queue = tests.parent / "queue"
	queue.mkdir()
	(queue / "lane-1.begun").touch()
	alone = begin(tests, 0)
	assert alone.wait(60) == 0
	assert "test_0_last" not in {file for file, _what, _lane in notes(tests)}


def test_a_lane_that_comes_late_finds_nothing_left(tests: Path) -> None:
	for lane in range(2):
		assert begin(tests, lane).wait(60) in (0, 5)  # 5: no tests ran
	assert len(notes(tests)) == 4 * (FILES + 1)
	assert {lane for _file, _what, lane in notes(tests)} == {"0"}


def test_a_file_that_cannot_be_collected_is_told(tests: Path) -> None:
	(tests / "test_2.py").write_text("import no_such_module_of_kepu", encoding="utf-8")
	run = begin(tests, 0)
	told, _ = run.communicate(timeout=60)
	assert run.returncode == 2
	assert "no_such_module_of_kepu" in told
