"""A scoring sheet, its assessments, and the rules of the count, as frozen dataclasses.

An assessor's total of a subject is the weighted share of the full marks, on the sheet's ``scale``:
``scale × Σ(value ÷ full_marks × weight) ÷ Σ weight``. Items whose weight equals their full marks, with a
sum of ``scale``, are therefore simply added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kepu_app.core.labels import labelled


class AssessmentState(str, Enum):
	"""The state of one assessor's work on one subject."""

	SUBMITTED = "已评"
	MISSING = "未评"
	RECUSED = "回避"


@dataclass(frozen=True)
class ScoringItem:
	"""One line of a scoring sheet. ``full_marks`` is the maximum, ``weight`` the item's part of the total."""

	number: int = labelled("序号")
	group: str = labelled("分组")
	text: str = labelled("评分项目")
	full_marks: Decimal = labelled("满分")
	weight: Decimal = labelled("权重")


@dataclass(frozen=True)
class OutlierRule:
	"""When a mark is an outlier: it is farther from the median than ``share`` of the full marks. More than
	half of the marks must be nearer, and at least ``least_marks`` assessors must have given one."""

	share: Decimal = Decimal("0.2")
	least_marks: int = 3


@dataclass(frozen=True)
class ScoringSheet:
	"""A province's or CAST's list of items, with the rules by which its marks are counted.

	``trim_from``: from so many totals on, the ``trim_each`` highest and lowest are left out of the trimmed
	mean. ``digits`` are the decimals of means, spread and (at least) totals, rounded half up; ``mark_digits``
	the maximum decimals of a mark. ``weights_sum`` is the required sum of the weights, None for any.
	"""

	title: str
	items: tuple[ScoringItem, ...]
	trim_from: int = 5
	trim_each: int = 1
	digits: int = 2
	mark_digits: int = 1
	scale: Decimal = Decimal(100)
	weights_sum: Decimal | None = Decimal(100)
	outliers: OutlierRule = OutlierRule()

	@property
	def total_digits(self) -> int:
		"""Decimals of an assessor's total: at least those of a mark, so that a single mark stays as it is."""
		return max(self.digits, self.mark_digits)

	def item(self, number: int) -> ScoringItem | None:
		"""Return the item of this number, else None."""
		return next((each for each in self.items if each.number == number), None)


@dataclass(frozen=True)
class Subject:
	"""What is assessed: a county, a case or a person. ``key`` is a county's code or a document's name.
	``group`` filters results (a city, province or topic); ``note`` is shown beside its name."""

	key: str
	name: str
	group: str = ""
	note: str = ""

	@property
	def noted_name(self) -> str:
		return f"{self.name}（{self.note}）" if self.note else self.name


@dataclass(frozen=True)
class Mark:
	"""One assessor's mark of one subject for one item; ``value`` is None while it is missing."""

	assessor: str = labelled("评审专家")
	subject: str = labelled("评审对象")
	item: int = labelled("评分项目")
	value: Decimal | None = labelled("得分")
	remark: str = labelled("评语", default="")


@dataclass(frozen=True)
class Assessment:
	"""One assessor's work on one subject. Only a submitted one counts; ``reason`` is that of a recusal (回避)."""

	assessor: str
	subject: str
	marks: tuple[Mark, ...] = ()
	state: AssessmentState = AssessmentState.SUBMITTED
	reason: str = ""

	def value(self, item: int) -> Decimal | None:
		"""Return the mark for an item, None if there is none."""
		return next((each.value for each in self.marks if each.item == item), None)
