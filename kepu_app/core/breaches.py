"""A broken rule of the notice: which one, how grave, and where in the submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kepu_app.core.model import RecordKind


@dataclass(frozen=True)
class Place:
	"""Where a breach is: the ``index``-th record (from 0) of its kind in the submission, and a field.

	``field`` is the model's field name; ``part`` its index where the field is a tuple (a section, a
	reason) or the indicator's code. ``label`` is the same for people, ``field_label`` its end, without kind and name
	of the record. ``source`` is that of the record.
	"""

	kind: RecordKind
	index: int
	field: str
	label: str
	part: int | str | None = None
	field_label: str = ""
	source: str | None = None


class Severity(str, Enum):
	ERROR = "错误"
	WARNING = "提醒"


@dataclass(frozen=True)
class Breach:
	"""One broken rule: stable ``code``, the place, the value found, the limit, a Chinese sentence that names neither
	the place nor has a full stop.

	``fix`` names what ``rules.fix_summary`` can do about it, blank where only a person can.
	"""

	code: str
	severity: Severity
	place: Place
	value: str
	limit: str
	sentence: str
	fix: str = ""

	@property
	def message(self) -> str:
		"""The place, a colon and the sentence."""
		return f"{self.place.label}：{self.sentence}。"

	@property
	def message_in_record(self) -> str:
		"""The message for whoever has the record before him: it names the field alone."""
		return f"{self.place.field_label}：{self.sentence}。"
