"""The ranking of an assessment against an independent recount."""

from __future__ import annotations

import statistics
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	OutlierRule,
	Ranking,
	ScoringItem,
	ScoringSheet,
	Subject,
	rank_subjects,
	total_of,
)
from kepu_app.core.assessment.arithmetic import median
from kepu_app.core.assessment.sentences import far_rule, far_sentences
from kepu_app.core.errors import InputError
from tests.unit.scoring import MISSING, RECUSED, SUBJECTS, given_by, one_item


def ranking_of(sheet: ScoringSheet, totals: dict[str, list[str | None]]) -> Ranking:
	subjects = tuple(Subject(key, key) for key in totals)
	return rank_subjects(
		sheet,
		subjects,
		[
			given_by(f"专家{place:02d}", key, value)
			if value is not None
			else given_by(f"专家{place:02d}", key, state=MISSING)
			for key, values in totals.items()
			for place, value in enumerate(values)
		],
	)


class TestCounting:
	def test_trims_from_five_marks_on(self) -> None:
		totals = {"甲": ["60", "80", "81", "82", "100"], "乙": ["60", "80", "81", "82"]}
		first, second = ranking_of(one_item(), totals).results
		assert (first.mean, first.trimmed_mean) == (Decimal("80.60"), Decimal("81.00"))
		assert [each.is_left_out for each in first.scores] == [True, False, False, False, True]
		assert second.mean == second.trimmed_mean == Decimal("75.75")

	def test_the_rule_is_data(self) -> None:
		sheet = one_item(trim_from=7, trim_each=2)
		totals = {"甲": ["1", "2", "50", "51", "52", "99", "100"], "乙": ["1", "50", "51", "52", "99", "100"]}
		first, second = ranking_of(sheet, totals).results
		assert first.trimmed_mean == Decimal("51.00")
		assert second.trimmed_mean == second.mean

	def test_equal_means_share_a_place(self) -> None:
		ranking = ranking_of(
			one_item(), {"甲": ["70"], "乙": ["90"], "丙": ["80"], "丁": ["80"], "戊": [None]}
		)
		assert [each.rank for each in ranking.results] == [4, 1, 2, 2, None]
		assert [each.subject.key for each in ranking.in_order()] == ["乙", "丙", "丁", "甲", "戊"]

	def test_missing_and_recused_are_not_zero(self) -> None:
		found = rank_subjects(
			one_item(),
			SUBJECTS[:2],
			[
				given_by("甲", "340123", "90"),
				given_by("乙", "340123", state=MISSING),
				given_by("丙", "340123", state=RECUSED),
			],
		)
		first, second = found.results
		assert (first.mean, first.counted, first.missing, first.recused) == (Decimal("90.00"), 1, 1, 1)
		assert (second.mean, second.rank, second.scores) == (None, None, ())
		assert first.spread is None

	def test_what_is_saved_but_not_submitted_does_not_count(self) -> None:
		draft = given_by("乙", "340123", "10", state=MISSING)
		found = rank_subjects(one_item(), SUBJECTS[:1], [given_by("甲", "340123", "90"), draft])
		assert found.results[0].mean == Decimal("90.00")

	def test_rounds_half_up(self) -> None:
		assert ranking_of(one_item(digits=0), {"甲": ["84", "85"]}).results[0].mean == Decimal("85")
		assert ranking_of(one_item(), {"甲": ["84.1", "84.2"] * 4 + ["84.1"]}).results[0].mean == Decimal(
			"84.14"
		)

	def test_weights_on_the_scale(self) -> None:
		items = (
			ScoringItem(1, "条件", "机构", Decimal(10), Decimal(1)),
			ScoringItem(2, "条件", "经费", Decimal(20), Decimal(2)),
		)
		sheet = ScoringSheet("评分表", items, weights_sum=Decimal(3))
		# 100 × (7/10 × 1 + 13/20 × 2) ÷ 3 = 66.666…
		assert total_of(sheet, given_by("甲", "340123", "7", "13")) == Decimal("66.67")
		assert total_of(sheet, given_by("甲", "340123", "7", None)) is None

	def test_points_out_marks_far_from_the_others(self) -> None:
		sheet = one_item(outliers=OutlierRule(Decimal("0.15"), 3))
		found = ranking_of(
			sheet, {"甲": ["80", "82", "84", "60"], "乙": ["80", "50"], "丙": ["80", "80", "95"]}
		)
		assert [(each.assessor, each.item, each.usual) for each in found.results[0].far_marks] == [
			("专家03", None, Decimal("81.00"))
		]
		assert found.results[1].far_marks == found.results[2].far_marks == ()

	@pytest.mark.parametrize(
		("totals", "far"),
		[
			(["100", "100", "0"], ["专家02"]),
			(["0", "100", "100"], ["专家00"]),
			(["100", "0"], []),
			(["100", "50", "0"], []),
			(["100", "100", "0", "0"], []),
			(["100", "100", "100", "0", "0"], ["专家03", "专家04"]),
			(["80", "82", "84", "86", "40"], ["专家04"]),
			(["60", "80", "100"], []),
		],
	)
	def test_whoever_is_far_is_in_the_minority(self, totals: list[str], far: list[str]) -> None:
		(found,) = ranking_of(one_item(), {"甲": [*totals]}).results
		assert [each.assessor for each in found.far_marks] == far

	def test_the_rule_is_told_and_the_median_as_the_totals_are(self) -> None:
		ranking = ranking_of(one_item(), {"甲": ["100", "100", "99", "0"]})
		assert list(far_sentences(ranking, {})) == ["甲：专家03的总分0.00，全部评分的中位数99.50"]
		rule = far_rule(ranking.sheet)
		assert "评分满3份，过半数与全部评分的中位数相差不超过满分20%" in rule


class TestNames:
	def test_equal_ones_are_told_apart(self) -> None:
		subjects = (
			Subject("340101", "鼓楼区", "徐州市"),
			Subject("340102", "鼓楼区", "合肥市"),
			Subject("340103", "鼓楼区", "合肥市"),
			Subject("340104", "郊区"),
			Subject("340105", "郊区"),
			Subject("340106", "肥西县", "合肥市"),
		)
		ranking = rank_subjects(one_item(), subjects, [given_by("甲", "340102", "7")])
		assert [each.subject.name for each in ranking.results] == [
			"鼓楼区（徐州市）",
			"鼓楼区（340102）",
			"鼓楼区（340103）",
			"郊区（340104）",
			"郊区（340105）",
			"肥西县",
		]
		with pytest.raises(InputError, match=r"鼓楼区（340102） · 评审专家“甲”"):
			rank_subjects(one_item(), subjects, [given_by("甲", "340102", "700")])


_value = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
_cell = st.one_of(_value, st.sampled_from([MISSING, RECUSED]))
_table = st.integers(1, 8).flatmap(
	lambda assessors: st.lists(
		st.lists(_cell, min_size=assessors, max_size=assessors), min_size=1, max_size=6
	)
)


def _assessment(assessor: str, subject: str, cell: Decimal | AssessmentState) -> Assessment:
	if isinstance(cell, AssessmentState):
		return given_by(assessor, subject, state=cell)
	return given_by(assessor, subject, str(cell))


def _assessments(table: list[list[Decimal | AssessmentState]]) -> list[Assessment]:
	return [
		_assessment(f"专家{column}", f"县{row}", cell)
		for row, cells in enumerate(table)
		for column, cell in enumerate(cells)
	]


def _recount(cells: list[Decimal | AssessmentState]) -> Decimal | None:
	"""Return the trimmed mean by the decimal module and the statistics module, by another way than the
	core's."""
	values = sorted(each for each in cells if isinstance(each, Decimal))
	if not values:
		return None
	kept = values[1:-1] if len(values) >= 5 else values
	with localcontext() as context:
		context.prec = 60
		exact = statistics.mean(kept)
		return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


class TestAgainstARecount:
	@given(_table)
	def test_means_ranks_and_counts(self, table: list[list[Decimal | AssessmentState]]) -> None:
		subjects = [Subject(f"县{row}", f"县{row}") for row in range(len(table))]
		results = rank_subjects(one_item(), subjects, _assessments(table)).results
		recounted = [_recount(cells) for cells in table]
		assert [each.trimmed_mean for each in results] == recounted
		for cells, result, mean in zip(table, results, recounted, strict=True):
			better = [each for each in recounted if mean is not None and each is not None and each > mean]
			assert result.rank == (None if mean is None else len(better) + 1)
			assert (result.missing, result.recused) == (cells.count(MISSING), cells.count(RECUSED))
			assert result.counted == len(cells) - result.missing - result.recused

	@given(_table)
	def test_spread(self, table: list[list[Decimal | AssessmentState]]) -> None:
		subjects = [Subject(f"县{row}", f"县{row}") for row in range(len(table))]
		for cells, result in zip(
			table, rank_subjects(one_item(), subjects, _assessments(table)).results, strict=True
		):
			values = [Fraction(each) for each in cells if isinstance(each, Decimal)]
			if len(values) < 2:
				assert result.spread is None
				continue
			assert result.spread is not None
			# The root is right if the variance lies between the squares of the rounding's borders.
			low, high = Fraction(result.spread) - Fraction(1, 200), Fraction(result.spread) + Fraction(1, 200)
			assert max(low, Fraction()) ** 2 <= statistics.pvariance(values) < high**2

	@given(_table, st.randoms())
	def test_the_order_of_entry_changes_nothing(
		self, table: list[list[Decimal | AssessmentState]], chance: object
	) -> None:
		subjects = [Subject(f"县{row}", f"县{row}") for row in range(len(table))]
		assessments = _assessments(table)
		shuffled = list(assessments)
		chance.shuffle(shuffled)  # type: ignore[attr-defined]
		first, second = (rank_subjects(one_item(), subjects, each) for each in (assessments, shuffled))
		for one, other in zip(first.results, second.results, strict=True):
			assert (one.rank, one.mean, one.trimmed_mean, one.spread) == (
				other.rank,
				other.mean,
				other.trimmed_mean,
				other.spread,
			)
			assert set(one.scores) == set(other.scores)
			assert set(one.far_marks) == set(other.far_marks)

	@given(_table, st.integers(0, 100))
	def test_far_marks_by_the_rule_in_words(
		self, table: list[list[Decimal | AssessmentState]], percent: int
	) -> None:
		"""From the median of all farther than the share, while more than half are not; so never half of them."""
		sheet = one_item(outliers=OutlierRule(Decimal(percent) / 100, 3))
		subjects = [Subject(f"县{row}", f"县{row}") for row in range(len(table))]
		for cells, result in zip(
			table, rank_subjects(sheet, subjects, _assessments(table)).results, strict=True
		):
			values = {f"专家{place}": each for place, each in enumerate(cells) if isinstance(each, Decimal)}
			found = {each.assessor for each in result.far_marks}
			if len(values) < 3:
				assert not found
				continue
			middle = statistics.median(values.values())
			far = {who for who, each in values.items() if abs(each - middle) > percent}
			assert found == (far if len(values) - len(far) > len(values) / 2 else set())
			assert 2 * len(found) < len(values)

	@given(_table)
	def test_names_of_assessors_change_no_figure(self, table: list[list[Decimal | AssessmentState]]) -> None:
		subjects = [Subject(f"县{row}", f"县{row}") for row in range(len(table))]
		turned = [[*cells[1:], cells[0]] for cells in table]
		first, second = (
			rank_subjects(one_item(), subjects, _assessments(each)).results for each in (table, turned)
		)
		assert [(each.rank, each.mean, each.trimmed_mean, each.spread) for each in first] == [
			(each.rank, each.mean, each.trimmed_mean, each.spread) for each in second
		]

	@given(st.lists(_value, min_size=1, max_size=9), st.sampled_from([MISSING, RECUSED]))
	def test_an_absent_assessor_changes_no_mean(self, values: list[Decimal], state: AssessmentState) -> None:
		cells: list[Decimal | AssessmentState] = [*values]
		alone, joined = (
			rank_subjects(one_item(), [Subject("县0", "县0")], _assessments([each])).results[0]
			for each in (cells, [*cells, state])
		)
		assert (alone.mean, alone.trimmed_mean, alone.spread) == (
			joined.mean,
			joined.trimmed_mean,
			joined.spread,
		)

	@given(st.lists(_value, min_size=1, max_size=9))
	def test_a_mark_equal_to_the_mean_leaves_it(self, values: list[Decimal]) -> None:
		total = sum(values, Decimal())
		values = [*values, Decimal(0)] if total == 0 else values
		mean = total / len(values)
		sheet = one_item(mark_digits=30, digits=1)
		if mean != mean.quantize(Decimal("0.1")):
			return
		alone, joined = (
			rank_subjects(sheet, [Subject("县0", "县0")], _assessments([[*each]])).results[0]
			for each in (values, [*values, mean])
		)
		assert alone.mean == joined.mean

	@given(st.lists(_value, min_size=1, max_size=7))
	def test_the_trimmed_mean_lies_between_the_marks(self, values: list[Decimal]) -> None:
		result = rank_subjects(one_item(), [Subject("县0", "县0")], _assessments([[*values]])).results[0]
		assert min(values) <= (result.trimmed_mean or 0) <= max(values)
		assert sum(each.is_left_out for each in result.scores) == (2 if len(values) >= 5 else 0)


class TestMedians:
	@given(st.lists(_value, min_size=1, max_size=9))
	def test_is_the_one_in_the_middle(self, values: list[Decimal]) -> None:
		assert median(values) == statistics.median(values)

	def test_of_nothing(self) -> None:
		with pytest.raises(ValueError, match="no values"):
			median([])
