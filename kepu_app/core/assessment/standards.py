"""Ready-made scoring sheets: of a standard's criteria, of the notice's qualities of speakers, of what it asks
of cases, or of one total. Their marks, weights and rules are data (``data/scoring-2024.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from kepu_app.core.assessment.check import exact_sum
from kepu_app.core.assessment.model import OutlierRule, ScoringItem, ScoringSheet
from kepu_app.core.config_reader import Entry
from kepu_app.core.cycle import Standard
from kepu_app.core.defaults import DATA, read_json

DEFAULT_SCORING = DATA / "scoring-2024.json"
SPEAKERS, CASES, TOTALS = "speakers", "cases", "totals"
_STANDARD, _RULES = "standard", "rules"


def sheet_of_standard(
	standard: Standard, weights: Mapping[int, Decimal] | None = None, path: Path = DEFAULT_SCORING
) -> ScoringSheet:
	"""Return a sheet with an item for each criterion of a standard, with the same full marks.

	Args:
		standard: the national one or a province's refinement.
		weights: by the criterion's number; where missing or not above zero the file's weight applies.
		path: marks, weight and rules.

	Raises:
		InputError: the file cannot be used.
	"""
	entry = _entry(path)
	found = entry.at(_STANDARD)
	full_marks, weight = found.at("full_marks").decimal(), found.at("weight").decimal()
	items = tuple(
		ScoringItem(each.number, each.group, each.title, full_marks, _weight(weights, each.number, weight))
		for each in standard.criteria
	)
	return _sheet(entry, found.at("title").text(), items)


def ready_sheet(name: str, path: Path = DEFAULT_SCORING) -> ScoringSheet:
	"""Return the sheet of this name in the file: ``SPEAKERS``, ``CASES`` or ``TOTALS`` in the shipped one.

	Raises:
		InputError: the file cannot be used, or has no such sheet.
	"""
	entry = _entry(path)
	found = entry.at(name)
	items = tuple(_item(each, number) for number, each in enumerate(found.entries("items"), start=1))
	return _sheet(entry, found.at("title").text(), items)


def speaker_sheet() -> ScoringSheet:
	"""Return the five qualities that the notice asks of a speaker (一、3)."""
	return ready_sheet(SPEAKERS)


def case_sheet() -> ScoringSheet:
	"""Return what Attachment 3 asks of a case (备注)."""
	return ready_sheet(CASES)


def total_sheet() -> ScoringSheet:
	"""Return a sheet with one total for each subject."""
	return ready_sheet(TOTALS)


@lru_cache(maxsize=4)
def _entry(path: Path) -> Entry:
	return Entry(read_json(path), path.name)


def _weight(weights: Mapping[int, Decimal] | None, number: int, usual: Decimal) -> Decimal:
	own = (weights or {}).get(number)
	return own if own is not None and own > 0 else usual


def _item(entry: Entry, number: int) -> ScoringItem:
	group = entry.at("group").text() if entry.mapping().get("group") else ""
	full_marks, weight = entry.at("full_marks").decimal(), entry.at("weight").decimal()
	return ScoringItem(number, group, entry.at("text").text(), full_marks, weight)


def _sheet(entry: Entry, title: str, items: tuple[ScoringItem, ...]) -> ScoringSheet:
	rules = entry.at(_RULES)
	return ScoringSheet(
		title,
		items,
		trim_from=rules.at("trim_from").whole(),
		trim_each=rules.at("trim_each").whole(least=0),
		digits=rules.at("digits").whole(least=0),
		mark_digits=rules.at("mark_digits").whole(least=0),
		scale=rules.at("scale").decimal(),
		weights_sum=exact_sum(each.weight for each in items),
		outliers=OutlierRule(rules.at("outlier_share").decimal(), rules.at("outlier_least_marks").whole()),
	)
