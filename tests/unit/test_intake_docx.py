"""A .docx as a reader of the page sees it: changes as accepted, nothing lost without being listed."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.intake import Table, read_document
from tests.unit.intake_files import (
	definition,
	item,
	level,
	lines_of,
	number,
	paragraph,
	run,
	word_file,
	zipped,
)


def left_out(body: str, **parts: str) -> list[str]:
	return [str(each) for each in read_document("总结.docx", word_file(body, **parts)).left_out]


def field(instruction: str, result: str) -> str:
	return (
		'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
		f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
		f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
	)


def deleted(text: str) -> str:
	return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


class TestChanges:
	def test_insertions_are_read_and_deletions_are_not(self) -> None:
		body = paragraph(run("举办") + deleted("五十") + f"<w:ins>{run('六十')}</w:ins>" + run("场"))
		assert lines_of(body) == ["举办六十场"]
		assert left_out(body) == ["修订中已删除的文字：五十"]

	def test_what_was_moved_is_read_where_it_went(self) -> None:
		body = paragraph(f"<w:moveFrom>{run('甲')}</w:moveFrom>{run('乙')}") + paragraph(
			f"<w:moveTo>{run('甲')}</w:moveTo>"
		)
		assert lines_of(body) == ["乙", "甲"]

	def test_a_deleted_paragraph_mark_joins_two_paragraphs(self) -> None:
		assert lines_of(paragraph("前半句，", "<w:rPr><w:del/></w:rPr>") + paragraph("后半句。")) == [
			"前半句，后半句。"
		]

	def test_a_hidden_paragraph_mark_joins_as_well(self) -> None:
		assert lines_of(paragraph("前半句，", "<w:rPr><w:vanish/></w:rPr>") + paragraph("后半句。")) == [
			"前半句，后半句。"
		]

	@pytest.mark.parametrize("gone", ["<w:rPr><w:del/></w:rPr>", "<w:rPr><w:vanish/></w:rPr>"])
	def test_a_paragraph_never_goes_on_outside_of_its_cell_or_box(self, gone: str) -> None:
		box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框', gone)}</w:txbxContent></v:textbox></w:pict></w:r>"
		body = (
			paragraph("前", gone)
			+ table(f"<w:tc>{paragraph('甲', gone)}</w:tc>" + cell("乙"))
			+ paragraph(run("中") + box)
			+ paragraph("后", gone)
		)
		assert lines_of(body) == ["前", "甲　乙", "中", "框", "后"]

	def test_a_paragraph_hidden_by_its_style_takes_nothing_along(self) -> None:
		styles = '<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
		body = (
			paragraph("前半句，", "<w:rPr><w:del/></w:rPr>")
			+ paragraph("藏", '<w:pStyle w:val="h"/>')
			+ paragraph("后半句。")
		)
		assert lines_of(body, styles=styles) == ["前半句，后半句。"]

	def test_a_deleted_paragraph_of_a_list_is_not_counted(self) -> None:
		gone = f"<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>{deleted('甲')}</w:p>"
		numbering = definition(level(0, "decimal", "%1.")) + number()
		assert lines_of(gone + item("乙") + item("丙"), numbering=numbering) == ["1.乙", "2.丙"]

	def test_a_deleted_row_of_a_table_is_gone(self) -> None:
		row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc></w:tr>"
		body = (
			f"<w:tbl>{row.format('<w:trPr><w:del/></w:trPr>', run('甲'))}{row.format('', run('乙'))}</w:tbl>"
		)
		assert lines_of(body) == ["乙"]
		assert left_out(body) == ["修订中已删除的文字：甲"]

	def test_a_deleted_cell_of_a_table_is_gone(self) -> None:
		body = table(cell("甲") + cell("乙", "<w:cellDel/>") + cell("丙"))
		assert lines_of(body) == ["甲　丙"]
		assert left_out(body) == ["修订中已删除的文字：乙"]

	def test_an_inserted_hyperlink_inside_of_an_insertion(self) -> None:
		assert lines_of(paragraph(f"<w:ins><w:hyperlink>{run('科普中国')}</w:hyperlink></w:ins>")) == [
			"科普中国"
		]


class TestRuns:
	@pytest.mark.parametrize(
		("content", "expected"),
		[
			("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", ["甲", "乙"]),
			("<w:r><w:t>甲</w:t><w:cr/><w:t>乙</w:t></w:r>", ["甲", "乙"]),
			("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", ["甲\t乙"]),
			("<w:r><w:t>0551</w:t><w:noBreakHyphen/><w:t>65</w:t></w:r>", ["0551-65"]),
			("<w:r><w:t>科</w:t><w:softHyphen/><w:t>普</w:t></w:r>", ["科普"]),
			('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t>达标</w:t></w:r>', ["✓达标"]),
			('<w:r><w:sym w:font="宋体" w:char="2605"/></w:r>', ["★"]),
			("<w:smartTag><w:smartTag>" + run("安徽") + "</w:smartTag></w:smartTag>" + run("省"), ["安徽省"]),
			("<w:customXml>" + run("甲") + "</w:customXml>", ["甲"]),
			("<w:sdt><w:sdtContent>" + run("甲") + "</w:sdtContent></w:sdt>", ["甲"]),
			('<w:fldSimple w:instr="PAGE">' + run("3") + "</w:fldSimple>", ["3"]),
			(
				"<w:r><w:ruby><w:rt>"
				+ run("yong")
				+ "</w:rt><w:rubyBase>"
				+ run("埇")
				+ "</w:rubyBase></w:ruby></w:r>"
				+ run("桥"),
				["埇桥"],
			),
			("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", ["x+1"]),
		],
	)
	def test_what_stands_in_a_run(self, content: str, expected: list[str]) -> None:
		assert lines_of(paragraph(content)) == expected

	def test_fields_by_their_result_nested_ones_too(self) -> None:
		inner = field("PAGE", run("2"))
		assert lines_of(paragraph(run("共") + field("IF 1=1", run("第") + inner) + run("页"))) == ["共第2页"]

	def test_a_field_that_goes_over_two_paragraphs(self) -> None:
		start = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
		end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
		assert lines_of(
			paragraph(start + run("目录一")) + paragraph(run("目录二") + end) + paragraph("正文")
		) == ["目录一", "目录二", "正文"]

	def test_hidden_text_is_left_out_and_listed(self) -> None:
		hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部说明</w:t></w:r>"
		shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t></w:r>'
		assert lines_of(paragraph(hidden + shown)) == ["可见"]
		assert left_out(paragraph(hidden + shown)) == ["隐藏文字：内部说明"]

	def test_text_that_a_style_hides(self) -> None:
		styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
		body = paragraph('<w:r><w:rPr><w:rStyle w:val="h"/></w:rPr><w:t>批示</w:t></w:r>' + run("正文"))
		assert lines_of(body, styles=styles) == ["正文"]

	def test_the_prompt_of_an_empty_control_is_no_text(self) -> None:
		control = (
			"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
			+ run("单击此处输入")
			+ "</w:sdtContent></w:sdt>"
		)
		assert lines_of(paragraph(control + run("正文"))) == ["正文"]
		assert left_out(paragraph(control)) == ["内容控件的提示文字：单击此处输入"]

	@pytest.mark.parametrize("place", ["{}", "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"])
	def test_the_prompt_of_a_control_around_paragraphs_is_no_text(self, place: str) -> None:
		control = (
			"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
			+ paragraph("单击此处输入")
			+ "</w:sdtContent></w:sdt>"
		)
		body = place.format(control + paragraph("正文"))
		assert (lines_of(body), left_out(body)) == (["正文"], ["内容控件的提示文字：单击此处输入"])

	def test_line_ends_of_the_xml_are_none_of_the_text(self) -> None:
		assert lines_of(paragraph("<w:r><w:t>\n\t\t科普\r\n工作\n\t</w:t></w:r>")) == ["科普 工作"]


class TestBeside:
	def test_the_table_of_contents_is_listed_and_no_text(self) -> None:
		styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
		entry = paragraph(run("一、组织领导") + "<w:r><w:tab/><w:t>1</w:t></w:r>", '<w:pStyle w:val="TOC1"/>')
		control = (
			'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
			f"<w:sdtContent>{paragraph('目　录')}{entry}</w:sdtContent></w:sdt>"
		)
		for contents in (entry, control):
			assert lines_of(contents + paragraph("正文"), styles=styles) == ["正文"]
			assert left_out(contents, styles=styles)[0].startswith("目录：")

	def test_letters_of_an_old_wordart_are_listed(self) -> None:
		art = '<w:r><w:pict><v:shape><v:textpath string="内部资料"/></v:shape></w:pict></w:r>'
		assert left_out(paragraph(run("正文") + art)) == ["图形：内部资料"]

	def test_footnotes_and_comments_are_listed_with_their_text(self) -> None:
		body = paragraph(run("全年") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("举办"))
		notes = f'<w:footnote w:id="2">{paragraph("截至12月底")}</w:footnote>'
		comments = f'<w:comment w:id="0">{paragraph("请核实")}</w:comment>'
		assert lines_of(body, footnotes=notes) == ["全年举办"]
		assert left_out(body, footnotes=notes, comments=comments) == ["脚注：截至12月底", "批注：请核实"]

	@pytest.mark.parametrize(
		("text", "expected"),
		[("— 1 —", []), ("第1页 共3页", []), ("埇桥区科协文件", ["页眉：埇桥区科协文件"])],
	)
	def test_headers_are_listed_unless_they_only_count_pages(self, text: str, expected: list[str]) -> None:
		assert left_out(paragraph("正文"), header1=paragraph(text)) == expected

	def test_pictures_are_listed(self) -> None:
		picture = "<w:r><w:drawing><wp:inline><a:graphic><a:blip/></a:graphic></wp:inline></w:drawing></w:r>"
		assert left_out(paragraph(run("如图") + picture + picture)) == ["图片2处"]

	def test_a_text_box_is_read_once_although_word_writes_it_twice(self) -> None:
		content = f"<w:txbxContent>{paragraph('埇桥区科协')}{paragraph('2025年1月6日')}</w:txbxContent>"
		box = (
			f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>"
			f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
		)
		assert lines_of(paragraph(run("正文") + box)) == ["正文", "埇桥区科协", "2025年1月6日"]

	def test_an_old_text_box(self) -> None:
		box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('落款')}</w:txbxContent></v:textbox></w:pict></w:r>"
		assert lines_of(paragraph(box)) == ["落款"]


def cell(text: str, properties: str = "") -> str:
	return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
	return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


class TestTables:
	def test_rows_are_lines_of_text(self) -> None:
		assert lines_of(table(cell("项目") + cell("场次"), cell("讲座") + cell("52"))) == [
			"项目　场次",
			"讲座　52",
		]

	def test_merged_cells_keep_their_places(self) -> None:
		span, start, rest = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
		body = table(cell("甲", start) + cell("乙", span), cell("", rest) + cell("丙") + cell("丁"))
		page = read_document("a.docx", word_file(body))
		assert [block.rows for block in page.blocks if isinstance(block, Table)] == [
			(("甲", "乙", None), (None, "丙", "丁"))
		]

	def test_a_table_in_a_table(self) -> None:
		inner = table(cell("内") + cell("层"))
		assert lines_of(table(f"<w:tc>{inner}{paragraph('外层')}</w:tc>")) == ["内　层", "外层"]

	def test_a_table_of_one_cell_is_a_frame(self) -> None:
		body = table(f"<w:tc>{paragraph('第一段')}{paragraph('第二段')}</w:tc>")
		assert lines_of(body) == ["第一段", "第二段"]

	def test_a_table_in_a_frame_stays_a_table(self) -> None:
		body = table(
			f"<w:tc>{paragraph('附件4')}{table(cell('姓名') + cell('性别'))}{paragraph('备注')}</w:tc>"
		)
		page = read_document("a.docx", word_file(body))
		assert [block.rows if isinstance(block, Table) else block.text for block in page.blocks] == [
			"附件4",
			(("姓名", "性别"),),
			"备注",
		]

	def test_cells_merged_in_the_old_way(self) -> None:
		body = table(cell("甲", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("乙"))
		page = read_document("a.docx", word_file(body))
		assert page.blocks[0].rows == (("甲", None, "乙"),)

	def test_rows_and_cells_in_content_controls(self) -> None:
		row = f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
		assert lines_of(f"<w:tbl>{row}</w:tbl>") == ["甲"]


class TestHostile:
	def test_what_is_no_word_file(self) -> None:
		with pytest.raises(InputError, match=r"“总结\.docx”.*损坏"):
			read_document("总结.docx", b"PK\x03\x04" + b"x" * 100)

	def test_macros(self) -> None:
		data = zipped(
			{
				"[Content_Types].xml": '<Types xmlns="x"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
				"word/document.xml": "<a/>",
			}
		)
		with pytest.raises(InputError, match="宏"):
			read_document("总结.docx", data)
		with pytest.raises(InputError, match="宏"):
			read_document("总结.docm", data)

	def test_a_hundred_thousand_nested_elements(self) -> None:
		deep = "<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000
		with pytest.raises(InputError, match=r"总结\.docx"):
			read_document("总结.docx", word_file(deep))

	def test_nesting_that_the_parser_lets_pass(self) -> None:
		deep = "<w:customXml>" * 230 + paragraph("甲") + "</w:customXml>" * 230
		assert lines_of(deep) == ["甲"]

	def test_a_million_empty_elements(self) -> None:
		with pytest.raises(InputError, match="不是一份报告"):
			read_document("总结.docx", word_file("<w:p/>" * 1_000_000))

	def test_entities(self) -> None:
		files = word_file(paragraph("甲"))
		with ZipFile(BytesIO(files)) as archive:
			parts = {name: archive.read(name) for name in archive.namelist()}
		parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["word/document.xml"]
		with pytest.raises(InputError, match="DOCTYPE"):
			read_document("总结.docx", zipped(parts))

	def test_a_zip_bomb(self) -> None:
		bomb = zipped({"[Content_Types].xml": b" " * (40 << 20)})
		with pytest.raises(InputError, match="MB"):
			read_document("总结.docx", bomb)

	@pytest.mark.parametrize("name", ["预算.xlsx", "汇报.pptx", "名单.et"])
	def test_other_kinds_are_named(self, name: str) -> None:
		with pytest.raises(InputError, match="不是报告"):
			read_document(name, b"PK\x03\x04")

	def test_an_encrypted_file(self) -> None:
		data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
		with pytest.raises(InputError, match="密码"):
			read_document("总结.docx", data)

	def test_an_empty_file(self) -> None:
		with pytest.raises(InputError, match="空文件"):
			read_document("总结.docx", b"")
