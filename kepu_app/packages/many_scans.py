"""Many stamped scans at once: files, a folder or a zip, each assigned to its paper; one build of the package."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.access.file_names import short_name
from kepu_app.core.characters import harmless_name
from kepu_app.core.collecting.container import ArrivedFile, open_sources
from kepu_app.core.errors import InputError
from kepu_app.core.model import StampedScan, Submission
from kepu_app.core.packages.scans import PlacedScans, place_scan
from kepu_app.core.sandbox import USED_UP
from kepu_app.mappers.submission import submission_model
from kepu_app.packages.scans import PAPERS_OF_SCANS, file_of

MOST_FILES = 200
"""Files in one call; a zip is one."""

READING_SECONDS = 30
"""Seconds after which a call begins no further file: a zip holds up to 10,000, and each may take seconds. One that
is begun has until ``utils.reading.LONGEST_READING``, as a scan of five hundred pages takes a minute."""

MOST_NAMED = 20
"""Remaining files that are named."""

_SETTLED, _SETTLED_SECONDS = "kepu_placed_scans::{0}", 24 * 3600


@dataclass
class Placing:
	"""Result of one call: placed scans, sentences for the user, URLs of files not read in full, names of what is left."""

	scans: list[StampedScan] = field(default_factory=list)
	remarks: list[str] = field(default_factory=list)
	urls_left: list[str] = field(default_factory=list)
	names_left: list[str] = field(default_factory=list)
	begun: float = field(default_factory=time.monotonic)
	has_read: bool = False

	@property
	def is_late(self) -> bool:
		"""Return whether to begin no further file; every call reads at least one, so that it makes progress."""
		return self.has_read and time.monotonic() - self.begun >= READING_SECONDS

	@property
	def rest(self) -> str:
		"""Return a sentence that names what is left; blank if nothing is."""
		if not self.names_left:
			return ""
		named = "、".join(self.names_left[:MOST_NAMED]) + ("…" if len(self.names_left) > MOST_NAMED else "")
		return _(
			"The time for one call is used up; {0} files were not looked into yet: {1}. Place them next."
		).format(len(self.names_left), named)


def place_many(submission: Document, urls: Sequence[str]) -> Placing:
	"""Assign uploaded files to papers by county name, by code, or by the code printed on the paper.

	A file that names no paper stops none of the others. A placed upload is deleted, as each paper gets its own
	file; one that was not placed stays attached. What the timeout left stays, too, for the next call.

	Raises:
		ScanError: a file is not attached to the submission.
	"""
	if not 0 < len(urls) <= MOST_FILES:
		frappe.throw(_("Choose between 1 and {0} files.").format(MOST_FILES))
	files = [file_of(url, submission.doctype, submission.name) for url in dict.fromkeys(urls)]
	model = submission_model(submission.name)
	placing, placed_whole = Placing(), []
	for file in files:
		if _is_placed(file, model, placing):
			placed_whole.append(file)
	placing.remarks += _doubled(placing.scans, model)
	_keep(submission, placing.scans)
	for file in placed_whole:
		file.delete()
	return placing


def _is_placed(file: Document, model: Submission, placing: Placing) -> bool:
	"""Place the papers of a file or zip; return whether all were placed, so that it may be deleted."""
	if placing.is_late:
		_leave(file, [file.file_name], placing)
		return False
	settled = _settled_before(file)
	with tempfile.TemporaryDirectory() as folder:
		late = _place(_copied(file, Path(folder)), model, placing, settled)
	_settle(file, settled if late else None)
	if late:
		_leave(file, late, placing)
	return not late and all(settled.values())


def _leave(file: Document, names: Iterable[str], placing: Placing) -> None:
	placing.urls_left.append(file.file_url)
	placing.names_left += names


def _copied(file: Document, folder: Path) -> Path:
	"""Copy the file under its own name, by which it is recognised."""
	return Path(shutil.copyfile(file.get_full_path(), folder / harmless_name(file.file_name)))


def _place(path: Path, model: Submission, placing: Placing, settled: dict[str, bool]) -> list[str]:
	"""Return the names of what the timeout left; ``settled`` says of all else whether it was placed."""
	late: list[str] = []
	with open_sources([path], is_late=lambda: placing.is_late) as arrived:
		for file in arrived:
			if file.junk or file.name in settled:
				continue
			if placing.is_late:
				late.append(file.name)
				continue
			try:
				found = _looked_into(file, model)
			except InputError as error:
				if error.code == USED_UP and placing.has_read:  # alone it may have enough time
					late.append(file.name)
					continue
				placing.remarks.append(error.message)
				settled[file.name] = False
			else:
				placing.scans += found.scans
				placing.remarks += found.remarks
				settled[file.name] = True
			placing.has_read = True
	return late


def _looked_into(file: ArrivedFile, model: Submission) -> PlacedScans:
	if file.refusal:
		raise InputError(f"“{file.name}”{file.refusal}", code="scan.refused", place=file.name)
	return place_scan(Path(file.name).name, file.read(), model)


def _settled_before(file: Document) -> dict[str, bool]:
	"""Return, from the cache, what earlier calls have read and whether it was placed; a miss means reading again."""
	return frappe.cache.get_value(_SETTLED.format(file.name), expires=True) or {}


def _settle(file: Document, settled: dict[str, bool] | None) -> None:
	"""Cache it after the scans are committed; None clears it."""
	key = _SETTLED.format(file.name)

	def keep() -> None:
		if settled is None:
			frappe.cache.delete_value(key)
		else:
			frappe.cache.set_value(key, settled, expires_in_sec=_SETTLED_SECONDS)

	frappe.db.after_commit.add(keep)


def _doubled(scans: Iterable[StampedScan], model: Submission) -> list[str]:
	"""Return a remark on each file that came for two papers: most likely a scanning mistake."""
	first: dict[str, StampedScan] = {}
	remarks = []
	for scan in scans:
		other = first.setdefault(hashlib.sha256(scan.content).hexdigest(), scan)
		if other is not scan:
			names = "、".join(_named(each, model) for each in (other, scan))
			remarks.append(_("The same file for two papers: {0}. Please check.").format(names))
	return remarks


def _named(scan: StampedScan, model: Submission) -> str:
	county = model.county(scan.county_code)
	return f"{county.name if county else ''}{scan.of.value}（{scan.filename}）"


def _keep(submission: Document, scans: Iterable[StampedScan]) -> None:
	"""Keep one row per paper; a new scan replaces the earlier one."""
	for scan in scans:
		paper, county = PAPERS_OF_SCANS[scan.of], scan.county_code or None
		row = next(
			(each for each in submission.scans if (each.paper, each.county or None) == (paper, county)), None
		)
		row = row or submission.append("scans", {"paper": paper, "county": county})
		row.file, row.pages = _stored(submission, scan).file_url, None
	submission.save()


def _stored(submission: Document, scan: StampedScan) -> Document:
	file = frappe.new_doc("File")
	file.update(
		{
			"file_name": short_name(Path(scan.filename).name),
			"attached_to_doctype": submission.doctype,
			"attached_to_name": submission.name,
			"is_private": 1,
			"content": scan.content,
		}
	)
	return file.insert()
