"""评分汇总表 on paper: the ranking as text, ready to print, and its PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import ceil

from kepu_app.core.assessment.check import plain_number
from kepu_app.core.assessment.ranking import FarMark, Ranking, Score, SubjectResult
from kepu_app.core.assessment.sentences import (
	absent_sentences,
	far_sentences,
	noted_sentences,
	recusal_sentences,
	rule_sentences,
)
from kepu_app.core.printing.fonts import FontSet
from kepu_app.core.printing.html import PRINT_FORMATS, page_of
from kepu_app.core.printing.paper_models import printed_date
from kepu_app.core.printing.pdf import html_to_pdf

MAIN_ASSESSORS = 8
"""Maximum assessors in the table of results; with more, the totals follow in separate tables."""

PART_ASSESSORS = 13
"""Maximum assessors in one of those."""

_MAIN_WIDTH, _PART_WIDTH = 111, 201
"""Millimetres that the other columns of each table (score_table.css) leave for totals."""

_SIGN_WIDTH, _CELL_FRAME = 1.86, 1.0
"""Millimetres of a digit at 10.5 pt, half a Chinese character, and of a cell's borders with padding."""

_LEFT_OUT, _FAR = "({})", "{}*"
_NOTHING = "—"


@dataclass(frozen=True)
class ScoreRow:
	"""One printed subject; ``main_marks`` by assessor, trimmed ones in brackets, outliers with *."""

	rank: str
	subject: str
	main_marks: tuple[str, ...]
	final: str
	mean: str
	spread: str
	counted: str
	missing: str
	recused: str


@dataclass(frozen=True)
class ScorePart:
	"""A further table with the totals of some assessors: rank, subject, totals."""

	assessors: tuple[str, ...]
	rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ScoreTablePaper:
	"""评分汇总表. ``remarks`` say how it was counted, who recused, and which marks are outliers."""

	title: str
	association: str
	date: str
	sheet: str
	subject_label: str
	main_assessors: tuple[str, ...]
	rows: tuple[ScoreRow, ...]
	more_parts: tuple[ScorePart, ...]
	remarks: tuple[str, ...]
	signers: tuple[str, ...]


def score_table_paper(
	ranking: Ranking,
	title: str,
	*,
	association: str = "",
	dated: date | None = None,
	subject_label: str = "示范县",
	names: Mapping[str, str] | None = None,
	absent: Sequence[str] = (),
) -> ScoreTablePaper:
	"""Build the paper of a ranking.

	Args:
		ranking: what to print, by rank.
		title: of the paper, such as 安徽省2024年全国科普示范县综合评估评分汇总表.
		association: the paper's author in the file's properties.
		dated: the date in the head, blank for None.
		subject_label: heading of the subjects' column.
		names: assessors' names by key; an unknown key prints as it is.
		absent: names of what was never submitted, and so not assessed.
	"""
	results = ranking.in_order()
	signers = tuple((names or {}).get(each, each) for each in ranking.assessors)
	has_parts = len(ranking.assessors) > min(MAIN_ASSESSORS, _columns_in(_MAIN_WIDTH, results))
	return ScoreTablePaper(
		title=title,
		association=association,
		date=printed_date(dated),
		sheet=ranking.sheet.title,
		subject_label=subject_label,
		main_assessors=() if has_parts else signers,
		rows=tuple(_row(each, () if has_parts else ranking.assessors) for each in results),
		more_parts=tuple(_parts(results, ranking.assessors, signers)) if has_parts else (),
		remarks=(*_remarks(ranking, results, names or {}), *absent_sentences(absent)),
		signers=signers,
	)


def score_table_pdf(paper: ScoreTablePaper, fonts: FontSet | None = None) -> bytes:
	"""Print the paper as PDF: A4 landscape, the head on every page.

	Raises:
		FontError: a character that no installed font has.
	"""
	return html_to_pdf(score_table_html(paper), fonts=fonts)


def score_table_html(paper: ScoreTablePaper) -> str:
	"""Render the paper as a complete HTML page, for the PDF and for a screen."""
	template, css = _template()
	return page_of(
		paper,
		template,
		name="score_table",
		title=paper.title,
		author=paper.association,
		date=paper.date,
		css=css,
	)


def _remarks(ranking: Ranking, results: Sequence[SubjectResult], names: Mapping[str, str]) -> Iterator[str]:
	yield from rule_sentences(ranking)
	if any(score.is_left_out for result in results for score in result.scores):
		yield "带括号的是去掉的最高分、最低分。"
	if any(len(result.scores) < len(ranking.assessors) for result in results):
		yield "空白的是没有请该专家评的。"
	if recused := list(recusal_sentences(ranking, names)):
		yield f"回避：{'；'.join(recused)}。"
	yield from _far_remarks(ranking, names)
	if unranked := [each.subject.name for each in results if each.rank is None]:
		yield f"没有评分、不排名次：{'、'.join(unranked)}。"
	yield from noted_sentences(ranking)


def _far_remarks(ranking: Ranking, names: Mapping[str, str]) -> Iterator[str]:
	"""Yield the outlying totals one by one, and only the number of single marks: there may be hundreds."""
	share = plain_number(ranking.sheet.outliers.share * 100)
	what = f"与中位数相差超过满分{share}%的"
	if totals := list(far_sentences(ranking, names, only_totals=True)):
		yield f"{what}总分（带*的）：{'；'.join(totals)}。"
	items = sum(each.item is not None for result in ranking.results for each in result.far_marks)
	if items:
		yield f"{what}单项评分有{items}个，见评分汇总表的Excel文件。"


def _row(result: SubjectResult, assessors: Sequence[str]) -> ScoreRow:
	return ScoreRow(
		rank=str(result.rank or _NOTHING),
		subject=result.subject.noted_name,
		main_marks=tuple(_marks(result, assessors)),
		final=_number(result.trimmed_mean),
		mean=_number(result.mean),
		spread=_number(result.spread),
		counted=str(result.counted),
		missing=str(result.missing),
		recused=str(result.recused),
	)


def _parts(
	results: Sequence[SubjectResult], assessors: Sequence[str], signers: Sequence[str]
) -> Iterator[ScorePart]:
	most = min(PART_ASSESSORS, _columns_in(_PART_WIDTH, results))
	size = ceil(len(assessors) / ceil(len(assessors) / most))
	for start in range(0, len(assessors), size):
		keys = assessors[start : start + size]
		yield ScorePart(
			tuple(signers[start : start + size]),
			tuple(
				(str(each.rank or _NOTHING), each.subject.noted_name, *_marks(each, keys)) for each in results
			),
		)


def _columns_in(width: int, results: Sequence[SubjectResult]) -> int:
	"""Return how many columns of totals fit without overlapping; 1 at least."""
	texts = (
		_mark(score, far.get(score.assessment.assessor))
		for result in results
		for far in [{each.assessor: each for each in result.far_marks if each.item is None}]
		for score in result.scores
	)
	longest = max((sum(1 if sign.isascii() else 2 for sign in text) for text in texts), default=0)
	return max(1, int(width / (longest * _SIGN_WIDTH + _CELL_FRAME)))


def _marks(result: SubjectResult, assessors: Sequence[str]) -> Iterator[str]:
	far = {each.assessor: each for each in result.far_marks if each.item is None}
	scores = {each.assessment.assessor: each for each in result.scores}
	for each in assessors:
		yield _mark(scores.get(each), far.get(each))


def _mark(score: Score | None, far: FarMark | None) -> str:
	if score is None:
		return ""
	if score.total is None:
		return score.assessment.state.value
	text = f"{score.total}"
	text = _FAR.format(text) if far else text
	return _LEFT_OUT.format(text) if score.is_left_out else text


def _number(value: Decimal | None) -> str:
	return _NOTHING if value is None else str(value)


@lru_cache(maxsize=1)
def _template() -> tuple[str, str]:
	folder = PRINT_FORMATS / "score_table"
	return tuple((folder / f"score_table.{ending}").read_text(encoding="utf-8") for ending in ("html", "css"))  # type: ignore[return-value]
