"""What one province sends for one cycle."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html, getdate, now_datetime

from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.controllers.transitions import Transition
from kepu_app.core.breaches import Breach
from kepu_app.core.rules import check_submission
from kepu_app.exceptions import StaleReadingError
from kepu_app.mappers.submission import submission_model
from kepu_app.packages.scans import count_pages, missing_scans, name_of_paper
from kepu_app.packages.start import OUTDATED, kind_of, start_build
from kepu_app.printing.printable import uncovered_on_site
from kepu_app.review.acceptance import accept_content
from kepu_app.review.breaches import refuse_errors
from kepu_app.review.deadlines import due_date, is_past
from kepu_app.review.states import ACCEPTED, AWAITING_SEAL, HELD, SENT


class ProvincialSubmission(GuardedDocument):
	"""What a province sends.

	The base protects system fields and the division, refuses changes that are frozen or not the role's, and
	guards and records every step (``GuardedDocument.guard``). Here: missing counties, scans, and the
	requirements of finalising and sending.
	"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.missing_county.missing_county import MissingCounty
		from kepu_app.kepu.doctype.stamped_scan.stamped_scan import StampedScan
		from kepu_app.kepu.doctype.submission_package.submission_package import SubmissionPackage

		amended_from: DF.Link | None
		contact_name: DF.Data | None
		contact_phone: DF.Data | None
		county_deadline: DF.Date | None
		cycle: DF.Link
		dated: DF.Date | None
		evidence_in_package: DF.Check
		last_submitted_at: DF.Datetime | None
		last_submitted_by: DF.Link | None
		missing: DF.Table[MissingCounty]
		package: DF.Attach | None
		package_sha256: DF.Data | None
		package_status: DF.Data | None
		packages: DF.Table[SubmissionPackage]
		province: DF.Link
		return_reason: DF.SmallText | None
		scans: DF.Table[StampedScan]
		sent_at: DF.Datetime | None
		sent_by: DF.Link | None
		sent_late: DF.Check
		state_since: DF.Datetime | None
		title: DF.Data | None
		workflow_state: DF.Link | None
		writers: DF.SmallText | None
	# end: auto-generated types

	COMPUTED_FIELDS = (
		"title",
		"package",
		"package_sha256",
		"package_status",
		"packages",
		"sent_at",
		"sent_by",
		"sent_late",
	)

	def autoname(self) -> None:
		self.name = f"{self.cycle}-{self.province}"

	def submission_name(self) -> str:
		return self.name or f"{self.cycle}-{self.province}"

	def set_place(self) -> None:
		name = frappe.get_cached_value("Province", self.province, "province_name")
		self.title = f"{name}{self.cycle}年汇总材料"

	def check_content(self, handing_in: bool) -> None:
		self._check_deadline()
		self._check_missing()
		self._check_scans()

	def breaches(self) -> list[Breach]:
		"""Return every breach of the notice's rules in the stored submission."""
		return check_submission(submission_model(self.name), uncovered_on_site())

	def on_transition(self, transition: Transition) -> None:
		if transition.next_state in (AWAITING_SEAL, ACCEPTED):
			self._refuse_stale_reading()
		if transition.next_state == AWAITING_SEAL:
			refuse_errors(self.breaches(), _("The submission cannot be finalised yet"))
			self.dated = self.dated or getdate()  # stamped papers have a date
			self.package = self.package_sha256 = None
		elif transition.next_state == SENT:
			self._refuse_incomplete()
			self._note_sending()

	def on_update(self) -> None:
		super().on_update()
		if self.workflow_state == ACCEPTED and self.has_value_changed("workflow_state"):
			accept_content(self)
		elif self.workflow_state == AWAITING_SEAL and self.package_status == OUTDATED:
			start_build(self.name, kind_of(self))

	def may_change_while_frozen(
		self, changed: set[str], transition: Transition | None, submission_state: str
	) -> bool:
		"""Allow workflow steps, and stamped scans until the submission is sent."""
		allowed = {"scans"} if submission_state == AWAITING_SEAL else set()
		return changed <= allowed

	def _refuse_stale_reading(self) -> None:
		"""Refuse to finalise from a stale snapshot.

		This transaction's snapshot of the province's documents dates from its start. A later change held the lock that
		is now ours, so a locking read detects it."""
		place = {"cycle": self.cycle, "province": self.province}
		for doctype in HELD:
			seen = frappe.db.get_values(doctype, place, ["name", "modified"])
			if set(seen) != set(frappe.db.get_values(doctype, place, ["name", "modified"], for_update=True)):
				frappe.throw(
					_("Somebody else has just changed a document of the province; please try again."),
					StaleReadingError,
				)

	def _check_deadline(self) -> None:
		national = frappe.get_cached_value("Reporting Cycle", self.cycle, "national_deadline")
		if self.county_deadline and national and getdate(self.county_deadline) > getdate(national):
			frappe.throw(
				_("The deadline of the counties ({0}) is after the national deadline ({1}).").format(
					frappe.format(self.county_deadline, "Date"), frappe.format(national, "Date")
				)
			)

	def _check_missing(self) -> None:
		listed = [row.county for row in self.missing]
		foreign = frappe.get_all(
			"County", {"name": ["in", listed], "province": ["!=", self.province]}, pluck="name"
		)
		if foreign:
			frappe.throw(_("Not counties of this province: {0}").format(", ".join(foreign)))
		doubled = sorted({each for each in listed if listed.count(each) > 1})
		if doubled:
			frappe.throw(_("Listed more than once: {0}").format(", ".join(doubled)))

	def _check_scans(self) -> None:
		"""Check each new scan and mark a package without them as outdated."""
		before = self.get_doc_before_save()
		known = {row.file: row.pages for row in before.scans} if before else {}
		for row in self.scans:
			row.pages = known.get(row.file) or count_pages(row.file, self.doctype, self.name)
			if row.paper != "Annual Summary":
				row.county = None
		foreign = [row.idx for row in self.scans if row.county and not self._is_own_county(row.county)]
		if foreign:
			frappe.throw(_("Scans, row {0}: not a county of this province.").format(foreign[0]))
		if self._is_outdated(before):
			self.package_status = OUTDATED

	def _is_outdated(self, before: Any) -> bool:
		"""Return whether the submission was finalised now, or its scans changed."""
		if self.workflow_state != AWAITING_SEAL or not before:
			return False
		files = [[row.file for row in doc.scans] for doc in (before, self)]
		return before.workflow_state != AWAITING_SEAL or files[0] != files[1]

	def _is_own_county(self, county: str) -> bool:
		return frappe.get_cached_value("County", county, "province") == self.province

	def _refuse_incomplete(self) -> None:
		if not self.package or self.package_status == OUTDATED:
			frappe.throw(_("The package has not been built yet; please wait for it, or build it again."))
		missing = missing_scans(self)
		if missing and not frappe.get_cached_value("Reporting Cycle", self.cycle, "scans_follow_on_paper"):
			papers = "".join(f"<li>{escape_html(name_of_paper(each))}</li>" for each in missing)
			frappe.throw(f"<ul>{papers}</ul>", title=_("Stamped Scans Are Missing"))

	def _note_sending(self) -> None:
		self.sent_at, self.sent_by = now_datetime(), frappe.session.user
		self.sent_late = cint(is_past(due_date(self)))
