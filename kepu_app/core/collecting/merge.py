"""Merges found records into the workbook's, and says of each what was done.

Nothing that somebody typed is replaced, and nothing at all unless requested. The checksum of the last run
shows whether a record was edited in the workbook since it was taken from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from kepu_app.core.collecting.outcomes import IN_WORKBOOK, Outcome
from kepu_app.core.collecting.records import (
	FoundRecord,
	Record,
	checksum,
	covers,
	filled,
	has_text,
	key_of,
	kind_of,
	moment,
	read_moment,
	replaced,
	title_of,
	words_of,
)
from kepu_app.core.model import AnnualSummary, SpeakerNominee, Submission, TypicalCase
from kepu_app.core.workbooks import Receipt

_FIELDS = {AnnualSummary: "summaries", TypicalCase: "cases", SpeakerNominee: "nominees"}


@dataclass(frozen=True)
class Merged:
	"""The merged submission of the province, and a line for each record that was found."""

	submission: Submission
	receipts: tuple[Receipt, ...]


def merge(
	base: Submission, found: Sequence[FoundRecord], earlier: Sequence[Receipt], may_replace: bool = False
) -> Merged:
	"""Add the newest version of each record.

	Args:
		base: what the workbook holds.
		found: every record of every file, of counties that are in the list.
		earlier: the lines of the last runs, of these files and of others.
		may_replace: let a newer version replace one from a file, and restore records removed from the workbook.
	"""
	work = _Work(base, earlier, may_replace)
	groups: dict[str, list[FoundRecord]] = {}
	for each in found:
		groups.setdefault(key_of(each.record), []).append(each)
	for key, versions in groups.items():
		work.settle(key, sorted(versions, key=lambda each: each.age, reverse=True))
	return Merged(work.submission(), tuple(work.lines))


@dataclass
class _Work:
	base: Submission
	earlier: Sequence[Receipt]
	may_replace: bool
	lines: list[Receipt] = field(default_factory=list)
	records: dict[str, Record] = field(default_factory=dict)

	def __post_init__(self) -> None:
		records: tuple[Record, ...] = (*self.base.summaries, *self.base.cases, *self.base.nominees)
		for record in records:
			self.records.setdefault(key_of(record), record)

	def settle(self, key: str, versions: Sequence[FoundRecord]) -> None:
		"""Decide on all versions of one record, newest first."""
		newest, present = versions[0], self.records.get(key)
		outcome, remark = self._decide(key, newest, present)
		if outcome in IN_WORKBOOK and not (present and covers(present, newest.record)):
			self.records[key] = _put(present, newest.record)
		self._add(newest, outcome, remark)
		for version in versions[1:]:
			self._add(version, *self._older(key, version, newest, outcome))

	def submission(self) -> Submission:
		"""Return the records in the workbook's order, new ones last."""
		changes: dict[str, tuple[Record, ...]] = {}
		for record_type, name in _FIELDS.items():
			of_type = [each for each in self.records.values() if isinstance(each, record_type)]
			before = {key_of(each) for each in getattr(self.base, name)}
			# The check reports a record that is twice in the workbook: both stay.
			repeated = _repeated(getattr(self.base, name))
			new = [each for each in of_type if key_of(each) not in before]
			old = [each for each in of_type if key_of(each) in before]
			changes[name] = (*old, *repeated, *new)
		return _in_order(replace(self.base, **changes))  # type: ignore[arg-type]

	def _decide(self, key: str, newest: FoundRecord, present: Record | None) -> tuple[Outcome, str]:
		if present is None or not has_text(present):
			return self._decide_absent(key, newest)
		if covers(present, newest.record):
			return Outcome.TAKEN, ""
		if checksum(present) not in self._taken(key):
			if self._is_known(key, newest):
				return Outcome.KEPT, "收入以后在工作簿中改动过，以工作簿为准"
			return (
				Outcome.KEPT,
				"工作簿中已有手工填写或改动过的内容，没有替换；要用这个文件，请先清空工作簿中的内容",
			)
		if not self._is_newer(key, newest, present):
			return Outcome.OLDER, "比工作簿中已收入的版本早"
		if self.may_replace:
			return Outcome.REPLACED, "替换了先前收入的版本"
		return Outcome.WAITING, "比先前收入的版本新；确认替换请加 --replace"

	def _decide_absent(self, key: str, newest: FoundRecord) -> tuple[Outcome, str]:
		if self._is_known(key, newest) and not self.may_replace:
			return Outcome.REMOVED, "以前收入过，后来在工作簿中删去了；要重新收入请加 --replace"
		return Outcome.TAKEN, ""

	def _older(
		self, key: str, version: FoundRecord, newest: FoundRecord, outcome: Outcome
	) -> tuple[Outcome, str]:
		"""Return what becomes of a version when there is a newer one."""
		if version.origin.sha256 == newest.origin.sha256:
			return Outcome.UNPLACED, "同一个文件中还有一份同县、同专题或同名的，只收了第一份，请手工核对"
		present = self.records.get(key)
		if outcome is Outcome.WAITING and present and covers(present, version.record):
			return Outcome.TAKEN, f"有较新的版本“{newest.origin.name}”"
		same = "内容相同，" if covers(newest.record, version.record) else ""
		return Outcome.OLDER, f"{same}已有较新的版本“{newest.origin.name}”"

	def _taken(self, key: str) -> set[str]:
		return {each.taken for each in self.earlier if each.record == key and each.taken}

	def _is_known(self, key: str, found: FoundRecord) -> bool:
		"""Return whether the record was taken from this very file in an earlier run."""
		return any(
			each.record == key and each.sha256 == found.origin.sha256 and each.taken for each in self.earlier
		)

	def _is_newer(self, key: str, newest: FoundRecord, present: Record) -> bool:
		"""Compare with the workbook's version, by the paper's own date, then by the file's time."""
		held = [each for each in self.earlier if each.record == key and each.taken == checksum(present)]
		times = [when for each in held if (when := read_moment(each.modified))]
		dated = present.dated if isinstance(present, AnnualSummary) else None
		if dated and newest.dated and dated != newest.dated:
			return newest.dated > dated
		modified = newest.origin.modified
		return not times or modified is None or modified.replace(second=0) > max(times)

	def _add(self, found: FoundRecord, outcome: Outcome, remark: str) -> None:
		key = key_of(found.record)
		present = self.records.get(key)
		taken = checksum(present) if outcome in IN_WORKBOOK and present else self._checksum_before(key, found)
		self.lines.append(
			replace(
				line_of(found, self.base),
				outcome=outcome.value,
				remark="；".join(each for each in (remark, found.remark) if each),
				taken=taken,
			)
		)

	def _checksum_before(self, key: str, found: FoundRecord) -> str:
		"""Return the last run's checksum: a file stays known after its record was edited or removed."""
		known = (
			each.taken for each in self.earlier if each.record == key and each.sha256 == found.origin.sha256
		)
		return next((each for each in known if each), "")


def line_of(found: FoundRecord, submission: Submission) -> Receipt:
	"""Return a line of the list, without what became of the record."""
	record, origin = found.record, found.origin
	county = submission.county(record.county_code)
	return Receipt(
		file=origin.name,
		kind=kind_of(record).value,
		county=f"{record.county_code} {county.name if county else ''}".strip(),
		title=title_of(record),
		words=words_of(record),
		modified=moment(origin.modified),
		sha256=origin.sha256,
		record=key_of(record),
	)


def _put(present: Record | None, found: Record) -> Record:
	if present is None:
		return found
	return replaced(present, found) if has_text(present) else filled(present, found)


def _repeated(records: Iterable[Record]) -> list[Record]:
	seen: set[str] = set()
	repeated = []
	for each in records:
		if key_of(each) in seen:
			repeated.append(each)
		seen.add(key_of(each))
	return repeated


def _in_order(submission: Submission) -> Submission:
	"""Sort summaries as the list of counties, unnumbered cases last and by topic, new people last as found."""
	places = {each.code: number for number, each in enumerate(submission.counties)}
	topics = {each.code: number for number, each in enumerate(submission.cycle.topics)}
	summaries = sorted(submission.summaries, key=lambda each: places.get(each.county_code, len(places)))
	cases = sorted(
		submission.cases, key=lambda each: (not each.order, each.order or topics.get(each.topic, len(topics)))
	)
	return replace(
		submission,
		summaries=tuple(summaries),
		cases=tuple(replace(each, order=number) for each, number in _numbered(cases, "order")),
		nominees=tuple(replace(each, rank=number) for each, number in _numbered(submission.nominees, "rank")),
	)


_Numbered = TypeVar("_Numbered", TypicalCase, SpeakerNominee)


def _numbered(records: Sequence[_Numbered], name: str) -> list[tuple[_Numbered, int]]:
	"""Keep existing numbers; continue after the highest."""
	highest = max((getattr(each, name) for each in records), default=0)
	numbered = []
	for each in records:
		number = getattr(each, name)
		if not number:
			highest += 1
			number = highest
		numbered.append((each, number))
	return numbered


def carried(earlier: Sequence[Receipt], lines: Sequence[Receipt], kept: Mapping[str, str]) -> list[Receipt]:
	"""Return the lines of earlier runs about files that did not come again, updated.

	``kept`` are the checksums of the records by key: a line with another one is about an earlier version.
	"""
	again = {(each.sha256, each.record) for each in lines} | {(each.sha256, "") for each in lines}
	result = []
	for each in earlier:
		if (each.sha256, each.record) in again or not each.file:
			continue
		is_held = each.outcome in (Outcome.TAKEN.value, Outcome.REPLACED.value)
		if is_held and any(
			other.record == each.record and other.outcome == Outcome.REPLACED.value for other in lines
		):
			each = replace(each, outcome=Outcome.OLDER.value, remark="已由较新的版本替换")
		elif is_held and each.record and each.record not in kept:
			each = replace(each, outcome=Outcome.REMOVED.value, remark="后来在工作簿中删去了")
		result.append(each)
	return result
