"""Files parsed into Desk records: their values, to be shown, stored and taken over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from frappe import _

from kepu_app.core.collecting.container import ArrivedFile
from kepu_app.core.counter import count_text
from kepu_app.core.cycle import Cycle
from kepu_app.core.errors import InputError
from kepu_app.core.intake import Page, Received, ReceivedKind, page_of_text, read_document, recognise_all
from kepu_app.core.model import AnnualSummary, County, SpeakerNominee, TypicalCase
from kepu_app.core.sandbox import run_limited
from kepu_app.mappers.records import nominee_values
from kepu_app.utils.doctypes import CASE, NOMINEE, SUMMARY

SCAN = "Stamped Scan"
KINDS = {
	SUMMARY: ReceivedKind.SUMMARY,
	CASE: ReceivedKind.CASES,
	NOMINEE: ReceivedKind.NOMINEES,
	SCAN: ReceivedKind.SCAN,
}
DOCTYPES = {kind: doctype for doctype, kind in KINDS.items()}


@dataclass(frozen=True)
class RecordValues:
	"""Values of one record in a file: plain fields and rows of tables."""

	title: str
	county: str = ""
	values: dict[str, Any] = field(default_factory=dict)
	tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
	words: int = 0
	words_of_rows: list[int] = field(default_factory=list)

	def as_dict(self) -> dict[str, Any]:
		return vars(self)


@dataclass(frozen=True)
class Reading:
	"""One record of a file, or a file that is not used."""

	file_name: str
	kind: str = ""
	county: str = ""
	record: RecordValues | None = None
	dated: Any = None
	modified: datetime | None = None
	remarks: tuple[str, ...] = ()
	left_out: tuple[str, ...] = ()
	outcome: str = ""
	scan_of: str = ""
	stored_file: str = ""

	def of_stored(self, name: str | None) -> Reading:
		"""Return a copy that names its stored File."""
		return replace(self, stored_file=name or "")

	@property
	def is_used(self) -> bool:
		"""Return whether it can be taken over as it is."""
		return bool(self.kind and self.county and not self.outcome and (self.record or self.kind == SCAN))


def read_page(
	page: Page, name: str, cycle: Cycle, counties: Sequence[County], doctype: str | None = None
) -> list[Received]:
	"""Recognise the papers of a page, of one DocType if given.

	Runs in a child process with limits, like parsing: a crafted text occupies the rules for minutes. Raises InputError.
	"""
	kind = KINDS.get(doctype or "")
	shown = name or _("The Pasted Text")
	return run_limited(recognise_all, page, name, cycle, tuple(counties), kind, name=shown)


def read_upload(
	name: str, data: bytes, cycle: Cycle, counties: Sequence[County], doctype: str
) -> list[Received]:
	"""Parse one file for a document of this DocType. Raises InputError if it cannot be parsed."""
	return read_page(read_document(name, data), name, cycle, counties, doctype)


def read_pasted(text: str, cycle: Cycle, counties: Sequence[County], doctype: str) -> list[Received]:
	"""Parse a text pasted into a document of this DocType."""
	return read_page(page_of_text("", text), "", cycle, counties, doctype)


def read_arrived(
	file: ArrivedFile, cycle: Cycle, counties: Sequence[County], doctype: str | None = None
) -> Iterator[Reading]:
	"""Yield all papers of one file of many; an unreadable one becomes a line with the reason."""
	if file.junk:
		yield Reading(file.name, "Not Used", remarks=(file.junk,))
		return
	try:
		papers = read_page(read_document(file.name, file.read()), file.name, cycle, counties, doctype)
	except InputError as error:
		yield Reading(file.name, "Not Used", outcome="Unreadable", remarks=(error.message,))
		return
	for received in papers:
		yield from _readings(file, received)


def records_of(received: Received) -> list[RecordValues]:
	"""Return a file's records, each as values of its DocType."""
	if received.summary:
		return [_summary(received, received.summary)]
	return [*(_case(case) for case in received.cases), *(_nominee(each) for each in received.nominees)]


def as_row(reading: Reading) -> dict[str, Any]:
	"""Return a row of a receipt list."""
	record = reading.record
	topic = record.values.get("topic") if record else None
	return {
		"file_name": reading.file_name,
		"kind": reading.kind,
		"county": reading.county or None,
		"topic": topic,
		"is_used": int(reading.is_used),
		"title": record.title if record else "",
		"words": record.words if record else 0,
		"dated": reading.dated,
		"outcome": reading.outcome,
		"remarks": "\n".join(reading.remarks),
		"left_out": "\n".join(reading.left_out),
		"content": json.dumps(record.as_dict(), ensure_ascii=False, default=str) if record else "",
		"stored_file": reading.stored_file or None,
		"read_as": reading.scan_of or reading.kind,
	}


def _readings(file: ArrivedFile, received: Received) -> Iterator[Reading]:
	kind = DOCTYPES.get(received.kind, "")
	common = Reading(
		file.name,
		kind,
		received.county.code if received.county else "",
		dated=received.dated,
		modified=file.modified,
		remarks=(*_candidates(received), *received.notes),
		left_out=received.left_out,
		scan_of=DOCTYPES.get(received.scan_of, "") if received.scan_of else "",
	)
	records = records_of(received)
	for record in records:
		yield replace(common, record=record, county=record.county or common.county)
	if not records:
		yield common


def _candidates(received: Received) -> tuple[str, ...]:
	names = "、".join(county.name for county in received.candidates)
	return (f"提到了多个示范县：{names}",) if names else ()


def _summary(received: Received, summary: AnnualSummary) -> RecordValues:
	given = {"on_behalf_of": summary.on_behalf_of, "dated": summary.dated}
	return RecordValues(
		received.title or f"{received.county.name if received.county else ''}工作总结",
		summary.county_code,
		{name: value for name, value in given.items() if value},
		{"sections": [{"heading": each.heading, "text": each.text} for each in summary.sections]},
		received.words,
		[part.words for part in received.parts],
	)


def _case(case: TypicalCase) -> RecordValues:
	given = {"county": case.county_code, "topic": case.topic, "title": case.title, "text": case.text}
	return RecordValues(
		case.title or case.text[:30],
		case.county_code,
		{name: value for name, value in given.items() if value},
		words=count_text(case.text).words,
	)


def _nominee(nominee: SpeakerNominee) -> RecordValues:
	given = nominee_values(nominee)
	return RecordValues(
		nominee.name,
		nominee.county_code,
		{name: value for name, value in given.items() if value},
		{"reasons": [{"reason": each} for each in nominee.reasons]} if nominee.reasons else {},
		count_text(nominee.bio).words,
	)
