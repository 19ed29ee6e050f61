"""What becomes of a file, in the words of 收件清单."""

from __future__ import annotations

from enum import Enum


class Outcome(str, Enum):
	"""What was done with a file or with one of its records; the value is what the list shows."""

	TAKEN = "收入"
	REPLACED = "替换"
	WAITING = "待替换"
	OLDER = "较早版本"
	KEPT = "保留工作簿"
	REMOVED = "已删去"
	DUPLICATE = "重复文件"
	SCAN = "盖章件"
	OTHER = "不收入"
	UNPLACED = "未能归类"
	UNREAD = "没有读取"
	JUNK = "不是材料"
	MISSING = "没有来文件"


IN_WORKBOOK = frozenset((Outcome.TAKEN, Outcome.REPLACED))
"""What the workbook holds now."""

FOR_A_PERSON = frozenset((Outcome.WAITING, Outcome.UNPLACED, Outcome.UNREAD))
"""What somebody has to decide or to do."""

OF_ONE_RUN = frozenset((Outcome.JUNK, Outcome.MISSING, Outcome.DUPLICATE))
"""Lines that are not kept for the next run, since they are found anew."""
