"""Whatever a file does to the process that reads it stays there, and the caller hears what it was."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.breaches import Severity
from kepu_app.core.errors import InputError, UnreadableAnswer, WorkbookError
from kepu_app.core.model import County, RecordKind
from kepu_app.core.sandbox import FILE_LIMITS, Limits, codec, run_limited, set_budget
from kepu_app.core.sandbox.client import _server
from kepu_app.core.workbooks import CellAddress
from kepu_app.demo import sample
from tests.unit import sandboxed
from tests.waiting import wait_for

QUICK = replace(FILE_LIMITS, processor=1, clock=2, memory=64 << 20)

SCALARS = st.one_of(
	st.none(),
	st.booleans(),
	st.integers(-(10**30), 10**30),
	st.floats(allow_nan=False),
	st.text(st.characters()),
	st.binary(max_size=20),
	st.dates(),
	st.datetimes().map(lambda each: each.replace(fold=0)),
	st.decimals(allow_nan=False),
	st.sampled_from([RecordKind.CASE, Severity.ERROR]),
	st.builds(CellAddress, st.text(max_size=3), st.integers(), st.integers()),
)
VALUES = st.recursive(
	SCALARS,
	lambda inner: st.one_of(
		st.lists(inner, max_size=4),
		st.lists(inner, max_size=4).map(tuple),
		st.dictionaries(st.tuples(st.text(max_size=3), st.integers()), inner, max_size=4),
		st.frozensets(st.text(max_size=3), max_size=1),
	),
	max_leaves=15,
)


class TestAnswers:
	@given(VALUES)
	def test_round_trip(self, value: Any) -> None:
		again = codec.decode(codec.encode(value))
		assert again == value
		assert repr(again) == repr(value), "types count: 1 is no True"

	def test_values_of_our_own(self) -> None:
		value = {
			RecordKind.CASE: [County("340123", "肥西县", extra={"a": Decimal("1.50")}), None],
			"day": (date(2025, 1, 20), datetime(2025, 1, 20, 8, 30), b"\0\xff", "\ud800"),
		}
		assert codec.decode(codec.encode(value)) == value

	def test_nothing_else_goes_in(self) -> None:
		for value in (object(), os.getcwd, os.sep.join, complex(1, 2), threading.Lock()):
			with pytest.raises(TypeError):
				codec.encode(value)

	@pytest.mark.parametrize(
		"node",
		[
			["data", "subprocess:Popen", 1, [["plain", ["true"]]]],
			["data", "kepu_app.core.sandbox.client:subprocess.Popen", 1, []],
			["data", "kepu_app.core.errors:InputError", 1, []],
			["data", "kepu_app.core.model:County", 2, [["plain", ["1"]]]],
			["enum", "kepu_app.core.model:County", ["code"]],
			["enum", "kepu_app.core.breaches:Severity", ["__class__"]],
			["error", "builtins:SystemExit", ["dict", [0], ["plain", []], ["plain", []]]],
			["error", "kepu_app.core.errors:InputError", ["dict", [0], ["plain", []], ["plain", []]]],
			["plain", [[1]]],
			["text", "Decimal", ["x"]],
			["mixture", [0, 0], [["plain", [1]]]],
			["tuple", [-1], ["plain", []]],
			["dict", [1], ["list", [0], ["plain", []]], ["plain", [1]]],
			["unknown", []],
			[],
			7,
			None,
			"plain",
		],
	)
	def test_forged_answers(self, node: Any) -> None:
		with pytest.raises(UnreadableAnswer):
			codec.decode(json.dumps(node).encode())

	@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"1" * 5_000, b"{}"])
	def test_what_is_no_answer(self, content: bytes) -> None:
		with pytest.raises(UnreadableAnswer):
			codec.decode(content)


class TestCalls:
	def test_result(self) -> None:
		county = County("340123", "肥西县")
		assert run_limited(sandboxed.give, {"a": [county]}, name="a.xlsx") == {"a": [county]}

	def test_large_content(self) -> None:
		assert run_limited(sandboxed.length, b"x" * (50 << 20), name="a.pdf") == 50 << 20

	def test_error_of_ours_comes_as_it_is(self) -> None:
		with pytest.raises(WorkbookError) as caught:
			run_limited(sandboxed.find_fault, "a.xlsx", name="a.xlsx")
		assert caught.value.message == "第一处（另有1个问题）"
		assert caught.value.place == "a.xlsx"
		assert [each.as_dict() for each in caught.value.problems] == [
			{"code": "one", "place": "表!A1", "message": "第一处"},
			{"code": "two", "place": "", "message": "第二处"},
		]

	def test_progress(self) -> None:
		told: list[tuple[int, int, str]] = []
		result = run_limited(sandboxed.count_to, 3, name="a", progress=lambda *each: told.append(each))
		assert result == 3
		assert told == [(1, 3, "第1个"), (2, 3, "第2个"), (3, 3, "第3个")]

	def test_child_is_in_it_already(self) -> None:
		assert run_limited(sandboxed.call_again, 7, name="a") == 7

	def test_folder_is_the_callers(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.chdir(tmp_path)
		assert run_limited(sandboxed.folder, name="a") == str(tmp_path)


class TestRefusals:
	@pytest.mark.parametrize(
		("function", "arguments", "code"),
		[
			(sandboxed.never_end, (), "file.too_costly"),
			(sandboxed.sleep, (60,), "file.too_costly"),
			(sandboxed.fill_memory, (100 << 20,), "file.too_costly"),
			(sandboxed.crash, (), "file.too_costly"),
			(sandboxed.recurse, (), "file.unreadable_content"),
			(sandboxed.fail, (), "file.unreadable_content"),
			(sandboxed.answer_nothing, (), "file.unreadable_content"),
			(sandboxed.give, (object(),), "file.unreadable_content"),
		],
		ids=lambda each: getattr(each, "__name__", None),
	)
	def test_names_the_file(self, function: Any, arguments: tuple[Any, ...], code: str) -> None:
		started = time.monotonic()
		with pytest.raises(InputError, match="“坏") as caught:
			run_limited(function, *arguments, name="坏.xlsx", limits=QUICK)
		assert caught.value.code == code
		assert caught.value.place == "坏.xlsx"
		assert time.monotonic() - started < 5

	def test_answer_that_is_too_long(self) -> None:
		with pytest.raises(InputError, match="“a”"):
			run_limited(sandboxed.give, "x" * 2000, name="a", limits=replace(QUICK, answer=1000))

	def test_the_next_one_is_read(self) -> None:
		with pytest.raises(InputError):
			run_limited(sandboxed.crash, name="a")
		assert run_limited(sandboxed.give, 1, name="a") == 1

	def test_cause_is_logged(self, caplog: pytest.LogCaptureFixture) -> None:
		with pytest.raises(InputError):
			run_limited(sandboxed.fail, name="坏.xlsx")
		assert "坏.xlsx" in caplog.text
		assert "KeyError: 'xl/styles.xml'" in caplog.text

	def test_writes_nothing(self, tmp_path: Path) -> None:
		with pytest.raises(InputError):
			run_limited(sandboxed.write, tmp_path / "a", name="a")
		assert not (tmp_path / "a").exists() or not (tmp_path / "a").read_bytes()

	@pytest.mark.parametrize(
		"start", [sandboxed.start_process, sandboxed.fork, sandboxed.become_another, sandboxed.start_thread]
	)
	def test_starts_nothing(self, start: Any) -> None:
		"""As root, too, for whom the limit on the number of processes does not hold."""
		with pytest.raises(InputError) as caught:
			run_limited(start, name="a")
		assert caught.value.code == "file.unreadable_content"


class TestCost:
	MOST = 0.05
	"""Seconds of a call for one workbook, beyond what reading it takes."""

	def test_of_a_workbook(self, capsys: pytest.CaptureFixture[str]) -> None:
		"""In a process of its own, where nothing measures the children; a busy machine slows all calls but one."""
		book = Path(sample.__file__).with_name("安徽省2024年填报工作簿.xlsx")
		script = (
			"import pathlib, sys, time\n"
			"from kepu_app.core.sandbox import run_limited\n"
			"from tests.unit import sandboxed\n"
			"content = pathlib.Path(sys.argv[1]).read_bytes()\n"
			"def taken():\n"
			"    started = time.perf_counter()\n"
			"    run_limited(sandboxed.length, content, name='a.xlsx')\n"
			"    return time.perf_counter() - started\n"
			"print([taken() for _ in range(21)][1:])\n"
		)
		command = [sys.executable, "-c", script, str(book)]
		done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True)
		cost = min(json.loads(done.stdout))
		with capsys.disabled():
			print(f"\nsandbox: {cost * 1000:.0f} ms a workbook")
		assert cost <= self.MOST


class TestProcesses:
	def test_no_secret_and_no_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setenv("DB_PASSWORD", "canary")
		with socket.create_server(("127.0.0.1", 0)) as listening:
			port = listening.getsockname()[1]
			with socket.create_connection(("127.0.0.1", port)) as connection:
				os.set_inheritable(connection.fileno(), True)
				assert not run_limited(sandboxed.is_connected, port, name="a")
		assert "DB_PASSWORD" not in run_limited(sandboxed.environment, name="a")
		assert len(run_limited(sandboxed.inherited_connections, name="a")) == 1

	def test_from_many_threads(self) -> None:
		with ThreadPoolExecutor(8) as pool:
			calls = [pool.submit(run_limited, sandboxed.give, each, name="a") for each in range(40)]
			assert [each.result() for each in calls] == list(range(40))

	def test_in_a_forked_process(self) -> None:
		run_limited(sandboxed.give, 1, name="a")
		context = multiprocessing.get_context("fork")
		with context.Pool(2) as pool:
			assert pool.map(_give_limited, range(6)) == list(range(6))
		assert run_limited(sandboxed.give, 1, name="a") == 1

	def test_server_that_was_killed_is_started_again(self) -> None:
		(before,) = _servers()
		os.kill(before, 9)
		assert run_limited(sandboxed.give, 1, name="a") == 1
		assert before not in _servers()

	def test_leaves_no_process(self) -> None:
		script = (
			"from kepu_app.core.sandbox import run_limited\n"
			"from tests.unit import sandboxed\n"
			"from tests.unit.test_sandbox import _servers\n"
			"run_limited(sandboxed.give, 1, name='a')\n"
			"print(*_servers())\n"
		)
		root = Path(__file__).parents[2]
		done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
		(server,) = map(int, done.stdout.split())
		wait_for(lambda: not _is_running(server), 10)

	def test_child_ends_with_its_caller(self) -> None:
		run_limited(sandboxed.give, 1, name="a")
		(server,) = _servers()
		caller = multiprocessing.get_context("fork").Process(target=_sleep_limited)
		caller.start()
		grandchildren = wait_for(lambda: _children_of_servers(caller.pid), 10)
		caller.kill()
		caller.join()
		wait_for(lambda: not any(map(_is_running, grandchildren)), 10)
		assert _is_running(server)

	def test_no_zombies(self) -> None:
		run_limited(sandboxed.give, 1, name="a")
		(server,) = _servers()
		wait_for(lambda: not _children(server), 10)

	def test_usage_is_known(self, caplog: pytest.LogCaptureFixture) -> None:
		caplog.set_level(logging.DEBUG, "kepu_app.core.sandbox")
		run_limited(sandboxed.fill_memory, 50 << 20, name="a")
		assert caplog.records[-1].usage.memory > 50 << 20


def test_limits_can_be_lowered() -> None:
	assert Limits(processor=1).processor < FILE_LIMITS.processor


def _give_limited(value: int) -> int:
	return run_limited(sandboxed.give, value, name="a")


def _sleep_limited() -> None:
	run_limited(sandboxed.sleep, 60, name="a")


def _servers(of: int | None = None) -> list[int]:
	assert _server is not None
	return [each for each in _children(of or os.getpid()) if b"sandbox.server" in _command(each)]


def _children_of_servers(of: int | None) -> list[int]:
	return [child for server in _servers(of) for child in _children(server)]


def _children(of: int) -> list[int]:
	found = []
	for task in Path(f"/proc/{of}/task").glob("*/children"):
		found += map(int, task.read_text().split())
	return found


def _command(number: int) -> bytes:
	try:
		return Path(f"/proc/{number}/cmdline").read_bytes()
	except OSError:
		return b""


def _is_running(number: int) -> bool:
	try:
		return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
	except OSError:
		return False


class TestBudgets:
	@pytest.fixture(autouse=True)
	def without_budget(self) -> Iterator[None]:
		yield
		set_budget(None)

	def test_children_of_one_request_share_its_time(self) -> None:
		set_budget(1)
		begun = time.monotonic()
		refused = []
		for number in range(10):
			try:
				run_limited(sandboxed.sleep, 0.4, name=f"{number}.pdf")
			except InputError as error:
				refused.append(error.code)
		assert refused == ["file.no_time"] * len(refused)
		assert len(refused) >= 7
		assert time.monotonic() - begun < 5

	def test_what_takes_longer_alone_is_ended(self) -> None:
		set_budget(1)
		begun = time.monotonic()
		with pytest.raises(InputError, match=r"“a\.pdf”.*已经用完") as caught:
			run_limited(sandboxed.never_end, name="a.pdf")
		assert caught.value.code == "file.no_time"
		assert time.monotonic() - begun < 4

	def test_without_one_only_the_limits_of_each_hold(self) -> None:
		set_budget(0)
		set_budget(None)
		assert run_limited(sandboxed.give, 1, name="a") == 1

	def test_another_thread_has_its_own(self) -> None:
		set_budget(0)
		with ThreadPoolExecutor(1) as other:
			assert other.submit(run_limited, sandboxed.give, 1, name="a").result() == 1
