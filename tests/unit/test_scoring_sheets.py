"""What a scoring sheet and its marks may not be, and the sheets that are ready."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kepu_app.core.assessment import (
	Assessment,
	Mark,
	OutlierRule,
	ScoringItem,
	ScoringSheet,
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
from kepu_app.core.defaults import load_cycle
from kepu_app.core.errors import InputError
from tests.unit.scoring import MISSING, RECUSED, SUBJECTS, given_by, one_item


def _items(*rows: tuple[int, str, str, str]) -> tuple[ScoringItem, ...]:
	return tuple(ScoringItem(number, "", text, Decimal(full), Decimal(w)) for number, text, full, w in rows)


SHEET = ScoringSheet("安徽省评分表", _items((1, "组织机构", "40", "40"), (2, "经费保障", "60", "60")))


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
