"""The page around a body, and its number: word/document.xml, word/footer1.xml and word/footer2.xml."""

from __future__ import annotations

from building.measures import (
	FOOTER_FROM_EDGE,
	LINE,
	MARGIN_BOTTOM,
	MARGIN_LEFT,
	MARGIN_RIGHT,
	MARGIN_TOP,
	PAGE_HEIGHT,
	PAGE_WIDTH,
	twips,
)
from building.ooxml import DECLARATION, WORD_NAMESPACES, run


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
