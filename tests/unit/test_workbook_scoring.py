"""The sheet 综合评估 of the province's workbook: written, worked out by LibreOffice, read, and refused by cell."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	Mark,
	OutlierRule,
	ScoringSheet,
	sheet_of_standard,
	total_sheet,
)
from kepu_app.core.errors import InputError, WorkbookError
from kepu_app.core.model import Submission
from kepu_app.core.workbooks import Scoring, read_scoring, read_workbook, write_workbook
from kepu_app.core.workbooks.scoring.read import ScoringContent, read_unlimited
from tests.unit.factories import COUNTIES, make_cycle, make_province, make_submission
from tests.unit.workbook_files import edited

CYCLE = make_cycle()
ASSESSORS = ("王建平", "李晓梅", "张立群", "陈思远", "赵国庆")
SHEET = "综合评估"
Cell = Decimal | AssessmentState


def by_items(sheet: ScoringSheet, assessor: str, county: str, values: Sequence[Decimal]) -> Assessment:
	marks = (
		Mark(assessor, county, item.number, value) for item, value in zip(sheet.items, values, strict=True)
	)
	return Assessment(assessor, county, tuple(marks))


def absent(assessor: str, county: str, state: AssessmentState) -> Assessment:
	return Assessment(assessor, county, (), state, "曾在该县任职" if state is AssessmentState.RECUSED else "")


def random_scoring(sheet: ScoringSheet, seed: int, assessors: int = 5) -> Scoring:
	chance = random.Random(seed)
	names = [f"专家{number}" for number in range(1, assessors + 1)]
	assessments = []
	for county in COUNTIES:
		for name in names:
			state = chance.choices(tuple(AssessmentState), (8, 1, 1))[0]
			values = [Decimal(chance.randint(0, int(item.full_marks * 10))) / 10 for item in sheet.items]
			counted = state is AssessmentState.SUBMITTED
			assessments.append(
				by_items(sheet, name, county.code, values) if counted else absent(name, county.code, state)
			)
	return Scoring(sheet, tuple(names), tuple(assessments))


@lru_cache(maxsize=8)
def written(scoring: Scoring) -> bytes:
	submission = Submission(CYCLE, make_province(), COUNTIES)
	return write_workbook(CYCLE, submission=submission, scoring=scoring)


def read(content: bytes) -> ScoringContent:
	found = read_unlimited(content, COUNTIES, "安徽省", "工作簿")
	assert found is not None
	return found


def problems_of(content: bytes) -> list[str]:
	with pytest.raises(WorkbookError) as raised:
		read(content)
	return [each.message for each in raised.value.problems]


def changed(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
	return edited(content, lambda workbook: change(workbook[SHEET]))


TOTALS = random_scoring(total_sheet(), 1)
DETAILED = random_scoring(sheet_of_standard(CYCLE.standard), 2)


class TestRoundTrip:
	@pytest.mark.parametrize("scoring", [TOTALS, DETAILED], ids=["totals", "items"])
	def test_what_is_written_is_read(self, scoring: Scoring) -> None:
		found = read(written(scoring))
		assert found.scoring.sheet == scoring.sheet
		assert found.scoring.assessors == scoring.assessors
		assert set(found.scoring.assessments) == set(scoring.assessments)
		assert (found.notes, found.discrepancies) == ((), ())

	def test_rules_remarks_and_groups_travel(self) -> None:
		sheet = replace(
			total_sheet(),
			title="安徽省评分表",
			trim_from=4,
			trim_each=1,
			digits=1,
			mark_digits=0,
			weights_sum=None,
			outliers=OutlierRule(Decimal("0.125"), 4),
		)
		mark = Mark("王建平", COUNTIES[0].code, 1, Decimal(90), "亮点突出")
		assessment = Assessment("王建平", COUNTIES[0].code, (mark,))
		found = read(written(Scoring(sheet, ("王建平", "李晓梅"), (assessment,))))
		assert found.scoring.sheet == sheet
		assert assessment in found.scoring.assessments

	def test_nothing_marked_yet(self) -> None:
		found = read(written(Scoring(sheet_of_standard(CYCLE.standard), ASSESSORS)))
		assert {each.state for each in found.scoring.assessments} == {AssessmentState.MISSING}
		assert {each.rank for each in found.ranking.results} == {None}

	def test_the_submission_is_read_as_without_the_sheet(self) -> None:
		with_sheet, plain = (
			write_workbook(CYCLE, submission=make_submission(), scoring=scoring)
			for scoring in (DETAILED, None)
		)
		assert read_workbook(with_sheet, CYCLE) == read_workbook(plain, CYCLE)

	def test_a_workbook_without_the_sheet(self) -> None:
		content = write_workbook(CYCLE, submission=make_submission())
		assert SHEET not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
		assert read_scoring(content, COUNTIES, "安徽省") is None

	def test_in_a_child_process(self) -> None:
		assert read_scoring(written(TOTALS), COUNTIES, "安徽省") == read(written(TOTALS))

	def test_columns_may_be_moved_and_assessors_added(self) -> None:
		def add(sheet: Worksheet) -> None:
			column = sheet.max_column + 1
			sheet.cell(12, column).value = "孙宇航"
			sheet.cell(13, column).value = 88.5

		content = changed(written(TOTALS), add)
		found = read(content)
		assert found.scoring.assessors[-1] == "孙宇航"
		assert any(each.value(1) == Decimal("88.5") for each in found.scoring.assessments)


HALVES = Scoring(
	replace(total_sheet(), digits=1),
	("甲", "乙"),
	tuple(
		by_items(total_sheet(), name, COUNTIES[0].code, [Decimal(value)])
		for name, value in (("甲", "84.3"), ("乙", "84.4"))
	),
)
"""84.3 and 84.4 have a mean of 84.35, which a machine holds as a little less."""

TO_WORK_OUT = {
	"totals": TOTALS,
	"items": DETAILED,
	"untrimmed": random_scoring(replace(total_sheet(), trim_from=4, trim_each=0, digits=0), 3, 7),
	"two-each": random_scoring(
		replace(sheet_of_standard(CYCLE.standard), trim_from=6, trim_each=2, digits=3), 4, 8
	),
	"two-assessors": random_scoring(replace(total_sheet(), digits=1), 5, 2),
	"few-digits": random_scoring(replace(sheet_of_standard(CYCLE.standard), digits=0), 6, 6),
	"halves": HALVES,
}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
	"""Provide the workbooks after LibreOffice has worked out every formula and saved them."""
	office = shutil.which("soffice")
	if office is None:
		pytest.skip("LibreOffice (soffice) is not installed: the formulas were not worked out")
	folder, target = tmp_path_factory.mktemp("written"), tmp_path_factory.mktemp("recalculated")
	for name, scoring in TO_WORK_OUT.items():
		# Saved by openpyxl no formula has a result, so that every one has to be worked out.
		(folder / f"{name}.xlsx").write_bytes(edited(written(scoring), lambda _workbook: None))
	files = [str(each) for each in sorted(folder.iterdir())]
	profile = f"-env:UserInstallation=file://{target}/profile"
	command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), *files]
	subprocess.run(command, check=True, capture_output=True, timeout=300)
	return {each.stem: each.read_bytes() for each in target.glob("*.xlsx")}


class TestFormulas:
	@pytest.mark.parametrize("name", TO_WORK_OUT)
	def test_libreoffice_comes_to_the_same(self, name: str, recalculated: dict[str, bytes]) -> None:
		found = read(recalculated[name])
		assert found.discrepancies == ()
		assert "workbook.scoring_not_calculated" not in {each.code for each in found.notes}
		assert found.ranking == read(written(TO_WORK_OUT[name])).ranking

	def test_half_is_rounded_up_on_the_sheet_too(self, recalculated: dict[str, bytes]) -> None:
		found = read(recalculated["halves"])
		assert found.ranking.results[0].mean == Decimal("84.4")
		assert found.discrepancies == ()

	def test_never_calculated_is_a_note(self) -> None:
		found = read(edited(written(TOTALS), lambda _workbook: None))
		assert [each.code for each in found.notes] == ["workbook.scoring_not_calculated"]
		assert found.discrepancies == ()
		assert found.ranking == read(written(TOTALS)).ranking

	def test_a_rank_that_was_typed_over(self) -> None:
		def type_over(sheet: Worksheet) -> None:
			column = next(cell.column for cell in sheet[12] if cell.value == "名次")
			sheet.cell(13, column).value = 99

		(found,) = [
			each
			for each in read(_with_results(written(TOTALS), type_over)).discrepancies
			if "名次显示99" in each.message
		]
		assert found.message.startswith("工作表“综合评估”的单元格P13：名次显示99，按得分计算应为")


def _with_results(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
	"""Return the workbook with its results as values instead of formulas, and one of them changed."""
	workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
	change(workbook[SHEET])
	saved = io.BytesIO()
	workbook.save(saved)
	return saved.getvalue()


class TestRefused:
	@pytest.mark.parametrize(
		("cell", "value", "message"),
		[
			("E13", 101, "工作表“综合评估”的单元格E13：340123 肥西县，第1项“总分”：得分101超过满分100"),
			("E13", -1, "得分-1小于0"),
			("E13", 88.25, "得分88.25的小数超过1位"),
			("E13", "优秀", "“优秀”不是数字，应只填数字，回避填“回避：原因”，没有评分则留空"),
			("C5", "三", "“三”不是数字，应只填数字"),
			("C6", 20, "单元格C6：综合评估：小数位数不能超过6"),
			("C9", 200, "单元格C9：综合评估：相差较大的比例不能超过满分的100%，现在是200%"),
			("E12", None, "单元格E13：所在的列没有标题，不知道是谁的评分"),
			("I12", None, "单元格I13：所在的列没有标题，不知道是谁的评分"),
			("E13", "回避", "专家1回避“340123 肥西县”没有写原因，应填如“回避：亲属在该县任职”"),
			("E13", "=1+1", "是公式“=1+1”"),
			("A13", "某县", "“某县”不在示范县名单中"),
			("A13", None, "单元格A13：没有填写示范县"),
			("B13", None, "单元格B13：没有填写评分项目"),
			("C13", 0, "单元格C13：满分应为大于0的数"),
			("C14", 90, "满分“90”与“340123 肥西县”的“100”不同"),
			("A14", "340123 肥西县", "总分行重复，第13行已经有了"),
			("C4", 2.5, "“去掉最高分、最低分的起点（份）”应为不小于0的整数，不能是2.5"),
			("C4", 2, "单元格C4：综合评估：满2人即去掉最高、最低各1个，一个得分也不剩"),
			("C8", 90, "单元格C8：综合评估：权重之和是100，应为90"),
			("C5", None, "没有填写“最高分、最低分各去掉（个）”"),
			("F12", "专家1", "列“专家1”重复"),
		],
	)
	def test_by_cell(self, cell: str, value: Any, message: str) -> None:
		def change(sheet: Worksheet) -> None:
			sheet[cell] = value

		first = COUNTIES[0]
		message = message.replace("340123 肥西县", f"{first.code} {first.name}")
		if value == "340123 肥西县":
			value = f"{first.code} {first.name}"
		scoring = replace(
			TOTALS,
			assessments=tuple(each for each in TOTALS.assessments if each.state is AssessmentState.SUBMITTED),
		)
		assert any(message in each for each in problems_of(changed(written(scoring), change)))

	@pytest.mark.parametrize(
		("row", "value", "message"),
		[
			(25, 50, "单元格{column}38：总分满分“100”与“{first}”的“50”不同，各县应当相同"),
			(25, None, "单元格{column}25：“{first}”的总分满分应为大于0的数"),
			(25, 0, "单元格{column}25：“{first}”的总分满分应为大于0的数"),
			(25, -5, "单元格{column}25：“{first}”的总分满分应为大于0的数"),
			(38, 0, "单元格{column}38：“{second}”的总分满分应为大于0的数"),
			(38, 99, "单元格{column}38：总分满分“99”与“{first}”的“100”不同，各县应当相同"),
			(38, "一百", "单元格{column}38：“一百”不是数字"),
		],
	)
	def test_totals_are_on_one_scale(self, row: int, value: Any, message: str) -> None:
		def change(sheet: Worksheet) -> None:
			sheet.cell(row, column).value = value

		sheet = openpyxl.load_workbook(io.BytesIO(written(DETAILED)))[SHEET]
		column = next(cell.column for cell in sheet[12] if cell.value == "满分")
		first, second = (f"{each.code} {each.name}" for each in COUNTIES[:2])
		expected = message.format(column=get_column_letter(column), first=first, second=second)
		found = problems_of(changed(written(DETAILED), change))
		assert any(expected in each for each in found), found
		assert not any("单位：无" in each for each in found)

	def test_items_that_differ_between_counties(self) -> None:
		def take_out(sheet: Worksheet) -> None:
			sheet.delete_rows(26)

		messages = problems_of(changed(written(DETAILED), take_out))
		assert any("有11个评分项目" in each for each in messages)

	def test_a_sheet_without_header_or_assessors(self) -> None:
		def clear(sheet: Worksheet) -> None:
			sheet.delete_rows(12)

		assert (
			"找不到列标题，应有“示范县”、“评分项目”、“满分”"
			in problems_of(changed(written(TOTALS), clear))[0]
		)
		empty = written(replace(TOTALS, assessors=(), assessments=()))
		assert "没有评审专家的列" in problems_of(empty)[0]

	@pytest.mark.parametrize(
		("names", "reason"),
		[
			(("",), "姓名为空"),
			(("名次",), "与表中的另一列重名"),
			(("王建平", "王建平"), "“王建平”的评审专家：写了两次"),
			(("王建平评语",), "结尾的列是评语"),
		],
	)
	def test_names_that_cannot_be_columns(self, names: tuple[str, ...], reason: str) -> None:
		with pytest.raises(InputError, match=f"不能有名为.*{reason}"):
			written(Scoring(total_sheet(), names))

	def test_some_items_left_blank_are_a_note(self) -> None:
		sheet = DETAILED.sheet
		marks = by_items(sheet, "甲", COUNTIES[0].code, [Decimal(5)] * 12).marks[:7]
		draft = Assessment("甲", COUNTIES[0].code, marks, AssessmentState.MISSING)
		found = read(written(Scoring(sheet, ("甲",), (draft,))))
		assert "还有5项没有评分，这份评分不计入" in found.notes[0].message
		assert found.ranking.results[0].counted == 0

	def test_what_has_no_header_or_is_hidden_is_a_note(self) -> None:
		def change(sheet: Worksheet) -> None:
			sheet["Q13"] = 88
			sheet.row_dimensions[14].hidden = True

		messages = [each.message for each in read(changed(written(TOTALS), change)).notes]
		assert "工作表“综合评估”的单元格Q13：所在的列没有标题，没有读取" in messages
		assert any("第14行是隐藏的" in each for each in messages)

	def test_merged_cells(self) -> None:
		messages = problems_of(changed(written(TOTALS), lambda sheet: sheet.merge_cells("A13:A14")))
		assert any("单元格A13：是合并单元格" in each for each in messages)


_values = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)


class TestAnything:
	@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
	@given(
		st.integers(1, 6).flatmap(
			lambda width: st.lists(
				st.lists(
					st.one_of(_values, st.sampled_from([AssessmentState.MISSING, AssessmentState.RECUSED])),
					min_size=width,
					max_size=width,
				),
				min_size=6,
				max_size=6,
			)
		)
	)
	def test_comes_back(self, table: list[list[Cell]]) -> None:
		names = tuple(f"专家{number}" for number in range(len(table[0])))
		assessments = tuple(
			absent(name, county.code, cell)
			if isinstance(cell, AssessmentState)
			else by_items(total_sheet(), name, county.code, [cell])
			for county, cells in zip(COUNTIES, table, strict=True)
			for name, cell in zip(names, cells, strict=True)
		)
		found = read(written(Scoring(total_sheet(), names, assessments)))
		assert set(found.scoring.assessments) == set(assessments)
