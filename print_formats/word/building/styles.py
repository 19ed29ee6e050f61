"""The styles: word/styles.xml."""

from __future__ import annotations

from typing import NamedTuple

from building.fonts import BODY_FONT, HEI_FONT, KAI_FONT, SONG_FONT, TITLE_FONT
from building.measures import (
	BODY_POINTS,
	CELL_SIDES,
	CHARACTER,
	CHARACTER_SPACING,
	LINE,
	PAGE_NUMBER_LINE,
	PAGE_NUMBER_POINTS,
	TABLE_LINE,
	TABLE_POINTS,
	TEXT_WIDTH,
	TITLE_POINTS,
)
from building.ooxml import DECLARATION, WORD_NAMESPACES, margins


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
	"""Return the size, and the twips that are added to each character."""
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
	"""Return the styles that Word has built in.

	Normal keeps lines full (no widow control) and characters at their pitch (no hanging punctuation, no space
	between Chinese and digits).
	"""
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
