"""Builds the places and breaches of the rules, so that each rule is one statement of what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kepu_app.core.breaches import Breach, Place, Severity
from kepu_app.core.characters import without_half_pairs
from kepu_app.core.labels import label_of
from kepu_app.core.model import County, RecordKind
from kepu_app.core.rules.telephones import Verdict, read_telephones


@dataclass(frozen=True)
class Record:
	"""The record being checked: ``type`` is its dataclass, ``name`` its name for readers, ``source`` the model's."""

	kind: RecordKind
	type: type
	index: int
	name: str
	source: str | None = None

	def place(self, field: str, part: int | str | None = None, part_label: str = "") -> Place:
		field_label = without_half_pairs(part_label or label_of(self.type, field))
		labels = [self.kind.value, without_half_pairs(self.name), field_label]
		label = " · ".join(each for each in labels if each)
		return Place(self.kind, self.index, field, label, part, field_label, self.source)

	def error(self, code: str, place: Place, value: Any, limit: Any, sentence: str) -> Breach:
		"""Return a breach that stops the package; the message is the place, a colon and the sentence."""
		return _breach(Severity.ERROR, code, place, value, limit, sentence)

	def warning(self, code: str, place: Place, value: Any, limit: Any, sentence: str) -> Breach:
		"""Return a breach that only asks for a second look."""
		return _breach(Severity.WARNING, code, place, value, limit, sentence)

	def blanks(self, code: str, holder: Any, names: tuple[str, ...]) -> list[Breach]:
		"""Return a breach for each named field of ``holder`` that is blank."""
		return [
			self.error(code, self.place(name), "", "必填", "没有填写")
			for name in names
			if _is_blank(getattr(holder, name))
		]


def county_name(county: County | None, code: str) -> str:
	"""Return the county's name for readers, or its code when it is not in the list."""
	return county.name if county and county.name else code or "（未填县区）"


def check_telephone(record: Record, code: str, field: str, entry: str) -> list[Breach]:
	"""Return an error for no telephone number, a warning (``code`` with _unusual) for a rare one."""
	entry = entry.strip()
	if not entry:
		return []
	read = read_telephones(entry)
	if read.verdict is Verdict.FINE:
		return []
	place, limit = record.place(field), "手机或固定电话"
	if read.verdict is Verdict.UNUSUAL:
		return [record.warning(f"{code}_unusual", place, entry, limit, read.reason)]
	sentence = f"“{entry}”不能作为联系电话：{read.reason}"
	if len(read.numbers) == 1 and read.numbers[0].typed == entry:
		sentence = read.reason
	return [record.error(code, place, entry, limit, sentence)]


def _breach(severity: Severity, code: str, place: Place, value: Any, limit: Any, sentence: str) -> Breach:
	found = without_half_pairs(str(value))
	return Breach(code, severity, place, found, str(limit), without_half_pairs(sentence))


def _is_blank(value: Any) -> bool:
	if value is None:
		return True
	if isinstance(value, str):
		return not value.strip()
	return isinstance(value, tuple) and not any(not _is_blank(each) for each in value)
