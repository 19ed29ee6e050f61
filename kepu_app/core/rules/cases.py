"""Rules on the typical cases (Attachment 3)."""

from __future__ import annotations

from collections import Counter

from kepu_app.core.breaches import Breach
from kepu_app.core.cycle import Cycle
from kepu_app.core.model import County, RecordKind, Submission, TypicalCase
from kepu_app.core.rules.lengths import check_far_too_long, check_short_fields
from kepu_app.core.rules.record import Record, county_name
from kepu_app.core.rules.tables import check_tables


def check_case_quotas(submission: Submission) -> list[Breach]:
	"""Check the maxima of counties, of cases, and of cases per topic and county; warn if there are none."""
	return [
		*_check_any(submission),
		*_check_number(submission),
		*_check_topics(submission),
		*_check_counties(submission),
	]


def check_case(cycle: Cycle, case: TypicalCase, county: County | None = None, index: int = 0) -> list[Breach]:
	"""Check one case: fields, topic, length, and that its county is a demonstration county of the province."""
	record = _record(case, county, index)
	found = record.blanks("case.blank", case, ("county_code", "topic", "text"))
	if case.county_code.strip() and county is None:
		sentence = f"“{case.county_code}”不在本省示范县名单中"
		found.append(
			record.error(
				"case.unknown_county", record.place("county_code"), case.county_code, "名单内", sentence
			)
		)
	if case.topic.strip() and cycle.topic(case.topic.strip()) is None:
		known = "、".join(topic.name for topic in cycle.topics)
		sentence = f"“{case.topic}”不在本年度的专题之内（{known}）"
		found.append(record.error("case.unknown_topic", record.place("topic"), case.topic, known, sentence))
	count, limit = cycle.counting_method.measure(case.text), cycle.limits.case
	found += check_far_too_long(record, cycle, record.place("text"), case.text, limit)
	found += check_short_fields(record, cycle, case, ("text",))
	if count > limit:
		sentence = f"{count}字，超过{limit}字的上限{count - limit}字"
		found.append(record.error("case.too_long", record.place("text"), count, limit, sentence))
	return found + check_tables(record, "case.table", record.place("text"), case.text)


def _record(case: TypicalCase, county: County | None, index: int) -> Record:
	return Record(RecordKind.CASE, TypicalCase, index, county_name(county, case.county_code), case.source)


def _record_at(submission: Submission, index: int) -> Record:
	case = submission.cases[index]
	return _record(case, submission.county(case.county_code), index)


def _check_any(submission: Submission) -> list[Breach]:
	"""Warn of none: a province may recommend none, but seldom means to."""
	if submission.cases or not submission.counties:
		return []
	record = Record(RecordKind.CASE, TypicalCase, 0, "")
	sentence = f"一个也没有推荐（每省不超过{submission.cycle.quotas.cases}个），请确认"
	place = record.place("text", part_label=submission.province.name)
	return [record.warning("cases.none", place, 0, submission.cycle.quotas.cases, sentence)]


def _check_number(submission: Submission) -> list[Breach]:
	limit, cases = submission.cycle.quotas.cases, submission.cases
	if len(cases) <= limit:
		return []
	counties = len({case.county_code for case in cases})
	record = _record_at(submission, limit)
	sentence = f"共推荐{len(cases)}个案例（{counties}个县），每省不得超过{limit}个"
	return [record.error("cases.too_many", record.place("order"), len(cases), limit, sentence)]


def _check_topics(submission: Submission) -> list[Breach]:
	"""Check the cases per topic; its code and its name are the same topic."""
	cycle = submission.cycle
	topics = [cycle.topic(case.topic.strip()) for case in submission.cases]
	times = Counter(topic.code for topic in topics if topic)
	limit = cycle.quotas.cases_per_topic
	found = []
	for index, topic in enumerate(topics):
		if topic and times[topic.code] > limit:
			record = _record_at(submission, index)
			sentence = f"“{topic.name}”有{times[topic.code]}个案例，每个专题不得超过{limit}个"
			place = record.place("topic")
			found.append(record.error("cases.topic_repeated", place, times[topic.code], limit, sentence))
	return found


def _check_counties(submission: Submission) -> list[Breach]:
	codes = [case.county_code for case in submission.cases]
	times, limit = Counter(codes), submission.cycle.quotas.cases_per_county
	found = []
	for index, code in enumerate(codes):
		if code.strip() and times[code] > limit:
			record = _record_at(submission, index)
			sentence = f"同一个县有{times[code]}个案例，每县不得超过{limit}个"
			place = record.place("county_code")
			found.append(record.error("cases.county_repeated", place, times[code], limit, sentence))
	return found
