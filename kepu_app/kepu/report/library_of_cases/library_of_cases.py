"""案例库: the selected cases of all closed cycles, found by words, topic, province and year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

import frappe
from frappe import _
from frappe.utils import cstr

from kepu_app.exceptions import FilterError
from kepu_app.library.cases import excerpt, search, split_words
from kepu_app.reports.columns import Column, Row, column, explanation, figure
from kepu_app.reports.selection import text_of


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, no chart and figures."""
	filters = filters or {}
	words = text_of(filters, "words")
	found = search(
		words,
		text_of(filters, "topic").strip(),
		text_of(filters, "province"),
		_year(filters),
	)
	columns, rows = _columns(), [_row(each, split_words(words)) for each in found]
	return columns, rows, explanation(columns), None, _figures(rows)


def _year(filters: Mapping[str, Any]) -> int:
	"""Parse the cycle's year as users write it; 0 for every year.

	Raises:
		FilterError: the filter is no year.
	"""
	typed = normalize("NFKC", text_of(filters, "year")).strip()
	year = typed.removesuffix("年").strip()
	if typed and not re.fullmatch("[0-9]{4}", year):
		frappe.throw(_("Year: please enter a year of four digits, as 2024."), FilterError)
	return int(year or 0)


def _row(each: Any, words: Sequence[str]) -> Row:
	return {
		"case": each.name,
		"year": cstr(each.year),
		"province_name": each.province_name,
		"city": each.city,
		"county_name": each.county_name,
		"topic_name": each.topic_name,
		"title": each.title,
		"excerpt": excerpt(cstr(each.text), words),
	}


def _columns() -> list[Column]:
	return [
		column("year", _("Year", context="Reporting Cycle"), width=80),
		column("province_name", _("Province"), width=110),
		column("city", _("City", context="County"), width=90),
		column("county_name", _("County", context="County"), width=120),
		column("topic_name", _("Topic"), width=200),
		column("title", _("Title"), width=300),
		column("excerpt", _("Text of the Case"), width=520, note=_("Around the first word that was found.")),
	]


def _figures(rows: list[Row]) -> list[Row]:
	return [
		figure(_("Cases Found"), len(rows), indicator="Blue"),
		figure(_("Provinces Found"), len({row["province_name"] for row in rows})),
		figure(_("Years"), len({row["year"] for row in rows})),
	]
