"""A breach: which rule, how severe, and where in the submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kepu_app.core.model import RecordKind


@dataclass(frozen=True)
class Place:
	"""Where a breach is: the ``index``-th record (from 0) of its kind in the submission, and a field.

	``field`` is the model's field name; ``part`` its index where the field is a tuple (a section, a reason)
	or the indicator's code. ``label`` is the same for people, ``field_label`` its last part: the field alone.
	``source`` is that of the record.
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
	"""One broken rule: stable ``code``, the place, the value found, the limit, a Chinese ``sentence``.

	The sentence has neither the place nor a full stop. ``fix`` names the repair in ``rules.fix_summary``,
	blank where only a person can repair it.
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
		"""Return the place, a colon and the sentence."""
		return f"{self.place.label}：{self.sentence}。"

	@property
	def message_in_record(self) -> str:
		"""Return the message with the field alone as its place, for a form that shows the record itself."""
		return f"{self.place.field_label}：{self.sentence}。"
