"""What the template prints by itself and people leave in: remarks of the notice, 附件2, （模板）, 目录."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kepu_app.core.intake.page import Line

_FRAME = re.compile(
	r"附件\s*[\d一二三四五六七八九]*[：:]?"
	r"|[（(【\[]?\s*(?:模板|样表|范本|样式|参考)\s*[）)】\]]?"
	r"|目\s*录"
	r"|备注[：:].{0,20}(?:可根据工作情况调整|案例中要突出|附个人工作简介).{0,60}"
)


def is_frame(text: str) -> bool:
	return bool(_FRAME.fullmatch(text.strip()))


def without_frame(lines: Iterable[Line], left_out: list[str]) -> list[Line]:
	"""The lines that somebody wrote; the others are added to ``left_out``."""
	kept = []
	for line in lines:
		if is_frame(line.text):
			left_out.append(line.text.strip())
		else:
			kept.append(line)
	return kept
