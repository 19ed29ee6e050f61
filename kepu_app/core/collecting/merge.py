"""Puts what was found into what the workbook holds, record by record, and says of each what was done.

Nothing that somebody typed is replaced, and nothing is replaced at all unless it is asked for. Whether a
record was changed in the workbook since it was taken from a file is told by the checksum of the last run.
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
	"""The province's submission with what came, and a line for each record that was found."""

	submission: Submission
	receipts: tuple[Receipt, ...]


def merge(
	base: Submission, found: Sequence[FoundRecord], earlier: Sequence[Receipt], may_replace: bool = False
) -> Merged:
	"""Adds the newest version of each record.

	Args:
		base: what the workbook holds.
		found: every record of every file, of counties that are in the list.
		earlier: the lines of the last runs, of these files and of others.
		may_replace: whether a newer version takes the place of one that came as a file, and a record comes
			back that was taken out of the workbook.
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
		"""Decides on all versions of one record, newest first."""
		newest, present = versions[0], self.records.get(key)
		outcome, remark = self._decide(key, newest, present)
		if outcome in IN_WORKBOOK and not (present and covers(present, newest.record)):
			self.records[key] = _put(present, newest.record)
		self._add(newest, outcome, remark)
		for version in versions[1:]:
			self._add(version, *self._older(key, version, newest, outcome))

	def submission(self) -> Submission:
		"""The records in the workbook's order, new ones behind."""
		changes: dict[str, tuple[Record, ...]] = {}
		for record_type, name in _FIELDS.items():
			of_type = [each for each in self.records.values() if isinstance(each, record_type)]
			before = {key_of(each) for each in getattr(self.base, name)}
			# A record that stands twice in the workbook is a breach that the check names: both stay.
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
		"""What becomes of a version when there is a newer one."""
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
		"""Whether the record was taken from this very file in an earlier run."""
		return any(
			each.record == key and each.sha256 == found.origin.sha256 and each.taken for each in self.earlier
		)

	def _is_newer(self, key: str, newest: FoundRecord, present: Record) -> bool:
		"""Than the version that the workbook holds, by the paper's own date, then by the time of the file."""
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
		"""A file stays known after its record was changed or taken out in the workbook."""
		known = (
			each.taken for each in self.earlier if each.record == key and each.sha256 == found.origin.sha256
		)
		return next((each for each in known if each), "")


def line_of(found: FoundRecord, submission: Submission) -> Receipt:
	"""A line of the list, without what became of the record."""
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
	"""Summaries as the list of counties goes; cases that have no number behind the others, by topic; people
	behind the others as they came."""
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
	"""Numbers that are there stay; the others go on behind the highest."""
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
	"""The lines of earlier runs about files that did not come again, as things stand now.

	``kept`` are the checksums of the records by key: a line whose record has another one now tells of an
	earlier version.
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
