"""The table of Attachment 4."""

from __future__ import annotations

from building.measures import REASONS_SIDES, TEXT_WIDTH, twips
from building.ooxml import margins, paragraph, tag

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
	"""Return a row; without properties it may break across pages, as long reasons need it to."""
	*others, reasons = zip(column_widths(), cells, strict=True)
	inner = "".join(table_cell(*each) for each in others) + table_cell(*reasons, margins(REASONS_SIDES))
	return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def table_cell(width: int, content: str, own: str = "") -> str:
	own_margins = f"<w:tcMar>{own}</w:tcMar>" if own else ""
	return (
		f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{own_margins}<w:vAlign w:val="center"/></w:tcPr>'
		f"{content}</w:tc>"
	)


def tag_row(text: str) -> str:
	"""Return a row of one cell across the table with a tag that leaves no row behind."""
	cell = paragraph("TemplateTag", "{%tr " + text + " %}")
	return (
		f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
		f'<w:gridSpan w:val="{len(COLUMNS)}"/></w:tcPr>{cell}</w:tc></w:tr>'
	)
