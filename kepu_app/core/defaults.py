"""What the app ships as data: the notice's cycle, the national standard, provinces, GB/T 2260 codes.

Nothing here is a limit in code: every loader also takes another file of the same form, and in the Desk
the same facts are records that an administrator edits.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from kepu_app.core.errors import InputError
from kepu_app.core.model import (
	AgeRange,
	Comparison,
	CountingMethod,
	Criterion,
	Cycle,
	Heading,
	Indicator,
	Limits,
	Province,
	Quotas,
	Standard,
	Topic,
)

DATA = Path(__file__).parent / "data"
DEFAULT_CYCLE = DATA / "cycle-2024.json"


@dataclass(frozen=True)
class Division:
	"""A county-level division of GB/T 2260. ``current`` is False for a code withdrawn since 2020."""

	code: str
	name: str
	city: str
	current: bool


def load_cycle(path: Path = DEFAULT_CYCLE) -> Cycle:
	"""The cycle of a JSON file shaped like ``data/cycle-2024.json``.

	``standard`` names a JSON file beside it, or holds the standard itself.

	Raises:
		InputError: the file cannot be read, or a key is missing or of the wrong type.
	"""
	raw = _read_json(path)
	try:
		return _cycle_from(raw, path.parent)
	except (KeyError, TypeError, ValueError, ArithmeticError) as error:
		raise InputError(
			f"年度配置文件“{path.name}”内容有误：{error}", code="cycle.invalid", place=path.name
		) from error


def load_standard(path: Path) -> Standard:
	"""The evaluation standard of a JSON file shaped like ``data/standard-2021-2025.json``."""
	return _standard_from(_read_json(path))


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
	"""The 32 provincial units, in the order of GB/T 2260, 新疆生产建设兵团 last."""
	return tuple(
		Province(**{**each, "code_prefixes": tuple(each["code_prefixes"])})
		for each in _read_json(DATA / "provinces.json")
	)


def find_province(code_or_name: str) -> Province | None:
	"""The province of this code (340000 or 34) or name (安徽省, 安徽), else None."""
	wanted = code_or_name.strip()
	for province in provinces():
		if wanted in (province.code, province.name) or (len(wanted) == 2 and province.code[:2] == wanted):
			return province
	matching = [each for each in provinces() if len(wanted) >= 2 and each.name.startswith(wanted)]
	return matching[0] if len(matching) == 1 else None


@lru_cache(maxsize=1)
def divisions() -> Mapping[str, Division]:
	"""County-level divisions by their six-digit code."""
	with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as lines:
		rows = list(csv.DictReader(lines))
	return {
		row["code"]: Division(row["code"], row["name"], row["city"], row["current"] == "1") for row in rows
	}


def _read_json(path: Path) -> Any:
	try:
		return json.loads(path.read_text(encoding="utf-8"))
	except OSError as error:
		raise InputError(f"无法读取文件“{path.name}”", code="file.unreadable", place=path.name) from error
	except ValueError as error:
		raise InputError(
			f"文件“{path.name}”不是有效的 JSON：{error}", code="file.not_json", place=path.name
		) from error


def _cycle_from(raw: Mapping[str, Any], folder: Path) -> Cycle:
	standard = raw["standard"]
	hard_lock = raw.get("hard_lock_date")
	plain = (
		"year",
		"notice_title",
		"short_notice_title",
		"notice_number",
		"receiving_office",
		"receiving_mail",
	)
	return Cycle(
		**{name: raw[name] for name in plain},
		notice_date=date.fromisoformat(raw["notice_date"]),
		national_deadline=date.fromisoformat(raw["national_deadline"]),
		hard_lock_date=date.fromisoformat(hard_lock) if hard_lock else None,
		limits=Limits(**raw["limits"]),
		quotas=Quotas(**raw["quotas"]),
		headings=tuple(Heading(**each) for each in raw["headings"]),
		topics=tuple(Topic(**each) for each in raw["topics"]),
		standard=load_standard(folder / standard) if isinstance(standard, str) else _standard_from(standard),
		headings_adjustable=bool(raw.get("headings_adjustable", True)),
		counting_method=CountingMethod(raw.get("counting_method", CountingMethod.WORDS.value)),
		nominee_age=AgeRange(**raw.get("nominee_age", {"youngest": 18, "oldest": 75})),
	)


def _standard_from(raw: Mapping[str, Any]) -> Standard:
	return Standard(
		name=raw["name"],
		source=raw["source"],
		criteria=tuple(_criterion_from(each) for each in raw["criteria"]),
	)


def _criterion_from(raw: Mapping[str, Any]) -> Criterion:
	return Criterion(
		number=raw["number"],
		group=raw["group"],
		title=raw["title"],
		text=raw["text"],
		indicators=tuple(_indicator_from(each) for each in raw.get("indicators", ())),
	)


def _indicator_from(raw: Mapping[str, Any]) -> Indicator:
	return Indicator(
		code=raw["code"],
		name=raw["name"],
		unit=raw["unit"],
		threshold=Decimal(raw["threshold"]),
		comparison=Comparison(raw["comparison"]),
	)
