"""Validates a scoring sheet and the marks by it; each breach names the item and the rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext

from kepu_app.core.assessment.model import (
	Assessment,
	AssessmentState,
	Mark,
	ScoringItem,
	ScoringSheet,
	Subject,
)
from kepu_app.core.errors import InputError

_MOST_DIGITS = 1000
MOST_DECIMALS = 6
"""Of results and of marks, when a sheet is edited. A sheet that has more is counted all the same."""


def check_sheet(sheet: ScoringSheet) -> None:
	"""Refuse a sheet that makes counting impossible.

	Raises:
		InputError: the first of ``sheet_problems`` that prevents counting.
	"""
	_refuse(_counting_problems(sheet))


def check_marks(sheet: ScoringSheet, subjects: Sequence[Subject], assessments: Sequence[Assessment]) -> None:
	"""Refuse assessments that cannot be counted.

	Raises:
		InputError: the first of ``mark_problems``.
	"""
	_refuse(mark_problems(sheet, subjects, assessments))


def sheet_problems(sheet: ScoringSheet) -> Iterator[InputError]:
	"""Yield every problem of an edited sheet: its items, weights, rules of the count and bounds."""
	yield from _counting_problems(sheet)
	yield from _bound_problems(sheet)


def _counting_problems(sheet: ScoringSheet) -> Iterator[InputError]:
	if not sheet.items:
		yield _error("no_items", sheet.title, "没有评分项目，至少要有一项")
	yield from _repeated(sheet)
	for item in sheet.items:
		yield from _item_problems(sheet, item)
	yield from _weight_problems(sheet)
	yield from _rule_problems(sheet)


def mark_problems(
	sheet: ScoringSheet, subjects: Sequence[Subject], assessments: Sequence[Assessment]
) -> Iterator[InputError]:
	"""Yield every problem of assessments: each mark, blank ones, unknown and repeated subjects."""
	names = {each.key: each.name for each in subjects}
	for key, times in Counter(each.key for each in subjects).items():
		if times > 1:
			yield _error("subject_repeated", names[key], f"评审对象“{key}”列了{times}次，只能列一次")
	for (assessor, key), times in Counter((each.assessor, each.subject) for each in assessments).items():
		if times > 1:
			place = _place(assessor, names.get(key, key))
			yield _error("assessment_repeated", place, f"同一评审专家的评分有{times}份，只能有一份")
	for each in assessments:
		if each.subject not in names:
			place = _place(each.assessor, each.subject)
			yield _error("subject_unknown", place, f"“{each.subject}”不在评审对象之中")
		else:
			yield from assessment_problems(sheet, each, names[each.subject])


def assessment_problems(
	sheet: ScoringSheet, assessment: Assessment, subject_name: str
) -> Iterator[InputError]:
	"""Yield the problems of one assessment; a missing mark is one only once it is submitted."""
	place = _place(assessment.assessor, subject_name)
	if assessment.state is AssessmentState.RECUSED and not assessment.reason.strip():
		yield _error("recusal_reason", place, "回避没有写原因")
	for number, times in Counter(each.item for each in assessment.marks).items():
		if times > 1:
			yield _error("mark_repeated", place, f"第{number}项评了{times}次，只能评一次")
	for mark in assessment.marks:
		yield from _mark_problems(sheet, assessment, mark, place)
	if assessment.state is AssessmentState.SUBMITTED:
		for item in sheet.items:
			if assessment.value(item.number) is None:
				yield _error("mark_missing", f"{place} · {item_name(item)}", "还没有评分")


def value_problem(sheet: ScoringSheet, item: ScoringItem, value: Decimal) -> str:
	"""Return the problem of a mark, as a sentence without its place; blank if there is none."""
	if not value.is_finite():
		return f"“{value}”不是数值"
	if value < 0:
		return f"得分{plain_number(value)}小于0"
	if value > item.full_marks:
		return f"得分{plain_number(value)}超过满分{plain_number(item.full_marks)}"
	if _decimals(value) > sheet.mark_digits:
		return f"得分{plain_number(value)}的小数超过{sheet.mark_digits}位"
	return ""


def item_name(item: ScoringItem) -> str:
	"""Return an item's name for readers: 第3项“…”."""
	return f"第{item.number}项“{item.text}”"


def plain_number(value: Decimal) -> str:
	"""Format a number without exponent and trailing zeros."""
	text = f"{value:f}"
	return text.rstrip("0").rstrip(".") if "." in text else text


def exact_sum(values: Iterable[Decimal]) -> Decimal:
	"""Add without rounding to the 28 digits of decimal's default context."""
	with localcontext() as context:
		context.prec = _MOST_DIGITS
		return sum(values, Decimal())


def _repeated(sheet: ScoringSheet) -> Iterator[InputError]:
	for number, times in Counter(each.number for each in sheet.items).items():
		if times > 1:
			yield _error("item_repeated", sheet.title, f"序号{number}有{times}项，每项的序号只能用一次")
	texts = Counter((each.group.strip(), each.text.strip()) for each in sheet.items if each.text.strip())
	for (_, text), times in texts.items():
		if times > 1:
			yield _error("item_repeated", sheet.title, f"评分项目“{text}”有{times}项，同一分组中不能重复")


def _item_problems(sheet: ScoringSheet, item: ScoringItem) -> Iterator[InputError]:
	place = f"{sheet.title} · {item_name(item)}"
	if not item.text.strip():
		yield _error("item_blank", place, "没有写评分项目")
	for label, value in (("满分", item.full_marks), ("权重", item.weight)):
		if not value.is_finite() or value <= 0:
			yield _error("item_number", place, f"{label}{value}应为大于0的数")
	if item.full_marks.is_finite() and _decimals(item.full_marks) > max(sheet.mark_digits, 0):
		yield _error(
			"item_digits", place, f"满分{plain_number(item.full_marks)}的小数超过{sheet.mark_digits}位"
		)


def _weight_problems(sheet: ScoringSheet) -> Iterator[InputError]:
	weights = [each.weight for each in sheet.items]
	if sheet.weights_sum is None or not weights or not all(each.is_finite() for each in weights):
		return
	total = exact_sum(weights)
	if total != sheet.weights_sum:
		named = "、".join(f"第{each.number}项{plain_number(each.weight)}" for each in sheet.items)
		sentence = f"权重之和是{plain_number(total)}，应为{plain_number(sheet.weights_sum)}（{named}）"
		yield _error("weights_sum", sheet.title, sentence)


def _rule_problems(sheet: ScoringSheet) -> Iterator[InputError]:
	if sheet.trim_each < 0 or sheet.trim_from < 0:
		yield _error("trim", sheet.title, "去掉最高分、最低分的人数和个数不能小于0")
	elif sheet.trim_each and sheet.trim_from <= 2 * sheet.trim_each:
		sentence = f"满{sheet.trim_from}人即去掉最高、最低各{sheet.trim_each}个，一个得分也不剩"
		yield _error("trim", sheet.title, sentence)
	if sheet.digits < 0 or sheet.mark_digits < 0:
		yield _error("digits", sheet.title, "小数位数不能小于0")
	if not sheet.scale.is_finite() or sheet.scale <= 0:
		yield _error("scale", sheet.title, f"总分满分{sheet.scale}应为大于0的数")
	if not sheet.outliers.share.is_finite() or sheet.outliers.share < 0 or sheet.outliers.least_marks < 2:
		yield _error("outliers", sheet.title, "相差较大的比例不能小于0，人数不能少于2")


def _bound_problems(sheet: ScoringSheet) -> Iterator[InputError]:
	if max(sheet.digits, sheet.mark_digits) > MOST_DECIMALS:
		yield _error("digits", sheet.title, f"小数位数不能超过{MOST_DECIMALS}")
	if sheet.outliers.share.is_finite() and sheet.outliers.share > 1:
		share = plain_number(sheet.outliers.share * 100)
		yield _error("outliers", sheet.title, f"相差较大的比例不能超过满分的100%，现在是{share}%")


def _mark_problems(
	sheet: ScoringSheet, assessment: Assessment, mark: Mark, place: str
) -> Iterator[InputError]:
	item = sheet.item(mark.item)
	if (mark.assessor, mark.subject) != (assessment.assessor, assessment.subject):
		sentence = f"混入了“{mark.assessor}”对“{mark.subject}”的得分"
		yield _error("mark_misplaced", place, sentence)
	if item is None:
		yield _error("item_unknown", place, f"评分表中没有第{mark.item}项")
	elif mark.value is not None:
		problem = value_problem(sheet, item, mark.value)
		if problem:
			yield _error("mark", f"{place} · {item_name(item)}", problem)


def _refuse(problems: Iterator[InputError]) -> None:
	problem = next(problems, None)
	if problem:
		raise problem


def _error(code: str, place: str, sentence: str) -> InputError:
	return InputError(f"{place}：{sentence}", code=f"assessment.{code}", place=place)


def _place(assessor: str, subject: str) -> str:
	return f"{subject} · 评审专家“{assessor}”"


def _decimals(value: Decimal) -> int:
	# Not by normalize(), which rounds to 28 digits first.
	return len(plain_number(value).partition(".")[2]) if value.is_finite() else 0
