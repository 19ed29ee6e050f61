"""评分汇总表 as PDF and as Excel."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pdfplumber
import pytest

from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	Mark,
	Ranking,
	ScoringSheet,
	Subject,
	rank_subjects,
	speaker_sheet,
	total_sheet,
)
from kepu_app.core.assessment.score_paper import score_table_paper, score_table_pdf
from kepu_app.core.workbooks import write_score_table
from tests.unit.pdf_pages import read_pages, text_of

TITLE = "安徽省2024年全国科普示范县综合评估评分汇总表"
DAY = date(2025, 2, 10)


def by_total(assessor: str, subject: str, total: int | str) -> Assessment:
	if isinstance(total, str):
		state = AssessmentState(total)
		return Assessment(assessor, subject, (), state, "亲属在该县任职" if total == "回避" else "")
	return Assessment(assessor, subject, (Mark(assessor, subject, 1, Decimal(total), "亮点突出"),))


def ranking_of(table: dict[str, list[int | str]], sheet: ScoringSheet | None = None) -> Ranking:
	return rank_subjects(
		sheet or total_sheet(),
		[Subject(name, name) for name in table],
		[
			by_total(f"专家{number}", name, total)
			for name, totals in table.items()
			for number, total in enumerate(totals, start=1)
		],
	)


RANKING = ranking_of(
	{
		"埇桥区": [80, 82, 84, 86, 40],
		"肥西县": [90, 91, 92, 93, "回避"],
		"凤台县": [70, 71, "未评", "未评", 72],
		"霍邱县": ["未评"] * 5,
	}
)


class TestPaper:
	def test_rows_by_rank_with_what_is_left_out_and_far(self) -> None:
		rows = score_table_paper(RANKING, TITLE).rows
		assert [(each.rank, each.subject, each.final) for each in rows] == [
			("1", "肥西县", "91.50"),
			("2", "埇桥区", "82.00"),
			("3", "凤台县", "71.00"),
			("—", "霍邱县", "—"),
		]
		assert rows[1].main_marks == ("80.00", "82.00", "84.00", "(86.00)", "(40.00*)")
		assert rows[0].main_marks[-1] == "回避"
		assert (rows[2].counted, rows[2].missing, rows[2].recused) == ("3", "2", "0")

	def test_remarks_say_how_it_was_counted(self) -> None:
		remarks = "".join(score_table_paper(RANKING, TITLE).remarks)
		assert "评分满5份的，去掉1个最高分、1个最低分" in remarks
		assert "专家5回避肥西县：亲属在该县任职" in remarks
		assert "埇桥区：专家5的总分40.00，全部评分的中位数82.00" in remarks
		assert "没有评分、不排名次：霍邱县" in remarks

	def test_the_rule_of_what_is_far_is_told(self) -> None:
		assert any(
			"相差较大提示：评分满3份，过半数与全部评分的中位数" in each
			for each in score_table_paper(RANKING, TITLE).remarks
		)

	def test_counties_of_one_name_are_told_apart(self) -> None:
		subjects = [
			Subject("320302", "鼓楼区", "徐州市"),
			Subject("340102", "鼓楼区", "合肥市"),
			Subject("340123", "肥西县", "合肥市"),
		]
		given = [by_total("专家1", "320302", 80), by_total("专家1", "340102", "回避")]
		ranking = rank_subjects(total_sheet(), subjects, given)
		paper = score_table_paper(ranking, TITLE)
		assert [each.subject for each in paper.rows] == ["鼓楼区（徐州市）", "鼓楼区（合肥市）", "肥西县"]
		assert any("专家1回避鼓楼区（合肥市）" in each for each in paper.remarks)
		assert any("不排名次：鼓楼区（合肥市）、肥西县" in each for each in paper.remarks)
		book = openpyxl.load_workbook(io.BytesIO(write_score_table(ranking, TITLE, DAY)))
		marks = [row[1] for row in book["逐项评分"].iter_rows(min_row=4, values_only=True)]
		assert marks == ["鼓楼区（徐州市）", "鼓楼区（合肥市）"]

	def test_what_became_of_a_text_stands_beside_its_name(self) -> None:
		notes = {"肥西县": "评分后修改过", "凤台县": "评分后退回修改"}
		results = [
			replace(each, subject=replace(each.subject, note=notes.get(each.subject.name, "")))
			for each in RANKING.results
		]
		ranking = replace(RANKING, results=tuple(results))
		paper = score_table_paper(ranking, TITLE)
		assert [each.subject for each in paper.rows] == [
			"肥西县（评分后修改过）",
			"埇桥区",
			"凤台县（评分后退回修改）",
			"霍邱县",
		]
		assert any("评分后修改过的有1个，评分按评分时的材料给出：肥西县" in each for each in paper.remarks)
		book = openpyxl.load_workbook(io.BytesIO(write_score_table(ranking, TITLE, DAY)))
		rows = list(book["评分汇总"].iter_rows(min_row=3, values_only=True))
		assert [row[-1] for row in rows[:5]] == ["备注", "评分后修改过", None, "评分后退回修改", None]
		plain = openpyxl.load_workbook(io.BytesIO(write_score_table(RANKING, TITLE, DAY)))
		assert "备注" not in {cell.value for row in plain["评分汇总"] for cell in row}

	def test_the_sheet_that_is_signed_says_how_it_was_counted(self) -> None:
		book = openpyxl.load_workbook(io.BytesIO(write_score_table(RANKING, TITLE, DAY, absent=["蜀山区"])))
		cells = [str(cell.value) for row in book["评分汇总"] for cell in row if cell.value is not None]
		signatures = cells.index("签名")
		for told in (
			"去掉1个最高分、1个最低分",
			"专家5回避肥西县：亲属在该县任职",
			"埇桥区：专家5的总分40.00",
			"不计入：埇桥区的最高分、最低分（专家4、专家5）",
			"霍邱县：没有评分",
			"未参加评审的有1个：蜀山区",
		):
			assert any(told in each for each in cells[:signatures]), told

	def test_names_stand_for_keys(self) -> None:
		paper = score_table_paper(RANKING, TITLE, names={"专家5": "王建平"})
		assert paper.signers == ("专家1", "专家2", "专家3", "专家4", "王建平")
		assert any("王建平回避肥西县" in each for each in paper.remarks)

	def test_sentences_end_once_and_write_totals_as_the_table_does(self) -> None:
		ranking = ranking_of({"埇桥区": [80, 82, 84, 86, 40], "肥西县": [90, "回避"]})
		recused = [
			replace(each, assessment=replace(each.assessment, reason="亲属在该县任职。"))
			for each in ranking.results[1].scores
		]
		ranking = replace(
			ranking, results=(ranking.results[0], replace(ranking.results[1], scores=tuple(recused)))
		)
		remarks = score_table_paper(ranking, TITLE).remarks
		assert any(each.endswith("回避肥西县：亲属在该县任职。") for each in remarks)
		assert any("的总分40.00，" in each for each in remarks)
		assert "空白的是没有请该专家评的。" in remarks
		assert (
			"空白的是没有请该专家评的。"
			not in score_table_paper(ranking_of({"埇桥区": [80, 82]}), TITLE).remarks
		)

	def test_many_assessors_get_tables_of_their_own(self) -> None:
		paper = score_table_paper(ranking_of({"埇桥区": [80] * 27}), TITLE)
		assert paper.main_assessors == ()
		assert [len(each.assessors) for each in paper.more_parts] == [9, 9, 9]


class TestPdf:
	def test_is_the_paper(self) -> None:
		pdf = score_table_pdf(score_table_paper(RANKING, TITLE, dated=DAY, association="安徽省科协"))
		text = text_of(pdf)
		for part in (TITLE, "2025年2月10日", "评审专家签名", "汇总人", "复核人", "肥西县", "91.50"):
			assert part in text
		with pdfplumber.open(io.BytesIO(pdf)) as document:
			page = document.pages[0]
			assert (round(page.width), round(page.height)) == (842, 595)
		used = {font for line in read_pages(pdf)[0].lines for font in line.fonts}
		assert any("Fang" in font for font in used)
		assert pdf == score_table_pdf(score_table_paper(RANKING, TITLE, dated=DAY, association="安徽省科协"))

	def test_everybody_has_a_line_to_sign_on(self) -> None:
		with pdfplumber.open(io.BytesIO(score_table_pdf(score_table_paper(RANKING, TITLE)))) as document:
			drawn = [each for page in document.pages for each in (*page.rects, *page.lines)]
		lines = [each for each in drawn if 127 < each["width"] < 128]
		assert len({(round(each["x0"]), round(each["top"])) for each in lines}) == 5 + 3

	def test_the_head_is_on_every_page(self) -> None:
		table: dict[str, list[int | str]] = {f"第{number}县": [80, 81] for number in range(1, 61)}
		pages = read_pages(score_table_pdf(score_table_paper(ranking_of(table), TITLE)))
		with_rows = [each for each in pages if "80.50" in each.text]
		assert len(with_rows) > 2
		assert all("名次" in each.text for each in with_rows)

	def test_every_further_page_says_what_is_signed_there(self) -> None:
		for counties in (6, 13, 60):
			table: dict[str, list[int | str]] = {f"第{number}县": [80, 81] for number in range(counties)}
			pages = read_pages(score_table_pdf(score_table_paper(ranking_of(table), TITLE)))
			assert [each.text.count(TITLE) for each in pages] == [1] * len(pages)

	def test_signatures_begin_where_the_remarks_end(self) -> None:
		table: dict[str, list[int | str]] = {
			f"第{number}县": [*range(60, 63), 20, *range(64, 68)] for number in range(11)
		}
		pages = read_pages(score_table_pdf(score_table_paper(ranking_of(table), TITLE)))
		(page,) = (each for each in pages if "评审专家签名" in each.text)
		assert "计分办法" in page.text
		assert "专家1：" in page.text

	@pytest.mark.parametrize("assessors", range(3, 28, 3))
	@pytest.mark.parametrize("scale", [100, 1000])
	def test_no_total_runs_into_the_next(self, assessors: int, scale: int) -> None:
		rule = replace(total_sheet(), scale=Decimal(scale), digits=3)
		totals: list[int | str] = [100, 100, *([20] * (assessors - 2))]
		paper = score_table_paper(ranking_of({"埇桥区": totals}, rule), TITLE)
		with pdfplumber.open(io.BytesIO(score_table_pdf(paper))) as document:
			for page in document.pages:
				upright = [each for each in page.edges if each["orientation"] == "v"]
				assert len(upright) > 4
				crossed = [
					sign["text"]
					for sign in page.chars
					for line in upright
					if sign["x0"] + 0.3 < line["x0"] < sign["x1"] - 0.3
					and line["top"] < (sign["top"] + sign["bottom"]) / 2 < line["bottom"]
				]
				assert not crossed


class TestExcel:
	def test_results_and_marks(self) -> None:
		book = openpyxl.load_workbook(
			io.BytesIO(write_score_table(RANKING, TITLE, DAY, names={"专家5": "王建平"}))
		)
		assert book.sheetnames == ["评分汇总", "逐项评分", "评分表", "说明"]
		rows = list(book["评分汇总"].iter_rows(min_row=3, max_row=5, values_only=True))
		assert rows[0][:7] == ("名次", "示范县", "专家1", "专家2", "专家3", "专家4", "王建平")
		assert rows[1] == (1, "肥西县", 90, 91, 92, 93, "回避", 91.5, 91.5, 1.12, 4, 0, 1)
		assert rows[2][:8] == (2, "埇桥区", 80, 82, 84, 86, 40, 82)
		assert book["评分汇总"]["H4"].number_format == "0.00"
		signatures = [cell for row in book["评分汇总"].iter_rows(min_row=9, values_only=True) for cell in row]
		assert "王建平：________________" in signatures
		marks = list(book["逐项评分"].iter_rows(min_row=4, values_only=True))
		assert len(marks) == 20
		assert marks[4] == (1, "肥西县", "王建平", "回避", None, None, None, None, "亲属在该县任职")
		assert marks[9] == (2, "埇桥区", "王建平", "已评", 40, 40, "是", "总分", "1：亮点突出")

	def test_a_group_has_a_column(self) -> None:
		sheet = speaker_sheet()
		marks = tuple(Mark("甲", "n1", each.number, Decimal(15)) for each in sheet.items)
		ranking = rank_subjects(sheet, [Subject("n1", "王某", "安徽省")], [Assessment("甲", "n1", marks)])
		content = write_score_table(ranking, "宣讲团人选评分汇总表", DAY, subject_label="人选")
		row = next(
			openpyxl.load_workbook(io.BytesIO(content))["评分汇总"].iter_rows(min_row=4, values_only=True)
		)
		assert row[:5] == (1, "王某", "安徽省", 75, 75)

	def test_the_same_bytes(self) -> None:
		assert write_score_table(RANKING, TITLE, DAY) == write_score_table(RANKING, TITLE, DAY)
