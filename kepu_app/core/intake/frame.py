"""The frame of a paper: remarks of the notice, 附件2, （模板）, a table of contents, the head
of an official letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kepu_app.core.intake.page import Line

_FRAME = re.compile(
	r"附件\s*[\d一二三四五六七八九]*[：:]?"
	r"|[（(【\[]?\s*(?:模板|样表|范本|样式|参考)\s*[）)】\]]?"
	r"|目\s*录"
	r"|[^。，：]{2,30}(?:委员会|协会|政府|科协|办公室|局)文件"
	r"|[^。，：\s]{1,12}[〔\[【（(]20\d\d[〕\]】）)]\s*第?\d{1,4}号"
	r"|备注[：:].{0,20}(?:可根据工作情况调整|案例中要突出|附个人工作简介).{0,60}"
)


_CONTENTS = re.compile(r"目\s*录")
_ENTRY_OF_CONTENTS = re.compile(r".{1,80}?(?:\t|…+|[.．·]{3,}|　{2,}| {3,})[\s.．·…]*[-－]?\d{1,3}[-－]?")
"""A typed line of a table of contents: a heading, dots or a tab, and the page."""

_ADDRESSEE = re.compile(
	r"[^。；！？，,：:\d]{1,30}(?:科协|科学技术协会|人民政府|委员会|办公室|领导小组|[部局厅])[：:]"
)


def is_addressee(text: str) -> bool:
	"""Return whether a line addresses the report's recipient, as 宿州市科协："""
	return bool(_ADDRESSEE.fullmatch(text.strip()))


def is_frame(text: str) -> bool:
	return bool(_FRAME.fullmatch(text.strip()))


def without_frame(lines: Iterable[Line], left_out: list[str]) -> list[Line]:
	"""Return the author's lines; add the others to ``left_out``."""
	kept = []
	has_contents = any(_CONTENTS.fullmatch(each) for each in left_out)
	for line in lines:
		has_contents = has_contents or bool(_CONTENTS.fullmatch(line.text.strip()))
		if is_frame(line.text) or (has_contents and _ENTRY_OF_CONTENTS.fullmatch(line.text.strip())):
			left_out.append(line.text.strip())
		else:
			kept.append(line)
	return kept
