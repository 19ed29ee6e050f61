"""The check of a Word template that somebody uploads: everything wrong with it is found, nothing runs."""

from __future__ import annotations

import io
import struct
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
from docx.document import Document as WordDocument

from kepu_app.core.printing.paper_models import NomineeListPaper
from kepu_app.core.word import container
from tests.unit.word_files import PAPER_TYPES, changed, parts_of, shipped, template_of, with_parts, zipped
from tests.unit.word_problems import DOCUMENT, RELATIONS, only, problems

TYPES = "[Content_Types].xml"


def with_relation(kind: str, target: str, mode: str = "") -> bytes:
	relation = f'<Relationship Id="rId99" Type="http://x/relationships/{kind}" Target="{target}"{mode}/>'
	return changed(RELATIONS, "</Relationships>", relation + "</Relationships>")


def with_run(inner: str) -> bytes:
	"""Return the shipped template with a run of this XML in the first paragraph."""
	return changed(DOCUMENT, "附件2</w:t></w:r>", f"附件2</w:t></w:r><w:r>{inner}</w:r>")


def with_field(*instructions: str) -> bytes:
	"""Return a complex field, its instruction split over runs."""
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
