"""The ranking of an assessment against an independent recount, and what a sheet and its marks may not be."""

from __future__ import annotations

import itertools
import statistics
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	Mark,
	OutlierRule,
	Ranking,
	ScoringItem,
	ScoringSheet,
	Subject,
	assessment_problems,
	case_sheet,
	rank_subjects,
	ready_sheet,
	sheet_of_standard,
	sheet_problems,
	speaker_sheet,
	total_of,
	total_sheet,
)
from kepu_app.core.assessment.arithmetic import median
from kepu_app.core.assessment.sentences import far_rule, far_sentences
from kepu_app.core.defaults import load_cycle
from kepu_app.core.errors import InputError

SUBMITTED, MISSING, RECUSED = AssessmentState
SUBJECTS = (Subject("340123", "肥西县"), Subject("340403", "田家庵区"), Subject("341522", "霍邱县"))


def one_item(**rules: object) -> ScoringSheet:
	return ScoringSheet(
		"评分表", (ScoringItem(1, "", "总体评价", Decimal(100), Decimal(100)),), **{"digits": 2, **rules}
	)


def given_by(
	assessor: str, subject: str, *values: str | None, state: AssessmentState = SUBMITTED
) -> Assessment:
	marks = tuple(
		Mark(assessor, subject, number, None if value is None else Decimal(value))
		for number, value in enumerate(values, start=1)
	)
	return Assessment(assessor, subject, marks, state, "亲属在该县任职" if state is RECUSED else "")


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
	"""The trimmed mean by the decimal module and the statistics module, by another way than the core's."""
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


def _items(*rows: tuple[int, str, str, str]) -> tuple[ScoringItem, ...]:
	return tuple(ScoringItem(number, "", text, Decimal(full), Decimal(w)) for number, text, full, w in rows)


SHEET = ScoringSheet("安徽省评分表", _items((1, "组织机构", "40", "40"), (2, "经费保障", "60", "60")))


class TestMedians:
	@given(st.lists(_value, min_size=1, max_size=9))
	def test_is_the_one_in_the_middle(self, values: list[Decimal]) -> None:
		assert median(values) == statistics.median(values)

	def test_of_nothing(self) -> None:
		with pytest.raises(ValueError, match="no values"):
			median([])


class TestProblems:
	@pytest.mark.parametrize(
		("sheet", "code", "part"),
		[
			(replace(SHEET, items=()), "no_items", "没有评分项目"),
			(
				replace(SHEET, items=_items((1, "组织机构", "40", "40"), (2, "经费保障", "60", "50"))),
				"weights_sum",
				"权重之和是90，应为100（第1项40、第2项50）",
			),
			(
				replace(SHEET, items=_items((1, "组织机构", "40", "40"), (1, "经费保障", "60", "60"))),
				"item_repeated",
				"序号1有2项",
			),
			(
				replace(SHEET, items=_items((1, "组织机构", "40", "40"), (2, "组织机构", "60", "60"))),
				"item_repeated",
				"评分项目“组织机构”有2项",
			),
			(
				replace(SHEET, items=_items((1, "组织机构", "0", "40"), (2, "经费保障", "60", "60"))),
				"item_number",
				"第1项“组织机构”：满分0应为大于0的数",
			),
			(
				replace(SHEET, items=_items((1, "组织机构", "40", "40"), (2, "经费保障", "60", "NaN"))),
				"item_number",
				"权重NaN",
			),
			(
				replace(SHEET, items=_items((1, "组织机构", "0.55", "40"), (2, "经费保障", "60", "60"))),
				"item_digits",
				"小数超过1位",
			),
			(replace(SHEET, trim_from=2), "trim", "满2人即去掉最高、最低各1个"),
			(replace(SHEET, digits=-1), "digits", "小数位数"),
			(replace(SHEET, scale=Decimal(0)), "scale", "总分满分0"),
			(replace(SHEET, outliers=OutlierRule(Decimal(-1))), "outliers", "相差较大的比例"),
			(replace(SHEET, trim_from=-1), "trim", "不能小于0"),
			(replace(SHEET, mark_digits=-1), "digits", "小数位数不能小于0"),
		],
	)
	def test_of_a_sheet(self, sheet: ScoringSheet, code: str, part: str) -> None:
		problems = list(sheet_problems(sheet))
		assert [(each.code, part in each.message) for each in problems] == [(f"assessment.{code}", True)]
		with pytest.raises(InputError, match="安徽省评分表"):
			rank_subjects(sheet, (), ())

	@pytest.mark.parametrize(
		("sheet", "part"),
		[
			(replace(SHEET, digits=20), "小数位数不能超过6"),
			(replace(SHEET, mark_digits=7), "小数位数不能超过6"),
			(replace(SHEET, outliers=OutlierRule(Decimal(20))), "不能超过满分的100%，现在是2000%"),
		],
	)
	def test_bounds_are_those_of_making_a_sheet(self, sheet: ScoringSheet, part: str) -> None:
		"""A sheet of before that is beyond them goes on being counted by."""
		assert [part in each.message for each in sheet_problems(sheet)] == [True]
		assert rank_subjects(sheet, SUBJECTS[:1], [given_by("甲", "340123", "1", "1")]).results[0].rank == 1

	@pytest.mark.parametrize(
		("value", "message"),
		[
			("40.5", "肥西县 · 评审专家“甲”· 第1项“组织机构”：得分40.5超过满分40"),
			("-1", "肥西县 · 评审专家“甲”· 第1项“组织机构”：得分-1小于0"),
			("12.34", "肥西县 · 评审专家“甲”· 第1项“组织机构”：得分12.34的小数超过1位"),
			("NaN", "肥西县 · 评审专家“甲”· 第1项“组织机构”：“NaN”不是数值"),
			(None, "肥西县 · 评审专家“甲”· 第1项“组织机构”：还没有评分"),
		],
	)
	def test_of_a_mark(self, value: str | None, message: str) -> None:
		with pytest.raises(InputError) as raised:
			rank_subjects(SHEET, SUBJECTS, [given_by("甲", "340123", value, "50")])
		assert raised.value.message.replace(" ", "") == message.replace(" ", "")

	def test_trailing_zeros_are_no_digits(self) -> None:
		assert not list(assessment_problems(SHEET, given_by("甲", "340123", "40.00", "5E+1"), "肥西县"))

	def test_a_draft_may_have_blanks_and_no_wrong_marks(self) -> None:
		draft = given_by("甲", "340123", None, "61", state=MISSING)
		assert [each.code for each in assessment_problems(SHEET, draft, "肥西县")] == ["assessment.mark"]

	@pytest.mark.parametrize(
		("assessments", "part"),
		[
			([given_by("甲", "340123", "1", "1")] * 2, "有2份"),
			([given_by("甲", "999999", "1", "1")], "“999999”不在评审对象之中"),
			([given_by("甲", "340123", "1", "1", "1")], "评分表中没有第3项"),
			([replace(given_by("甲", "340123", state=RECUSED), reason=" ")], "回避没有写原因"),
			([replace(given_by("甲", "340123", "1", "1"), assessor="乙")], "混入了“甲”"),
			(
				[
					Assessment(
						"甲",
						"340123",
						tuple(itertools.repeat(Mark("甲", "340123", 1, Decimal(1)), 2)),
						MISSING,
					)
				],
				"第1项评了2次",
			),
		],
	)
	def test_of_assessments(self, assessments: list[Assessment], part: str) -> None:
		with pytest.raises(InputError, match=part):
			rank_subjects(SHEET, SUBJECTS, assessments)

	def test_a_subject_listed_twice(self) -> None:
		with pytest.raises(InputError, match="列了2次"):
			rank_subjects(SHEET, SUBJECTS[:1] * 2, ())


class TestReadySheets:
	def test_of_the_national_standard(self) -> None:
		standard = load_cycle().standard
		sheet = sheet_of_standard(standard)
		assert [(each.number, each.text) for each in sheet.items] == [
			(each.number, each.title) for each in standard.criteria
		]
		assert not list(sheet_problems(sheet))
		assert total_of(sheet, given_by("甲", "340123", *["10"] * 12)) == sheet.scale

	def test_a_refinement_has_its_own_weights(self) -> None:
		sheet = sheet_of_standard(load_cycle().standard, {5: Decimal(3), 6: Decimal(0)})
		assert [each.weight for each in sheet.items] == [3 if each.number == 5 else 1 for each in sheet.items]
		assert not list(sheet_problems(sheet))

	def test_of_the_notice(self) -> None:
		assert [each.text for each in speaker_sheet().items] == [
			"政治素质过硬",
			"对科普具有深刻见解和创新思维",
			"科普工作经验丰富",
			"切实发挥示范引领作用",
			"善于表达宣传",
		]
		for sheet in (speaker_sheet(), case_sheet(), total_sheet()):
			assert not list(sheet_problems(sheet))
			assert sum(each.full_marks for each in sheet.items) == sheet.scale
			assert (sheet.trim_from, sheet.trim_each) == (5, 1)

	def test_a_file_without_the_sheet(self, tmp_path: Path) -> None:
		file = tmp_path / "scoring.json"
		file.write_text('{"rules": {}}', encoding="utf-8")
		with pytest.raises(InputError, match=r"scoring\.json · speakers"):
			ready_sheet("speakers", file)


@pytest.mark.parametrize("value", ["5." + "0" * 34 + "1", "9." + "9" * 32, "0." + "0" * 200 + "1"])
def test_decimals_are_counted_to_the_last(value: str) -> None:
	sheet = one_item(mark_digits=1)
	with pytest.raises(InputError, match=f"得分{value}的小数超过1位"):
		rank_subjects(sheet, SUBJECTS[:1], (given_by("王", SUBJECTS[0].key, value),))


def test_zeros_at_the_end_are_no_decimals() -> None:
	sheet = one_item(mark_digits=1)
	assert rank_subjects(sheet, SUBJECTS[:1], (given_by("王", SUBJECTS[0].key, "5.5" + "0" * 40),))


def test_weights_are_added_up_to_the_last_digit() -> None:
	weights = (Decimal(50), Decimal("50." + "0" * 30 + "1"))
	items = tuple(
		ScoringItem(n, "", f"第{n}项", Decimal(10), each) for n, each in enumerate(weights, start=1)
	)
	problems = [each.code for each in sheet_problems(ScoringSheet("评分表", items, digits=2))]
	assert problems == ["assessment.weights_sum"]
