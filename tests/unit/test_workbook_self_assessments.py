"""How the entries of a self-assessment are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kepu_app.core.model import Assessment
from kepu_app.core.workbooks.read import read_unlimited as read_workbook
from tests.unit.workbook_entries import CYCLE, codes, problem, read
from tests.unit.workbook_files import edited, filled_workbook

# --- the self-assessment: B is a statement, E a share in percent, F a number of 个


def assessment(coordinate: str, value: Any, number_format: str | None = None) -> tuple[Assessment, list[str]]:
	content = read("测评自评", coordinate, value, number_format)
	number = {"B": 1, "E": 4, "F": 4}[coordinate[0]]
	stated = content.submission.summaries[0].assessments
	return next(each for each in stated if each.criterion == number), codes(content)


@pytest.mark.parametrize("value", ["是", "达标", "√", " 是 ", True])
def test_a_criterion_is_met(value: Any) -> None:
	assert assessment("B4", value)[0].met is True


@pytest.mark.parametrize("value", ["否", "未达标", "不达标", "×", False])
def test_a_criterion_is_not_met(value: Any) -> None:
	assert assessment("B4", value)[0].met is False


@pytest.mark.parametrize("value", ["基本达标", 1, "Y"])
def test_another_statement_is_named(value: Any) -> None:
	code, message = problem("测评自评", "B4", value)
	assert code == "workbook.statement"
	assert "“是”或“否”" in message


@pytest.mark.parametrize(
	("value", "number_format", "notes"),
	[
		(62.5, "General", []),
		("62.5", "@", []),
		(0.625, "0.0%", []),
		("62.5%", "@", ["workbook.figure_as_text"]),
		("６２．５％", "@", ["workbook.figure_as_text"]),
	],
)
def test_a_share_is_in_percent(value: Any, number_format: str, notes: list[str]) -> None:
	found, noted = assessment("E4", value, number_format)
	assert found.values["4.1"] == Decimal("62.5")
	assert noted == notes


def test_a_figure_may_have_its_unit_and_its_commas() -> None:
	assert assessment("F4", "1,286个")[0].values["4.2"] == 1286
	assert assessment("F4", 1286, '0"%"')[0].values["4.2"] == 1286
	assert assessment("F4", 0.1 + 0.2, "General")[0].values["4.2"] == Decimal("0.3")


@pytest.mark.parametrize(
	("value", "number_format"),
	[
		("约50", "@"),
		("无", "@"),
		("NaN", "@"),
		("1_000", "@"),
		("五", "@"),
		(0.5, "0%"),
		(date(2025, 1, 1), "yyyy-mm-dd"),
		(True, None),
	],
)
def test_what_is_no_figure_is_named(value: Any, number_format: str | None) -> None:
	code, message = problem("测评自评", "F4", value, number_format)
	assert code == "workbook.figure"
	assert "单位：个" in message


def test_a_statement_instead_of_figures_has_its_own_column() -> None:
	def edit(workbook: Any) -> None:
		sheet = workbook["测评自评"]
		sheet["Z3"], sheet["Z4"], sheet["E4"], sheet["F4"] = "第4项是否达标", "是", None, None

	content = read_workbook(edited(filled_workbook(), edit), CYCLE)
	stated = {each.criterion: each for each in content.submission.summaries[0].assessments}
	assert stated[4] == Assessment(4, True)
	assert not content.notes
