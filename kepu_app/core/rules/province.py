"""Rules on the province's own data."""

from __future__ import annotations

from kepu_app.core.breaches import Breach
from kepu_app.core.model import Province, RecordKind, Submission
from kepu_app.core.rules.record import Record, check_telephone


def check_province(submission: Submission) -> list[Breach]:
	"""Check association and contact, which Attachment 4 prints: they must be present and valid."""
	province = submission.province
	record = Record(RecordKind.SUBMISSION, Province, 0, province.name)
	found = record.blanks("province.blank", province, ("association", "contact_name", "contact_phone"))
	found += check_telephone(record, "province.phone", "contact_phone", province.contact_phone)
	if not submission.counties:
		limit = "至少1个"
		place = record.place("name", part_label="示范县名单")
		found.append(record.error("counties.none", place, 0, limit, "示范县名单是空的"))
	return found
