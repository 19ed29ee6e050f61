"""Rules on what the province says of itself."""

from __future__ import annotations

from kepu_app.core.model import Breach, Province, RecordKind, Submission
from kepu_app.core.rules.record import Record
from kepu_app.core.rules.values import is_telephone


def check_province(submission: Submission) -> list[Breach]:
	"""Association and contact are printed on Attachment 4, so they have to be there and be right."""
	province = submission.province
	record = Record(RecordKind.SUBMISSION, Province, 0, province.name)
	found = record.blanks("province.blank", province, ("association", "contact_name", "contact_phone"))
	phone = province.contact_phone
	if phone.strip() and not is_telephone(phone):
		sentence = f"“{phone}”不是有效的手机号码或带区号的固定电话号码"
		found.append(
			record.error("province.phone", record.place("contact_phone"), phone, "手机或固定电话", sentence)
		)
	if not submission.counties:
		limit = "至少1个"
		place = record.place("name", part_label="示范县名单")
		found.append(record.error("counties.none", place, 0, limit, "示范县名单是空的"))
	return found
