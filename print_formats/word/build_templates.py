#!/usr/bin/env python3
"""Makes the Word templates of Attachments 2-4, in this folder.

The templates are ordinary .docx files with docxtpl tags, meant to be opened and changed in Word or WPS;
this script is how the shipped ones came about and how they are made again after a change:

	python print_formats/word/build_templates.py

Every part is written out as OOXML (ISO/IEC 29500-1, transitional), without the hundreds of styles, the
theme and the editing marks (rsid) of a file that Word saved, so the same script gives the same parts.

Layout after GB/T 9704-2012. Paragraph styles carry all of it: a change to the style 公文正文 in Word
changes every body paragraph. Their names avoid those that Chinese Word shows for its own styles (正文 is
its name for Normal, 日期 for Date, 签名 for Signature), which it would merge with ours.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HERE = Path(__file__).resolve().parent
LINE_BREAKS = HERE.parents[1] / "kepu_app" / "core" / "data" / "line_breaks.json"

TITLE_FONT, BODY_FONT, KAI_FONT, HEI_FONT, SONG_FONT = (
	"方正小标宋简体",
	"仿宋_GB2312",
	"楷体_GB2312",
	"黑体",
	"宋体",
)
"""The office fonts by the names under which Word and WPS list them."""

FONT_SUBSTITUTES = {TITLE_FONT: "华文中宋", BODY_FONT: "仿宋", KAI_FONT: "楷体"}
"""What Word takes where a font is not installed: Windows brings 仿宋 and 楷体 without _GB2312."""


def twips(millimetres: float) -> int:
	"""Twentieths of a point, the unit of OOXML lengths."""
	return round(millimetres / 25.4 * 72 * 20)


PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
"""A4 as Word itself writes it."""

MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM, MARGIN_LEFT = twips(37), twips(26), twips(35), twips(28)
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
LINES, CHARACTERS = 22, 28

LINE = TEXT_HEIGHT // LINES
"""Line pitch, 579 (28.95 pt). The text area is 12756 high, so a 22nd of it is 579.8, the 28.99 pt of the
standard; 580 would need 12760 and Word would set only 21 lines. w:linePitch and w:line alike."""

BODY_POINTS, TITLE_POINTS, TABLE_POINTS, PAGE_NUMBER_POINTS = 16, 22, 12, 14

CHARACTER = TEXT_WIDTH // CHARACTERS
"""Pitch of the characters, 315 (15.75 pt): 28 of them on the 442.25 pt of a line."""

CHARACTER_SPACING = CHARACTER - BODY_POINTS * 20
"""-5: what is taken from the 16 pt of 3号. It stands in the style and not in the page's grid, since readers
other than Word give a character that is wider than its cell a second cell."""

TABLE_LINE = 360
"""Line pitch inside the table: 18 pt for 12 pt type."""

PAGE_NUMBER_LINE = 280
FOOTER_FROM_EDGE = MARGIN_BOTTOM - twips(7) - PAGE_NUMBER_LINE // 2
"""The dashes beside the page number, in the middle of their line, stand 7 mm below the text area."""

COLUMNS = (
	("序\n号", 7),
	("姓\n名", 15),
	("性\n别", 7),
	("政治\n面貌", 11),
	("出生\n年月", 15),
	("工作单位及\n职务", 24),
	("联系\n方式", 27),
	("推荐理由\n（简要描述）", 50),
)
"""The notice's columns with their widths in mm, those of the printed paper (paper.css): 156 together, the
width of the text area."""

CELL_SIDES, REASONS_SIDES, CELL_ENDS = 0.5, 1, 1
"""What is left free beside, and above and below, the text of a cell, in mm, as on the printed paper."""


class Style(NamedTuple):
	"""A paragraph style: ``paragraph`` and ``run`` are the children of w:pPr and w:rPr.

	``linked`` adds a character style of the same type for a leading sentence.
	"""

	style_id: str
	name: str
	paragraph: str = ""
	run: str = ""
	based_on: str = "Normal"
	following: str = ""
	linked: bool = False


def fonts(name: str) -> str:
	"""All four slots, so that quotation marks and digits come from the Chinese font too."""
	slots = " ".join(f'w:{slot}="{name}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
	return f'<w:rFonts w:hint="eastAsia" {slots}/>'


def size(points: float, spacing: int = 0) -> str:
	"""The size, and the twips that are added to each character."""
	return f'<w:spacing w:val="{spacing}"/><w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def spacing(after: int = 0, before: int = 0, line: int = LINE) -> str:
	return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def aligned(side: str) -> str:
	return f'<w:jc w:val="{side}"/>'


FIRST_LINE = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'
NO_FIRST_LINE = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
OFF_GRID = '<w:snapToGrid w:val="0"/>'
"""For lines with a pitch of their own."""

STYLES = (
	Style("AttachmentNumber", "附件序号", spacing(after=LINE) + aligned("left"), fonts(HEI_FONT)),
	Style(
		"DocumentTitle",
		"公文标题",
		OFF_GRID + spacing(after=LINE) + aligned("center"),
		fonts(TITLE_FONT) + size(TITLE_POINTS),
		following="DocumentBody",
	),
	Style("DocumentBody", "公文正文", FIRST_LINE),
	Style(
		"LevelOne",
		"一级标题",
		'<w:keepNext/><w:outlineLvl w:val="0"/>',
		fonts(HEI_FONT),
		"DocumentBody",
		"DocumentBody",
		linked=True,
	),
	Style(
		"LevelTwo",
		"二级标题",
		'<w:keepNext/><w:outlineLvl w:val="1"/>',
		fonts(KAI_FONT),
		"DocumentBody",
		"DocumentBody",
		linked=True,
	),
	Style(
		"LevelThree",
		"三级标题",
		'<w:keepNext/><w:outlineLvl w:val="2"/>',
		"",
		"DocumentBody",
		"DocumentBody",
	),
	Style("NumberedBody", "带序号的正文", "", "", "DocumentBody"),
	Style("BiosTitle", "简介标题", spacing(before=LINE), "", "LevelOne", "LevelTwo"),
	Style("CaseTitle", "案例标题", '<w:keepNext/><w:outlineLvl w:val="1"/>', fonts(KAI_FONT), "DocumentBody"),
	Style(
		"SigningBody",
		"落款单位",
		"<w:keepNext/>" + spacing(before=3 * LINE) + f'<w:ind w:right="{4 * CHARACTER}"/>' + aligned("right"),
		following="SigningDate",
	),
	Style(
		"SigningDate",
		"成文日期",
		f'<w:ind w:rightChars="400" w:right="{4 * CHARACTER}"/>' + aligned("right"),
	),
	Style(
		"AboveTable",
		"表前说明",
		f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>' + OFF_GRID + aligned("left"),
		size(TABLE_POINTS),
	),
	Style(
		"TableText",
		"表内文字",
		OFF_GRID + spacing(line=TABLE_LINE) + aligned("center"),
		size(TABLE_POINTS),
	),
	Style("TableHead", "表头", "", fonts(HEI_FONT), "TableText"),
	Style("Reason", "推荐理由", aligned("left"), "", "TableText"),
	Style(
		"OddPageNumber",
		"单页页码",
		OFF_GRID
		+ spacing(line=PAGE_NUMBER_LINE)
		+ f'<w:ind w:rightChars="0" w:right="{PAGE_NUMBER_POINTS * 20}"/>'
		+ aligned("right"),
		fonts(SONG_FONT) + size(PAGE_NUMBER_POINTS),
	),
	Style(
		"EvenPageNumber",
		"双页页码",
		OFF_GRID
		+ spacing(line=PAGE_NUMBER_LINE)
		+ f'<w:ind w:leftChars="0" w:left="{PAGE_NUMBER_POINTS * 20}"/>'
		+ aligned("left"),
		fonts(SONG_FONT) + size(PAGE_NUMBER_POINTS),
	),
	Style(
		"TemplateTag",
		"模板标记",
		OFF_GRID + '<w:spacing w:line="280" w:lineRule="exact"/>' + NO_FIRST_LINE + aligned("left"),
		'<w:color w:val="808080"/>' + size(10.5),
	),
)

WORD_NAMESPACES = (
	'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
	'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(text: str, style: str = "") -> str:
	"""A run; a line feed in ``text`` is a line break, a tab a tab."""
	properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
	inner = escape(text).replace("\n", "</w:t><w:br/>" + _TEXT).replace("\t", "</w:t><w:tab/>" + _TEXT)
	return f"<w:r>{properties}{_TEXT}{inner}</w:t></w:r>"


_TEXT = '<w:t xml:space="preserve">'


def paragraph(style: str, *runs: str) -> str:
	inner = "".join(each if each.startswith("<w:r>") else run(each) for each in runs)
	return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def tag(text: str) -> str:
	"""A line with a tag that leaves no paragraph behind."""
	return paragraph("TemplateTag", "{%p " + text + " %}")


def prose(source: str) -> str:
	"""The paragraphs of a text, each in the style of its level; a leading sentence in the type of its."""
	rest = "{{ paragraph.rest }}"
	return "".join(
		(
			tag(f"for paragraph in {source}"),
			tag('if paragraph.level == "level-1" and paragraph.is_heading'),
			paragraph("LevelOne", "{{ paragraph.text }}"),
			tag('elif paragraph.level == "level-2" and paragraph.is_heading'),
			paragraph("LevelTwo", "{{ paragraph.text }}"),
			tag("elif paragraph.is_heading"),
			paragraph("LevelThree", "{{ paragraph.text }}"),
			tag('elif paragraph.level == "level-1"'),
			paragraph("DocumentBody", run("{{ paragraph.lead }}", "LevelOneLead"), rest),
			tag('elif paragraph.level == "level-2"'),
			paragraph("DocumentBody", run("{{ paragraph.lead }}", "LevelTwoLead"), rest),
			tag("elif paragraph.is_taken_back"),
			paragraph("NumberedBody", "{{ paragraph.text }}"),
			tag("else"),
			paragraph("DocumentBody", "{{ paragraph.text }}"),
			tag("endif"),
			tag("endfor"),
		)
	)


def opening(number: int, what: str) -> str:
	"""附件N, the title in two lines, and the sentence with which Attachments 2 and 3 begin."""
	return "".join(
		(
			paragraph("AttachmentNumber", f"附件{number}"),
			paragraph("DocumentTitle", "{{ paper.place }}\n{{ paper.year }}年" + what),
			paragraph(
				"DocumentBody",
				"按照《{{ paper.short_notice_title }}》有关要求，现将{{ paper.year }}年"
				+ what
				+ "报送如下。",
			),
		)
	)


def signing() -> str:
	return paragraph("SigningBody", "{{ paper.signature }}") + paragraph("SigningDate", "{{ paper.date }}")


def annual_summary() -> str:
	return "".join(
		(
			opening(2, "工作总结"),
			tag("for section in paper.sections"),
			paragraph("LevelOne", "{{ section.heading }}"),
			prose("section.paragraphs"),
			tag("endfor"),
			signing(),
		)
	)


def case_book() -> str:
	return "".join(
		(
			opening(3, "典型案例"),
			tag("for case in paper.cases"),
			paragraph("LevelOne", "{{ case.heading }}"),
			tag("if case.title"),
			paragraph("CaseTitle", "{{ case.title }}"),
			tag("endif"),
			prose("case.paragraphs"),
			tag("endfor"),
			signing(),
		)
	)


def nominee_list() -> str:
	return "".join(
		(
			paragraph("AttachmentNumber", "附件4"),
			paragraph("DocumentTitle", "宣讲团人选建议名单"),
			paragraph(
				"AboveTable",
				"单位名称：{{ paper.association }}（盖章）\t联系人及联系方式：{{ paper.contact }}",
			),
			nominee_table(),
			tag("if paper.nominees"),
			paragraph("BiosTitle", "个人工作简介"),
			tag("endif"),
			tag("for nominee in paper.nominees"),
			tag("if nominee.bio"),
			paragraph("LevelTwo", "{{ nominee.number }}. {{ nominee.name }}"),
			prose("nominee.bio"),
			tag("endif"),
			tag("endfor"),
		)
	)


def column_widths() -> list[int]:
	"""In twips; the last column takes what rounding leaves of the text width."""
	widths = [twips(width) for _, width in COLUMNS]
	return [*widths[:-1], TEXT_WIDTH - sum(widths[:-1])]


def nominee_table() -> str:
	fields = ("number", "name", "sex", "political_status", "birth_month", "duty", "phone")
	reasons = (
		tag("for reason in nominee.reasons")
		+ paragraph("Reason", "{{ loop.index }}. {{ reason }}")
		+ tag("endfor")
	)
	cells = [paragraph("TableText", f"{{{{ nominee.{field} }}}}") for field in fields]
	grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in column_widths())
	return (
		'<w:tbl><w:tblPr><w:tblStyle w:val="DocumentTable"/>'
		f'<w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
		f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
		+ row([paragraph("TableHead", name) for name, _ in COLUMNS], "<w:cantSplit/><w:tblHeader/>")
		+ tag_row("for nominee in paper.nominees")
		+ row([*cells, reasons])
		+ tag_row("endfor")
		+ "</w:tbl>"
	)


def row(cells: list[str], properties: str = "") -> str:
	"""A row; without properties it may break across pages, as long reasons need it to."""
	*others, reasons = zip(column_widths(), cells, strict=True)
	inner = "".join(table_cell(*each) for each in others) + table_cell(*reasons, margins(REASONS_SIDES))
	return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def table_cell(width: int, content: str, own: str = "") -> str:
	own_margins = f"<w:tcMar>{own}</w:tcMar>" if own else ""
	return (
		f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{own_margins}<w:vAlign w:val="center"/></w:tcPr>'
		f"{content}</w:tc>"
	)


def margins(sides: float) -> str:
	widths = {"top": CELL_ENDS, "left": sides, "bottom": CELL_ENDS, "right": sides}
	return "".join(f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>' for side, width in widths.items())


def tag_row(text: str) -> str:
	"""A row of one cell across the table with a tag that leaves no row behind."""
	cell = paragraph("TemplateTag", "{%tr " + text + " %}")
	return (
		f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
		f'<w:gridSpan w:val="{len(COLUMNS)}"/></w:tcPr>{cell}</w:tc></w:tr>'
	)


def document(body: str) -> str:
	section = (
		'<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
		'<w:footerReference w:type="even" r:id="rId5"/>'
		f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
		f'<w:pgMar w:top="{MARGIN_TOP}" w:right="{MARGIN_RIGHT}" w:bottom="{MARGIN_BOTTOM}" '
		f'w:left="{MARGIN_LEFT}" w:header="{twips(15)}" w:footer="{FOOTER_FROM_EDGE}" w:gutter="0"/>'
		f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
	)
	return f"{DECLARATION}<w:document {WORD_NAMESPACES}><w:body>{body}{section}</w:body></w:document>"


def footer(style: str) -> str:
	"""— 1 —, the number a PAGE field."""
	field = "".join(
		f"<w:r>{each}</w:r>"
		for each in (
			'<w:fldChar w:fldCharType="begin"/>',
			'<w:instrText xml:space="preserve"> PAGE </w:instrText>',
			'<w:fldChar w:fldCharType="separate"/>',
			"<w:t>1</w:t>",
			'<w:fldChar w:fldCharType="end"/>',
		)
	)
	inner = run("— ") + field + run(" —")
	return (
		f'{DECLARATION}<w:ftr {WORD_NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
		f"{inner}</w:p></w:ftr>"
	)


def styles() -> str:
	return (
		f"{DECLARATION}<w:styles {WORD_NAMESPACES}>{_defaults()}{_built_in_styles()}"
		+ "".join(_paragraph_style(each) + _lead_style(each) for each in STYLES)
		+ _table_style()
		+ "</w:styles>"
	)


def _defaults() -> str:
	return (
		f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(BODY_FONT)}{size(BODY_POINTS)}"
		'<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
		"<w:pPrDefault/></w:docDefaults>"
	)


def _built_in_styles() -> str:
	"""Normal keeps lines full (no widow control) and characters at their pitch (no hanging punctuation, no
	space between Chinese and digits)."""
	return (
		'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
		'<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
		f'<w:autoSpaceDN w:val="0"/>{spacing()}{aligned("both")}</w:pPr>'
		f"<w:rPr>{size(BODY_POINTS, CHARACTER_SPACING)}</w:rPr></w:style>"
		'<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
		'<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
		'<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
		'<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
		"<w:tblCellMar>"
		'<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
		'<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
		"</w:tblCellMar></w:tblPr></w:style>"
	)


def _paragraph_style(style: Style) -> str:
	following = f'<w:next w:val="{style.following}"/>' if style.following else ""
	link = f'<w:link w:val="{style.style_id}Lead"/>' if style.linked else ""
	paragraph_part = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
	run_part = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
	return (
		f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style.style_id}">'
		f'<w:name w:val="{style.name}"/><w:basedOn w:val="{style.based_on}"/>{following}{link}<w:qFormat/>'
		f"{paragraph_part}{run_part}</w:style>"
	)


def _lead_style(style: Style) -> str:
	if not style.linked:
		return ""
	return (
		f'<w:style w:type="character" w:customStyle="1" w:styleId="{style.style_id}Lead">'
		f'<w:name w:val="{style.name} 字符"/><w:basedOn w:val="DefaultParagraphFont"/>'
		f'<w:link w:val="{style.style_id}"/><w:rPr>{style.run}</w:rPr></w:style>'
	)


def _table_style() -> str:
	sides = ("top", "left", "bottom", "right", "insideH", "insideV")
	borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
	return (
		'<w:style w:type="table" w:customStyle="1" w:styleId="DocumentTable"><w:name w:val="公文表格"/>'
		f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>'
		f"{margins(CELL_SIDES)}</w:tblCellMar></w:tblPr></w:style>"
	)


def settings() -> str:
	"""Odd and even footers, no squeezing of punctuation (28 characters a line), and the compatibility
	switches that Chinese Word itself sets."""
	switches = (
		"spaceForUL",
		"balanceSingleByteDoubleByteWidth",
		"doNotLeaveBackslashAlone",
		"ulTrailSpace",
		"doNotExpandShiftReturn",
		"adjustLineHeightInTable",
		"useFELayout",
	)
	return (
		f"{DECLARATION}<w:settings {WORD_NAMESPACES}>"
		'<w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
		'<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
		'<w:characterSpacingControl w:val="doNotCompress"/>'
		f"{line_breaks()}<w:compat>{''.join(f'<w:{each}/>' for each in switches)}"
		'<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
		'w:val="15"/></w:compat>'
		'<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
		'<w:listSeparator w:val=","/></w:settings>'
	)


def line_breaks() -> str:
	"""What may not begin or end a line, from the table of the core, as far as Word takes it."""
	rules = json.loads(LINE_BREAKS.read_text(encoding="utf-8"))
	return (
		f'<w:noLineBreaksAfter w:lang="zh-CN" w:val="{escape(rules["word_last"])}"/>'
		f'<w:noLineBreaksBefore w:lang="zh-CN" w:val="{escape(rules["word_first"])}"/>'
	)


def font_table() -> str:
	entries = "".join(
		f'<w:font w:name="{name}">'
		+ (f'<w:altName w:val="{FONT_SUBSTITUTES[name]}"/>' if name in FONT_SUBSTITUTES else "")
		+ '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
		for name in (TITLE_FONT, BODY_FONT, KAI_FONT, HEI_FONT, SONG_FONT)
	)
	return f"{DECLARATION}<w:fonts {WORD_NAMESPACES}>{entries}</w:fonts>"


def content_types() -> str:
	parts = {
		"/word/document.xml": f"{CONTENT}.document.main+xml",
		"/word/styles.xml": f"{CONTENT}.styles+xml",
		"/word/settings.xml": f"{CONTENT}.settings+xml",
		"/word/fontTable.xml": f"{CONTENT}.fontTable+xml",
		"/word/footer1.xml": f"{CONTENT}.footer+xml",
		"/word/footer2.xml": f"{CONTENT}.footer+xml",
		"/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
	}
	overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
	return (
		f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
		'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
		f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
	)


def relations(targets: list[tuple[str, str]]) -> str:
	entries = "".join(
		f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
		for number, (kind, target) in enumerate(targets, start=1)
	)
	return f'{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{entries}</Relationships>'


def core_properties(title: str) -> str:
	return (
		f'{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
		f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
	)


def parts(title: str, body: str) -> dict[str, str]:
	"""The parts of one template by their names, in the order of the zip."""
	package = [
		(f"{OFFICE}/officeDocument", "word/document.xml"),
		(f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
	]
	main = [
		(f"{OFFICE}/styles", "styles.xml"),
		(f"{OFFICE}/settings", "settings.xml"),
		(f"{OFFICE}/fontTable", "fontTable.xml"),
		(f"{OFFICE}/footer", "footer1.xml"),
		(f"{OFFICE}/footer", "footer2.xml"),
	]
	return {
		"[Content_Types].xml": content_types(),
		"_rels/.rels": relations(package),
		"docProps/core.xml": core_properties(title),
		"word/document.xml": document(body),
		"word/_rels/document.xml.rels": relations(main),
		"word/styles.xml": styles(),
		"word/settings.xml": settings(),
		"word/fontTable.xml": font_table(),
		"word/footer1.xml": footer("OddPageNumber"),
		"word/footer2.xml": footer("EvenPageNumber"),
	}


def zipped(content: dict[str, str]) -> bytes:
	"""A .docx of the parts, without the clock."""
	target = io.BytesIO()
	with ZipFile(target, "w") as archive:
		for name, text in content.items():
			entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
			entry.compress_type = ZIP_DEFLATED
			entry.create_system = 3
			entry.external_attr = 0o100644 << 16
			archive.writestr(entry, text.encode("utf-8"))
	return target.getvalue()


def templates() -> dict[str, dict[str, str]]:
	"""All templates: file name to parts."""
	return {
		"annual_summary.docx": parts("附件2 工作总结（模板）", annual_summary()),
		"case_book.docx": parts("附件3 典型案例（模板）", case_book()),
		"nominee_list.docx": parts("附件4 宣讲团人选建议名单（模板）", nominee_list()),
	}


def main() -> None:
	for name, content in templates().items():
		(HERE / name).write_bytes(zipped(content))
		sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
	main()
