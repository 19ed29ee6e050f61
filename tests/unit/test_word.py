"""Attachments 2-4 as Word files."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu_app.core.characters import without_invisible
from kepu_app.core.errors import InputError
from kepu_app.core.model import SummarySection
from kepu_app.core.printing.columns import WIDTHS
from kepu_app.core.printing.paper_models import (
	CaseBookPaper,
	NomineeListPaper,
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
	summary_paper,
)
from kepu_app.core.word import render_docx, sample_paper, shipped_template
from tests.unit.factories import COUNTIES, make_case, make_nominee, make_submission, make_summary
from tests.unit.word_files import PAPER_TYPES, changed, opened, parts_of, shipped, template_of, text_of

TEXT = "（一）组织领导有力。成立领导小组。\n（二）阵地建设\n1.科技馆\n（1）展教活动\n一、分述。正文。\n普通段落。"


def make_summary_paper(**changes: Any) -> SummaryPaper:
	submission = make_submission()
	sections = tuple(SummarySection(each.text, TEXT) for each in submission.cycle.headings)
	summary = make_summary(**{"sections": sections, **changes})
	return summary_paper(submission.cycle, submission.province, COUNTIES[0], summary)


def make_case_book() -> CaseBookPaper:
	return case_book_paper(make_submission(cases=(make_case(1), make_case(2, title=""))))


def make_nominee_list() -> NomineeListPaper:
	return nominee_list_paper(make_submission())


def paragraphs_in(content: bytes, style: str) -> list[Paragraph]:
	return [each for each in opened(content).paragraphs if each.style.name == style]


def texts_in(content: bytes, style: str) -> list[str]:
	return [each.text for each in paragraphs_in(content, style)]


class TestSummary:
	def test_wording_of_attachment_2(self) -> None:
		lines = text_of(render_docx(make_summary_paper())).split("\n")
		assert lines[:5] == [
			"附件2",
			"安徽省宿州市埇桥区",
			"2024年工作总结",
			"按照《关于组织报送2024年全国科普示范县（市、区）工作总结相关事项的通知》有关要求，"
			"现将2024年工作总结报送如下。",
			"一、党委和政府重视公民科学素质建设情况",
		]
		assert lines[5:11] == TEXT.split("\n")
		assert lines[-2:] == ["埇桥区科学技术协会", "2025年1月20日"]
		assert len(lines) == 4 + 4 * 7 + 2

	def test_each_level_has_its_style(self) -> None:
		content = render_docx(make_summary_paper())
		assert texts_in(content, "公文标题") == ["安徽省宿州市埇桥区\n2024年工作总结"]
		assert texts_in(content, "一级标题") == [each.text for each in make_submission().cycle.headings]
		assert texts_in(content, "二级标题") == ["（二）阵地建设"] * 4
		assert texts_in(content, "三级标题") == ["1.科技馆", "（1）展教活动"] * 4
		body = paragraphs_in(content, "公文正文")
		assert [[(run.text, run.style.name) for run in each.runs] for each in body[1:3]] == [
			[("（一）组织领导有力。", "二级标题 字符"), ("成立领导小组。", "Default Paragraph Font")],
			[("一、分述。", "一级标题 字符"), ("正文。", "Default Paragraph Font")],
		]

	def test_signature_stands_over_the_middle_of_its_date(self) -> None:
		content = render_docx(make_summary_paper())
		[signature], [dated] = paragraphs_in(content, "落款单位"), paragraphs_in(content, "成文日期")
		# 9 characters over 2025年1月20日, which is 3 characters and 7 digits of half a character wide.
		assert signature._p.pPr.ind.get(qn("w:rightChars")) == str(round((4 + (6.5 - 9) / 2) * 100))
		assert dated.style.element.pPr.ind.get(qn("w:rightChars")) == "400"

	def test_signature_longer_than_the_line_ends_at_the_edge(self) -> None:
		content = render_docx(make_summary_paper(on_behalf_of="长" * 40))
		assert paragraphs_in(content, "落款单位")[0]._p.pPr.ind.get(qn("w:rightChars")) == "0"

	def test_last_paragraph_stays_with_the_signature(self) -> None:
		paragraphs = opened(render_docx(make_summary_paper())).paragraphs
		assert paragraphs[-3].text == "普通段落。"
		assert paragraphs[-3].paragraph_format.keep_with_next is True
		assert paragraphs[-4].paragraph_format.keep_with_next is None

	def test_without_date(self) -> None:
		content = render_docx(make_summary_paper(dated=None))
		assert texts_in(content, "成文日期") == [""]
		assert opened(content).core_properties.created is None

	def test_properties_come_from_the_paper_alone(self) -> None:
		properties = opened(render_docx(make_summary_paper())).core_properties
		assert properties.title == "安徽省宿州市埇桥区2024年工作总结"
		assert (properties.author, properties.last_modified_by) == ("埇桥区科学技术协会",) * 2
		assert properties.created == datetime(2025, 1, 20, tzinfo=timezone.utc)

	def test_properties_longer_than_the_format_allows(self) -> None:
		paper = replace(make_summary_paper(), place="长" * 300, signature="长" * 300)
		properties = opened(render_docx(paper)).core_properties
		assert (properties.title, properties.author) == ("长" * 255,) * 2


class TestCaseBook:
	def test_wording_of_attachment_3(self) -> None:
		assert text_of(render_docx(make_case_book())).split("\n") == [
			"附件3",
			"安徽省",
			"2024年典型案例",
			"按照《关于组织报送2024年全国科普示范县（市、区）工作总结相关事项的通知》有关要求，"
			"现将2024年典型案例报送如下。",
			"一、埇桥区（科普资源建设）",
			"第1个案例的标题",
			"思路清楚，做法扎实。",
			"成效明显。",
			"二、湾沚区（服务科技工作者）",
			"思路清楚，做法扎实。",
			"成效明显。",
			"安徽省科协",
			"2025年2月10日",
		]


class TestNomineeList:
	def test_wording_of_attachment_4(self) -> None:
		document = opened(render_docx(make_nominee_list()))
		assert [each.text for each in document.paragraphs[:3]] == [
			"附件4",
			"宣讲团人选建议名单",
			"单位名称：安徽省科协（盖章）\t联系人及联系方式：程晓岚 0551-62670123",
		]
		[table] = document.tables
		assert [cell.text.replace("\n", "") for cell in table.rows[0].cells] == [
			"序号",
			"姓名",
			"性别",
			"政治面貌",
			"出生年月",
			"工作单位及职务",
			"联系方式",
			"推荐理由（简要描述）",
		]
		assert [cell.text for cell in table.rows[1].cells] == [
			"1",
			"赵静宜",
			"女",
			"中共党员",
			"1979年6月",
			"埇桥区科学技术协会副主席",
			"13905570001",
			"1. 长期在基层从事科普工作。\n2. 善于把科学道理讲成家常话。",
		]
		assert len(table.rows) == 4

	def test_bios_follow_the_table(self) -> None:
		lines = text_of(render_docx(make_nominee_list())).split("\n")
		assert lines[lines.index("个人工作简介") :] == [
			"个人工作简介",
			"1. 赵静宜",
			"从事基层科普工作十八年。",
			"2. 钱志远",
			"从事基层科普工作十八年。",
			"3. 孙若兰",
			"从事基层科普工作十八年。",
		]

	def test_columns_are_those_of_the_printed_paper(self) -> None:
		folder = shipped_template(NomineeListPaper).resolve().parent.parent
		rules = re.findall(
			r"^((?:,? ?col\.\w+)+) \{ width: (\d+)mm", (folder / "paper.css").read_text("utf-8"), re.M
		)
		widths = {name: int(width) for names, width in rules for name in re.findall(r"col\.(\w+)", names)}
		names = ("number", "name", "sex", "status", "birth", "duty", "phone", "reasons")
		printed = [widths[name] for name in names]
		assert printed == list(WIDTHS)
		[table] = opened(shipped(NomineeListPaper)).tables
		assert len(printed) == len(table.columns) == 8
		for column, width in zip(table.columns, printed, strict=True):
			assert abs(column.width - Mm(width)) < Mm(0.1)
		for cell, width in zip(table.rows[0].cells, printed, strict=True):
			assert abs(cell.width - Mm(width)) < Mm(0.1)

	def test_header_row_is_repeated_and_long_rows_may_break(self) -> None:
		[table] = opened(render_docx(make_nominee_list())).tables
		header, first = (row._tr.trPr for row in table.rows[:2])
		assert header.find(qn("w:tblHeader")) is not None
		assert header.find(qn("w:cantSplit")) is not None
		assert first is None or first.find(qn("w:cantSplit")) is None

	def test_cell_without_anything_in_it_is_closed_by_a_paragraph(self) -> None:
		content = render_docx(
			nominee_list_paper(make_submission(nominees=(make_nominee(1, reasons=(), bio=""),)))
		)
		cell = opened(content).tables[0].rows[1].cells[7]
		assert [each.text for each in cell.paragraphs] == [""]
		assert "1. 赵静宜" not in text_of(content)

	def test_nobody(self) -> None:
		content = render_docx(nominee_list_paper(make_submission(nominees=())))
		assert len(opened(content).tables[0].rows) == 1
		assert "个人工作简介" not in text_of(content)


class TestLayout:
	"""GB/T 9704-2012: A4, margins, 22 lines of 28 characters."""

	@pytest.mark.parametrize("paper_type", PAPER_TYPES)
	def test_page(self, paper_type: type) -> None:
		section = opened(shipped(paper_type)).sections[0]
		for length, millimetres in (
			(section.page_width, 210),
			(section.page_height, 297),
			(section.top_margin, 37),
			(section.left_margin, 28),
			(section.right_margin, 26),
			(section.bottom_margin, 35),
		):
			assert abs(length - Mm(millimetres)) < Mm(0.1)

	@pytest.mark.parametrize("paper_type", PAPER_TYPES)
	def test_lines_and_characters(self, paper_type: type) -> None:
		document = opened(shipped(paper_type))
		section, normal = document.sections[0], document.styles["Normal"]
		height = section.page_height - section.top_margin - section.bottom_margin
		width = section.page_width - section.left_margin - section.right_margin
		line = normal.paragraph_format.line_spacing
		spacing = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
		character = normal.font.size + Pt(spacing / 20)
		assert (height // line, width // character) == (22, 28)
		assert abs(line - Pt(28.99)) < Pt(0.1)
		assert normal.font.size == Pt(16)

	@pytest.mark.parametrize("paper_type", PAPER_TYPES)
	def test_type_by_role(self, paper_type: type) -> None:
		styles = opened(shipped(paper_type)).styles
		for name, font, size in (
			("公文标题", "方正小标宋简体", 22),
			("附件序号", "黑体", None),
			("一级标题", "黑体", None),
			("二级标题", "楷体_GB2312", None),
			("单页页码", "宋体", 14),
			("双页页码", "宋体", 14),
		):
			style = styles[name]
			assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
			assert style.font.size == (Pt(size) if size else None)
			assert not style.font.bold
		defaults = styles.element.find(qn("w:docDefaults"))
		assert next(defaults.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == "仿宋_GB2312"
		assert styles["公文正文"].element.pPr.ind.get(qn("w:firstLineChars")) == "200"

	@pytest.mark.parametrize("paper_type", PAPER_TYPES)
	def test_page_numbers_right_and_left(self, paper_type: type) -> None:
		document = opened(shipped(paper_type))
		section = document.sections[0]
		for footer, style in ((section.footer, "单页页码"), (section.even_page_footer, "双页页码")):
			[paragraph] = footer.paragraphs
			assert paragraph.style.name == style
			assert paragraph.text == "— 1 —"
			assert "PAGE" in "".join(each.text or "" for each in paragraph._p.iter(qn("w:instrText")))
		assert document.settings.odd_and_even_pages_header_footer is True
		alignments = [document.styles[name].paragraph_format.alignment for name in ("单页页码", "双页页码")]
		assert [each.name for each in alignments] == ["RIGHT", "LEFT"]


def test_templates_are_what_the_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
	"""They are changed by changing the script, or in Word by those who want their own."""
	path = shipped_template(SummaryPaper).resolve().with_name("build_templates.py")
	monkeypatch.syspath_prepend(path.parent)  # where a script finds its modules
	templates = runpy.run_path(str(path))["templates"]()
	for name, parts in templates.items():
		content = path.with_name(name).read_bytes()
		assert parts_of(content) == {part: text.encode("utf-8") for part, text in parts.items()}


@pytest.mark.parametrize("make_paper", [make_summary_paper, make_case_book, make_nominee_list])
class TestEveryPaper:
	def test_same_paper_same_bytes(self, make_paper: Any) -> None:
		assert render_docx(make_paper()) == render_docx(make_paper())

	def test_no_placeholder_and_no_tag_is_left(self, make_paper: Any) -> None:
		everything = b"".join(parts_of(render_docx(make_paper())).values())
		assert not any(each in everything for each in (b"{{", b"{%", b"XX", "（模板）".encode()))

	def test_empty_paper(self, make_paper: Any) -> None:
		empty = sample_paper(type(make_paper()), 0)
		assert text_of(render_docx(empty)).startswith("附件")


ODD_TEXTS = (
	"{{ 7*7 }}{% for x in y %}{# no #}",
	"{_{ 1 }_} {_% x %_} \\n",
	"<w:br/><b>&lt;&amp;</b>",
	"=SUM(A1:A2)",
	"“引号”'单'\"双\"",
	"𠮷埇鄠",
	"]]>",
	"{%p if x %}",
)


class TestTexts:
	@pytest.mark.parametrize("text", ODD_TEXTS)
	def test_what_looks_like_markup_prints_as_text(self, text: str) -> None:
		paper = make_summary_paper(
			sections=(SummarySection(text, f"前{text}后"),), on_behalf_of=text, dated=date(2025, 2, 1)
		)
		lines = text_of(render_docx(paper)).split("\n")
		assert lines[4:] == [text, f"前{text}后", text, "2025年2月1日"]

	def test_control_characters_and_runs_of_blanks(self) -> None:
		paper = replace(make_summary_paper(), signature="埇桥\x07区\t \n科\x0b协\x7f")
		assert texts_in(render_docx(paper), "落款单位") == ["埇桥区 科 协"]

	@pytest.mark.parametrize("character", ["\ud842", "\ufffe", "\uffff"])
	def test_character_that_no_word_file_can_hold(self, character: str) -> None:
		with pytest.raises(InputError, match=f"U\\+{ord(character):04X}") as caught:
			render_docx(make_summary_paper(on_behalf_of=f"埇桥区{character}科协"))
		assert (caught.value.code, caught.value.place) == ("text.not_xml", "埇桥区□科协")

	@settings(max_examples=25)
	@given(
		st.text(
			st.characters(
				exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"
			)
		)
	)
	def test_every_text_prints_as_it_is(self, text: str) -> None:
		paper = replace(make_summary_paper(), signature=text)
		assert texts_in(render_docx(paper), "落款单位") == [without_invisible(text)]


class TestOwnTemplate:
	def test_as_bytes_and_as_a_path(self, tmp_path: Path) -> None:
		template = template_of("{{ paper.place }}：{{ paper.signature }}")
		(tmp_path / "own.docx").write_bytes(template)
		content = render_docx(make_summary_paper(), template)
		assert text_of(content) == "安徽省宿州市埇桥区：埇桥区科学技术协会"
		assert render_docx(make_summary_paper(), tmp_path / "own.docx") == content

	def test_unknown_field_is_refused_by_name(self) -> None:
		with pytest.raises(InputError, match=r"Word模板不可用：正文第1段.*paper\.nobody") as caught:
			render_docx(make_summary_paper(), template_of("{{ paper.nobody }}"))
		assert caught.value.code == "word.unknown_field"

	def test_template_of_another_attachment(self) -> None:
		with pytest.raises(InputError, match="Word模板不可用"):
			render_docx(make_summary_paper(), shipped(NomineeListPaper))

	def test_missing_file(self, tmp_path: Path) -> None:
		with pytest.raises(InputError, match=r"无法读取Word模板“没有\.docx”：文件或文件夹不存在") as caught:
			render_docx(make_summary_paper(), tmp_path / "没有.docx")
		assert caught.value.code == "word.unreadable"

	def test_no_word_file(self) -> None:
		with pytest.raises(InputError, match="不是 Word 文档"):
			render_docx(make_summary_paper(), b"plain text")

	def test_signature_follows_the_indent_of_the_own_date_style(self) -> None:
		right = changed(
			"word/styles.xml", '<w:ind w:rightChars="400" w:right="1260"/>', '<w:ind w:right="640"/>'
		)
		[signature] = paragraphs_in(render_docx(make_summary_paper(), right), "落款单位")
		# 640 twips are two characters: 2 + (6.5 - 9) / 2 characters of 320 twips.
		assert signature.paragraph_format.right_indent.twips == 240
		none = changed("word/styles.xml", '<w:ind w:rightChars="400" w:right="1260"/>', "")
		[signature] = paragraphs_in(render_docx(make_summary_paper(), none), "落款单位")
		assert signature._p.pPr.ind.get(qn("w:rightChars")) == "275"

	def test_template_that_is_a_table_to_the_end_gets_a_last_paragraph(self) -> None:
		template = template_of(change=lambda document: document.add_table(1, 1))
		body = opened(render_docx(make_summary_paper(), template)).element.body
		assert [each.tag for each in body][-2:] == [qn("w:p"), qn("w:sectPr")]
