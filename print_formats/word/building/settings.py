"""What Word keeps for the whole document: word/settings.xml."""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import escape

from building.ooxml import DECLARATION, WORD_NAMESPACES

LINE_BREAKS = Path(__file__).resolve().parents[3] / "kepu_app" / "core" / "data" / "line_breaks.json"


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
	"""Return what may not begin or end a line, from the table of the core, as far as Word takes it."""
	rules = json.loads(LINE_BREAKS.read_text(encoding="utf-8"))
	return (
		f'<w:noLineBreaksAfter w:lang="zh-CN" w:val="{escape(rules["word_last"])}"/>'
		f'<w:noLineBreaksBefore w:lang="zh-CN" w:val="{escape(rules["word_first"])}"/>'
	)
