"""A province's submission and the cycle it belongs to, as frozen dataclasses.

Everything in ``core`` reads these and nothing writes them: the workbook reader and the Frappe
controllers make them, the rules check them, paper, Word, workbook and bundle print them.

Values stay as the user entered them where a rule can still refuse them (``birth_month``, ``phone``,
codes): a breach has to be able to show the value. Texts are plain text, paragraphs split by line feeds.
Chinese labels stand in the fields' metadata, once, for messages, workbook columns and overviews;
``label_of`` reads them.

Source of every default: 科协普函基字〔2025〕1号, by way of ``kepu_app/core/data/``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from kepu_app.core.choices import POLITICAL_STATUSES, SEXES
from kepu_app.core.counter import TextCount, count_text


def labelled(label: str, **options: Any) -> Any:
	"""A dataclass field with its Chinese label; ``options`` as for ``dataclasses.field``."""
	return field(metadata={"label": label}, **options)


def label_of(record_type: type, name: str) -> str:
	"""The Chinese label of a field. Raises KeyError for a field that the record does not have."""
	labels: dict[str, str] = {
		each.name: each.metadata.get("label", each.name) for each in dataclasses.fields(record_type)
	}
	return labels[name]


class CountingMethod(str, Enum):
	"""How a limit is measured; the notice's 字 is Word's 字数."""

	WORDS = "字数"
	CHARACTERS = "字符数(不计空格)"

	def measure(self, text: str) -> int:
		"""The size of ``text`` in this method's unit."""
		return self.pick(count_text(text))

	def pick(self, count: TextCount) -> int:
		"""This method's figure out of both counts."""
		return count.words if self is CountingMethod.WORDS else count.characters


class Comparison(str, Enum):
	"""How an entered value is held against a threshold."""

	AT_LEAST = ">="
	AT_MOST = "<="

	def holds(self, value: Decimal, threshold: Decimal) -> bool:
		"""False for NaN, which Decimal refuses to compare; the rules report it."""
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

	``name`` is what Attachment 3 prints in the brackets behind the county, ``description`` the wording
	of the notice's section 一.2.
	"""

	code: str
	name: str
	description: str = ""


@dataclass(frozen=True)
class Indicator:
	"""A figure that decides whether a criterion is met; ``unit`` is printed behind the value."""

	code: str
	name: str
	unit: str
	threshold: Decimal
	comparison: Comparison = Comparison.AT_LEAST

	def is_met(self, value: Decimal) -> bool:
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
	"""Longest texts, in the cycle's counting method. ``multiple`` times that, in characters, is the most that is
	taken at all, even for a draft."""

	summary: int
	case: int
	bio: int
	multiple: int = 5

	@property
	def shortest(self) -> int:
		"""What holds for texts without a limit of their own, such as titles and reasons."""
		return min(self.summary, self.case, self.bio)


@dataclass(frozen=True)
class Quotas:
	"""How many a province may pick."""

	cases: int
	nominees: int
	cases_per_topic: int = 1
	cases_per_county: int = 1


@dataclass(frozen=True)
class AgeRange:
	"""Plausible ages of a nominee in years, by which a mistyped birth month is noticed."""

	youngest: int
	oldest: int


@dataclass(frozen=True)
class Cycle:
	"""One year's call for reports: every number, heading and address of its notice.

	``year`` is the year reported on (2024), not the year of the notice (2025). ``headings_adjustable``
	is Attachment 2's 备注: 以上内容可根据工作情况调整. ``mail_megabytes`` is what a mail usually takes.
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
		"""The topic with this code or this name, else None."""
		return next((each for each in self.topics if code_or_name in (each.code, each.name)), None)


@dataclass(frozen=True)
class Province:
	"""A provincial unit. ``code_prefixes`` are the first two digits its county codes may have:
	its own, and for 新疆生产建设兵团 also those of the region in which its cities lie. ``paper_codes``: its
	papers have a 二维码 in the foot, by which their scans are sorted."""

	code: str = labelled("省份代码")
	name: str = labelled("省份")
	association: str = labelled("省级科协")
	code_prefixes: tuple[str, ...] = labelled("代码前两位", default=())
	is_municipality: bool = labelled("直辖市", default=False)
	contact_name: str = labelled("联系人", default="")
	contact_phone: str = labelled("联系方式", default="")
	paper_codes: bool = labelled("页脚二维码", default=False)

	def owns_code(self, county_code: str) -> bool:
		return county_code[:2] in (self.code_prefixes or (self.code[:2],))


@dataclass(frozen=True)
class County:
	"""A demonstration county (县、市、区). ``city`` is blank where the province administers it directly."""

	code: str = labelled("行政区划代码")
	name: str = labelled("示范县名称")
	city: str = labelled("所属市", default="")
	batch: str = labelled("批次", default="")
	period: str = labelled("命名周期", default="")
	extra: Mapping[str, Any] = labelled("自定义字段", default_factory=dict)


@dataclass(frozen=True)
class SummarySection:
	heading: str = labelled("标题")
	text: str = labelled("正文")


@dataclass(frozen=True)
class Assessment:
	"""A county's own statement on one criterion: ``met`` where the criterion has no indicator,
	``values`` by indicator code where it has."""

	criterion: int = labelled("测评内容")
	met: bool | None = labelled("是否达标", default=None)
	values: Mapping[str, Decimal] = labelled("指标值", default_factory=dict)

	def is_met(self, criterion: Criterion) -> bool | None:
		"""Whether the criterion is met; None while a needed figure or statement is missing.

		An indicator left out counts as not applicable (a county with a science museum of its own has
		no touring exhibitions), as long as one other indicator of the criterion was given.
		"""
		if not criterion.indicators:
			return self.met
		given = [each for each in criterion.indicators if each.code in self.values]
		if not given:
			return self.met
		return all(each.is_met(self.values[each.code]) for each in given)


@dataclass(frozen=True)
class AnnualSummary:
	"""Attachment 2. ``on_behalf_of`` signs it: 县政府 or 县科协, by its full name."""

	county_code: str = labelled("行政区划代码")
	sections: tuple[SummarySection, ...] = labelled("工作总结", default=())
	on_behalf_of: str = labelled("落款单位", default="")
	dated: date | None = labelled("落款日期", default=None)
	assessments: tuple[Assessment, ...] = labelled("测评自评", default=())
	extra: Mapping[str, Any] = labelled("自定义字段", default_factory=dict)

	@property
	def text(self) -> str:
		"""What counts for the limit (全文): headings and texts, not the template's own sentences."""
		return "\n".join(part for each in self.sections for part in (each.heading, each.text) if part)


@dataclass(frozen=True)
class TypicalCase:
	"""One section of Attachment 3. ``topic`` is a topic's code or name. ``order`` counts from 1."""

	county_code: str = labelled("行政区划代码")
	topic: str = labelled("专题")
	title: str = labelled("案例标题")
	text: str = labelled("案例正文")
	order: int = labelled("序号", default=0)
	extra: Mapping[str, Any] = labelled("自定义字段", default_factory=dict)


@dataclass(frozen=True)
class SpeakerNominee:
	"""One row of Attachment 4 with the bio behind the table. ``birth_month`` is YYYY-MM when it is valid."""

	county_code: str = labelled("行政区划代码")
	name: str = labelled("姓名")
	sex: str = labelled("性别", default="")
	political_status: str = labelled("政治面貌", default="")
	birth_month: str = labelled("出生年月", default="")
	organisation: str = labelled("工作单位", default="")
	position: str = labelled("职务", default="")
	phone: str = labelled("联系方式", default="")
	reasons: tuple[str, ...] = labelled("推荐理由", default=())
	bio: str = labelled("个人工作简介", default="")
	rank: int = labelled("序号", default=0)
	extra: Mapping[str, Any] = labelled("自定义字段", default_factory=dict)


@dataclass(frozen=True)
class MissingCounty:
	"""Why a demonstration county has not filed."""

	county_code: str = labelled("行政区划代码")
	reason: str = labelled("未报送原因")


class ScanOf(str, Enum):
	"""Which paper a stamped scan shows."""

	SUMMARY = "工作总结"
	CASES = "典型案例"
	NOMINEES = "宣讲团人选"


@dataclass(frozen=True)
class StampedScan:
	"""A scanned, stamped paper: PDF, JPEG or PNG. ``county_code`` only for an annual summary."""

	of: ScanOf = labelled("文种")
	filename: str = labelled("文件名")
	content: bytes = labelled("内容", repr=False)
	county_code: str = labelled("行政区划代码", default="")


@dataclass(frozen=True)
class Submission:
	"""All that one province sends for one cycle (汇总材料).

	``dated`` stands under Attachment 3. ``under_way`` says, by county, how far a summary is that was filed
	and is not approved yet. An administrator's custom fields travel in each record's ``extra``, label to value.
	"""

	cycle: Cycle
	province: Province
	counties: tuple[County, ...] = ()
	summaries: tuple[AnnualSummary, ...] = ()
	cases: tuple[TypicalCase, ...] = ()
	nominees: tuple[SpeakerNominee, ...] = ()
	missing: tuple[MissingCounty, ...] = ()
	scans: tuple[StampedScan, ...] = ()
	dated: date | None = None
	under_way: Mapping[str, str] = field(default_factory=dict)

	def county(self, code: str) -> County | None:
		"""The county of this code among the province's demonstration counties, else None."""
		return next((each for each in self.counties if each.code == code), None)

	def cases_in_order(self) -> tuple[TypicalCase, ...]:
		"""Cases as Attachment 3 prints them: by ``order``, then as given."""
		return tuple(sorted(self.cases, key=lambda case: case.order))

	def nominees_in_order(self) -> tuple[SpeakerNominee, ...]:
		"""Nominees as Attachment 4 prints them: by ``rank``, then as given."""
		return tuple(sorted(self.nominees, key=lambda nominee: nominee.rank))


class RecordKind(str, Enum):
	"""The kinds of record a place can point at; the value is what a reader calls it."""

	SUBMISSION = "基本信息"
	COUNTY = "示范县名单"
	SUMMARY = "工作总结"
	CASE = "典型案例"
	NOMINEE = "宣讲团人选"
	ASSESSMENT = "测评自评"


@dataclass(frozen=True)
class Place:
	"""Where a breach is: the ``index``-th record (from 0) of its kind in the submission, and a field.

	``field`` is the model's field name; ``part`` its index where the field is a tuple (a section, a
	reason) or the indicator's code. ``label`` is the same for people.
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

	``fix`` names what ``rules.fix_summary`` can do about it, blank where only a person can.
	"""

	code: str
	severity: Severity
	place: Place
	value: str
	limit: str
	message: str
	fix: str = ""
