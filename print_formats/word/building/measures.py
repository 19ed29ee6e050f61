"""Lengths of the page, the lines and the table, after GB/T 9704-2012."""

from __future__ import annotations


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

CELL_SIDES, REASONS_SIDES, CELL_ENDS = 0.5, 1, 1
"""What is left free beside, and above and below, the text of a cell, in mm, as on the printed paper."""
