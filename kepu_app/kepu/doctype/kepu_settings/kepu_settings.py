"""Settings for all cycles."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from kepu_app.access.file_types import check_endings
from kepu_app.kepu.doctype.reporting_cycle.reporting_cycle import parse_reminder_days
from kepu_app.messaging.channels import check_robot
from kepu_app.printing.fonts import check_folders
from kepu_app.printing.word import check_templates


class KepuSettings(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accepted_file_types: DF.SmallText | None
		case_book_template: DF.Attach | None
		counting_method: DF.Literal["Words (字数)", "Characters without Blanks"]
		evidence_file_size: DF.Int
		evidence_per_criterion: DF.Int
		evidence_total_size: DF.Int
		font_folders: DF.SmallText | None
		mail_size_limit: DF.Int
		nominee_list_template: DF.Attach | None
		notify_by_mail: DF.Check
		reminded_until: DF.Date | None
		reminder_days: DF.Data | None
		reminders_by_mail: DF.Check
		reminders_enabled: DF.Check
		return_phrases: DF.SmallText | None
		robot_address: DF.Password | None
		robot_reminders: DF.Check
		robot_results: DF.Check
		robot_secret: DF.Password | None
		slip_days: DF.Int
		sms_reminders: DF.Check
		summary_template: DF.Attach | None
	# end: auto-generated types

	def validate(self) -> None:
		# A form opened before the daily run would reset it.
		self.reminded_until = frappe.db.get_single_value("Kepu Settings", "reminded_until", cache=False)
		parse_reminder_days(self.reminder_days)
		check_endings(self.accepted_file_types)
		check_folders(self)
		check_templates(self)
		check_robot(self)
