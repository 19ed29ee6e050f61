"""What a file turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kepu_app.core.model import AnnualSummary, County, SpeakerNominee, TypicalCase


class ReceivedKind(str, Enum):
	"""What a file is; the value is its name for people."""

	SUMMARY = "工作总结"
	CASES = "典型案例"
	NOMINEES = "宣讲团人选"
	SCAN = "盖章扫描件"
	UNKNOWN = "未识别"


@dataclass(frozen=True)
class Part:
	"""One part of a report: the heading it was assigned to, the heading found in the file, and its 字数."""

	heading: str
	found_as: str
	words: int


@dataclass(frozen=True)
class Received:
	"""A file, recognised.

	``county`` is whose it is; if ambiguous it is None and ``candidates`` are the counties named. Only the
	fields of ``kind`` are filled. ``dated`` is the report's own date. ``notes`` are doubts for a person,
	``left_out`` is what the content lacks of the file.
	"""

	name: str
	kind: ReceivedKind
	county: County | None = None
	candidates: tuple[County, ...] = ()
	summary: AnnualSummary | None = None
	cases: tuple[TypicalCase, ...] = ()
	nominees: tuple[SpeakerNominee, ...] = ()
	contact: str = ""
	title: str = ""
	dated: date | None = None
	words: int = 0
	parts: tuple[Part, ...] = ()
	left_out: tuple[str, ...] = ()
	notes: tuple[str, ...] = ()
	converted_from: str = ""
	scan_of: ReceivedKind | None = None
	"""Of a scan: which paper it shows, where its name says so."""
