"""One year's call for reports: its numbers, headings, topics and evaluation standard, as frozen dataclasses.

Source of every default: 科协普函基字〔2025〕1号, by way of ``kepu_app/core/data/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from kepu_app.core.choices import POLITICAL_STATUSES, SEXES
from kepu_app.core.counter import TextCount, count_text


class CountingMethod(str, Enum):
	"""How a limit is measured; the notice's 字 is Word's 字数."""

	WORDS = "字数"
	CHARACTERS = "字符数(不计空格)"

	def measure(self, text: str) -> int:
		"""Return the size of ``text`` in this method's unit."""
		return self.pick(count_text(text))

	def pick(self, count: TextCount) -> int:
		"""Return the one of both counts that this method uses."""
		return count.words if self is CountingMethod.WORDS else count.characters


class Comparison(str, Enum):
	"""How an entered value is compared with a threshold."""

	AT_LEAST = ">="
	AT_MOST = "<="

	def holds(self, value: Decimal, threshold: Decimal) -> bool:
		"""Compare; False for NaN, which Decimal refuses to compare and the rules report."""
		if value.is_nan():
			return False
		return value >= threshold if self is Comparison.AT_LEAST else value <= threshold


@dataclass(frozen=True)
class Heading:
	"""One section of the annual summary, heading printed as it stands (一、… to 四、…)."""

	text: str
	required: bool = True


@dataclass(frozen=True)
class Topic:
	"""One topic of the typical cases.

	Attachment 3 prints ``name`` in the brackets after the county; ``description`` is the wording of the
	notice's section 一.2.
	"""

	code: str
	name: str
	description: str = ""


@dataclass(frozen=True)
class Indicator:
	"""A figure that decides whether a criterion is met; ``unit`` is printed after the value."""

	code: str
	name: str
	unit: str
	threshold: Decimal
	comparison: Comparison = Comparison.AT_LEAST

	def is_met(self, value: Decimal) -> bool:
		"""Return whether a figure reaches the threshold.

		The Desk shows the same at once by ``public/js/figures.js``; the two are tested on the same vectors.
		"""
		return self.comparison.holds(value, self.threshold)


@dataclass(frozen=True)
class Criterion:
	"""One 测评内容 of Attachment 1. Without indicators the county itself states whether it is met."""

	number: int
	group: str
	title: str
	text: str
	indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True)
class Standard:
	"""The evaluation standard, national or a province's refinement of it."""

	name: str
	source: str
	criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Limits:
	"""Maximum lengths, in the cycle's counting method. Even a draft takes no more than ``multiple`` times
	that, in characters."""

	summary: int
	case: int
	bio: int
	multiple: int = 5

	@property
	def shortest(self) -> int:
		"""The limit of texts without one of their own, such as titles and reasons."""
		return min(self.summary, self.case, self.bio)


@dataclass(frozen=True)
class Quotas:
	"""How many each province may nominate."""

	cases: int
	nominees: int
	cases_per_topic: int = 1
	cases_per_county: int = 1


@dataclass(frozen=True)
class AgeRange:
	"""Plausible ages of a nominee in years; they reveal a mistyped birth month."""

	youngest: int
	oldest: int


@dataclass(frozen=True)
class Cycle:
	"""One year's call for reports: every number, heading and address of its notice.

	``year`` is the year reported on (2024), not the year of the notice (2025). ``headings_adjustable`` is
	Attachment 2's 备注: 以上内容可根据工作情况调整. ``mail_megabytes`` is the usual limit of a mail.
	"""

	year: int
	notice_title: str
	notice_number: str
	notice_date: date
	national_deadline: date
	limits: Limits
	quotas: Quotas
	headings: tuple[Heading, ...]
	topics: tuple[Topic, ...]
	standard: Standard
	receiving_office: str
	receiving_mail: str
	short_notice_title: str
	hard_lock_date: date | None = None
	headings_adjustable: bool = True
	counting_method: CountingMethod = CountingMethod.WORDS
	nominee_age: AgeRange = AgeRange(youngest=18, oldest=75)
	sexes: tuple[str, ...] = SEXES
	political_statuses: tuple[str, ...] = POLITICAL_STATUSES
	mail_megabytes: int = 50

	def topic(self, code_or_name: str) -> Topic | None:
		"""Return the topic with this code or this name, else None."""
		return next((each for each in self.topics if code_or_name in (each.code, each.name)), None)
