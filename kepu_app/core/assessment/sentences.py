"""A ranking in sentences: how it was counted, who recused, which marks are outliers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kepu_app.core.assessment.check import item_name, plain_number
from kepu_app.core.assessment.model import AssessmentState, ScoringSheet
from kepu_app.core.assessment.ranking import Ranking

_ENDS = "。；，;,. "
"""Punctuation that ends a typed reason, removed before the sentence continues."""


def rule_sentences(ranking: Ranking) -> Iterator[str]:
	"""Say how the results were counted, for the paper and the workbook."""
	sheet = ranking.sheet
	items = "；".join(
		f"{each.number}.{each.text}（满分{plain_number(each.full_marks)}，权重{plain_number(each.weight)}）"
		for each in sheet.items
	)
	yield f"评分项目：{items}。总分满分{plain_number(sheet.scale)}。"
	if sheet.trim_each:
		yield (
			f"计分办法：评分满{sheet.trim_from}份的，去掉{sheet.trim_each}个最高分、{sheet.trim_each}个最低分"
			f"，其余评分的平均分为最终得分；不满{sheet.trim_from}份的，平均分为最终得分。"
			f"四舍五入保留{sheet.digits}位小数，最终得分相同的名次并列。未评、回避的不计入。"
		)
	else:
		yield (
			f"计分办法：平均分为最终得分，四舍五入保留{sheet.digits}位小数，最终得分相同的名次并列。"
			"未评、回避的不计入。"
		)
	yield far_rule(sheet)


def far_rule(sheet: ScoringSheet) -> str:
	"""Say in one sentence when a mark is an outlier."""
	share = plain_number(sheet.outliers.share * 100)
	return (
		f"相差较大提示：评分满{sheet.outliers.least_marks}份，过半数与全部评分的中位数相差不超过满分{share}%的"
		f"，与中位数相差超过满分{share}%的评分予以提示，照常计入。"
	)


def recusal_sentences(ranking: Ranking, names: Mapping[str, str]) -> Iterator[str]:
	"""Say who recused from what, and why."""
	for result in ranking.in_order():
		for each in result.scores:
			if each.assessment.state is AssessmentState.RECUSED:
				assessor = names.get(each.assessment.assessor, each.assessment.assessor)
				reason = each.assessment.reason.strip().rstrip(_ENDS)
				yield f"{assessor}回避{result.subject.name}：{reason}"


def noted_sentences(ranking: Ranking) -> Iterator[str]:
	"""Yield each note and the names of its subjects."""
	noted: dict[str, list[str]] = {}
	for result in ranking.in_order():
		if result.subject.note:
			noted.setdefault(result.subject.note, []).append(result.subject.name)
	for note, names in noted.items():
		yield f"{note}的有{len(names)}个，评分按评分时的材料给出：{'、'.join(names)}。"


def absent_sentences(absent: Sequence[str]) -> Iterator[str]:
	"""Say what was never submitted, and so not assessed."""
	if absent:
		yield f"到评审结束没有报送、未参加评审的有{len(absent)}个：{'、'.join(absent)}。"


def far_sentences(ranking: Ranking, names: Mapping[str, str], *, only_totals: bool = False) -> Iterator[str]:
	"""Say which marks are outliers, and the median."""
	for result in ranking.in_order():
		for each in result.far_marks:
			if only_totals and each.item is not None:
				continue
			item = ranking.sheet.item(each.item) if each.item is not None else None
			# A total is written as in the table above the sentence.
			what = f"{item_name(item)}{plain_number(each.value)}" if item else f"总分{each.value}"
			usual = plain_number(each.usual) if item else f"{each.usual}"
			assessor = names.get(each.assessor, each.assessor)
			yield f"{result.subject.name}：{assessor}的{what}，全部评分的中位数{usual}"
