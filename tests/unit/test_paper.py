"""Attachments 2-4 as HTML: the notice's words, own templates, and texts that look like code."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.errors import InputError
from kepu_app.core.printing.html import (
	PRINT_FORMATS,
	Paper,
	line_count,
	printable,
	render_html,
	shipped_template,
	signature_space,
	title_lines,
	title_of,
)
from kepu_app.core.printing.paper_models import (
	CaseBookPaper,
	NomineeListPaper,
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
	summary_paper,
)
from tests.unit.factories import COUNTIES, make_submission, make_summary

HOSTILE = "<script>alert(1)</script> & \"'{{ paper.year }}{% raw %}</style><b>"


def summary() -> SummaryPaper:
	submission = make_submission()
	return summary_paper(submission.cycle, submission.province, COUNTIES[0], make_summary())


def case_book() -> CaseBookPaper:
	return case_book_paper(make_submission())


def nominee_list() -> NomineeListPaper:
	return nominee_list_paper(make_submission())


PAPERS = (summary(), case_book(), nominee_list())


def words(html: str) -> str:
	"""Return the text of the page's body without white space."""
	body = html.split("<body", 1)[1].split(">", 1)[1]
	return re.sub(r"\s+", "", unescape(re.sub("<[^>]*>", "", body)))


def test_summary_has_the_words_of_the_notice() -> None:
	text = words(render_html(summary()))
	assert text.startswith(
		"附件2安徽省宿州市埇桥区2024年工作总结"
		"按照《关于组织报送2024年全国科普示范县（市、区）工作总结相关事项的通知》有关要求，"
		"现将2024年工作总结报送如下。一、党委和政府重视公民科学素质建设情况（一）主要情况。第1部分的内容"
	)
	assert text.endswith("埇桥区科学技术协会2025年1月20日")


def test_case_book_has_the_words_of_the_notice() -> None:
	text = words(render_html(case_book()))
	assert text.startswith(
		"附件3安徽省2024年典型案例"
		"按照《关于组织报送2024年全国科普示范县（市、区）工作总结相关事项的通知》有关要求，"
		"现将2024年典型案例报送如下。一、埇桥区（科普资源建设）第1个案例的标题思路清楚，做法扎实。成效明显。二、湾沚区"
	)
	assert text.endswith("安徽省科协2025年2月10日")


def test_nominee_list_has_the_words_of_the_notice() -> None:
	html = render_html(nominee_list())
	heads = re.findall("<th>(.*?)</th>", html)
	assert [head.replace("<br>", "") for head in heads] == [
		"序号",
		"姓名",
		"性别",
		"政治面貌",
		"出生年月",
		"工作单位及职务",
		"联系方式",
		"推荐理由（简要描述）",
	]
	text = words(html)
	assert (
		"附件4宣讲团人选建议名单单位名称：安徽省科协（盖章）联系人及联系方式：程晓岚0551-62670123序号" in text
	)
	assert "13905570001" + "1.长期在基层从事科普工作。2.善于把科学道理讲成家常话。" in text
	assert "个人工作简介1.赵静宜从事基层科普工作十八年。2.钱志远" in text


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_nothing_of_the_template_that_is_not_for_print(paper: Paper) -> None:
	text = render_html(paper)
	assert not re.search("（模板）|备注|XX|xx", text)


def test_empty_papers() -> None:
	assert "<h2>" not in render_html(replace(case_book(), cases=()))
	text = render_html(replace(nominee_list(), nominees=()))
	assert "个人工作简介" not in text
	assert "None" not in render_html(replace(summary(), sections=(), signature="", date=""))


def test_nominee_without_bio_has_no_heading_there() -> None:
	first, *others = nominee_list().nominees
	html = render_html(replace(nominee_list(), nominees=(replace(first, bio=()), *others)))
	assert re.findall(r"<h3>(.*?)</h3>", html) == ["2. 钱志远", "3. 孙若兰"]


def test_leading_sentence_is_marked_with_its_level() -> None:
	html = render_html(summary())
	assert '<p class="level-2"><span>（一）主要情况。</span>第1部分的内容' in html


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_text_that_looks_like_code_stays_text(paper: Paper) -> None:
	plain = render_html(paper)
	hostile = render_html(_hostile(paper))
	assert hostile.count("<script") == 0
	assert hostile.count("<") == plain.count("<")
	assert "{{paper.year}}{%raw%}</style><b>" in words(hostile)


def _hostile(paper: Paper) -> Paper:
	if isinstance(paper, NomineeListPaper):
		return replace(paper, association=HOSTILE, contact=HOSTILE)
	return replace(paper, signature=HOSTILE, short_notice_title=HOSTILE)


def test_own_template_prints_an_administrators_fields() -> None:
	paper = replace(summary(), extra={"分管领导": HOSTILE, "联系 人": "王芳"})
	source = '{{ paper.extra["联系 人"] }}{% for label, value in paper.extra.items() %}{{ label }}{{ value }}{% endfor %}'
	assert words(render_html(paper, source)) == "".join(f"王芳分管领导{HOSTILE}联系人王芳".split())
	with pytest.raises(InputError, match="职务"):
		render_html(paper, "{{ paper.extra.职务 }}")


def test_own_template_sees_the_paper() -> None:
	html = render_html(
		summary(), "<p>{{ paper.place }}：{{ paper.sections | length }}</p>", css="p { color: red }"
	)
	assert "<p>安徽省宿州市埇桥区：4</p>" in html
	assert html.index("p { color: red }") > html.index("--body")


@pytest.mark.parametrize(
	("template", "message"),
	[
		("<p>\n{{ paper.place </p>", "第2行"),
		("{% for x in paper.sections %}", "第1行"),
		("一\n二\n{{ paper.plaze }}", "第3行.*plaze"),
		("{{ doc.name }}", "doc"),
		("{{ paper.year / 0 }}", "division"),
		("{{ paper.sections[0].heading.title.nothing }}", "nothing"),
		("{% include '/etc/passwd' %}", "模板不可用"),
		("{% import 'os' as os %}", "模板不可用"),
		("{{ range(10) }}", "range"),
		("{{ paper.__class__.__mro__ }}", "unsafe|__class__"),
		("{{ ''.__class__ }}", "unsafe|__class__"),
		("{{ '{0.__class__}'.format(paper) }}", "unsafe|__class__"),
		("{% set _ = paper.__init__ %}{{ _.__globals__ }}", "unsafe|__init__|__globals__"),
	],
)
def test_template_that_is_broken_or_reaches_out(template: str, message: str) -> None:
	with pytest.raises(InputError, match=message) as caught:
		render_html(summary(), template)
	assert caught.value.code == "paper.template"
	assert caught.value.message.startswith("打印模板不可用：")


def test_style_cannot_end_its_element() -> None:
	html = render_html(summary(), css="</style><script>alert(1)</script>")
	assert html.count("</style>") == 1


def test_properties_of_the_file() -> None:
	html = render_html(summary())
	assert "<title>安徽省宿州市埇桥区2024年工作总结</title>" in html
	assert '<meta name="author" content="埇桥区科学技术协会">' in html
	assert '<meta name="dcterms.created" content="2025-01-20">' in html
	assert "dcterms" not in render_html(nominee_list())
	assert "dcterms" not in render_html(replace(summary(), date=""))
	assert [title_of(paper) for paper in PAPERS[1:]] == ["安徽省2024年典型案例", "宣讲团人选建议名单"]


def test_page_is_laid_out_for_the_screen_too() -> None:
	assert "@media screen" in render_html(summary())
	assert '<body class="annual-summary">' in render_html(summary())


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_shipped_templates_stand_where_frappe_looks_for_them(paper: Paper) -> None:
	name = {SummaryPaper: "annual_summary", CaseBookPaper: "case_book", NomineeListPaper: "nominee_list"}[
		type(paper)
	]
	assert (PRINT_FORMATS / name / f"{name}.html").read_text(encoding="utf-8") == shipped_template(
		type(paper)
	)


def test_style_sheet_is_sound() -> None:
	sheet = tinycss2.parse_stylesheet((PRINT_FORMATS / "paper.css").read_text(encoding="utf-8"))
	assert [rule for rule in sheet if rule.type == "error"] == []


def test_printable() -> None:
	assert printable("一\u200b二\x00三\t\n四\u3000五\u00a0六\ufe0f") == "一二三 四\u3000五 六"


@pytest.mark.parametrize(
	("place", "lines"),
	[
		("安徽省宿州市埇桥区", ["安徽省宿州市埇桥区"]),
		(
			"新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县",
			["新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州阿合奇县"],
		),
		("甲" * 19 + "市区乙", ["甲" * 11, "甲" * 8 + "市区乙"]),
		("甲" * 41, ["甲" * 11, "甲" * 10, "甲" * 20]),
		("甲" * 11 + "2024" + "乙" * 12, ["甲" * 11 + "2024", "乙" * 12]),
		("甲" * 13 + "（2024年度）" + "乙" * 8, ["甲" * 13, "（2024年度）" + "乙" * 8]),
		("9" * 30, ["9" * 15, "9" * 15]),
	],
)
def test_title_lines(place: str, lines: list[str]) -> None:
	assert title_lines(place) == lines


@given(st.text("省市区县自治州甲乙", max_size=90))
def test_title_lines_keep_the_text_and_fit(text: str) -> None:
	lines = title_lines(text)
	assert "".join(lines) == text
	assert all(len(line) <= 20 for line in lines)


def test_signature_space() -> None:
	assert signature_space("甲乙", "2025年1月20日") == 4 + (6.5 - 2) / 2
	assert signature_space("甲" * 30, "2025年1月20日") == 0
	assert signature_space("甲乙", "") == 4


def test_line_count() -> None:
	assert line_count(("一二三四五六", "ab", ""), 5) == 3
