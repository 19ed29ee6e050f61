"""The absolute maximum of a text, a multiple of its limit: a longer one is another document, and the time of
its layout is quadratic. So it is not even saved as a draft."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from kepu_app.core.breaches import Breach, Place
from kepu_app.core.cycle import Cycle
from kepu_app.core.rules.record import Record

FAR_TOO_LONG = "text.far_too_long"
"""The code of these breaches, at which input is refused at once."""


def check_far_too_long(record: Record, cycle: Cycle, place: Place, text: str, limit: int) -> list[Breach]:
	"""Return an error for a text of more characters than ``Limits.multiple`` times its limit."""
	most = limit * cycle.limits.multiple
	if len(text) <= most:
		return []
	sentence = (
		f"有{len(text)}个字符，超过{most}个（{limit}字上限的{cycle.limits.multiple}倍），无法保存和打印"
	)
	return [record.error(FAR_TOO_LONG, place, len(text), most, sentence)]


def check_short_fields(record: Record, cycle: Cycle, holder: Any, longer: tuple[str, ...]) -> list[Breach]:
	"""Check likewise all other texts of a record, by the lowest limit of any text."""
	found: list[Breach] = []
	# A field without a label, the source, is no text of the record.
	for name in (each.name for each in fields(holder) if each.metadata and each.name not in longer):
		value = getattr(holder, name)
		texts = value if isinstance(value, tuple) else (value,)
		for text in (each for each in texts if isinstance(each, str)):
			found += check_far_too_long(record, cycle, record.place(name), text, cycle.limits.shortest)
	return found
