"""``kepu rank``: the ranking of the counties from the sheet 综合评估, and the 评分汇总表."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from kepu_app.core.assessment import (
	Assessment,
	Ranking,
	ScoringSheet,
	SubjectResult,
	sheet_of_standard,
	total_sheet,
)
from kepu_app.core.assessment.score_paper import score_table_paper, score_table_pdf
from kepu_app.core.assessment.sentences import far_sentences, recusal_sentences, rule_sentences
from kepu_app.core.cli.options import chosen_cycle
from kepu_app.core.cli.output import Output, table
from kepu_app.core.cycle import Cycle
from kepu_app.core.errors import InputError
from kepu_app.core.files import write_whole
from kepu_app.core.model import Submission
from kepu_app.core.workbooks import (
	CustomColumn,
	Scoring,
	ScoringContent,
	read_receipts,
	read_scoring,
	read_workbook,
	write_score_table,
	write_workbook,
)

FINE, BROKEN = 0, 1
_BETWEEN_NAMES = re.compile(r"[,，、;；\n]+")
"""Blanks are a part of a name."""
_MAYBE_TWO = re.compile(r"[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4})+")
"""Two names or more, or one of two parts: only the author knows."""
_SHEETS: Mapping[str, Callable[[Cycle], ScoringSheet]] = {
	"totals": lambda _cycle: total_sheet(),
	"standard": lambda cycle: sheet_of_standard(cycle.standard),
}
_HEADINGS = ("名次", "示范县", "最终得分", "平均分", "标准差", "已评", "未评", "回避", "相差较大")


def rank(options: argparse.Namespace, output: Output) -> int:
	"""Show the ranking and write the requested files; exit with 1 if the sheet shows another one."""
	cycle = chosen_cycle(options)
	_check_targets(options)
	if options.prepare is not None:
		return _prepare(options, cycle, output)
	with output.progress("正在排名"):
		submission = read_workbook(options.workbook, cycle).submission
		found = read_scoring(options.workbook, submission.counties, submission.province.name)
	if found is None:
		name = options.workbook.name
		message = f"“{name}”没有“综合评估”这张表；可用 --prepare 加上（见 kepu rank --help）"
		raise InputError(message, code="workbook.no_scoring", place=name)
	written = [] if found.discrepancies else _write(options, submission, found.ranking)
	output.result(_as_json(found, written), *_lines(found, written))
	return BROKEN if found.discrepancies else FINE


def _prepare(options: argparse.Namespace, cycle: Cycle, output: Output) -> int:
	"""Write the workbook with the sheet added, keeping what the sheet already held."""
	target, names = _target(options), _names(options.prepare)
	content = read_workbook(options.workbook, cycle, assessments_first=True)
	submission = content.submission
	if read_scoring(options.workbook, submission.counties, submission.province.name):
		name = options.workbook.name
		message = f"“{name}”已经有“综合评估”这张表，没有改动；要增减评审专家，请在表中增减他们的列"
		raise InputError(message, code="workbook.scoring_exists", place=name)
	if not submission.counties:
		name = options.workbook.name
		message = f"“{name}”的示范县名单还是空的，没有可评的县；请先填写示范县名单，再加“综合评估”表"
		raise InputError(message, code="workbook.no_counties", place=name)
	scoring = Scoring(_chosen_sheet(options.items)(cycle), names)
	labels = content.custom_labels
	written = write_workbook(
		cycle,
		submission=submission,
		custom_columns=[CustomColumn(kind, label) for kind, each in labels.items() for label in each],
		export_mark=content.export_mark,
		receipts=read_receipts(options.workbook),
		scoring=scoring,
	)
	write_whole(target, written)
	who = f"{len(names)}位评审专家（{'、'.join(names)}）"
	sentence = f"已加上“综合评估”表：{len(submission.counties)}个示范县，{who}：{target}"
	parted = [each for each in names if _MAYBE_TWO.fullmatch(each)]
	asked = [f"说明：“{each}”按一位计；如是两位，请用顿号或逗号隔开，重新生成。" for each in parted]
	output.result({"ok": True, "path": str(target), "assessors": list(names)}, sentence, *asked)
	return FINE


def _names(text: str) -> tuple[str, ...]:
	names = tuple(each.strip() for each in _BETWEEN_NAMES.split(text) if each.strip())
	if not names:
		message = "--prepare 没有写评审专家；请写出他们的姓名，用逗号或顿号隔开"
		raise InputError(message, code="arguments", place="kepu rank")
	return names


def _check_targets(options: argparse.Namespace) -> None:
	"""Check before reading anything which files can be written and may be overwritten."""
	for path in options.output:
		if path.suffix.lower() not in (".pdf", ".xlsx"):
			message = f"“{path.name}”应以.pdf或.xlsx结尾"
			raise InputError(message, code="arguments", place=path.name)
		if path.exists() and not options.force:
			message = f"“{path.name}”已经存在；要覆盖请加 --force"
			raise InputError(message, code="file.exists", place=path.name)


def _target(options: argparse.Namespace) -> Path:
	if len(options.output) != 1 or options.output[0].suffix.lower() != ".xlsx":
		message = "--prepare 要用 -o 写明一个要生成的.xlsx工作簿"
		raise InputError(message, code="arguments", place="kepu rank")
	target: Path = options.output[0]
	return target


def _chosen_sheet(name: str) -> Callable[[Cycle], ScoringSheet]:
	if name not in _SHEETS:
		message = f"没有“{name}”这种评分表，可用的有：{'、'.join(_SHEETS)}"
		raise InputError(message, code="arguments", place="kepu rank")
	return _SHEETS[name]


def _write(options: argparse.Namespace, submission: Submission, ranking: Ranking) -> list[Path]:
	title = f"{submission.province.name}{submission.cycle.year}年全国科普示范县综合评估评分汇总表"
	for path in options.output:
		if path.suffix.lower() == ".xlsx":
			content = write_score_table(ranking, title, submission.cycle.notice_date)
		else:
			association = submission.province.association
			paper = score_table_paper(ranking, title, association=association, dated=submission.dated)
			content = score_table_pdf(paper)
		write_whole(path, content)
	return list(options.output)


def _as_json(found: ScoringContent, written: list[Path]) -> dict[str, Any]:
	ranking = found.ranking
	return {
		"ok": not found.discrepancies,
		"sheet": ranking.sheet.title,
		"rules": list(rule_sentences(ranking)),
		"assessors": list(ranking.assessors),
		"results": [_result_json(each) for each in ranking.in_order()],
		"recused": list(recusal_sentences(ranking, {})),
		"discrepancies": [each.as_dict() for each in found.discrepancies],
		"notes": [each.as_dict() for each in found.notes],
		"files": [str(each) for each in written],
	}


def _result_json(result: SubjectResult) -> dict[str, Any]:
	return {
		"rank": result.rank,
		"code": result.subject.key,
		"name": result.subject.name,
		"city": result.subject.group,
		"final": _text(result.trimmed_mean),
		"mean": _text(result.mean),
		"spread": _text(result.spread),
		"counted": result.counted,
		"missing": result.missing,
		"recused": result.recused,
		"scores": [
			{
				"assessor": each.assessment.assessor,
				"state": each.assessment.state.name.lower(),
				"total": _text(each.total),
				"left_out": each.is_left_out,
				"marks": _marks_json(each.assessment),
				**({"reason": each.assessment.reason} if each.assessment.reason else {}),
			}
			for each in result.scores
		],
		"far": [
			{"assessor": each.assessor, "item": each.item, "value": str(each.value), "usual": str(each.usual)}
			for each in result.far_marks
		],
	}


def _marks_json(assessment: Assessment) -> dict[str, str | None]:
	return {str(each.item): _text(each.value) for each in assessment.marks}


def _text(value: object) -> str | None:
	return None if value is None else str(value)


def _lines(found: ScoringContent, written: list[Path]) -> list[Table | str]:
	ranking = found.ranking
	rows = [_row(each) for each in ranking.in_order()]
	return [
		table(ranking.sheet.title, _HEADINGS, rows),
		*(f"说明：{each}" for each in rule_sentences(ranking)),
		*(f"回避：{each}。" for each in recusal_sentences(ranking, {})),
		*(f"提醒：{each}。" for each in far_sentences(ranking, {}, only_totals=True)),
		*(f"说明：{each.message}" for each in found.notes),
		*(f"错误：{each.message}" for each in found.discrepancies),
		*(f"评分汇总表：{each}" for each in written),
		*(["没有生成评分汇总表。"] if found.discrepancies else []),
	]


def _row(result: SubjectResult) -> tuple[object, ...]:
	return (
		result.rank or "—",
		result.subject.name,
		*("—" if each is None else str(each) for each in (result.trimmed_mean, result.mean, result.spread)),
		*(result.counted, result.missing, result.recused),
		len(result.far_marks) or "",
	)
