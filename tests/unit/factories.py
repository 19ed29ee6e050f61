"""Makes submissions for tests: right in every respect, until a test changes something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kepu_app.core.cycle import Cycle
from kepu_app.core.defaults import find_province, load_cycle
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	Province,
	SpeakerNominee,
	Submission,
	SummarySection,
	TypicalCase,
)

COUNTIES = (
	County(code="341302", name="埇桥区", city="宿州市", batch="第二批", period="2021-2025年度"),
	County(code="340210", name="湾沚区", city="芜湖市", batch="第一批", period="2021-2025年度"),
	County(code="341524", name="金寨县", city="六安市", batch="第二批", period="2021-2025年度"),
	County(code="340123", name="肥西县", city="合肥市", batch="第一批", period="2021-2025年度"),
	County(code="341021", name="歙县", city="黄山市", batch="第二批", period="2021-2025年度"),
	County(code="341226", name="颍上县", city="阜阳市", batch="第二批", period="2021-2025年度"),
)


def make_cycle(**changes: Any) -> Cycle:
	"""Return the shipped cycle of 2024."""
	return replace(load_cycle(), **changes)


def make_province(**changes: Any) -> Province:
	"""安徽省, with a contact."""
	province = find_province("安徽省")
	assert province is not None
	return replace(province, **{"contact_name": "程晓岚", "contact_phone": "0551-62670123", **changes})


def make_summary(code: str = "341302", **changes: Any) -> AnnualSummary:
	"""Return a short summary with the four headings and a whole self-assessment."""
	cycle = load_cycle()
	sections = tuple(
		SummarySection(
			heading.text,
			f"（一）主要情况。第{number}部分的内容，共开展活动{number * 12}场。\n其余工作正常推进。",
		)
		for number, heading in enumerate(cycle.headings, start=1)
	)
	defaults = {
		"county_code": code,
		"sections": sections,
		"on_behalf_of": "埇桥区科学技术协会",
		"dated": date(2025, 1, 20),
		"assessments": make_assessments(cycle),
	}
	return AnnualSummary(**{**defaults, **changes})


def make_assessments(cycle: Cycle) -> tuple[Assessment, ...]:
	"""Every criterion met: figures at their thresholds, statements true."""
	return tuple(
		Assessment(
			criterion=each.number,
			met=None if each.indicators else True,
			values={indicator.code: Decimal(indicator.threshold) for indicator in each.indicators},
		)
		for each in cycle.standard.criteria
	)


def make_case(number: int = 1, **changes: Any) -> TypicalCase:
	"""Return the case of the ``number``-th county and topic."""
	defaults = {
		"county_code": COUNTIES[number - 1].code,
		"topic": load_cycle().topics[number - 1].code,
		"title": f"第{number}个案例的标题",
		"text": "思路清楚，做法扎实。\n成效明显。",
		"order": number,
	}
	return TypicalCase(**{**defaults, **changes})


def make_nominee(number: int = 1, **changes: Any) -> SpeakerNominee:
	"""Return the nominee of the ``number``-th county."""
	defaults = {
		"county_code": COUNTIES[number - 1].code,
		"name": ("赵静宜", "钱志远", "孙若兰", "李海平")[number - 1],
		"sex": "女",
		"political_status": "中共党员",
		"birth_month": "1979-06",
		"organisation": f"{COUNTIES[number - 1].name}科学技术协会",
		"position": "副主席",
		"phone": f"1390557{number:04d}",
		"reasons": ("长期在基层从事科普工作。", "善于把科学道理讲成家常话。"),
		"bio": "从事基层科普工作十八年。",
		"rank": number,
	}
	return SpeakerNominee(**{**defaults, **changes})


def make_submission(**changes: Any) -> Submission:
	"""Six counties that all filed, five cases, three nominees: nothing to complain about."""
	defaults = {
		"cycle": make_cycle(),
		"province": make_province(),
		"counties": COUNTIES,
		"summaries": tuple(make_summary(county.code) for county in COUNTIES),
		"cases": tuple(make_case(number) for number in range(1, 6)),
		"nominees": tuple(make_nominee(number) for number in range(1, 4)),
		"dated": date(2025, 2, 10),
	}
	return Submission(**{**defaults, **changes})


def make_small(**changes: Any) -> Submission:
	"""One county, one case, one nominee: three papers."""
	return make_submission(
		**{
			"counties": COUNTIES[:1],
			"summaries": (make_summary(),),
			"cases": (make_case(1),),
			"nominees": (make_nominee(1),),
			**changes,
		}
	)
