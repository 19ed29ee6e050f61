"""The data that the app ships: the notice's cycle, the national standard, provinces, GB/T 2260 codes.

No limit is in code: every loader also takes another file of the same form. In the Desk the same facts are
records that an administrator edits.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kepu_app.core.config_reader import Entry
from kepu_app.core.cycle import (
	AgeRange,
	Comparison,
	CountingMethod,
	Criterion,
	Cycle,
	Heading,
	Indicator,
	Limits,
	Quotas,
	Standard,
	Topic,
)
from kepu_app.core.errors import InputError
from kepu_app.core.files import system_reason
from kepu_app.core.model import Province

DATA = Path(__file__).parent / "data"
DEFAULT_CYCLE = DATA / "cycle-2024.json"

_Numbers = TypeVar("_Numbers", Limits, Quotas, AgeRange)


@dataclass(frozen=True)
class Division:
	"""A county-level division of GB/T 2260. ``current`` is False for a code withdrawn since 2020."""

	code: str
	name: str
	city: str
	current: bool


def load_cycle(path: Path = DEFAULT_CYCLE) -> Cycle:
	"""Parse the cycle from a JSON file shaped like ``data/cycle-2024.json``.

	``standard`` names a JSON file beside it, or holds the standard itself.

	Raises:
		InputError: the file cannot be read, or the value at the key path ``place`` is missing or invalid.
	"""
	return _cycle_from(Entry(read_json(path), path.name), path.parent)


def load_standard(path: Path) -> Standard:
	"""Parse the standard from a JSON file shaped like ``data/standard-2021-2025.json``; errors as above."""
	return _standard_from(Entry(read_json(path), path.name))


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
	"""Return the 32 provincial units, in the order of GB/T 2260, 新疆生产建设兵团 last."""
	return tuple(
		Province(**{**each, "code_prefixes": tuple(each["code_prefixes"])})
		for each in read_json(DATA / "provinces.json")
	)


def find_province(code_or_name: str) -> Province | None:
	"""Return the province of this code (340000 or 34) or name (安徽省, 安徽), else None."""
	wanted = "".join(code_or_name.split())
	for province in provinces():
		if wanted in (province.code, province.name) or (len(wanted) == 2 and province.code[:2] == wanted):
			return province
	matching = [each for each in provinces() if len(wanted) >= 2 and each.name.startswith(wanted)]
	return matching[0] if len(matching) == 1 else None


@lru_cache(maxsize=1)
def divisions() -> Mapping[str, Division]:
	"""Return the county-level divisions by their six-digit code."""
	with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as lines:
		rows = list(csv.DictReader(lines))
	return {
		row["code"]: Division(row["code"], row["name"], row["city"], row["current"] == "1") for row in rows
	}


def read_json(path: Path) -> Any:
	"""Parse a JSON file.

	Raises:
		InputError: it cannot be read, or is no JSON.
	"""
	try:
		return json.loads(path.read_text(encoding="utf-8-sig"))
	except OSError as error:
		raise InputError(
			f"无法读取文件“{path.name}”：{system_reason(error)}", code="file.unreadable", place=path.name
		) from error
	except (ValueError, RecursionError) as error:
		raise InputError(
			f"文件“{path.name}”不是有效的 JSON：{error}", code="file.not_json", place=path.name
		) from error


def _cycle_from(entry: Entry, folder: Path) -> Cycle:
	topics = tuple(_topic_from(each) for each in entry.entries("topics"))
	_refuse_repeated(entry.at("topics"), [name for each in topics for name in {each.code, each.name}])
	headings = tuple(_heading_from(each) for each in entry.entries("headings"))
	_refuse_repeated(entry.at("headings"), [each.text for each in headings])
	own_lists: dict[str, Any] = {
		name: tuple(each.text() for each in entry.entries(name))
		for name in ("sexes", "political_statuses")
		if entry.has(name)
	}
	mail: dict[str, Any] = (
		{"mail_megabytes": entry.at("mail_megabytes").whole()} if entry.has("mail_megabytes") else {}
	)
	return Cycle(
		year=entry.at("year").whole(),
		notice_title=entry.at("notice_title").text(),
		short_notice_title=entry.at("short_notice_title").text(),
		notice_number=entry.at("notice_number").text(),
		notice_date=entry.at("notice_date").day(),
		national_deadline=entry.at("national_deadline").day(),
		hard_lock_date=entry.at("hard_lock_date").day() if entry.has("hard_lock_date") else None,
		limits=_numbers_from(entry.at("limits"), Limits),
		quotas=_numbers_from(entry.at("quotas"), Quotas),
		headings=headings,
		topics=topics,
		standard=_cycle_standard(entry.at("standard"), folder),
		receiving_office=entry.at("receiving_office").text(),
		receiving_mail=entry.at("receiving_mail").text(),
		headings_adjustable=entry.at("headings_adjustable").truth(),
		counting_method=entry.at("counting_method").choice(CountingMethod),
		nominee_age=_numbers_from(entry.at("nominee_age"), AgeRange),
		**own_lists,
		**mail,
	)


def _cycle_standard(entry: Entry, folder: Path) -> Standard:
	return load_standard(folder / entry.text()) if isinstance(entry.value, str) else _standard_from(entry)


def _numbers_from(entry: Entry, record_type: type[_Numbers]) -> _Numbers:
	"""Parse a dataclass of integers; those with a default may be missing, unknown keys are refused."""
	names = {each.name: each.default is MISSING for each in fields(record_type)}
	unknown = sorted(set(entry.mapping()) - set(names))
	if unknown:
		raise entry.at(unknown[0]).error("不认识这一项")
	return record_type(
		**{name: entry.at(name).whole() for name, needed in names.items() if needed or entry.has(name)}
	)


def _heading_from(entry: Entry) -> Heading:
	return Heading(entry.at("text").text(), entry.at("required").truth())


def _topic_from(entry: Entry) -> Topic:
	description = entry.at("description").text() if entry.has("description") else ""
	return Topic(entry.at("code").text(), entry.at("name").text(), description)


def _standard_from(entry: Entry) -> Standard:
	criteria = tuple(_criterion_from(each) for each in entry.entries("criteria"))
	_refuse_repeated(entry.at("criteria"), [str(each.number) for each in criteria])
	return Standard(entry.at("name").text(), entry.at("source").text(), criteria)


def _criterion_from(entry: Entry) -> Criterion:
	indicators = tuple(_indicator_from(each) for each in entry.entries("indicators", may_be_empty=True))
	_refuse_repeated(entry.at("indicators"), [each.code for each in indicators])
	return Criterion(
		number=entry.at("number").whole(),
		group=entry.at("group").text(),
		title=entry.at("title").text(),
		text=entry.at("text").text(),
		indicators=indicators,
	)


def _indicator_from(entry: Entry) -> Indicator:
	return Indicator(
		code=entry.at("code").text(),
		name=entry.at("name").text(),
		unit=entry.at("unit").text(),
		threshold=entry.at("threshold").decimal(),
		comparison=entry.at("comparison").choice(Comparison),
	)


def _refuse_repeated(entry: Entry, values: list[str]) -> None:
	repeated = next((value for value, times in Counter(values).items() if times > 1), None)
	if repeated is not None:
		raise entry.error(f"“{repeated}”重复")
