"""The services of a bench under a real supervisord, with small servers in place of MariaDB and its like."""

from __future__ import annotations

import importlib
import json
import os
import pwd
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from supervisor.options import ServerOptions

from tests.waiting import wait_for

SCRIPTS = Path(__file__).parents[2] / "scripts"
USER = pwd.getpwuid(os.geteuid()).pw_name
SERVER = "import http.server, os; print('fonts in', os.environ.get('KEPU_FONTS')); http.server.test(port={}, bind='127.0.0.1')"
SHARED = """\
import os, socket, time
listener = socket.create_server(("127.0.0.1", {}))
child = os.fork()
if child:
	print("child", child, flush=True)
time.sleep(600)
"""
STUBBORN = """\
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("child", subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def services() -> Iterator[ModuleType]:
	sys.path.insert(0, str(SCRIPTS))
	yield importlib.import_module("services")
	sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def supervising(services: ModuleType) -> ModuleType:
	return services.supervising


@pytest.fixture
def ports(services: ModuleType) -> Any:
	"""Of one bench, all free."""
	while True:
		with suppress(OSError, ValueError), ExitStack() as all_free:
			ports = services.Ports.from_first(free_port())
			for port in ports:
				all_free.enter_context(socket.create_server(("127.0.0.1", port)))
			return ports


@pytest.fixture
def bench(services: ModuleType, ports: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
	"""Yield a bench without Frappe. Its name is short, as that of a socket has to be."""
	monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
	bench = make_bench(Path(tempfile.mkdtemp(prefix="kepu-")), ports)
	yield bench
	services.stop(bench)
	shutil.rmtree(bench)


@pytest.fixture
def small(services: ModuleType, ports: Any) -> list[Any]:
	"""In place of the real ones: a database, a web server, and a worker without a port."""
	return [
		services.Service("mariadb", "services", server(ports.database), ports.database),
		services.Service("web", "web", server(ports.web), ports.web),
		services.Service("worker", "web", (sys.executable, "-c", "import time; time.sleep(600)")),
	]


@pytest.fixture
def start(services: ModuleType, bench: Path, small: list[Any]) -> Callable[..., dict[str, int]]:
	"""Start a group, or both; gives the pids of all that runs."""

	def start(*groups: str) -> dict[str, int]:
		services.take_over(bench, USER)
		for group in groups or services.GROUPS:
			services.start_group(bench, small, group, USER, "set KEPU_PORT to 8200")
		return pids(bench)

	return start


def make_bench(bench: Path, ports: Any) -> Path:
	for folder in ("sites", "config", "logs"):
		(bench / folder).mkdir(parents=True)
	settings = (sys.executable, str(SCRIPTS / "settings.py"), str(bench))
	subprocess.run([*settings, "common", str(ports.front), "kepu.localhost", USER, "10"], check=True)
	return bench


def server(port: int) -> tuple[str, ...]:
	return (sys.executable, "-u", "-c", SERVER.format(port))


def free_port() -> int:
	with socket.create_server(("127.0.0.1", 0)) as free:
		return free.getsockname()[1]


def pids(bench: Path) -> dict[str, int]:
	"""As the tests of a site and the benchmarks ask for them."""
	command = [sys.executable, str(SCRIPTS / "services.py"), str(bench), "pids"]
	return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def lives(pid: int) -> bool:
	"""Whether it runs; one that has ended and that nobody has asked after does not."""
	try:
		return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
	except (FileNotFoundError, ProcessLookupError):
		return False


def wait_until_gone(*processes: int) -> None:
	wait_for(lambda: not any(map(lives, processes)), 20, f"one of {processes} still lives")


def log(bench: Path, name: str) -> str:
	return (bench / f"logs/{name}.log").read_text(encoding="utf-8")


class TestTable:
	def test_every_port_of_the_bench_has_one_service(self, services: ModuleType) -> None:
		ports = services.Ports.from_first(8100)
		table = services.table(Path("/srv/bench"), ports, "kepu")
		assert sorted(each.port for each in table if each.port) == sorted(ports)
		assert len({each.name for each in table}) == len(table) == 8

	def test_what_keeps_data_starts_first_and_ends_last(self, services: ModuleType) -> None:
		table = services.table(Path("/srv/bench"), services.Ports.from_first(8100), "kepu")
		groups = {name: [each.name for each in table if each.group == name] for name in services.GROUPS}
		assert groups == {
			"services": ["mariadb", "redis-cache", "redis-queue"],
			"web": ["web", "live", "front", "worker", "scheduler"],
		}
		assert [each.group for each in table] == ["services"] * 3 + ["web"] * 5

	def test_no_service_takes_more_than_half_a_minute_to_end(self, services: ModuleType) -> None:
		table = services.table(Path("/srv/bench"), services.Ports.from_first(8100), "kepu")
		assert {(each.stop_signal, each.seconds_to_end) for each in table} == {("TERM", 30)}


class TestConfiguration:
	def read(self, bench: Path, text: str) -> Any:
		"""As supervisord itself understands it."""
		file = bench / "config/supervisord.conf"
		file.write_text(text, encoding="utf-8")
		options = ServerOptions()
		options.realize(["--configuration", str(file)])
		return options

	def test_supervisord_reads_what_was_meant(
		self, services: ModuleType, supervising: ModuleType, bench: Path
	) -> None:
		odd = (sys.executable, "-c", "print('100 %s', \"it's\", '')", "")
		told = {"KEPU_FONTS": "/srv/字体,甲:/srv/100 %", "PATH": os.environ["PATH"]}
		table = [
			services.Service("mariadb", "services", odd, 8406),
			services.Service("web", "web", odd, 8102, "INT", 7),
		]
		options = self.read(bench, supervising.configuration(bench, table, USER, told))
		groups = {each.name: each for each in options.process_group_configs}
		assert set(groups) == {"services", "web"}
		assert groups["services"].priority < groups["web"].priority
		(web,) = groups["web"].process_configs
		assert shlex.split(web.command)[-len(odd) :] == list(odd)
		assert web.environment == told
		assert (web.directory, web.stdout_logfile) == (f"{bench}/sites", f"{bench}/logs/web.log")
		assert (web.stopsignal, web.stopwaitsecs, web.killasgroup) == (signal.SIGINT, 7, True)

	def test_nothing_starts_by_itself_and_nobody_else_has_control(
		self, services: ModuleType, supervising: ModuleType, bench: Path
	) -> None:
		table = [
			services.Service("web", "web", (sys.executable,)),
			services.Service("mariadb", "services", ("true",)),
		]
		options = self.read(bench, supervising.configuration(bench, table, USER, {}))
		for program in (each for group in options.process_group_configs for each in group.process_configs):
			assert program.autostart is False
			assert program.autorestart is False
		(control,) = options.server_configs
		assert (control["family"], control["chmod"]) == (socket.AF_UNIX, 0o700)
		assert Path(control["file"]).parent == bench / "config"

	@pytest.mark.parametrize("value", ["a\nb", "/srv/a ;b", "/srv/a #b", 'say "a"', "it's"])
	def test_a_variable_that_would_be_read_otherwise_is_refused(
		self, services: ModuleType, supervising: ModuleType, bench: Path, small: list[Any], value: str
	) -> None:
		with pytest.raises(services.Failure, match="cannot be told"):
			supervising.configuration(bench, small, USER, {"KEPU_FONTS": value})

	def test_a_missing_program_is_named(
		self, services: ModuleType, supervising: ModuleType, bench: Path
	) -> None:
		table = [services.Service("mariadb", "services", ("mariadbd-9",))]
		with pytest.raises(services.Failure, match="no program mariadbd-9"):
			supervising.configuration(bench, table, USER, {})

	def test_a_folder_with_too_long_a_name_is_refused(
		self, services: ModuleType, supervising: ModuleType
	) -> None:
		with pytest.raises(services.Failure, match="too long"):
			supervising.configuration(Path("/srv") / ("b" * 80), [], USER, {})

	def test_an_address_of_frappe_and_foreign_variables_are_not_written_down(
		self, services: ModuleType, bench: Path, monkeypatch: pytest.MonkeyPatch
	) -> None:
		for name in ("FRAPPE_REPO", "FRAPPE_BRANCH", "FRAPPE_BENCH_ROOT", "KEPU_FONTS", "API_TOKEN"):
			monkeypatch.setenv(name, "x")
		told = services.environment(bench, USER)
		assert {"FRAPPE_BENCH_ROOT", "KEPU_FONTS", "PATH"} <= set(told)
		assert not {"FRAPPE_REPO", "FRAPPE_BRANCH", "API_TOKEN"} & set(told)


class TestStarting:
	def test_everything_answers_and_control_is_private(
		self, bench: Path, small: list[Any], start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		found = start()
		assert set(found) == {"mariadb", "web", "worker"}
		assert all(lives(pid) for pid in found.values())
		assert all(services.port_is_open(each.port) for each in small if each.port)
		assert stat.S_IMODE((bench / "config/supervisor.sock").stat().st_mode) == 0o700

	def test_what_runs_stays_and_what_has_ended_starts_anew(
		self, bench: Path, start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		before = start()
		os.kill(before["web"], signal.SIGKILL)
		wait_until_gone(before["web"])
		time.sleep(1)  # it must not come back, and nothing tells when it no longer could
		assert set(pids(bench)) == {"mariadb", "worker"}, "started by itself"
		after = start()
		assert after["web"] != before["web"]
		assert (after["mariadb"], after["worker"]) == (before["mariadb"], before["worker"])

	def test_a_group_that_starts_anew_has_todays_environment(
		self,
		bench: Path,
		start: Callable[..., dict[str, int]],
		services: ModuleType,
		monkeypatch: pytest.MonkeyPatch,
	) -> None:
		monkeypatch.setenv("KEPU_FONTS", "first")
		before = start()
		monkeypatch.setenv("KEPU_FONTS", "second")
		services.stop(bench, "web")
		assert set(pids(bench)) == {"mariadb"}
		after = start()
		assert after["mariadb"] == before["mariadb"]
		assert [line for line in log(bench, "web").splitlines() if "fonts" in line] == [
			"fonts in first",
			"fonts in second",
		]

	def test_a_taken_port_is_refused_before_anything_starts(
		self, bench: Path, small: list[Any], start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		with (
			socket.create_server(("127.0.0.1", small[0].port)),
			pytest.raises(
				services.Failure, match=rf"Port {small[0].port} .* mariadb, is taken(.|\n)*set KEPU_PORT"
			),
		):
			start()
		assert not (bench / "config/supervisor.sock").exists()

	def test_the_remedy_of_a_taken_port_names_them_all(self, services: ModuleType, bench: Path) -> None:
		ports = services.Ports.from_first(8100)
		assert services.port_remedy(ports, "KEPU_PORT") == (
			"set KEPU_PORT to another first port (the services use 8100, 8101, 8102, 8406, 8479, 8480)"
		)

	def test_a_service_that_ends_at_once_shows_its_log(
		self, bench: Path, small: list[Any], start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		small[1] = small[1]._replace(command=(sys.executable, "-c", "raise ValueError('no such place')"))
		with pytest.raises(services.Failure) as told:
			start()
		message = str(told.value)
		assert "ValueError: no such place" in message
		assert f"Failed step: start of web on port {small[1].port}" in message
		assert f"{bench}/logs/web.log" in message
		assert "set KEPU_PORT" in message

	def test_a_service_without_a_port_that_has_ended_is_told_too(
		self, small: list[Any], start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		small[2] = small[2]._replace(command=(sys.executable, "-c", "raise SystemExit('no queue')"))
		with pytest.raises(services.Failure, match=r"no queue(.|\n)*start of worker\n"):
			start()

	def test_a_service_that_never_answers_is_not_waited_for_for_ever(
		self, bench: Path, small: list[Any], start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		start("services")
		silent = small[0]._replace(port=free_port())
		with pytest.raises(services.Failure, match="start of mariadb"):
			services.wait_until_ready(bench, silent, "", seconds=0.5)

	def test_the_lock_of_a_run_is_not_handed_down(
		self, bench: Path, start: Callable[..., dict[str, int]], supervising: ModuleType
	) -> None:
		with (bench / "config/lock").open("w") as lock:
			os.set_inheritable(lock.fileno(), True)
			found = start()
			for pid in (*found.values(), supervising.find_pid(bench)):
				files = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()]
				assert files
				assert str(bench / "config/lock") not in files


class TestEnding:
	def test_nothing_is_left(
		self, bench: Path, start: Callable[..., dict[str, int]], services: ModuleType, supervising: ModuleType
	) -> None:
		found = start()
		supervisord = supervising.find_pid(bench)
		services.stop(bench)
		assert not [pid for pid in (*found.values(), supervisord) if lives(pid)]
		assert not list(bench.glob("config/*.sock*"))
		assert not list(bench.glob("config/*.pid"))
		assert pids(bench) == {}
		services.stop(bench)  # again is no error

	def test_who_does_not_end_is_killed_with_its_children(
		self, bench: Path, small: list[Any], start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		(bench / "stubborn.py").write_text(STUBBORN)
		small[2] = small[2]._replace(command=(sys.executable, f"{bench}/stubborn.py"), seconds_to_end=1)
		worker = start()["worker"]
		wait_for(lambda: "child" in log(bench, "worker"), 20)
		services.stop(bench, "web")
		wait_until_gone(worker, int(log(bench, "worker").split()[1]))
		assert set(pids(bench)) == {"mariadb"}


class TestTakingOver:
	def test_after_everything_was_killed(
		self, bench: Path, start: Callable[..., dict[str, int]], supervising: ModuleType
	) -> None:
		"""As after the machine has lost its power: a socket, a pid, and nobody."""
		before = {**start(), "supervisord": supervising.find_pid(bench)}
		for pid in before.values():
			os.kill(pid, signal.SIGKILL)
		wait_until_gone(*before.values())
		assert (bench / "config/supervisor.sock").exists()
		assert (bench / "config/supervisord.pid").exists()
		after = start()
		assert set(after) == {"mariadb", "web", "worker"}
		assert not set(after.values()) & set(before.values())

	def test_services_end_with_a_killed_supervisord(
		self, bench: Path, start: Callable[..., dict[str, int]], supervising: ModuleType
	) -> None:
		before = start()
		os.kill(supervising.find_pid(bench), signal.SIGKILL)
		after = start()
		wait_until_gone(*before.values())
		assert set(after) == {"mariadb", "web", "worker"}

	@pytest.mark.parametrize("killed", [("web",), ("web", "mariadb", "worker", "supervisord")])
	def test_children_that_outlive_a_killed_service_are_ended(
		self,
		bench: Path,
		small: list[Any],
		start: Callable[..., dict[str, int]],
		supervising: ModuleType,
		killed: tuple[str, ...],
	) -> None:
		"""As the workers of nginx do, which keep its port."""
		(bench / "forked.py").write_text(SHARED.format(small[1].port))
		small[1] = small[1]._replace(command=(sys.executable, f"{bench}/forked.py"))
		before = {**start(), "supervisord": supervising.find_pid(bench)}
		child = int(log(bench, "web").split()[1])
		for name in killed:
			os.kill(before[name], signal.SIGKILL)
		wait_until_gone(*(before[name] for name in killed))
		assert lives(child)
		after = start()
		wait_until_gone(child)
		assert set(after) == {"mariadb", "web", "worker"}
		assert after["web"] != before["web"]
		assert (after["mariadb"] == before["mariadb"]) == ("mariadb" not in killed)

	def test_who_works_in_the_bench_but_is_no_service_is_left_alone(
		self, bench: Path, start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		start()
		sleep = (sys.executable, "-c", "import time; time.sleep(600)")
		with subprocess.Popen(sleep, cwd=bench / "sites", start_new_session=True) as somebody:
			try:
				services.stop(bench)
				(bench / "config/supervisord.pid").write_text(f"{os.getsid(0)}\n")
				services.take_over(bench, USER)
				assert somebody.poll() is None
			finally:
				somebody.kill()

	def test_a_supervisord_that_cannot_be_reached_is_ended(
		self, bench: Path, start: Callable[..., dict[str, int]], supervising: ModuleType
	) -> None:
		before = {**start(), "supervisord": supervising.find_pid(bench)}
		(bench / "config/supervisor.sock").unlink()
		after = start()
		assert not [pid for pid in before.values() if lives(pid)]
		assert set(after) == {"mariadb", "web", "worker"}

	def test_a_pid_that_is_another_programs_by_now_is_left_alone(
		self, bench: Path, services: ModuleType
	) -> None:
		(bench / "config/supervisord.pid").write_text(f"{os.getpid()}\n")
		services.take_over(bench, USER)
		assert not (bench / "config/supervisord.pid").exists()

	def test_what_an_earlier_version_has_started_is_ended_once(
		self, bench: Path, services: ModuleType
	) -> None:
		"""It noted pid and start time of each service in a file."""
		pid_files = bench / "config/pids"
		pid_files.mkdir()
		sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
		ours, reused = (subprocess.Popen(sleep, start_new_session=True) for _number in range(2))
		try:
			started = Path(f"/proc/{ours.pid}/stat").read_text().rpartition(") ")[2].split()[19]
			(pid_files / "web.pid").write_text(f"{ours.pid} {started}\n")
			(pid_files / "mariadb.pid").write_text(f"{reused.pid} 1\n")
			(pid_files / "worker.pid").write_text("")
			services.take_over(bench, USER)
			assert ours.wait(5) == -signal.SIGTERM
			assert reused.poll() is None
			assert not pid_files.exists()
		finally:
			for process in (ours, reused):
				process.kill()
				process.wait()

	@pytest.mark.skipif(os.geteuid() != 0, reason="only root has the services run as somebody else")
	def test_services_of_another_user_are_ended_first(
		self, bench: Path, start: Callable[..., dict[str, int]], services: ModuleType
	) -> None:
		before = start()
		os.chown(bench / "config/supervisor.sock", 65534, 65534)
		services.take_over(bench, USER)
		assert not [pid for pid in before.values() if lives(pid)]
		assert not (bench / "config/supervisor.sock").exists()


def test_two_benches_run_side_by_side(
	services: ModuleType, bench: Path, small: list[Any], start: Callable[..., dict[str, int]]
) -> None:
	"""As the browser tests beside those of the site: a bench within the bench."""
	lane = bench / "browser"
	for folder in ("sites", "config", "logs"):
		(lane / folder).mkdir(parents=True)
	other = [each._replace(command=server(port := free_port()), port=port) for each in small[:2]]
	here = start()
	try:
		services.start_group(lane, other, "services", USER, "")
		assert pids(lane)["mariadb"] != here["mariadb"]
	finally:
		services.stop(lane)
	assert pids(bench) == here
