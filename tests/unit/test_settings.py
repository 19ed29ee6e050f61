"""The settings of a bench: ports that do not collide, passwords that stay, files that nobody else reads."""

from __future__ import annotations

import configparser
import importlib.util
import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "settings.py"


@pytest.fixture(scope="module")
def settings() -> ModuleType:
	spec = importlib.util.spec_from_file_location("bench_settings", SCRIPT)
	module = importlib.util.module_from_spec(spec)
	sys.modules[spec.name] = module  # where postponed annotations are looked up
	spec.loader.exec_module(module)
	return module


@pytest.fixture
def bench(tmp_path: Path) -> Path:
	for folder in ("sites", "config"):
		(tmp_path / folder).mkdir()
	return tmp_path


def run(bench: Path, *arguments: str) -> str:
	command = [sys.executable, str(SCRIPT), str(bench), *arguments]
	return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def common(bench: Path) -> dict[str, object]:
	return json.loads((bench / "sites/common_site_config.json").read_text(encoding="utf-8"))


def test_two_benches_whose_first_ports_are_thirty_apart_share_none(settings: ModuleType) -> None:
	"""As the bench of the browser tests beside that of the site tests."""
	ports = [*settings.Ports.from_first(8100), *settings.Ports.from_first(8130)]
	assert len(ports) == len(set(ports)) == 12


@pytest.mark.parametrize("first", [0, -1, 65156, 70000])
def test_a_first_port_leaves_room_for_the_last(settings: ModuleType, first: int) -> None:
	with pytest.raises(ValueError, match=str(first)):
		settings.Ports.from_first(first)
	assert settings.Ports.from_first(65155).queue == 65535


def test_every_address_is_on_this_machine(bench: Path) -> None:
	run(bench, "common", "8100", "kepu.localhost", "kepu", "10")
	stored = common(bench)
	assert stored["db_host"] == "127.0.0.1"
	assert stored["redis_cache"] == "redis://127.0.0.1:8479"
	assert stored["redis_queue"] == "redis://127.0.0.1:8480"
	assert (stored["webserver_port"], stored["socketio_port"], stored["db_port"]) == (8100, 8101, 8406)
	run(bench, "web", "kepu.localhost")
	nginx = (bench / "config/nginx.conf").read_text(encoding="utf-8")
	assert set(re.findall(r"\s(?:listen|server) ([\d.]+):", nginx)) == {"127.0.0.1"}


def test_passwords_and_what_was_added_stay_when_the_ports_move(bench: Path) -> None:
	run(bench, "common", "8100", "kepu.localhost", "kepu", "10")
	before = common(bench)
	path = bench / "sites/common_site_config.json"
	path.write_text(json.dumps({**before, "max_file_size": 9, "kepu_robot_hosts": ["甲"]}), encoding="utf-8")
	run(bench, "common", "8200", "kepu.localhost", "kepu", "0")
	after = common(bench)
	for name in ("root_password", "admin_password"):
		assert after[name] == before[name]
		assert run(bench, "get", name) == before[name]
	assert (after["max_file_size"], after["kepu_robot_hosts"]) == (9, ["甲"])
	assert (after["webserver_port"], after["background_process_niceness"]) == (8200, 0)


def test_no_two_benches_have_the_same_password(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
	other = tmp_path_factory.mktemp("other")
	(other / "sites").mkdir()
	for each in (bench, other):
		run(each, "common", "8100", "kepu.localhost", "kepu", "10")
	assert common(bench)["root_password"] != common(other)["root_password"]


def test_mail_of_a_demo_is_never_sent(bench: Path) -> None:
	run(bench, "common", "8100", "kepu.localhost", "kepu", "10")
	assert common(bench)["mute_emails"] == 1


def test_files_with_a_password_are_their_owners_alone(bench: Path) -> None:
	run(bench, "common", "8100", "kepu.localhost", "kepu", "10")
	run(bench, "database", "2")
	for name in ("sites/common_site_config.json", "config/mariadb.cnf"):
		assert stat.S_IMODE((bench / name).stat().st_mode) == 0o600
	assert sorted(each.name for each in (bench / "sites").iterdir()) == ["common_site_config.json"]


def test_the_database_knows_its_password_port_and_folders(bench: Path) -> None:
	run(bench, "common", "8100", "kepu.localhost", "kepu", "10")
	run(bench, "database", "2")
	read = configparser.ConfigParser(allow_no_value=True)
	read.read(bench / "config/mariadb.cnf")
	assert read["client"]["password"] == common(bench)["root_password"]
	assert read["client"]["port"] == read["mariadbd"]["port"] == "8406"
	assert read["mariadbd"]["bind-address"] == "127.0.0.1"
	assert read["mariadbd"]["innodb-flush-log-at-trx-commit"] == "2"
	for name in ("datadir", "socket", "pid-file", "tmpdir"):
		assert bench in Path(read["mariadbd"][name]).parents, name


@pytest.mark.parametrize(("more", "first"), [((), "\n"), (("workers-as-root",), "user root;\n")])
def test_the_front_server_serves_one_site(bench: Path, more: tuple[str, ...], first: str) -> None:
	run(bench, "common", "8100", "kepu.localhost", "kepu", "10")
	run(bench, "web", "kepu.localhost", *more)
	nginx = (bench / "config/nginx.conf").read_text(encoding="utf-8")
	assert nginx.startswith(first) or first == "\n"
	assert nginx.count("user root;") == len(more)
	assert not re.search(r"@[A-Z_]+@", nginx)
	assert "server_name 127.0.0.1 localhost kepu.localhost;" in nginx
	assert "server 127.0.0.1:8102 fail_timeout=0;" in nginx
	assert "server 127.0.0.1:8101 fail_timeout=0;" in nginx
	compile((bench / "config/gunicorn.py").read_text(encoding="utf-8"), "gunicorn.py", "exec")
