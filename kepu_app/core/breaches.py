"""A breach: which rule, how severe, and where in the submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kepu_app.core.model import RecordKind


@dataclass(frozen=True)
class Place:
	"""Where a breach is: the ``index``-th record (from 0) of its kind in the submission, and a field.

	``field`` is the model's field name; ``part`` its index where the field is a tuple (a section, a reason)
	or the indicator's code. ``label`` is the same for people.
	"""

	kind: RecordKind
	index: int
	field: str
	label: str
	part: int | str | None = None


class Severity(str, Enum):
	ERROR = "错误"
	WARNING = "提醒"


@dataclass(frozen=True)
class Breach:
	"""One broken rule: stable ``code``, the place, the value found, the limit, a Chinese sentence.

	``fix`` names the repair in ``rules.fix_summary``, blank where only a person can repair it.
	"""

	code: str
	severity: Severity
	place: Place
	value: str
	limit: str
	message: str
	fix: str = ""
