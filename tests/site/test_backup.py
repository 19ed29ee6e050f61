"""A site that is restored from its backup is equal: every row of the app, every file, and its package verifies."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import frappe

from kepu_app.core.packages import verify_package
from kepu_app.utils.doctypes import SUBMISSION
from tests.site import papers
from tests.site.factories import APPROVER, World, step

RESTORED = "restored.localhost"


def test_a_restored_site_is_equal(world: World, site: str, finish_jobs: Any, tmp_path: Path) -> None:
	step(papers.ready_submission(world), APPROVER, "Finalise")
	finish_jobs(300)
	url = frappe.db.get_value(SUBMISSION, world.submission(), "package")
	package = frappe.get_doc("File", {"file_url": url})
	backup(site, tmp_path)
	expected = rows(), files(site)
	assert all(expected[0][name] for name in ("Annual Summary", "Summary Section", "Provincial Submission"))
	restore(tmp_path)
	try:
		connect(RESTORED)
		assert (rows(), files(RESTORED)) == expected
		copy = frappe.get_doc("File", package.name)
		assert RESTORED in copy.get_full_path()
		assert verify_package(Path(copy.get_full_path())).is_intact
	finally:
		connect(site)
		bench("drop-site", RESTORED, "--no-backup", "--force", "--archived-sites-path", str(tmp_path))


def connect(site: str) -> None:
	frappe.destroy()
	frappe.init(site)
	frappe.connect()


def backup(site: str, folder: Path) -> None:
	"""As docs/deployment.md says."""
	bench("--site", site, "backup", "--with-files", "--backup-path", str(folder))


def restore(folder: Path) -> None:
	"""Into a site that so far has nothing but its settings, as on another machine."""
	settings = Path(RESTORED) / "site_config.json"
	shutil.rmtree(RESTORED, ignore_errors=True)
	settings.parent.mkdir()
	settings.write_text(json.dumps({"db_name": "_restored_test", "db_password": frappe.generate_hash()}))
	(database,) = folder.glob("*-database.sql.gz")
	(private,) = folder.glob("*-private-files.tar")
	(public,) = (path for path in folder.glob("*-files.tar") if path != private)
	archives = ("--with-private-files", str(private), "--with-public-files", str(public))
	bench("--site", RESTORED, "--force", "restore", str(database), *archives)


def bench(*arguments: str) -> None:
	command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", *arguments]
	done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
	assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def rows() -> dict[str, list[dict[str, Any]]]:
	"""Every row of every DocType of the app with all its values, by DocType."""
	names = frappe.get_all("DocType", {"module": "Kepu", "is_virtual": 0}, ["name", "issingle"])
	return {each.name: _rows_of(each) for each in names}


def _rows_of(doctype: Any) -> list[dict[str, Any]]:
	if doctype.issingle:
		return [dict(frappe.db.get_singles_dict(doctype.name))]
	return frappe.get_all(doctype.name, fields=["*"], order_by="name asc", limit=0)


def files(site: str) -> dict[str, str]:
	"""SHA-256 of every private and public file of a site, by its path there."""
	folders = (Path(site) / "private/files", Path(site) / "public/files")
	return {
		str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
		for folder in folders
		for path in folder.rglob("*")
		if path.is_file()
	}
