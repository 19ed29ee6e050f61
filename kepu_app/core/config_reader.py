"""Parse a JSON file of settings: each value has the expected type or is refused with its key path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from kepu_app.core.errors import InputError
from kepu_app.core.figures import typed_number

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True)
class Entry:
	"""A value with its key path, the file's name first. Every method but ``at`` raises InputError if the
	value is missing or of another type."""

	value: Any
	place: str

	def error(self, reason: str) -> InputError:
		return InputError(f"年度配置有误：{self.place}：{reason}", code="cycle.invalid", place=self.place)

	def mapping(self) -> Mapping[str, Any]:
		if not isinstance(self.value, dict):
			raise self.error("应为一组“名称: 值”")
		return self.value

	def has(self, key: str) -> bool:
		return self.mapping().get(key) is not None

	def at(self, key: str) -> Entry:
		"""Return the entry of this key, which is validated only when it is read."""
		return Entry(self.mapping().get(key), f"{self.place} · {key}")

	def entries(self, key: str, may_be_empty: bool = False) -> list[Entry]:
		listed = self.at(key)
		if not isinstance(listed.value, list) or not (listed.value or may_be_empty):
			raise listed.error("缺少，或者不是列表" if may_be_empty else "缺少，或者不是至少有一项的列表")
		return [Entry(each, f"{listed.place} · 第{n}项") for n, each in enumerate(listed.value, start=1)]

	def text(self) -> str:
		if not isinstance(self.value, str) or not self.value.strip():
			raise self.error("缺少，或者不是文字")
		return self.value

	def whole(self, least: int = 1) -> int:
		"""Return an integer of ``least`` or more: limits, quotas, years and ages are all 1 or more."""
		if type(self.value) is not int or self.value < least:
			raise self.error("缺少，或者不是正整数" if least == 1 else f"缺少，或者不是{least}以上的整数")
		return self.value

	def truth(self) -> bool:
		if not isinstance(self.value, bool):
			raise self.error("缺少，或者不是 true 或 false")
		return self.value

	def day(self) -> date:
		try:
			return date.fromisoformat(self.text())
		except ValueError as error:
			raise self.error("不是“2025-02-19”形式的日期") from error

	def decimal(self) -> Decimal:
		"""Return the decimal, written as a string so that it never becomes a binary fraction."""
		try:
			return typed_number(self.text())
		except ValueError as error:
			raise self.error("不是数值") from error

	def choice(self, choices: type[_Choice]) -> _Choice:
		found = next((each for each in choices if each.value == self.value), None)
		if found is None:
			raise self.error(f"应为{'、'.join(each.value for each in choices)}之一")
		return found
