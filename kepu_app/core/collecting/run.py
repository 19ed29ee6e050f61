"""One run over all received files: read each, file its records, list everything."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from kepu_app.core.collecting.bios import bios_among
from kepu_app.core.collecting.container import ArrivedFile
from kepu_app.core.collecting.merge import carried, line_of, merge
from kepu_app.core.collecting.outcomes import FOR_A_PERSON, OF_ONE_RUN, Outcome
from kepu_app.core.collecting.placing import PlacedFile
from kepu_app.core.collecting.records import FoundRecord, Origin, Record, checksum, has_text, key_of, moment
from kepu_app.core.collecting.scans_folder import ScansFolder
from kepu_app.core.defaults import divisions
from kepu_app.core.errors import KepuError
from kepu_app.core.model import County, RecordKind, SpeakerNominee, Submission
from kepu_app.core.workbooks import Receipt

Progress = Callable[[int, int, str], None]
"""Called with the files done, all files, and the name of the file just read."""


class Reader(Protocol):
	"""Examines one file; raises KepuError for one that cannot be read. ``counties`` are those of the
	province, ``listed`` the demonstration counties among them, where they are known."""

	def __call__(
		self, content: bytes, origin: Origin, counties: Sequence[County], listed: Sequence[County]
	) -> PlacedFile: ...


@dataclass(frozen=True)
class Collected:
	"""The merged submission of the province, and the list of all files."""

	submission: Submission
	receipts: tuple[Receipt, ...]

	@property
	def for_a_person(self) -> tuple[Receipt, ...]:
		"""The lines that need a person's decision."""
		words = {each.value for each in FOR_A_PERSON}
		return tuple(each for each in self.receipts if each.outcome in words)


def known_counties(base: Submission) -> tuple[County, ...]:
	"""Return the province's list, then every other county-level division of the province.

	So a county outside the list is named, and not mistaken for another.
	"""
	listed = {each.code for each in base.counties}
	others = (
		County(each.code, each.name, each.city)
		for each in divisions().values()
		if each.current and base.province.owns_code(each.code) and each.code not in listed
	)
	return (*base.counties, *others)


def collect_files(
	files: Sequence[ArrivedFile],
	base: Submission,
	reader: Reader,
	scans: ScansFolder,
	*,
	earlier: Sequence[Receipt] = (),
	may_replace: bool = False,
	progress: Progress | None = None,
) -> Collected:
	"""Read all files and merge their records.

	Args:
		files: read one after another, none is kept.
		base: what the workbook holds. Without a list of counties, those found in files become it.
		reader: examines a file.
		scans: stores the stamped scans.
		earlier: the list of the last runs.
		may_replace: see ``merge``.
		progress: called after each file.
	"""
	work = _Run(base, reader, scans)
	told = progress or (lambda done, total, name: None)
	for done, file in enumerate(files, start=1):
		work.look_at(file)
		told(done, len(files), file.name)
	work.give_bios()
	merged = merge(work.with_counties(), work.found, earlier, may_replace)
	lines = sorted((*work.lines, *merged.receipts), key=lambda each: work.places[each.file])
	records: tuple[Record, ...] = (
		*merged.submission.summaries,
		*merged.submission.cases,
		*merged.submission.nominees,
	)
	held = {key_of(each): checksum(each) for each in records}
	kept = [
		each
		for each in carried(earlier, lines, held)
		if each.outcome not in {outcome.value for outcome in OF_ONE_RUN}
	]
	return Collected(merged.submission, (*lines, *_missing(merged.submission), *kept))


@dataclass
class _Run:
	base: Submission
	reader: Reader
	scans: ScansFolder
	lines: list[Receipt] = field(default_factory=list)
	found: list[FoundRecord] = field(default_factory=list)
	places: dict[str, int] = field(default_factory=dict)
	bios: list[PlacedFile] = field(default_factory=list)
	seen: dict[str, str] = field(default_factory=dict)

	def __post_init__(self) -> None:
		self.counties = known_counties(self.base)
		self.listed = {each.code for each in self.base.counties}

	def look_at(self, file: ArrivedFile) -> None:
		"""Read one file; its line reports any error."""
		self.places.setdefault(file.name, len(self.places))
		if file.junk or file.refusal:
			outcome = Outcome.JUNK if file.junk else Outcome.UNREAD
			self._line(Origin(file.name, file.modified, ""), outcome, file.junk or file.refusal)
			return
		try:
			self._read(file)
		except KepuError as error:
			self._line(Origin(file.name, file.modified, ""), Outcome.UNREAD, error.message)
		except Exception as error:
			# Untrusted files find every bug of every parser: one of them must not stop a hundred others.
			remark = f"读取时出错（{type(error).__name__}：{error}），请打开另存为.docx再试，或手工填写"
			self._line(Origin(file.name, file.modified, ""), Outcome.UNREAD, remark)

	def _read(self, file: ArrivedFile) -> None:
		content = file.read()
		digest = hashlib.sha256(content).hexdigest()
		origin = Origin(file.name, file.modified, digest)
		if digest in self.seen:
			self._line(origin, Outcome.DUPLICATE, f"与“{self.seen[digest]}”完全相同")
			return
		self.seen[digest] = file.name
		placed = self.reader(content, origin, self.counties, self.base.counties)
		for each in (placed, *placed.others):
			self._place(each, content)

	def _place(self, placed: PlacedFile, content: bytes) -> None:
		if placed.scan:
			self._keep_scan(placed, content)
		elif placed.bio_lines:
			self.bios.append(placed)
		elif placed.records:
			for each in placed.records:
				self._take(each)
		else:
			self._line(placed.origin, placed.outcome, placed.remark, placed.kind, placed.county_code)

	def _take(self, found: FoundRecord) -> None:
		code = found.record.county_code
		if code and (not self.listed or code in self.listed):
			self.found.append(found)
			return
		reason = "不在示范县名单中" if code else "看不出是哪个县"
		remark = "；".join(each for each in (reason, found.remark) if each)
		self.lines.append(
			replace(line_of(found, self.base), outcome=Outcome.UNPLACED.value, remark=remark, record="")
		)

	def _keep_scan(self, placed: PlacedFile, content: bytes) -> None:
		county = next((each for each in self.counties if each.code == placed.county_code), None)
		is_known = county is not None and (not self.listed or county.code in self.listed)
		if placed.scan is None or (placed.scan.value == RecordKind.SUMMARY.value and not is_known):
			reason = "看不出是哪个县的盖章件" if county is None else "不在示范县名单中"
			self._line(placed.origin, Outcome.UNPLACED, reason, placed.kind, placed.county_code)
			return
		name = self.scans.keep(placed.scan, county, placed.origin.name.split("/")[-1], content)
		remark = "；".join(each for each in (f"存为“{name}”", placed.remark) if each)
		self._line(placed.origin, Outcome.SCAN, remark, placed.kind, placed.county_code)

	def give_bios(self) -> None:
		"""Assign bios from separate files to the people named in them."""
		people = {
			_bare(each.record.name): number
			for number, each in enumerate(self.found)
			if isinstance(each.record, SpeakerNominee)
		}
		for placed in self.bios:
			bios = bios_among(placed.bio_lines, [*people, *(_bare(each.name) for each in self.base.nominees)])
			if not bios:
				self._line(placed.origin, Outcome.UNPLACED, "没有收到其中任何人的推荐表", placed.kind)
			for name, bio in bios.items():
				remark = (
					self._give_bio(people[name], bio)
					if name in people
					else "人选已在工作簿中，简介请手工核对"
				)
				outcome = Outcome.OTHER if remark else Outcome.TAKEN
				self._line(placed.origin, outcome, remark, placed.kind, placed.county_code, name)

	def _give_bio(self, number: int, bio: str) -> str:
		"""Return why a bio was not taken; blank if it was."""
		found = self.found[number]
		assert isinstance(found.record, SpeakerNominee)
		if found.record.bio.strip():
			return f"推荐表“{found.origin.name}”中已有简介"
		self.found[number] = replace(found, record=replace(found.record, bio=bio))
		return ""

	def with_counties(self) -> Submission:
		"""Return the submission; without a list of counties, those found in files become it."""
		if self.listed:
			return self.base
		codes = {each.record.county_code for each in self.found}
		return replace(self.base, counties=tuple(each for each in self.counties if each.code in codes))

	def _line(
		self, origin: Origin, outcome: Outcome, remark: str, kind: str = "", code: str = "", title: str = ""
	) -> None:
		county = next((each for each in self.counties if each.code == code), None)
		self.lines.append(
			Receipt(
				file=origin.name,
				kind=kind,
				title=title,
				county=f"{code} {county.name}" if county else code,
				outcome=outcome.value,
				remark=remark,
				modified=moment(origin.modified),
				sha256=origin.sha256,
			)
		)


def _bare(name: str) -> str:
	return "".join(name.split())


def _missing(submission: Submission) -> Iterable[Receipt]:
	"""Yield a line for each county without a summary in the workbook, with the county's reason."""
	filed = {each.county_code for each in submission.summaries if has_text(each)}
	reasons = {each.county_code: each.reason for each in submission.missing}
	for county in submission.counties:
		if county.code not in filed:
			reason = reasons.get(county.code, "")
			yield Receipt(
				file="",
				kind=RecordKind.SUMMARY.value,
				county=f"{county.code} {county.name}",
				outcome=Outcome.MISSING.value,
				remark=f"未报送原因：{reason}" if reason else "",
			)
