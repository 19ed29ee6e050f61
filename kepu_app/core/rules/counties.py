"""Rules on the list of demonstration counties and on those that have not filed."""

from __future__ import annotations

from collections import Counter

from kepu_app.core.breaches import Breach
from kepu_app.core.defaults import divisions
from kepu_app.core.model import County, MissingCounty, Province, RecordKind, Submission
from kepu_app.core.rules.record import Record, county_name

LONGEST_NAME = 30
"""Maximum characters of a county's or a city's name; the longest real ones have 15."""
NAME_TOO_LONG = "county.name_too_long"


def check_counties(submission: Submission) -> list[Breach]:
	"""Check names and codes (unique, of this province, known to GB/T 2260) of the counties in the list."""
	times = Counter(county.code for county in submission.counties)
	found: list[Breach] = []
	for index, county in enumerate(submission.counties):
		record = _record(county, index)
		found += check_county(submission.province, county, index)
		if county.code.strip() and times[county.code] > 1:
			sentence = f"{county.code}在名单中出现了{times[county.code]}次"
			found.append(
				record.error("county.code_duplicate", record.place("code"), county.code, "不得重复", sentence)
			)
	return found


def check_county(province: Province, county: County, index: int = 0) -> list[Breach]:
	"""Check one county: lengths of its names, and a code of this province that GB/T 2260 knows by this name."""
	record = _record(county, index)
	found = record.blanks("county.blank", county, ("code", "name"))
	found += _check_lengths(record, county)
	if county.code.strip():
		found += _check_code(record, county, province)
	return found


def check_missing(submission: Submission) -> list[Breach]:
	"""Check that every county of the list has a summary or a reason why not, and not both."""
	filed = {summary.county_code for summary in submission.summaries}
	reasons = {each.county_code: each.reason for each in submission.missing}
	found: list[Breach] = []
	for index, county in enumerate(submission.counties):
		record = Record(
			RecordKind.COUNTY, MissingCounty, index, county_name(county, county.code), county.source
		)
		reason = reasons.get(county.code, "").strip()
		if county.code not in filed and not reason:
			state = submission.under_way.get(county.code)
			sentence = f"工作总结{state}，尚未审核通过" if state else "没有报送工作总结，也没有说明原因"
			found.append(
				record.error("county.missing_without_reason", record.place("reason"), "", "必填", sentence)
			)
		if county.code in filed and reason:
			sentence = "已经报送工作总结，却填写了未报送原因"
			found.append(
				record.warning("county.reason_though_filed", record.place("reason"), reason, "", sentence)
			)
	return found + _check_unknown_missing(submission)


def _record(county: County, index: int) -> Record:
	return Record(RecordKind.COUNTY, County, index, county_name(county, county.code), county.source)


def _check_unknown_missing(submission: Submission) -> list[Breach]:
	listed = {county.code for county in submission.counties}
	found = []
	for index, each in enumerate(submission.missing):
		if each.county_code not in listed:
			record = Record(RecordKind.SUBMISSION, MissingCounty, index, each.county_code)
			place = record.place("county_code")
			sentence = f"填写了未报送原因的{each.county_code}不在示范县名单中"
			found.append(record.error("missing.unknown_county", place, each.county_code, "名单内", sentence))
	return found


def _check_lengths(record: Record, county: County) -> list[Breach]:
	return [
		record.error(
			NAME_TOO_LONG,
			record.place(field),
			f"{value[:LONGEST_NAME]}…",
			LONGEST_NAME,
			f"有{len(value)}个字符，最多{LONGEST_NAME}个",
		)
		for field, value in (("name", county.name.strip()), ("city", county.city.strip()))
		if len(value) > LONGEST_NAME
	]


def _check_code(record: Record, county: County, province: Province) -> list[Breach]:
	place = record.place("code")
	if not (county.code.isascii() and county.code.isdigit() and len(county.code) == 6):
		sentence = f"“{county.code}”不是6位数字"
		return [record.error("county.code_malformed", place, county.code, "6位数字", sentence)]
	if not province.owns_code(county.code):
		prefixes = "、".join(province.code_prefixes or (province.code[:2],))
		sentence = f"{county.code}不属于{province.name}（应以{prefixes}开头）"
		return [record.error("county.code_other_province", place, county.code, prefixes, sentence)]
	division = divisions().get(county.code)
	if division is None:
		sentence = f"{county.code}不在国家标准GB/T 2260的县级代码中，请核对"
		return [record.warning("county.code_unknown", place, county.code, "GB/T 2260", sentence)]
	if county.name.strip() and division.name != county.name.strip():
		sentence = f"代码{county.code}在国家标准GB/T 2260中是“{division.name}”，请核对"
		return [
			record.warning("county.name_differs", record.place("name"), county.name, division.name, sentence)
		]
	return []
