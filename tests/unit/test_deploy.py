"""The files in ``deploy/`` agree with each other and with what the rest of the checkout says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

import kepu_app

CHECKOUT = Path(__file__).parents[2]
DEPLOY = CHECKOUT / "deploy"


def text_of(name: str) -> str:
	return (CHECKOUT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict:
	return yaml.safe_load(text_of("deploy/compose.yaml"))


@pytest.fixture(scope="module")
def values() -> dict:
	return yaml.safe_load(text_of("deploy/helm/values.yaml"))


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
	lines = [line for line in text_of("deploy/example.env").splitlines() if line and line[0] != "#"]
	return dict(line.split("=", 1) for line in lines)


def test_the_app_is_fetched_from_a_git_address() -> None:
	apps = json.loads(text_of("deploy/apps.json"))
	assert [Path(each["url"]).name for each in apps] == ["kepu_app.git"]
	assert all(each["url"].startswith("https://") and each["branch"] for each in apps)


def test_no_address_but_examples_and_the_public_frappe() -> None:
	files = [path for path in DEPLOY.rglob("*") if path.is_file()]
	hosts = {host for path in files for host in re.findall(r"https?://([\w.-]+)", path.read_text("utf-8"))}
	assert hosts <= {"git.example.cn", "github.com"}


def test_packages_are_those_of_the_script() -> None:
	wanted = re.search(r"^packages=\((.+?)\)", text_of("scripts/system-packages.sh"), re.MULTILINE)[1].split()
	image = text_of("deploy/Containerfile")
	installed = re.search(r"--no-install-recommends \\\n(.+?)\\\n", image)[1].split()
	assert installed == wanted


def test_frappe_and_setuptools_are_those_of_the_scripts() -> None:
	image, bench = text_of("deploy/Containerfile"), text_of("scripts/bench.sh")
	branch = re.search(r"FRAPPE_BRANCH:-([\w-]+)", bench)[1]
	assert f"ARG FRAPPE_BRANCH={branch}\n" in image
	assert re.search(r"PUBLIC_FRAPPE=(\S+)", bench)[1] in image
	pinned = re.search(r'"setuptools<\d+"', bench)[0]
	assert pinned in image


def test_versions_are_the_app_s(compose: dict, values: dict, environment: dict[str, str]) -> None:
	version = kepu_app.__version__
	assert environment["KEPU_VERSION"] == version
	assert values["image"]["tag"] == version
	assert f"kepu:{version} " in text_of("deploy/Containerfile")
	assert compose["services"]["backend"]["image"].endswith(f"${{KEPU_VERSION:-{version}}}")


def test_every_variable_has_an_example(environment: dict[str, str]) -> None:
	asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text_of("deploy/compose.yaml")))
	assert asked == set(environment)
	assert all(not value for name, value in environment.items() if name.endswith("PASSWORD"))


def test_every_volume_and_service_that_is_named_exists(compose: dict) -> None:
	services = compose["services"]
	for name, service in services.items():
		assert set(service.get("depends_on", ())) <= set(services), name
		mounted = {each.split(":")[0] for each in service.get("volumes", ()) if each[0] not in ".$"}
		assert mounted <= set(compose["volumes"]), name


def test_ports_fit_together(compose: dict) -> None:
	services = compose["services"]
	front, settings = services["front"], "".join(services["configurator"]["command"])
	image = text_of("deploy/Containerfile")
	host, port = front["environment"]["BACKEND"].split(":")
	assert host in services
	assert f"--bind=0.0.0.0:{port}" in image
	assert f"EXPOSE {port}\n" in image
	host, port = front["environment"]["SOCKETIO"].split(":")
	assert host in services
	assert f"socketio_port {port}\n" in settings
	for name, port in (("redis-cache", 6379), ("redis-queue", 6379)):
		assert name in services
		assert f"redis://{name}:{port}\n" in settings
	assert all(each.startswith("127.0.0.1:") for each in front["ports"]), "reached from outside"
	assert not any("ports" in service for name, service in services.items() if name != "front")


def test_every_queue_is_served(compose: dict) -> None:
	served = {
		queue
		for name, service in compose["services"].items()
		if name.startswith("worker-")
		for queue in service["command"][-1].split(",")
	}
	assert served == {"short", "default", "long"}


def test_web_nodes_are_as_on_a_bench(compose: dict, values: dict) -> None:
	"""The load test measures what scripts/settings.py says, so its figures hold for these as well."""
	settings = re.search(r"workers, threads, worker_class, timeout = (.+)", text_of("scripts/settings.py"))[1]
	workers, threads, kind, timeout = settings.replace('"', "").split(", ")
	image, helm = text_of("deploy/Containerfile"), values["worker"]["gunicorn"]
	for option in (
		f"--workers={workers}",
		f"--threads={threads}",
		f"--worker-class={kind}",
		f"--timeout={timeout}",
	):
		assert option in image
		assert option in helm["args"]
	assert compose["services"]["backend"]["deploy"]["replicas"] == helm["replicaCount"] == 2


def test_large_files_pass_every_server(compose: dict, values: dict) -> None:
	largest = re.search(r"client_max_body_size (\w+);", text_of("scripts/nginx.conf"))[1]
	assert compose["services"]["front"]["environment"]["CLIENT_MAX_BODY_SIZE"] == largest
	assert values["nginx"]["environment"]["clientMaxBodySize"] == largest
	assert f"max_file_size {50 << 20}\n" in "".join(compose["services"]["configurator"]["command"])


def test_office_fonts_are_mounted_where_the_app_looks(compose: dict) -> None:
	folder = re.search(r"ENV KEPU_FONTS=(\S+)", text_of("deploy/Containerfile"))[1]
	for name in ("backend", "worker-short", "worker-long"):
		assert any(each.endswith(f":{folder}:ro") for each in compose["services"][name]["volumes"]), name


@pytest.mark.parametrize("guide", ["docs/deployment.md", "docs/deployment.en.md"])
def test_guide_names_files_and_packages_that_are_there(guide: str) -> None:
	text = text_of(guide)
	for name in set(re.findall(r"\b(?:deploy|scripts|tests)/[\w./-]+\.\w+", text)) - {"deploy/.env"}:
		assert (CHECKOUT / name).exists(), name
	wanted = re.search(r"^packages=\((.+?)\)", text_of("scripts/system-packages.sh"), re.MULTILINE)[1]
	assert wanted in text
	assert f"kepu:{kepu_app.__version__} " in text
	for target in set(re.findall(r"`make ([\w-]+)`", text)):
		assert f"\n{target}:" in text_of("Makefile"), target


def test_live_updates_are_guarded_by_a_script_of_the_app(compose: dict) -> None:
	command = compose["services"]["websocket"]["command"]
	script = command[command.index("--require") + 1]
	assert (CHECKOUT / script.split("/apps/kepu_app/")[1]).is_file()
