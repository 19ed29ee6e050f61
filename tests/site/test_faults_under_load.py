"""Counties hand in while something breaks: two web nodes behind nginx; Redis, the database, a worker or a
node goes away, the disk is full. No hand-in that was confirmed is lost, none is there twice, and everybody is told."""

import contextlib
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import frappe
import pytest
import redis
from frappe.utils.background_jobs import create_job_id
from rq.job import Job

from kepu_app.core.packages import verify_package
from kepu_app.packages.state import build_of
from kepu_app.utils.background import STARTING_UP
from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.runs import DONE, INTERRUPTED
from tests.blank_pdf import blank_pdf
from tests.site.client import Client
from tests.site.conftest import PASSWORD
from tests.site.endpoints import said, upload
from tests.site.factories import APPROVER, HOME, World
from tests.site.nation import PACE, TOLD, Nation, hand_in_while, told_of, working
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def nation(world: World, site: str) -> Iterator[Nation]:
	with working(site, 2, workers=1) as started:
		yield started


@pytest.mark.parametrize("service", ["redis", "database"])
def test_no_hand_in_is_lost_while_a_service_is_away(world: World, nation: Nation, service: str) -> None:
	counties = hand_in_while(world, nation, lambda: nation.cut(service))
	assert set(told_of(counties)) <= TOLD, told_of(counties)


# ---- a worker ---------------------------------------------------------------------------------------


class Package:
	"""A province's draft package, as the form asks for it and shows how far it is."""

	def __init__(self, nation: Nation, submission: str) -> None:
		self.client = Client(nation.url, APPROVER, PASSWORD)
		self.submission = submission

	def press(self) -> bool:
		response = self.client.call("kepu_app.packages.api.build", submission=self.submission)
		assert response.ok, said(response)
		return response.json()["message"]["started"]

	def state(self) -> dict[str, Any]:
		response = self.client.call("kepu_app.packages.api.status", submission=self.submission)
		assert response.ok, said(response)
		return response.json()["message"]["state"]

	def is_at(self, status: str) -> bool:
		return self.state()["state"] == status

	def stored(self) -> list[Any]:
		frappe.db.rollback()
		rows = frappe.get_doc(SUBMISSION, self.submission).packages
		assert len(rows) == frappe.db.count("File", {"attached_to_name": self.submission})
		return rows


def test_a_worker_killed_in_a_build_leaves_no_half_package(world: World, nation: Nation) -> None:
	package = Package(nation, world.submission())

	def kill_and_build_anew() -> None:
		assert package.press()
		wait_for(lambda: package.state()["done"] > 0, 60)
		nation.kill("worker")
		let_time_pass(nation, package.submission)
		wait_for(lambda: package.is_at(INTERRUPTED), 20)
		assert not package.stored()
		nation.start_worker()
		assert package.press()
		wait_for(lambda: package.is_at(DONE), 60)

	counties = hand_in_while(world, nation, kill_and_build_anew)
	assert not told_of(counties)
	(stored,) = package.stored()
	path = Path(frappe.get_doc("File", {"file_url": stored.file}).get_full_path())
	assert verify_package(path).is_intact


def let_time_pass(nation: Nation, submission: str) -> None:
	"""So much that a job which holds no lock does not count as just started."""
	job = Job.fetch(create_job_id(build_of(submission).job), connection=redis.from_url(nation.queue))
	job.started_at -= STARTING_UP + timedelta(seconds=1)
	job.save()


# ---- a web node -------------------------------------------------------------------------------------


def test_the_other_node_takes_over_from_one_that_is_killed(world: World, nation: Nation) -> None:
	"""The last test of this nation, which has one node from then on."""
	counties = hand_in_while(world, nation, lambda: nation.kill("web"))
	assert set(told_of(counties)) <= TOLD, told_of(counties)


# ---- the disk ---------------------------------------------------------------------------------------

DISK = 1 << 20
ON_A_SMALL_DISK = f'mount -t tmpfs -o size={DISK} tmpfs "$0" && exec "$@"'


@pytest.fixture
def disk_of(site: str) -> tuple[str, ...]:
	"""Provide the command by which a web node gets a small disk for files that only it sees."""
	own = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user", "--mount")
	folder = Path(os.environ["KEPU_TEST_SITES"]).resolve() / site / "private/files"
	command = (*own, "sh", "-c", ON_A_SMALL_DISK, str(folder))
	if not shutil.which("unshare") or subprocess.run((*command, "true"), check=False).returncode:
		pytest.skip("this system lets nobody mount a file system of a process's own (unshare --mount)")
	return command


class Uploads(threading.Thread):
	"""Somebody who attaches one file after the other, and remembers which were taken."""

	def __init__(self, client: Client, submission: str, end: threading.Event) -> None:
		super().__init__(daemon=True)
		self.client, self.submission, self.end = client, submission, end
		self.taken: dict[str, bytes] = {}
		self.refused: list[str] = []

	def run(self) -> None:
		number = 0
		while not self.end.is_set():
			number += 1
			content = blank_pdf(title=f"{number}") + os.urandom(DISK // 16)
			response = upload(self.client, SUBMISSION, self.submission, f"disk-{number}.pdf", content)
			if response.ok:
				self.taken[response.json()["message"]["file_url"]] = content
			else:
				self.refused.append(sentence(response))
			self.end.wait(PACE)


def sentence(response: Any) -> str:
	return json.loads(json.loads(response.json()["_server_messages"])[0])["message"]


def test_a_full_disk_stops_files_and_no_hand_in(world: World, site: str, disk_of: tuple[str, ...]) -> None:
	with working(site, 1, through=disk_of) as nation:
		root = Path(f"/proc/{nation.processes['web'][0].pid}/root")
		folder = root / disk_of[-1].lstrip("/")
		end = threading.Event()
		uploads = Uploads(Client(nation.url, APPROVER, PASSWORD), world.submission(HOME), end)

		def fill_and_free() -> None:
			uploads.start()
			wait_for(lambda: bool(uploads.taken), 30)
			fill(folder / "filler")
			wait_for(lambda: bool(uploads.refused), 30)
			(folder / "filler").unlink()
			before = len(uploads.taken)
			wait_for(lambda: len(uploads.taken) > before, 30)
			end.set()
			uploads.join(30)

		counties = hand_in_while(world, nation, fill_and_free)
		assert not told_of(counties)
		check_files(uploads, folder)


def fill(path: Path) -> None:
	"""Up to the last page of memory."""
	with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
		while file.write(bytes(1 << 12)):
			pass


def check_files(uploads: Uploads, folder: Path) -> None:
	"""Check that what was taken is whole and there once, the rest is nowhere, and whoever was refused knows why."""
	assert all("空间已满" in each for each in uploads.refused), set(uploads.refused)
	filters = {"attached_to_name": uploads.submission, "file_name": ["like", "disk-%"]}
	frappe.db.rollback()
	assert sorted(frappe.get_all("File", filters, pluck="file_url")) == sorted(uploads.taken)
	for url, content in uploads.taken.items():
		assert (folder / Path(url).name).read_bytes() == content
