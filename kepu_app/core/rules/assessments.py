"""Rules on a county's self-assessment against the cycle's standard (Attachment 1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kepu_app.core.breaches import Breach
from kepu_app.core.cycle import Criterion, Cycle, Indicator
from kepu_app.core.model import AnnualSummary, Assessment, County, RecordKind
from kepu_app.core.rules.record import Record, county_name

UNREADABLE_FIGURE = "assessment.not_a_number"
_WHOLE = Decimal(100)


def check_assessments(
	cycle: Cycle, summary: AnnualSummary, county: County | None = None, index: int = 0
) -> list[Breach]:
	"""Check that figures are possible; warn of criteria without a statement, once a county."""
	name = county_name(county, summary.county_code)
	record = Record(RecordKind.ASSESSMENT, AnnualSummary, index, name, summary.source)
	criteria = {each.number: each for each in cycle.standard.criteria}
	stated = {each.criterion: each for each in summary.assessments}
	found: list[Breach] = []
	for number, assessment in stated.items():
		criterion = criteria.get(number)
		if criterion is None:
			place = record.place("assessments", number, f"第{number}项")
			sentence = f"测评标准中没有第{number}项"
			found.append(record.error("assessment.unknown_criterion", place, number, len(criteria), sentence))
		else:
			found += _check_values(record, criterion, assessment)
	return found + _check_complete(record, criteria, stated)


def check_figures(
	unreadable: Mapping[str, str], county: County | None = None, index: int = 0
) -> list[Breach]:
	"""Return an error for each entry that is no number.

	Args:
		unreadable: what was entered, by the criterion and indicator as a reader knows them.
		county: whose self-assessment it is.
		index: of the summary among those that are checked.
	"""
	record = Record(RecordKind.ASSESSMENT, AnnualSummary, index, county_name(county, ""))
	return [
		record.error(
			UNREADABLE_FIGURE,
			record.place("assessments", indicator, f"第{indicator}项"),
			entry,
			"数字",
			f"“{entry}”不是可识别的数值，请只填数字",
		)
		for indicator, entry in unreadable.items()
	]


def _check_values(record: Record, criterion: Criterion, assessment: Assessment) -> list[Breach]:
	indicators = {each.code: each for each in criterion.indicators}
	found: list[Breach] = []
	for code, value in assessment.values.items():
		indicator = indicators.get(code)
		place = record.place("assessments", code, indicator.name if indicator else code)
		if indicator is None:
			sentence = f"测评标准第{criterion.number}项没有指标{code}"
			found.append(record.error("assessment.unknown_indicator", place, value, "", sentence))
		elif not _is_possible(indicator, value):
			limit = "0-100" if indicator.unit == "%" else "不小于0"
			sentence = f"{value}{indicator.unit}不是可能的数值（应{'在' if '-' in limit else ''}{limit}）"
			found.append(record.error("assessment.impossible_value", place, value, limit, sentence))
	return found


def _is_possible(indicator: Indicator, value: Decimal) -> bool:
	return value.is_finite() and value >= 0 and (indicator.unit != "%" or value <= _WHOLE)


def _check_complete(
	record: Record, criteria: dict[int, Criterion], stated: dict[int, Assessment]
) -> list[Breach]:
	silent = [
		str(number)
		for number, criterion in criteria.items()
		if number not in stated or stated[number].is_met(criterion) is None
	]
	if not silent:
		return []
	numbers = "、".join(silent)
	sentence = f"第{numbers}项没有自评"
	return [
		record.warning("assessment.incomplete", record.place("assessments"), numbers, len(criteria), sentence)
	]
