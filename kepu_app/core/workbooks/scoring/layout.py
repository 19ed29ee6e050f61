"""Where things stand in the sheet 综合评估, for the writer and the reader.

Above the header stand the rules of the count, label beside value. Columns are found by their headers; every
other header is the name of an assessor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kepu_app.core.assessment import Assessment, ScoringSheet

TOTAL = "总分"
"""The item of the row in which a county's totals and results stand."""

TOTALS = (TOTAL, "合计")
"""What that row may be called."""

RECUSED = "回避"
"""What a cell starts with instead of a mark; the reason follows behind a colon."""

REMARK_ENDING = "评语"
"""A column of this ending holds the remarks of the assessor whose name is before it."""


@dataclass(frozen=True)
class Scoring:
	"""What the sheet holds; ``assessors`` also those who have not given a mark."""

	sheet: ScoringSheet
	assessors: tuple[str, ...]
	assessments: tuple[Assessment, ...] = ()


class RuleKind(Enum):
	"""How the value of a rule is entered."""

	TEXT = "text"
	WHOLE = "whole"
	PERCENT = "percent"
	OPTIONAL = "optional"


@dataclass(frozen=True)
class Rule:
	"""A row above the header: ``field`` of the scoring sheet, or of its rule of outliers."""

	field: str
	label: str
	kind: RuleKind
	hint: str


RULES = (
	Rule("title", "评分表", RuleKind.TEXT, ""),
	Rule(
		"trim_from",
		"去掉最高分、最低分的起点（份）",
		RuleKind.WHOLE,
		"一个县的评分满这么多份，才去掉最高分、最低分",
	),
	Rule("trim_each", "最高分、最低分各去掉（个）", RuleKind.WHOLE, "不去掉则填0"),
	Rule("digits", "结果保留小数（位）", RuleKind.WHOLE, "四舍五入"),
	Rule("mark_digits", "得分最多小数（位）", RuleKind.WHOLE, "评审专家打分的小数位数"),
	Rule("weights_sum", "权重之和", RuleKind.OPTIONAL, "各项权重加起来应为多少；不检查则留空"),
	Rule(
		"share",
		"相差较大：超过满分的（%）",
		RuleKind.PERCENT,
		"与全部评分的中位数相比，过半数评分相近时才提示，不影响结果",
	),
	Rule("least_marks", "相差较大：至少有评分（份）", RuleKind.WHOLE, "评分不足这么多份不提示"),
)
OUTLIER_FIELDS = ("share", "least_marks")

FIRST_RULE_ROW = 3
HEADER_ROW = FIRST_RULE_ROW + len(RULES) + 1

HEADERS = {
	"county": "示范县",
	"group": "分组",
	"item": "评分项目",
	"full_marks": "满分",
	"weight": "权重",
	"final": "最终得分",
	"mean": "平均分",
	"spread": "标准差",
	"counted": "已评",
	"missing": "未评",
	"recused": "回避",
	"rank": "名次",
}
LEAD = ("county", "group", "item", "full_marks", "weight")
RESULTS = ("final", "mean", "spread", "counted", "missing", "recused", "rank")
NEEDED = ("county", "item", "full_marks")


def rule_row(field: str) -> int:
	"""Return the row of a rule as it is written."""
	return FIRST_RULE_ROW + [each.field for each in RULES].index(field)
