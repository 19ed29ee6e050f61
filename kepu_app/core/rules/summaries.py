"""Rules on the annual summaries (Attachment 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from kepu_app.core.breaches import Breach, Place
from kepu_app.core.cycle import Cycle, Heading
from kepu_app.core.model import AnnualSummary, County, RecordKind, Submission, SummarySection
from kepu_app.core.rules.lengths import check_far_too_long, check_short_fields
from kepu_app.core.rules.pasted import check_pasted
from kepu_app.core.rules.record import Record, county_name
from kepu_app.core.rules.tables import check_tables


def check_summary_counties(submission: Submission) -> list[Breach]:
	"""Check that each summary belongs to a county of the list, and each county has one at most."""
	times = Counter(summary.county_code for summary in submission.summaries)
	found: list[Breach] = []
	for index, summary in enumerate(submission.summaries):
		code = summary.county_code
		county = submission.county(code)
		record = _record(summary, county, index)
		place = record.place("county_code")
		if county is None:
			sentence = f"“{code}”不在本省示范县名单中"
			found.append(record.error("summary.unknown_county", place, code, "名单内", sentence))
		if times[code] > 1:
			sentence = f"同一个县有{times[code]}份工作总结"
			found.append(record.error("summary.duplicate", place, code, 1, sentence))
	return found


def check_summary(
	cycle: Cycle, summary: AnnualSummary, county: County | None = None, index: int = 0
) -> list[Breach]:
	"""Check one summary: length, sections, signature, date."""
	record = _record(summary, county, index)
	found = record.blanks("summary.blank", summary, ("on_behalf_of", "dated"))
	found += _check_length(record, cycle, summary)
	found += _check_sections(record, cycle, summary)
	found += check_pasted(record, cycle, summary)
	return found + _check_date(record, cycle, summary)


def _record(summary: AnnualSummary, county: County | None, index: int) -> Record:
	name = county_name(county, summary.county_code)
	return Record(RecordKind.SUMMARY, AnnualSummary, index, name, summary.source)


def _check_length(record: Record, cycle: Cycle, summary: AnnualSummary) -> list[Breach]:
	count, limit = cycle.counting_method.measure(summary.text), cycle.limits.summary
	place = record.place("sections")
	far_too_long = check_far_too_long(record, cycle, place, summary.text, limit)
	far_too_long += check_short_fields(record, cycle, summary, ("sections",))
	for position, section in enumerate(summary.sections):
		heading = record.place("sections", position, f"第{position + 1}部分的标题")
		far_too_long += check_far_too_long(record, cycle, heading, section.heading, cycle.limits.shortest)
	if far_too_long or count <= limit:
		return far_too_long
	sentence = f"全文{count}字，超过{limit}字的上限{count - limit}字"
	return [record.error("summary.too_long", place, count, limit, sentence)]


def _check_sections(record: Record, cycle: Cycle, summary: AnnualSummary) -> list[Breach]:
	found: list[Breach] = []
	if not any(each.text.strip() for each in summary.sections):
		return [record.error("summary.empty", record.place("sections"), "", "必填", "没有正文")]
	for position, heading in enumerate(cycle.headings):
		found += _check_heading(record, cycle, summary, position, heading)
	for position, section in enumerate(summary.sections):
		place = record.place("sections", position, section.heading.strip() or f"第{position + 1}部分")
		found += check_tables(record, "summary.table", place, section.text)
		if section.text.strip() and not section.heading.strip():
			place = record.place("sections", position, f"第{position + 1}部分")
			flag = _flag(record, cycle)
			found.append(flag("summary.heading_blank", place, "", "必填", "有正文而没有标题"))
	return found


def _check_heading(
	record: Record, cycle: Cycle, summary: AnnualSummary, position: int, heading: Heading
) -> list[Breach]:
	place = record.place("sections", position, heading.text)
	same = [each for each in summary.sections if each.heading.strip() == heading.text]
	if same:
		is_empty = not any(each.text.strip() for each in same)
		return _missing(record, cycle, place, "没有内容") if is_empty and heading.required else []
	adjusted = _adjusted_section(cycle, summary, position)
	if adjusted:
		sentence = f"标题由“{heading.text}”调整为“{adjusted.heading.strip()}”，请确认"
		return [
			record.warning(
				"summary.heading_adjusted", place, adjusted.heading.strip(), heading.text, sentence
			)
		]
	return _missing(record, cycle, place, "缺少这一部分") if heading.required else []


def _missing(record: Record, cycle: Cycle, place: Place, what: str) -> list[Breach]:
	hint = "（内容可以根据工作情况调整，请确认）" if cycle.headings_adjustable else ""
	return [_flag(record, cycle)("summary.section_missing", place, "", "必填", what + hint)]


def _flag(record: Record, cycle: Cycle) -> Callable[[str, Place, Any, Any, str], Breach]:
	"""Return a warning where Attachment 2's 备注 lets a county adjust the parts, else an error."""
	return record.warning if cycle.headings_adjustable else record.error


def _adjusted_section(cycle: Cycle, summary: AnnualSummary, position: int) -> SummarySection | None:
	"""Return the section with a heading of its own at a heading's position.

	Another heading of the cycle, moved up because one is missing, is no adjustment.
	"""
	if not cycle.headings_adjustable or position >= len(summary.sections):
		return None
	section = summary.sections[position]
	is_own = section.heading.strip() not in {each.text for each in cycle.headings}
	return section if is_own and section.text.strip() else None


def _check_date(record: Record, cycle: Cycle, summary: AnnualSummary) -> list[Breach]:
	if summary.dated is None:
		return []
	place, dated = record.place("dated"), summary.dated.isoformat()
	if summary.dated < cycle.notice_date:
		sentence = f"{dated}早于通知印发日期{cycle.notice_date.isoformat()}，请核对"
		return [record.warning("summary.dated_early", place, dated, cycle.notice_date, sentence)]
	if summary.dated > cycle.national_deadline:
		sentence = f"{dated}晚于全国报送截止日期{cycle.national_deadline.isoformat()}，请核对"
		return [record.warning("summary.dated_late", place, dated, cycle.national_deadline, sentence)]
	return []
