"""评分汇总表.xlsx: the ranking, who gave what for which item, and by which rules, as values.

The ranking is printed with lines for signatures below; the other sheets are what it was counted from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.assessment.check import plain_number
from kepu_app.core.assessment.model import Mark, ScoringItem
from kepu_app.core.assessment.ranking import FarMark, Ranking, Score, SubjectResult
from kepu_app.core.assessment.sentences import (
	absent_sentences,
	far_sentences,
	noted_sentences,
	recusal_sentences,
	rule_sentences,
)
from kepu_app.core.labels import label_of
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import number_format, put_value
from kepu_app.core.workbooks.columns import Entry
from kepu_app.core.workbooks.lists import HEADER_ROW, Heading, add_list, finished, new_workbook

RESULTS_SHEET, MARKS_SHEET, ITEMS_SHEET, REMARKS_SHEET = "评分汇总", "逐项评分", "评分表", "说明"
_SIGNERS_IN_A_ROW = 3
_SIGNER_COLUMNS = 4
_YES = "是"


def write_score_table(
	ranking: Ranking,
	title: str,
	day: date,
	*,
	subject_label: str = "示范县",
	names: Mapping[str, str] | None = None,
	absent: Sequence[str] = (),
) -> bytes:
	"""评分汇总表 as an .xlsx; the same bytes for the same ranking.

	Args:
		ranking: by rank.
		title: over every sheet, such as 安徽省2024年全国科普示范县综合评估评分汇总表.
		day: the date in the file's properties.
		subject_label: what the column of subjects is called.
		names: assessors' names by their key; a key that is not among them stands as it is.
		absent: names of what was never handed in, and so not assessed.

	Raises:
		InputError: a text that a cell cannot hold.
	"""
	workbook, names = new_workbook(), names or {}
	_add_results(workbook, ranking, subject_label, names, absent)
	_add_marks(workbook, ranking, subject_label, names)
	_add_items(workbook, ranking)
	_add_remarks(workbook, ranking, names, absent)
	return finished(workbook, title, day)


def _add_results(
	workbook: Workbook,
	ranking: Ranking,
	subject_label: str,
	names: Mapping[str, str],
	absent: Sequence[str],
) -> None:
	"""Write what is signed: the results, and below them what the paper says of how they came about."""
	headings = [
		Heading("名次", 7, Entry.NUMBER),
		Heading(subject_label, 22),
		*([Heading("分组", 16)] if _has_groups(ranking) else ()),
		*(Heading(names.get(each, each), 10, Entry.FLAG) for each in ranking.assessors),
		*(Heading(each, 11, Entry.NUMBER) for each in ("最终得分", "平均分", "标准差")),
		*(Heading(each, 7, Entry.NUMBER) for each in ("已评", "未评", "回避")),
		*([Heading("备注", 18)] if _has_notes(ranking) else ()),
	]
	records = [_result_record(ranking, each) for each in ranking.in_order()]
	sheet = add_list(workbook, RESULTS_SHEET, headings, records, frozen=2)
	_show_digits(sheet)
	row = HEADER_ROW + len(records) + 1
	for told in _told(ranking, names, absent):
		row += 1
		sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(headings))
		put_value(sheet.cell(row, 1), told, style.BODY, sheet.title)
		sheet.row_dimensions[row].height = style.height_of(told, sum(each.width for each in headings))
	_add_signatures(sheet, row + 2, [names.get(each, each) for each in ranking.assessors])


def _told(ranking: Ranking, names: Mapping[str, str], absent: Sequence[str]) -> Iterator[str]:
	"""Of the single marks far from the others the other sheets tell: there may be hundreds."""
	for kind, text in _remarks(ranking, names, only_totals=True):
		yield f"{kind}：{text}"
	for each in ranking.in_order():
		if left_out := [_name(score, names) for score in each.scores if score.is_left_out]:
			yield f"不计入：{each.subject.name}的最高分、最低分（{'、'.join(left_out)}）"
	yield from absent_sentences(absent)


def _name(score: Score, names: Mapping[str, str]) -> str:
	return names.get(score.assessment.assessor, score.assessment.assessor)


def _has_groups(ranking: Ranking) -> bool:
	return any(each.subject.group for each in ranking.results)


def _has_notes(ranking: Ranking) -> bool:
	return any(each.subject.note for each in ranking.results)


def _result_record(ranking: Ranking, result: SubjectResult) -> Sequence[Any]:
	return (
		result.rank,
		result.subject.name,
		*([result.subject.group] if _has_groups(ranking) else ()),
		*(_total(result.score(each)) for each in ranking.assessors),
		*(result.trimmed_mean, result.mean, result.spread),
		*(result.counted, result.missing, result.recused),
		*([result.subject.note] if _has_notes(ranking) else ()),
	)


def _show_digits(sheet: Worksheet) -> None:
	"""Totals and means show all their decimals, as the paper does."""
	for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
		for cell in row:
			if isinstance(cell.value, Decimal):
				cell.number_format = number_format(cell.value)


def _total(score: Score | None) -> Decimal | str:
	if score is None:
		return ""
	return score.assessment.state.value if score.total is None else score.total


def _add_signatures(sheet: Worksheet, row: int, signers: Sequence[str]) -> None:
	put_value(sheet.cell(row, 1), "签名", style.HEADING, sheet.title)
	for number, signer in enumerate((*signers, "汇总人", "复核人", "日期")):
		line, place = divmod(number, _SIGNERS_IN_A_ROW)
		cell = sheet.cell(row + 1 + line, 1 + place * _SIGNER_COLUMNS)
		put_value(cell, f"{signer}：________________", style.SUBTITLE, sheet.title)
		sheet.row_dimensions[cell.row].height = 30


def _add_marks(workbook: Workbook, ranking: Ranking, subject_label: str, names: Mapping[str, str]) -> None:
	"""Every assessment with its marks item by item; what is far from the others' is named in a column."""
	headings = [
		Heading("名次", 7, Entry.NUMBER),
		Heading(subject_label, 22),
		Heading(label_of(Mark, "assessor"), 14),
		Heading("情况", 8, Entry.FLAG),
		*(Heading(_short(each), 10, Entry.NUMBER) for each in ranking.sheet.items),
		Heading("总分", 10, Entry.NUMBER),
		Heading("不计入", 8, Entry.FLAG),
		Heading("与其他专家相差较大", 18),
		Heading("评语、回避原因", 40, Entry.TEXT),
	]
	records = [
		_mark_record(ranking, result, score, names)
		for result in ranking.in_order()
		for score in result.scores
	]
	add_list(workbook, MARKS_SHEET, headings, records, frozen=3)


def _mark_record(
	ranking: Ranking, result: SubjectResult, score: Score, names: Mapping[str, str]
) -> Sequence[Any]:
	found = score.assessment
	far = [each for each in result.far_marks if each.assessor == found.assessor]
	remarks = [f"{each.item}：{each.remark.strip()}" for each in found.marks if each.remark.strip()]
	return (
		result.rank,
		result.subject.name,
		names.get(found.assessor, found.assessor),
		found.state.value,
		*(found.value(each.number) if score.total is not None else "" for each in ranking.sheet.items),
		score.total,
		_YES if score.is_left_out else "",
		"、".join(_far(each) for each in far),
		"\n".join([*([found.reason] if found.reason else []), *remarks]),
	)


def _far(mark: FarMark) -> str:
	return "总分" if mark.item is None else f"第{mark.item}项"


def _short(item: ScoringItem) -> str:
	return f"{item.number}.{item.text}（{plain_number(item.full_marks)}）"


def _add_items(workbook: Workbook, ranking: Ranking) -> None:
	names = ("number", "group", "text", "full_marks", "weight")
	widths = (8, 30, 60, 10, 10)
	entries = (Entry.NUMBER, Entry.LINE, Entry.LINE, Entry.NUMBER, Entry.NUMBER)
	headings = [
		Heading(label_of(ScoringItem, name), width, entry)
		for name, width, entry in zip(names, widths, entries, strict=True)
	]
	records = [[getattr(item, name) for name in names] for item in ranking.sheet.items]
	add_list(workbook, ITEMS_SHEET, headings, records)


def _add_remarks(
	workbook: Workbook, ranking: Ranking, names: Mapping[str, str], absent: Sequence[str]
) -> None:
	add_list(
		workbook,
		REMARKS_SHEET,
		[Heading("项目", 14), Heading("内容", 110, Entry.TEXT)],
		[*_remarks(ranking, names), *(("未报送", each) for each in absent_sentences(absent))],
	)


def _remarks(
	ranking: Ranking, names: Mapping[str, str], *, only_totals: bool = False
) -> Iterator[tuple[str, str]]:
	for each in rule_sentences(ranking):
		yield "规则", each
	for each in recusal_sentences(ranking, names):
		yield "回避", each
	for each in far_sentences(ranking, names, only_totals=only_totals):
		yield "相差较大", each
	for each in noted_sentences(ranking):
		yield "材料", each
	for result in ranking.results:
		if result.rank is None:
			yield "不排名次", f"{result.subject.name}：没有评分"
