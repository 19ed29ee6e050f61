"""The fonts of the papers, and the part that lists them: word/fontTable.xml."""

from __future__ import annotations

from building.ooxml import DECLARATION, WORD_NAMESPACES

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


def font_table() -> str:
	entries = "".join(
		f'<w:font w:name="{name}">'
		+ (f'<w:altName w:val="{FONT_SUBSTITUTES[name]}"/>' if name in FONT_SUBSTITUTES else "")
		+ '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
		for name in (TITLE_FONT, BODY_FONT, KAI_FONT, HEI_FONT, SONG_FONT)
	)
	return f"{DECLARATION}<w:fonts {WORD_NAMESPACES}>{entries}</w:fonts>"
