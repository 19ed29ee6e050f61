"""A province's submission and the records in it, as frozen dataclasses; ``cycle`` has the year's call.

Nothing in ``core`` changes these. The workbook reader and the Frappe controllers build them, the rules check
them, paper, Word, workbook and package print them.

Values that a rule can refuse stay as entered (``birth_month``, ``phone``, codes), so that a breach can show
them. Texts are plain text, paragraphs split by line feeds. The fields' metadata hold the Chinese labels for
messages, workbook columns and overviews. ``source`` is the name of the document that a record was built from, None
where it was read from a file. The core only copies it to the places of breaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from kepu_app.core.cycle import Criterion, Cycle
from kepu_app.core.labels import labelled, source_field


@dataclass(frozen=True)
class Province:
	"""A provincial unit. ``code_prefixes`` are the first two digits its county codes may have: its own, and
	for 新疆生产建设兵团 also those of the region around its cities. With ``paper_codes`` its papers have a 二维码 in the
	foot, by which their scans are sorted."""

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
	source: str | None = source_field()


@dataclass(frozen=True)
class SummarySection:
	heading: str = labelled("标题")
	text: str = labelled("正文")


@dataclass(frozen=True)
class Assessment:
	"""A county's own statement on one criterion: ``met`` where the criterion has no indicator, else
	``values`` by indicator code."""

	criterion: int = labelled("测评内容")
	met: bool | None = labelled("是否达标", default=None)
	values: Mapping[str, Decimal] = labelled("指标值", default_factory=dict)

	def is_met(self, criterion: Criterion) -> bool | None:
		"""Return whether the criterion is met; None while a needed figure or statement is missing.

		A missing indicator is not applicable, as long as another one of the criterion is given. A county with
		its own science museum has no touring exhibitions.
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
	source: str | None = source_field()

	@property
	def text(self) -> str:
		"""The text that the limit applies to (全文): headings and sections, not the template's own sentences."""
		return "\n".join(part for each in self.sections for part in (each.heading, each.text) if part)

	def meets(self, criterion: Criterion) -> bool | None:
		"""Return whether the county meets a criterion; None where it does not say. Of two answers the first one counts."""
		stated = next((each for each in self.assessments if each.criterion == criterion.number), None)
		return stated.is_met(criterion) if stated else None


@dataclass(frozen=True)
class TypicalCase:
	"""One section of Attachment 3. ``topic`` is a topic's code or name. ``order`` counts from 1."""

	county_code: str = labelled("行政区划代码")
	topic: str = labelled("专题")
	title: str = labelled("案例标题")
	text: str = labelled("案例正文")
	order: int = labelled("序号", default=0)
	extra: Mapping[str, Any] = labelled("自定义字段", default_factory=dict)
	source: str | None = source_field()


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
	source: str | None = source_field()


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
	"""A scanned, stamped paper: PDF, JPEG or PNG. Only an annual summary has a ``county_code``."""

	of: ScanOf = labelled("文种")
	filename: str = labelled("文件名")
	content: bytes = labelled("内容", repr=False)
	county_code: str = labelled("行政区划代码", default="")


@dataclass(frozen=True)
class Submission:
	"""All that one province sends for one cycle (汇总材料).

	``dated`` is printed under Attachment 3. ``under_way`` has, by county, the progress of a summary that was
	filed and is not approved yet. Each record's ``extra`` has an administrator's custom fields by label.
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
		"""Return the province's demonstration county of this code, else None."""
		return next((each for each in self.counties if each.code == code), None)

	def cases_in_order(self) -> tuple[TypicalCase, ...]:
		"""Return the cases as Attachment 3 prints them: by ``order``, then as given."""
		return tuple(sorted(self.cases, key=lambda case: case.order))

	def nominees_in_order(self) -> tuple[SpeakerNominee, ...]:
		"""Return the nominees as Attachment 4 prints them: by ``rank``, then as given."""
		return tuple(sorted(self.nominees, key=lambda nominee: nominee.rank))


class RecordKind(str, Enum):
	"""The kinds of record a breach's place can point at; the value is what a reader calls it."""

	SUBMISSION = "基本信息"
	COUNTY = "示范县名单"
	SUMMARY = "工作总结"
	CASE = "典型案例"
	NOMINEE = "宣讲团人选"
	ASSESSMENT = "测评自评"
