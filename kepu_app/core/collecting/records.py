"""A record found in a file, and the comparison of two of them.

Only the contents of Word files are compared: self-assessments, custom fields and the order are the
workbook's. White space and blank lines are ignored, since the workbook and the paper drop them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from kepu_app.core.counter import count_text
from kepu_app.core.model import AnnualSummary, RecordKind, SpeakerNominee, TypicalCase
from kepu_app.core.printing.prose import paragraphs

Record = AnnualSummary | TypicalCase | SpeakerNominee

_LINES = {
	AnnualSummary: ("on_behalf_of",),
	TypicalCase: ("topic", "title"),
	SpeakerNominee: ("name", "sex", "political_status", "birth_month", "organisation", "position", "phone"),
}
_KINDS = {
	AnnualSummary: RecordKind.SUMMARY,
	TypicalCase: RecordKind.CASE,
	SpeakerNominee: RecordKind.NOMINEE,
}


@dataclass(frozen=True)
class Origin:
	"""The file that a record is from; ``sha256`` is that of its bytes."""

	name: str
	modified: datetime | None
	sha256: str


@dataclass(frozen=True)
class FoundRecord:
	"""One record of one file. ``dated`` is the date on the paper; ``remark`` what a person should know of how
	it was parsed."""

	record: Record
	origin: Origin
	dated: date | None = None
	remark: str = ""

	@property
	def age(self) -> tuple[date, datetime, str]:
		"""Sort key of versions: the paper's own date, then the file's time, then its name."""
		modified = self.origin.modified or datetime.min
		return (self.dated or modified.date(), modified, self.origin.name)


def kind_of(record: Record) -> RecordKind:
	return _KINDS[type(record)]


def key_of(record: Record) -> str:
	"""Return the key that versions of one record share: county, county and topic, or person."""
	if isinstance(record, AnnualSummary):
		parts = [record.county_code]
	elif isinstance(record, TypicalCase):
		parts = [record.county_code, record.topic or record.title.strip()]
	else:
		parts = [record.county_code, "".join(record.name.split())]
	return "|".join((kind_of(record).name.lower(), *parts))


def title_of(record: Record) -> str:
	"""Return what distinguishes a record of its county in a list; blank for a summary."""
	if isinstance(record, AnnualSummary):
		return ""
	return record.title if isinstance(record, TypicalCase) else record.name


def words_of(record: Record) -> int:
	"""Return 字数 of the text that the record's limit applies to."""
	text = record.bio if isinstance(record, SpeakerNominee) else record.text
	return count_text(text).words


def has_text(record: Record) -> bool:
	"""Return whether it has anything but its county or person and who signs."""
	if isinstance(record, SpeakerNominee):
		return bool(record.name.strip())
	if isinstance(record, TypicalCase):
		return bool(record.text.strip())
	return any(section.text.strip() for section in record.sections)


def checksum(record: Record) -> str:
	"""Return a checksum that is equal for equal content."""
	facts = json.dumps(_facts(record), ensure_ascii=True, sort_keys=True)
	return hashlib.sha256(facts.encode("ascii")).hexdigest()


def covers(present: Record, found: Record) -> bool:
	"""Return whether ``present`` already has all of ``found``; what only ``present`` has is ignored."""
	have = _facts(present)
	return all(have.get(name) == value for name, value in _facts(found).items() if value)


def filled(present: Record, found: Record) -> Record:
	"""Return the workbook's record, completed from the one that was found."""
	blank = {
		name: getattr(found, name)
		for name in (*_LINES[type(present)], *_TEXTS[type(present)])
		if not getattr(present, name) or (name == "sections" and not has_text(present))
	}
	return replace(present, **blank)


def replaced(present: Record, found: Record) -> Record:
	"""Return the record that was found, with what only the workbook has."""
	kept = {
		name: getattr(present, name)
		for name in ("assessments", "extra", "order", "rank")
		if hasattr(found, name)
	}
	lines = {
		name: getattr(found, name) or getattr(present, name)
		for name in (*_LINES[type(found)], *(("dated",) if isinstance(found, AnnualSummary) else ()))
	}
	return replace(found, **kept, **lines)


_TEXTS = {
	AnnualSummary: ("sections", "dated"),
	TypicalCase: ("text",),
	SpeakerNominee: ("reasons", "bio"),
}


def _facts(record: Record) -> Mapping[str, object]:
	facts: dict[str, object] = {
		name: " ".join(getattr(record, name).split()) for name in _LINES[type(record)]
	}
	if isinstance(record, AnnualSummary):
		facts["dated"] = record.dated.isoformat() if record.dated else ""
		facts["sections"] = [
			[" ".join(each.heading.split()), _plain(each.text)]
			for each in record.sections
			if each.text.strip()
		]
	elif isinstance(record, TypicalCase):
		facts["text"] = _plain(record.text)
	else:
		facts["reasons"] = [_plain(each) for each in record.reasons if each.strip()]
		facts["bio"] = _plain(record.bio)
	return facts


def _plain(text: str) -> str:
	return "\n".join(" ".join(each.text.split()) for each in paragraphs(text))


def moment(modified: datetime | None) -> str:
	"""Format as 2025-02-10 09:30, for the list of files and for ``read_moment``."""
	return modified.isoformat(" ", "minutes") if modified else ""


def read_moment(shown: str) -> datetime | None:
	"""Parse the time in the list, None for a blank or edited one."""
	try:
		return datetime.fromisoformat(shown) if shown else None
	except ValueError:
		return None
