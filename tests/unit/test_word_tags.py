"""The tags of a Word template that somebody uploads: checked, tried, and never run outside the sandbox."""

from __future__ import annotations

import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls
from jinja2.exceptions import TemplateError

from kepu_app.core.errors import InputError
from kepu_app.core.printing.paper_models import CaseBookPaper, NomineeListPaper, SummaryPaper
from kepu_app.core.word import check, render, sample_paper
from kepu_app.core.word.tags import template_environment
from tests.unit.word_files import PAPER_TYPES, changed, parts_of, shipped, template_of, zipped
from tests.unit.word_problems import DOCUMENT, RELATIONS, only, problems


class TestTags:
	@pytest.mark.parametrize(
		("line", "said"),
		[
			("{{ paper.place", "没有在同一段内结束"),
			("paper.place }}", "多余的“}}”"),
			("｛｛ paper.place ｝｝", "多余的“｛｛”"),
			("{% raw %}x{% endraw %}", "不支持 raw"),
			("{% set x = 1 %}", "只能使用 for 和 if"),
			("{% include 'x' %}", "只能使用 for 和 if"),
			("{% macro f() %}{% endmacro %}", "只能使用 for 和 if"),
			("{%p paper.place %}", "只能使用 for 和 if"),
			("{{p paper.place }}", "应写成"),
			("{{ 'x }}", "标签写法有误"),
			("{% if paper.date %}x", "没有对应的 endif"),
			("x{% endif %}", "没有对应的开始标签"),
			("{% else %}", "没有对应的开始标签"),
			("{% if paper.date %}{% endfor %}", "没有对应的开始标签"),
			("{% if %}x{% endif %}", "标签写法有误"),
			("{% for x in %}x{% endfor %}", "标签写法有误"),
			("前{%p if paper.date %}{%p endif %}", "必须独占一个段落"),
			("{%tr if paper.date %}", "必须独占一个表格行"),
			("{%tc if paper.date %}", "必须独占一个单元格"),
		],
	)
	def test_written_wrongly(self, line: str, said: str) -> None:
		found = problems(template_of("第一段", line))
		assert found
		assert all(each.place.startswith("正文第2段“") for each in found)
		assert any(said in each.message for each in found), found

	def test_loop_across_paragraphs_needs_the_paragraph_form(self) -> None:
		found = only(template_of("{% if paper.date %}", "x", "{% endif %}"))
		assert (found.code, found.place) == ("word.tag_place", "正文第3段“{% endif %}”")

	def test_mixed_forms(self) -> None:
		assert only(template_of("{%p if paper.date %}", "x", "{% endif %}")).code == "word.tag_place"

	def test_tag_with_a_picture_in_its_paragraph(self) -> None:
		def add(document: WordDocument) -> None:
			run = document.add_paragraph("{%p if paper.date %}").add_run()
			run._r.append(OxmlElement("w:drawing"))
			document.add_paragraph("{%p endif %}")

		assert problems(template_of(change=add))[0].code == "word.tag_place"

	def test_rows_of_different_tables(self) -> None:
		def add(document: WordDocument) -> None:
			document.add_table(1, 1).rows[0].cells[0].text = "{%tr if paper.date %}"
			document.add_paragraph()
			document.add_table(1, 1).rows[0].cells[0].text = "{%tr endif %}"

		assert "处于同一层" in only(template_of(change=add)).message

	def test_places_are_those_of_header_and_footer(self) -> None:
		def add(document: WordDocument) -> None:
			document.sections[0].header.paragraphs[0].text = "{{ paper.x }}"
			document.sections[0].footer.paragraphs[0].text = "{{ paper.y }}"

		found = problems(template_of(change=add))
		assert sorted(each.place for each in found) == [
			"页眉第1段“{{ paper.x }}”",
			"页脚第1段“{{ paper.y }}”",
		]

	def test_long_paragraph_is_quoted_by_its_beginning(self) -> None:
		assert only(template_of("长" * 40 + "{{ x }}")).place == f"正文第1段“{'长' * 30}…”"

	def test_tags_split_over_runs_are_whole(self) -> None:
		def add(document: WordDocument) -> None:
			paragraph = document.add_paragraph()
			for piece in ("{", "{ paper", ".plac", "e }", "}"):
				paragraph.add_run(piece)

		assert problems(template_of(change=add)) == []


class TestFields:
	@pytest.mark.parametrize(
		("line", "said"),
		[
			("{{ place }}", "没有“place”，可用的有：paper"),
			("{{ paper.plaace }}", "没有字段“paper.plaace”，可用的有：place、year"),
			("{{ paper.place.x.y }}", "没有字段“paper.place.x”，可用的有：无"),
			("{{ paper.sections }}", "要用 for 逐个打印"),
			("{{ paper }}", "不是可以直接打印的文字"),
			("{% for x in paper.place %}{{ x.y }}{% endfor %}", "for 只能用于一组内容，“paper.place”不是"),
			("{% for s in paper.sections %}{{ s.titel }}{% endfor %}", "没有字段“s.titel”"),
			("{% for s in paper.sections %}{{ loop.next }}{% endfor %}", "没有字段“loop.next”"),
			("{% for s in paper.sections %}{{ loop.first }}{% endfor %}", "不是可以直接打印的文字"),
			("{% for s in paper.sections %}x{% endfor %}{{ s.heading }}", "没有“s”"),
			("{% for a, b in paper.sections %}x{% endfor %}", "for 后面只能有一个名称"),
			("{% for s in paper.sections recursive %}x{% endfor %}", "不得使用 recursive"),
			("{{ paper.sections[0].titel }}", "没有字段“paper.sections[0].titel”"),
			("{{ nobody[0] }}", "没有“nobody”"),
			("{{ paper.place[0] }}", "不支持的表达式“paper.place[0]”"),
			("{{ paper['titel'] }}", "没有字段“paper['titel']”"),
			("{{ paper.extra }}", "不是可以直接打印的文字"),
			("{{ paper.extra.items }}", "没有字段“paper.extra.items”"),
			("{{ paper.extra.__class__ }}", "没有字段“paper.extra.__class__”"),
			("{% for x in paper.extra %}{{ x }}{% endfor %}", "for 只能用于一组内容"),
			("{{ paper.place.__class__ }}", "没有字段“paper.place.__class__”"),
			("{{ paper.place.upper() }}", "不支持的表达式"),
			("{{ paper.year * 9999999 }}", "不支持的表达式"),
			("{{ paper.year ** 9 }}", "不支持的表达式"),
			("{{ [1] }}", "不支持的表达式“List”"),
			("{{ paper.place|attr('x') }}", "不支持过滤器“attr”"),
			("{{ paper.place|trim(chars='x') }}", "不支持过滤器“trim”"),
			("{{ paper.sections|join }}", "join 只能用于一组文字"),
			("{{ paper.date if paper.date }}", "行内的 if 要写出 else"),
			("{{ range(9) }}", "不支持的表达式"),
			("{% if paper.x == y %}甲{% endif %}", "没有字段“paper.x”"),
			("{% if not paper.x is divisibleby(y) %}甲{% endif %}", "没有“y”"),
			("{{ paper.x ~ 'a' }}", "没有字段“paper.x”"),
			("{{ paper.place|default(paper.x) }}", "没有字段“paper.x”"),
		],
	)
	def test_what_the_paper_has_not(self, line: str, said: str) -> None:
		found = problems(template_of(line))
		assert any(said in each.message for each in found), found

	def test_loops_too_deep(self) -> None:
		line = "{% for a in paper.sections %}" * 4 + "{% endfor %}" * 4
		assert "循环最多嵌套3层" in only(template_of(line)).message

	def test_every_problem_at_once_each_at_its_paragraph(self) -> None:
		found = problems(template_of("{{ a }}", "好", "{{ paper.b }}{{ paper.c }}"))
		assert [each.place[:5] for each in found] == ["正文第1段", "正文第3段", "正文第3段"]

	def test_attachment_3_has_fields_of_its_own(self) -> None:
		template = template_of("{% for case in paper.cases %}{{ case.title }}{% endfor %}")
		assert problems(template, CaseBookPaper) == []
		assert "没有字段“paper.cases”" in problems(template, SummaryPaper)[0].message


class TestTrial:
	def test_table_that_is_empty_without_content(self) -> None:
		def add(document: WordDocument) -> None:
			table = document.add_table(3, 1)
			texts = ("{%tr for n in paper.nominees %}", "{{ n.name }}", "{%tr endfor %}")
			for row, text in zip(table.rows, texts, strict=True):
				row.cells[0].text = text

		found = only(template_of(change=add), NomineeListPaper)
		assert (found.code, found.place) == ("word.trial", "用空白内容试排")
		assert "请保留表头行" in found.message

	def test_tag_where_it_is_not_replaced(self) -> None:
		kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
		relation = f'<Relationship Id="rId99" Type="{kind}" Target="endnotes.xml"/></Relationships>'
		tag = "<w:p><w:r><w:t>{{ paper.place }}</w:t></w:r></w:p>"
		note = f"<w:endnotes {nsdecls('w')}>{tag}</w:endnotes>".encode()
		with_note = zipped({**parts_of(shipped()), "word/endnotes.xml": note})
		found = problems(changed(RELATIONS, "</Relationships>", relation, with_note))
		assert {each.code for each in found} == {"word.trial"}
		assert "此处的标签不会被替换：“{{ paper.place }}”" in found[0].message

	def test_text_outside_of_runs(self) -> None:
		content = changed(DOCUMENT, "<w:body>", "<w:body>散落的文字")
		assert {each.message for each in problems(content)} == {
			"正文：文字“散落的文字”不在段落内，Word 无法显示"
		}

	@pytest.mark.parametrize("name", ["render_properties", "fix_tables"])
	def test_whatever_fails_is_a_finding(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
		def fail(*arguments: object) -> None:
			raise KeyError("unforeseen")

		monkeypatch.setattr(render._Template, name, fail)
		found = problems(shipped())
		assert {each.place for each in found} == {"用完整内容试排", "用空白内容试排"}
		assert all("KeyError" in each.message for each in found)

	@pytest.mark.parametrize("paper_type", PAPER_TYPES)
	def test_samples_are_full_and_empty(self, paper_type: type) -> None:
		full, empty = sample_paper(paper_type, 12), sample_paper(paper_type, 0)
		names = [name for name in vars(full) if isinstance(vars(full)[name], tuple)]
		assert all(len(getattr(full, name)) == 12 and not getattr(empty, name) for name in names)


class TestSandbox:
	"""What stands behind the check, for a template that would get past it."""

	@pytest.mark.parametrize("value", [True, 1.5, None, ["a"], {"a": 1}, SummaryPaper])
	def test_prints_texts_and_whole_numbers_only(self, value: object) -> None:
		template = template_environment().from_string("{{ x }}")
		with pytest.raises(TemplateError, match="cannot print"):
			template.render(x=value)

	def test_refuses_an_unknown_name(self) -> None:
		with pytest.raises(TemplateError, match="undefined"):
			template_environment().from_string("{{ x }}").render()

	@pytest.mark.parametrize("source", ["{{ range }}", "{{ ''.__class__ }}", "{{ x.mro() }}"])
	def test_has_no_globals_and_no_inner_attributes(self, source: str) -> None:
		with pytest.raises(TemplateError):
			template_environment().from_string(source).render(x=str)

	def test_template_that_fails_while_it_is_filled(self) -> None:
		with pytest.raises(InputError, match="Word模板不可用：模板：无法套用模板") as caught:
			render.fill_template(template_of("{{ nobody }}"), sample_paper(SummaryPaper, 1))
		assert caught.value.code == "word.not_rendered"

	def test_broken_xml_is_not_mended_by_leaving_text_out(self) -> None:
		crossed = template_of("{%p if paper.date %}甲{%p endif %}乙", "丙")
		with pytest.raises(InputError, match="Word模板不可用"):
			render.fill_template(crossed, sample_paper(SummaryPaper, 1))


def test_nothing_of_an_unchecked_template_runs(monkeypatch: pytest.MonkeyPatch) -> None:
	def fail(*arguments: object) -> None:
		raise AssertionError("the template was filled")

	monkeypatch.setattr(check, "fill_template", fail)
	assert problems(template_of("{{ x }}"))
