"""The check of a Word template that somebody uploads: everything wrong with it is found, nothing runs."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path
from typing import get_args, get_type_hints
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls
from jinja2.exceptions import TemplateError

from kepu_app.core.errors import InputError
from kepu_app.core.printing.paper_models import CaseBookPaper, NomineeListPaper, SummaryPaper
from kepu_app.core.printing.prose import Level, Paragraph
from kepu_app.core.word import TemplateProblem, check, container, render, sample_paper
from kepu_app.core.word.tags import template_environment
from tests.unit.word_files import PAPER_TYPES, changed, parts_of, shipped, template_of, with_parts, zipped

DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def problems(content: bytes, paper_type: type = SummaryPaper) -> list[TemplateProblem]:
	return check.find_problems(content, paper_type)


def only(content: bytes, paper_type: type = SummaryPaper) -> TemplateProblem:
	found = problems(content, paper_type)
	assert len(found) == 1, found
	return found[0]


def with_relation(kind: str, target: str, mode: str = "") -> bytes:
	relation = f'<Relationship Id="rId99" Type="http://x/relationships/{kind}" Target="{target}"{mode}/>'
	return changed(RELATIONS, "</Relationships>", relation + "</Relationships>")


def with_run(inner: str) -> bytes:
	"""The shipped template with a run of this XML in the first paragraph."""
	return changed(DOCUMENT, "附件2</w:t></w:r>", f"附件2</w:t></w:r><w:r>{inner}</w:r>")


def with_field(*instructions: str) -> bytes:
	"""A complex field, its instruction split over runs."""
	pieces = "".join(f"<w:instrText>{each}</w:instrText>" for each in instructions)
	return with_run(f'<w:fldChar w:fldCharType="begin"/>{pieces}<w:fldChar w:fldCharType="end"/>')


class TestGoodTemplates:
	@pytest.mark.parametrize("paper_type", PAPER_TYPES)
	def test_shipped_ones(self, paper_type: type) -> None:
		assert problems(shipped(paper_type), paper_type) == []

	@pytest.mark.parametrize(
		"line",
		[
			"{{ paper.signature }}，{{ paper.year }}年，{{paper.place|upper}}",
			"{% if paper.date and not paper.signature == 'x' %}{{ paper.date }}{% else %}—{% endif %}",
			"{% if paper.year > 2000 %}甲{% elif paper.date is defined %}乙{% endif %}",
			"{% for section in paper.sections %}{{ loop.index }}{{ section.heading }}{% endfor %}",
			"{% for s in paper.sections if s.heading %}{{ s.heading }}{% else %}无{% endfor %}",
			"{{ paper.sections|length }}节，{{ paper.sections[0:2]|count }}",
			"{{ paper.date if paper.date else '未注明日期' }}",
			"{{ paper.place ~ paper.year }}{{ paper.year + 1 }}{{ paper.year - 1 }}",
			"{{ paper['place'] }}{{ paper.date or '' }}{{ paper.date|default('无') }}",
			"{# 说明 #}",
			"{{ paper.extra['分管领导'] }}{% if paper.extra.备注 %}{{ paper.extra.备注 }}{% endif %}",
			"{{ “甲” }}{% if paper.date == “2025年1月16日” %}乙{% endif %}",
		],
	)
	def test_what_a_template_may_use(self, line: str) -> None:
		assert problems(template_of(line)) == []

	def test_loops_over_paragraphs_three_deep(self) -> None:
		lines = [
			"{%p for section in paper.sections %}",
			"{{ section.heading }}",
			"{%p for paragraph in section.paragraphs %}",
			"{{ paragraph.text }}{{ paragraph.level }}{% if paragraph.is_heading %}！{% endif %}",
			"{%p endfor %}",
			"{%p endfor %}",
		]
		assert problems(template_of(*lines)) == []

	def test_list_of_texts(self) -> None:
		line = "{% for n in paper.nominees %}{{ n.reasons|join('；') }}{{ n.bio|first }}{% endfor %}"
		assert only(template_of(line), NomineeListPaper).code == "word.unknown_field"
		right = line.replace("{{ n.bio|first }}", "{% if n.bio %}{{ (n.bio|first).text }}{% endif %}")
		assert problems(template_of(right), NomineeListPaper) == []

	def test_table_rows_and_cells(self) -> None:
		def add(document: WordDocument) -> None:
			table = document.add_table(4, 1)
			texts = ("表头", "{%tr for n in paper.nominees %}", "{{ n.name }}", "{%tr endfor %}")
			for row, text in zip(table.rows, texts, strict=True):
				row.cells[0].text = text
			cells = document.add_table(1, 3).rows[0].cells
			for cell, text in zip(cells, ("{%tc if paper.contact %}", "甲", "{%tc endif %}"), strict=True):
				cell.text = text

		assert problems(template_of(change=add), NomineeListPaper) == []

	def test_pictures_page_numbers_and_links_to_the_web(self) -> None:
		assert problems(with_parts({"word/media/letterhead.png": b"\x89PNG"})) == []
		assert problems(with_field("PAGE", r" \* MERGEFORMAT")) == []
		assert problems(with_field(' HYPERLINK "https://www.cast.org.cn" ')) == []
		assert problems(with_field(r' HYPERLINK \l "bookmark" ')) == []
		assert problems(with_field("")) == []
		assert problems(with_relation("hyperlink", "mailto:a@b.cn", ' TargetMode="External"')) == []

	def test_tags_in_header_and_footer(self) -> None:
		def add(document: WordDocument) -> None:
			document.sections[0].header.paragraphs[0].text = "{{ paper.place }}"

		assert problems(template_of("正文", change=add)) == []


class TestFile:
	@pytest.mark.parametrize(
		("content", "code"),
		[
			(b"", "word.not_docx"),
			(b"plain text", "word.not_docx"),
			(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "word.old_format"),
			(zipped({"a.txt": b"x"}), "word.not_docx"),
			(zipped({TYPES: b"<Types>"}), "word.not_docx"),
			(zipped(parts_of(shipped()), ZIP_BZIP2), "word.not_docx"),
			(zipped({**parts_of(shipped()), "../../evil.xml": b"<a/>"}), "word.not_docx"),
			(zipped({**parts_of(shipped()), "/etc/x.xml": b"<a/>"}), "word.not_docx"),
			(with_parts({"word/vbaProject": b"x"}), "word.macro"),
			(with_parts({"word/embeddings/a.bin": b"x"}), "word.part"),
			(with_parts({"word/script.js": b"x"}), "word.part"),
			(with_parts({"word/media/a.svg": b"<svg/>"}), "word.part"),
			(changed(TYPES, "document.main+xml", "template.main+xml"), "word.not_docx"),
			(changed("_rels/.rels", "schemas.openxmlformats.org", "purl.oclc.org/ooxml"), "word.not_docx"),
			(
				changed(
					TYPES,
					"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
					"vnd.ms-word.document.macroEnabled.main+xml",
				),
				"word.macro",
			),
		],
	)
	def test_what_is_no_usable_file(self, content: bytes, code: str) -> None:
		assert only(content).code == code

	def test_damaged_zip(self) -> None:
		content = bytearray(shipped())
		content[60:64] = b"\xff\xff\xff\xff"
		assert only(bytes(content)).code == "word.not_docx"

	def test_doubled_part(self) -> None:
		target = io.BytesIO(shipped())
		with ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
			archive.writestr(ZipInfo(DOCUMENT), b"<a/>")
		assert only(target.getvalue()).code == "word.not_docx"

	def test_larger_than_the_limits(self, monkeypatch: pytest.MonkeyPatch) -> None:
		with monkeypatch.context() as limits:
			limits.setattr(container, "LARGEST_TEMPLATE", 1000)
			assert only(shipped()).code == "word.too_large"
		for name, limit in (("LARGEST_CONTENT", 1000), ("LARGEST_TEXT_PART", 1000), ("MOST_PARTS", 3)):
			with monkeypatch.context() as limits:
				limits.setattr(container, name, limit)
				assert only(shipped()).code == "word.zip_bomb"

	def test_size_that_the_zip_lies_about(self) -> None:
		"""zipfile stops at the size in the directory, and the wrong checksum gives it away."""
		content = bytearray(with_parts({"word/big.xml": b" " * (9 << 20)}))
		place = content.rindex(b"word/big.xml") - 46
		content[place + 24 : place + 28] = struct.pack("<I", 10)
		assert only(bytes(content)).code == "word.not_docx"

	def test_real_zip_bomb(self) -> None:
		assert only(with_parts({"word/big.xml": b" " * (65 << 20)})).code == "word.zip_bomb"

	def test_damaged_xml(self) -> None:
		found = only(changed("word/settings.xml", "</w:settings>", ""))
		assert (found.code, found.place) == ("word.not_xml", "word/settings.xml")

	def test_doctype_and_entities(self) -> None:
		bomb = '?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY file SYSTEM "file:///etc/passwd">]>'
		assert problems(changed(DOCUMENT, "?>", bomb))[0].code == "word.doctype"

	def test_revisions(self) -> None:
		content = changed(DOCUMENT, "附件2</w:t></w:r>", "附件2</w:t></w:r><w:ins/><w:del/>")
		assert only(content).code == "word.revisions"


class TestWhatRunsOrReachesOut:
	@pytest.mark.parametrize(
		"kind",
		[
			"oleObject",
			"package",
			"control",
			"aFChunk",
			"subDocument",
			"attachedTemplate",
			"frame",
			"vbaProject",
		],
	)
	def test_embedded(self, kind: str) -> None:
		assert only(with_relation(kind, "x.bin")).code == "word.embedded"

	@pytest.mark.parametrize(
		"target", ["http://evil.example/a.png", "file:///etc/passwd", r"\\server\share\a.png"]
	)
	def test_outside_picture(self, target: str) -> None:
		found = only(with_relation("image", target, ' TargetMode="External"'))
		assert found.code == "word.external"
		assert target in found.message

	@pytest.mark.parametrize("target", ["file:///c:/x", "javascript:alert(1)", r"https://a\b"])
	def test_link_that_is_none_to_the_web(self, target: str) -> None:
		assert only(with_relation("hyperlink", target, ' TargetMode="External"')).code == "word.external"

	def test_linked_picture_and_old_shape(self) -> None:
		assert only(with_run('<w:drawing><a r:link="rId9"/></w:drawing>')).code == "word.external"
		shape = '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://x/a.png" id="a"/></w:pict>'
		assert only(with_run(shape)).code == "word.external"

	@pytest.mark.parametrize(
		"instruction",
		[
			'INCLUDETEXT "c:/secret.txt"',
			"DDEAUTO c:/windows/system32/cmd.exe",
			"MACROBUTTON x",
			'HYPERLINK "file:///etc/passwd"',
			"HYPERLINK",
			"123",
		],
	)
	def test_field(self, instruction: str) -> None:
		found = only(with_field(instruction))
		assert found.code == "word.field"
		assert instruction in found.message

	def test_field_that_is_split_nested_simple_or_never_closed(self) -> None:
		assert only(with_field("INCLU", 'DETEXT "x"')).code == "word.field"
		nested = (
			'<w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>'
			'<w:fldChar w:fldCharType="begin"/><w:instrText>DDE x</w:instrText>'
			'<w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="end"/>'
		)
		assert only(with_run(nested)).message == "模板不得使用域“DDE x”"
		assert (
			only(with_run('<w:fldChar w:fldCharType="begin"/><w:instrText>DDE y</w:instrText>')).code
			== "word.field"
		)
		assert only(with_run("<w:instrText>DDE z</w:instrText>")).code == "word.field"
		simple = changed(DOCUMENT, "<w:p>", '<w:p><w:fldSimple w:instr="INCLUDEPICTURE x"/>')
		assert only(simple).code == "word.field"


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


GUIDE = (Path(__file__).parents[2] / "docs" / "word-templates.md").read_text(encoding="utf-8")
LISTS = {"section": "sections", "case": "cases", "nominee": "nominees"}


class TestGuide:
	"""docs/word-templates.md, which people write their templates by."""

	@pytest.mark.parametrize(("number", "paper_type"), list(zip((2, 3, 4), PAPER_TYPES, strict=True)))
	def test_names_every_field_of_each_attachment_and_no_other(self, number: int, paper_type: type) -> None:
		part = GUIDE.split(f"### 附件{number}\n")[1].split("\n#")[0]
		told = re.findall(r"^\| `(\w+)\.(\w+)` \|", part, re.MULTILINE)
		fields = get_type_hints(paper_type)
		expected = {("paper", name) for name in fields}
		for name, listed in LISTS.items():
			if listed in fields:
				expected |= {(name, each) for each in get_type_hints(get_args(fields[listed])[0])}
		assert set(told) == expected
		assert len(told) == len(expected)

	def test_names_every_field_of_a_paragraph(self) -> None:
		part = GUIDE.split("### 段落\n")[1].split("\n#")[0]
		told = re.findall(r"^\| `paragraph\.(\w+)` \|", part, re.MULTILINE)
		assert sorted(told) == sorted({*get_type_hints(Paragraph), "text", "is_heading"})
		assert all(f"`{level.value}`" in part for level in Level)

	def test_its_examples_pass_the_check(self) -> None:
		assert (
			problems(template_of("{{ paper.place }}", "{% if paper.date %}{{ paper.date }}{% endif %}")) == []
		)
		lines = [
			"{%p for section in paper.sections %}",
			"{{ loop.index }}{{ section.heading }}",
			"{%p endfor %}",
		]
		assert problems(template_of(*lines)) == []
		lines = ["{%p if paper.date %}", "{{ paper.date }}", "{%p else %}", "无", "{%p endif %}"]
		assert problems(template_of(*lines)) == []
		line = "{% for nominee in paper.nominees %}{{ nominee.reasons|join('；') }}{% endfor %}"
		assert problems(template_of(line), NomineeListPaper) == []
