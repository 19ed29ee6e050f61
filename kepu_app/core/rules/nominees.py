"""Rules on the speaker nominees (Attachment 4)."""

from __future__ import annotations

from collections import Counter

from kepu_app.core.breaches import Breach
from kepu_app.core.cycle import Cycle
from kepu_app.core.model import County, RecordKind, SpeakerNominee, Submission
from kepu_app.core.rules.lengths import check_far_too_long, check_short_fields
from kepu_app.core.rules.record import Record, check_telephone, county_name
from kepu_app.core.rules.tables import check_tables
from kepu_app.core.rules.values import full_years, parse_month

PRINTED_FIELDS = (
	"county_code",
	"name",
	"sex",
	"political_status",
	"birth_month",
	"organisation",
	"position",
	"phone",
	"reasons",
	"bio",
)


def check_nominee_quota(submission: Submission) -> list[Breach]:
	"""Check that there are not too many nominees, and nobody twice; warn if there are none."""
	limit, nominees = submission.cycle.quotas.nominees, submission.nominees
	found: list[Breach] = []
	if not nominees and submission.counties:
		record = Record(RecordKind.NOMINEE, SpeakerNominee, 0, "")
		sentence = f"一位也没有推荐（每省不超过{limit}位），请确认"
		place = record.place("name", part_label=submission.province.name)
		found.append(record.warning("nominees.none", place, 0, limit, sentence))
	if len(nominees) > limit:
		record = _record_at(submission, limit)
		sentence = f"共推荐{len(nominees)}位人选，每省不得超过{limit}位"
		found.append(record.error("nominees.too_many", record.place("rank"), len(nominees), limit, sentence))
	times = Counter((each.county_code, each.name.strip()) for each in nominees)
	for index, each in enumerate(nominees):
		repeated = times[each.county_code, each.name.strip()]
		if each.name.strip() and repeated > 1:
			record = _record_at(submission, index)
			sentence = f"“{each.name}”被推荐了{repeated}次"
			found.append(record.error("nominees.repeated", record.place("name"), repeated, 1, sentence))
	return found


def check_nominee(
	cycle: Cycle, nominee: SpeakerNominee, county: County | None = None, index: int = 0
) -> list[Breach]:
	"""Check one nominee: fields, county, month of birth, telephone, length of the bio."""
	record = _record(nominee, county, index)
	found = record.blanks("nominee.blank", nominee, PRINTED_FIELDS)
	if nominee.county_code.strip() and county is None:
		place = record.place("county_code")
		sentence = f"“{nominee.county_code}”不是本省的示范县，人选须来自示范县"
		found.append(
			record.error("nominee.not_demonstration_county", place, nominee.county_code, "名单内", sentence)
		)
	found += _check_choice(record, nominee, "sex", cycle.sexes)
	found += _check_choice(record, nominee, "political_status", cycle.political_statuses)
	found += _check_birth_month(record, cycle, nominee)
	found += _check_phone(record, nominee)
	count, limit = cycle.counting_method.measure(nominee.bio), cycle.limits.bio
	found += check_far_too_long(record, cycle, record.place("bio"), nominee.bio, limit)
	found += check_short_fields(record, cycle, nominee, ("bio",))
	if count > limit:
		sentence = f"{count}字，超过{limit}字的上限{count - limit}字"
		found.append(record.error("nominee.bio_too_long", record.place("bio"), count, limit, sentence))
	return found + check_tables(record, "nominee.table", record.place("bio"), nominee.bio)


def _record(nominee: SpeakerNominee, county: County | None, index: int) -> Record:
	name = nominee.name.strip() or county_name(county, nominee.county_code)
	return Record(RecordKind.NOMINEE, SpeakerNominee, index, name, nominee.source)


def _record_at(submission: Submission, index: int) -> Record:
	nominee = submission.nominees[index]
	return _record(nominee, submission.county(nominee.county_code), index)


def _check_choice(
	record: Record, nominee: SpeakerNominee, field: str, options: tuple[str, ...]
) -> list[Breach]:
	value = getattr(nominee, field).strip()
	if not value or value in options:
		return []
	listed = "、".join(options)
	sentence = f"“{value}”不在可填的内容（{listed}）之内"
	return [record.error(f"nominee.{field}", record.place(field), value, listed, sentence)]


def _check_birth_month(record: Record, cycle: Cycle, nominee: SpeakerNominee) -> list[Breach]:
	value = nominee.birth_month.strip()
	if not value:
		return []
	place, born = record.place("birth_month"), parse_month(value)
	if born is None:
		sentence = f"“{value}”不是有效的出生年月，应为“1979-06”的形式"
		return [record.error("nominee.birth_month", place, value, "YYYY-MM", sentence)]
	age, allowed = full_years(born, cycle.national_deadline), cycle.nominee_age
	if allowed.youngest <= age <= allowed.oldest:
		return []
	limit = f"{allowed.youngest}-{allowed.oldest}岁"
	sentence = f"{value}不合情理（应在{limit}之间），请核对"
	return [record.error("nominee.birth_month_implausible", place, value, limit, sentence)]


def _check_phone(record: Record, nominee: SpeakerNominee) -> list[Breach]:
	return check_telephone(record, "nominee.phone", "phone", nominee.phone)
