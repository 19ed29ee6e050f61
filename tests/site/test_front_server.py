"""nginx in front of the site: what it gives away, to whom it answers, and that live updates pass through it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlparse

import frappe
import pytest
import requests
from frappe.utils.background_jobs import get_redis_conn

from tests.site import factories
from tests.site.client import Client

LIVE_CLIENT = Path(__file__).with_name("live_client.cjs")
SERVICES = Path(__file__).parents[2] / "scripts/services.py"
SECRETS = ("db_password", "root_password", "root:x:0:0", "password =")
ESCAPES = (
	"/files/../../site_config.json",
	"/files/../../../common_site_config.json",
	"/files/..%2f..%2fsite_config.json",
	"/files/%2e%2e/%2e%2e/site_config.json",
	"/files/..;/..;/site_config.json",
	"/files//etc/passwd",
	"/files/%2fetc/passwd",
	"/files/%00/../site_config.json",
	"/files../site_config.json",
	"/assets/../common_site_config.json",
	"/assets/frappe/../../common_site_config.json",
	"/assets/..%2fcommon_site_config.json",
	"/assets/../../config/mariadb.cnf",
	"/assets../common_site_config.json",
	"/protected/private/../site_config.json",
	"/private/files/../../site_config.json",
	"/common_site_config.json",
	"/site_config.json",
)
RUN_BY_BROWSERS = (
	"html",
	"htm",
	"HTML",
	"xhtml",
	"shtml",
	"xml",
	"svg",
	"svgz",
	"js",
	"mjs",
	"xsl",
	"mhtml",
	"swf",
)
GUEST = "Guest"
UNPRINTABLE = {"toString": 1}
ODD_EVENTS = (
	["doctype_unsubscribe", UNPRINTABLE],
	["doc_unsubscribe", UNPRINTABLE, "x"],
	["doc_close", "ToDo", UNPRINTABLE],
	["task_subscribe", UNPRINTABLE],
	["task_unsubscribe", UNPRINTABLE],
	["progress_subscribe", UNPRINTABLE],
)
"""Each is an error in Frappe's handler."""
SHOWN_BY_BROWSERS = ("pdf", "png", "jpg", "JPG")


def get_as_is(url: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
	"""GET a path without tidying it up, as ``curl --path-as-is`` does; status, headers, body."""
	connection = http.client.HTTPConnection(urlparse(url).netloc, timeout=60)
	try:
		connection.putrequest("GET", path, skip_host="Host" in headers)
		for name, value in headers.items():
			connection.putheader(name, value)
		connection.endheaders()
		answer = connection.getresponse()
		return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
	finally:
		connection.close()


class TestPaths:
	@pytest.mark.parametrize("path", ESCAPES)
	def test_nothing_outside_the_public_folders_is_served(self, url: str, path: str) -> None:
		status, _headers, body = get_as_is(url, path)
		assert status in (400, 403, 404)
		assert not [secret for secret in SECRETS if secret in body]

	def test_assets_and_public_files_are_served(self, url: str, site: str) -> None:
		with public_file(site, "png") as address:
			assert requests.get(url + address, timeout=60).content == b"content"
		bundles = json.loads(requests.get(f"{url}/assets/assets.json", timeout=60).text)
		answer = requests.get(url + bundles["kepu.bundle.js"], timeout=60)
		assert answer.ok
		assert "immutable" in answer.headers["Cache-Control"]

	def test_links_out_of_the_public_folder_are_not_followed(self, url: str, site: str) -> None:
		link = Path(frappe.get_site_path("public", "files", "link.png"))
		link.symlink_to(Path(frappe.get_site_path("site_config.json")).resolve())
		try:
			assert "db_password" not in requests.get(f"{url}/files/link.png", timeout=60).text
		finally:
			link.unlink()


class TestHosts:
	def test_site_answers_under_its_names(self, url: str, site: str) -> None:
		port = urlparse(url).port
		for host in ("127.0.0.1", "localhost", site):
			status, _headers, body = get_as_is(url, "/api/method/ping", Host=f"{host}:{port}")
			assert (status, json.loads(body)["message"]) == (200, "pong"), host

	@pytest.mark.parametrize(
		"host", ["evil.example", "127.0.0.2", "other.localhost", "", "127.0.0.1.evil.example"]
	)
	@pytest.mark.parametrize(
		"path", ["/", "/api/method/ping", "/assets/assets.json", "/socket.io/?EIO=4&transport=polling"]
	)
	def test_other_names_are_refused(self, url: str, host: str, path: str) -> None:
		status, _headers, body = get_as_is(url, path, Host=host)
		assert status in (400, 421)
		assert "pong" not in body

	@pytest.mark.parametrize(
		"host",
		[
			"{name}@127.0.0.1:9",
			"{name}:1@127.0.0.1:9",
			"{name}:",
			"{name}:x",
			"{name}/x",
			"{name} x",
			"a{name}:1?",
		],
	)
	@pytest.mark.parametrize(
		"path", ["/api/method/ping", "/assets/assets.json", "/socket.io/?EIO=4&transport=polling"]
	)
	def test_host_with_signs_that_no_name_has_is_refused(self, url: str, host: str, path: str) -> None:
		netloc = urlparse(url).netloc
		named = host.format(name=netloc)
		status, _headers, body = get_as_is(url, path, Host=named, Origin=f"http://{named}")
		assert status in ((400,) if named.startswith(netloc) else (400, 421))
		assert "pong" not in body

	def test_host_in_the_address_and_in_the_header_have_to_agree(self, url: str) -> None:
		status, _headers, body = get_as_is(url, f"{url}/api/method/ping", Host="evil.example")
		assert status == 400
		assert "pong" not in body

	def test_site_is_chosen_by_the_front_server_alone(self, url: str) -> None:
		answer = requests.get(
			f"{url}/api/method/ping", headers={"X-Frappe-Site-Name": "other.localhost"}, timeout=60
		)
		assert answer.json()["message"] == "pong"


class TestFileTypes:
	@pytest.mark.parametrize("ending", RUN_BY_BROWSERS)
	def test_public_file_that_a_browser_would_run_is_saved(self, url: str, site: str, ending: str) -> None:
		with public_file(site, ending) as address:
			check_saved(requests.get(url + address, timeout=60))

	@pytest.mark.parametrize("ending", RUN_BY_BROWSERS)
	def test_private_file_that_a_browser_would_run_is_saved(
		self, sign_in: Callable[[str], Client], ending: str
	) -> None:
		with private_file(ending) as address:
			check_saved(sign_in("Administrator").request("GET", address))

	@pytest.mark.parametrize("ending", SHOWN_BY_BROWSERS)
	def test_papers_and_pictures_are_shown(
		self, url: str, site: str, sign_in: Callable[[str], Client], ending: str
	) -> None:
		with public_file(site, ending) as public, private_file(ending) as private:
			for answer in (
				requests.get(url + public, timeout=60),
				sign_in("Administrator").request("GET", private),
			):
				assert answer.content == b"content"
				assert not answer.headers.get("Content-Disposition", "").startswith("attachment")
				assert answer.headers["X-Content-Type-Options"] == "nosniff"

	def test_names_in_chinese_and_with_signs(
		self, url: str, site: str, sign_in: Callable[[str], Client]
	) -> None:
		with public_file(site, "（1） 盖章件%2f.pdf") as public, private_file("（1） 盖章件.pdf") as private:
			assert requests.get(url + quote(public), timeout=60).content == b"content"
			assert sign_in("Administrator").request("GET", quote(private)).content == b"content"

	def test_private_files_are_refused_to_guests_and_to_whoever_names_the_inner_address(
		self, url: str
	) -> None:
		with private_file("pdf") as address:
			assert requests.get(url + address, timeout=60).status_code == 403
			assert requests.get(f"{url}/protected{address}", timeout=60).status_code == 404


def check_saved(answer: requests.Response) -> None:
	assert answer.content == b"content"
	assert answer.raw.headers.getlist("Content-Disposition")[0].startswith("attachment")
	assert len(answer.raw.headers.getlist("Content-Disposition")) == 1
	assert answer.headers["X-Content-Type-Options"] == "nosniff"


@contextmanager
def public_file(site: str, ending: str) -> Iterator[str]:
	"""Have a file in the public folder, as one of before today's checks would lie there; gives its address."""
	path = Path(frappe.get_site_path("public", "files", f"front-server.{ending}"))
	path.write_bytes(b"content")
	yield f"/files/{path.name}"
	path.unlink()


@contextmanager
def private_file(ending: str) -> Iterator[str]:
	"""Have a private file with its record, whatever type may be uploaded today; gives its address."""
	doc = frappe.get_doc(
		doctype="File", file_name="front-server.txt", is_private=1, content=b"content"
	).insert()
	path = Path(doc.get_full_path())
	target = path.with_suffix(f".{ending}")
	path.rename(target)
	doc.db_set("file_url", f"/private/files/{target.name}")
	frappe.db.commit()
	try:
		yield f"/private/files/{target.name}"
	finally:
		frappe.delete_doc("File", doc.name, force=True)
		frappe.db.commit()
		target.unlink(missing_ok=True)


@pytest.mark.usefixtures("places")
@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
class TestLiveUpdates:
	@pytest.mark.parametrize("transport", ["polling", "websocket"])
	@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
	def test_user_gets_what_is_published_for_that_user(
		self, url: str, site: str, sign_in: Callable[[str], Client], transport: str, host: str
	) -> None:
		client = sign_in(factories.REPORTER)
		address = f"http://{host}:{urlparse(url).port}"
		with live_client(address, site, client, transport, address) as lines:
			assert next(lines) == "connected"
			frappe.publish_realtime("kepu_greeting", {"text": "你好"}, user=factories.FOREIGN_REPORTER)
			frappe.publish_realtime("kepu_greeting", {"text": "收到"}, user=factories.REPORTER)
			event = json.loads(next(lines))
		assert event == {"event": "kepu_greeting", "message": {"text": "收到"}}

	def test_page_of_another_address_cannot_open_a_socket_with_the_cookie(
		self, url: str, site: str, sign_in: Callable[[str], Client]
	) -> None:
		client = sign_in(factories.REPORTER)
		for origin in ("http://evil.example", f"{url}0", "http://127.0.0.1:1", "null"):
			with live_client(url, site, client, "websocket", origin) as lines:
				assert next(lines).startswith("refused")

	@pytest.mark.parametrize("event", ODD_EVENTS, ids=str)
	def test_odd_event_of_a_guest_ends_nobody_s_live_updates(
		self, url: str, site: str, sign_in: Callable[[str], Client], event: list[object]
	) -> None:
		process = services()["live"]
		with live_client(url, site, GUEST, "websocket", url, [event]) as lines:
			assert next(lines) == "connected"
			assert next(lines) == "disconnected"
			client = sign_in(factories.REPORTER)
			with live_client(url, site, client, "websocket", url) as told:
				assert next(told) == "connected"
				frappe.publish_realtime("kepu_greeting", {"text": "还在"}, user=factories.REPORTER)
				assert json.loads(next(told))["message"] == {"text": "还在"}
		assert Path(f"/proc/{process}").exists()

	def test_guest_reaches_no_channel_of_redis(self, url: str, site: str) -> None:
		listener = get_redis_conn().pubsub(ignore_subscribe_messages=True)
		listener.subscribe("open_in_editor")
		with live_client(url, site, GUEST, "websocket", url, [["open_in_editor", {"file": "x"}]]) as lines:
			assert next(lines) == "connected"
			deadline = time.monotonic() + 3
			while time.monotonic() < deadline:
				assert listener.get_message(timeout=0.5) is None
		listener.close()
		assert Path(f"/proc/{services()['live']}").exists()


@contextmanager
def live_client(
	url: str, site: str, who: Client | str, transport: str, origin: str, said: Sequence[Sequence[object]] = ()
) -> Iterator[Iterator[str]]:
	"""Yield the lines that a client of live updates prints, who has a signed-in user's session or this session id.

	``said`` are the events that it sends, with their arguments.
	"""
	sid = who if isinstance(who, str) else who.session.cookies["sid"]
	frappe_folder = Path(frappe.get_app_path("frappe")).parent
	command = ["node", str(LIVE_CLIENT), str(frappe_folder), url, site, sid, transport, origin]
	command.append(json.dumps(said))
	process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
	try:
		yield (line.strip() for line in process.stdout)
	finally:
		process.kill()
		process.wait(30)


def services() -> dict[str, int]:
	"""Process ids of the bench's services, by name."""
	bench = Path(frappe.get_site_path()).resolve().parents[1]
	command = [sys.executable, str(SERVICES), str(bench), "pids"]
	return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


class TestProcesses:
	def test_services_run_as_the_user_who_owns_the_data(self, site: str) -> None:
		owner = Path(frappe.get_site_path()).stat().st_uid
		users = {name: os.stat(f"/proc/{pid}").st_uid for name, pid in services().items()}
		assert {
			"front",
			"web",
			"live",
			"worker",
			"scheduler",
			"mariadb",
			"redis-cache",
			"redis-queue",
		} == set(users)
		assert set(users.values()) == {owner}

	def test_services_listen_on_this_machine_alone(self, url: str) -> None:
		first = urlparse(url).port
		ports = {first + step for step in (0, 1, 2, 306, 379, 380)}
		assert listening("/proc/net/tcp", ports) == dict.fromkeys(ports, "0100007F")
		assert listening("/proc/net/tcp6", ports) == {}


def listening(table: str, ports: set[int]) -> dict[int, str]:
	"""Return the addresses, in the kernel's notation, on which these ports are open."""
	found = {}
	with suppress(FileNotFoundError):
		for line in Path(table).read_text().splitlines()[1:]:
			_slot, local, _remote, state = line.split()[:4]
			address, port = local.split(":")
			if state == "0A" and int(port, 16) in ports:
				found[int(port, 16)] = address
	return found
