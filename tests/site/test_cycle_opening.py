"""Opening a cycle: a submission for each province, a draft for each county, once; what is left out is named."""

from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate, nowdate

from kepu_app.cycles.run import last_run
from tests.site.factories import make_county
from tests.site.six_counties import (
	NINGXIA,
	QINGHAI,
	content_of,
	open_here,
	remove_cycles,
)
from tests.years import year_of

YEAR = year_of(__file__)
YEARS = (YEAR,)


class TestOpening:
	def test_makes_every_submission_and_a_draft_for_each_active_county(self, cycle: str) -> None:
		frappe.db.set_value("County", "650102", "active", 0)
		try:
			run = open_here(cycle)
		finally:
			frappe.db.set_value("County", "650102", "active", 1)
			frappe.db.commit()
		made = set(frappe.get_all("Annual Summary", {"cycle": cycle}, pluck="county"))
		active = set(frappe.get_all("County", {"active": 1}, pluck="name")) - {"650102"}
		assert made == active
		assert frappe.db.count("Provincial Submission", {"cycle": cycle}) == 32
		assert run["state"] == "Done"
		assert run["counts"]["Annual Summary"] == {"created": len(active)}
		assert run["counts"]["Provincial Submission"] == {"created": 32}
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Open"

	def test_a_draft_has_the_headings_of_the_cycle_and_the_rows_of_the_standard(self, cycle: str) -> None:
		open_here(cycle)
		summary = frappe.get_doc("Annual Summary", f"{cycle}-630102")
		headings = [row.heading for row in frappe.get_doc("Reporting Cycle", cycle).headings]
		standard = frappe.get_doc("Evaluation Standard", summary.standard)
		assert [row.heading for row in summary.sections] == headings
		assert [(row.criterion, row.indicator_code) for row in summary.assessments] == [
			(row.number, row.indicator_code) for row in standard.criteria
		]
		assert (summary.workflow_state, summary.docstatus) == ("Draft", 0)
		assert (summary.owner, summary.writers) == ("Administrator", None)

	def test_a_province_with_a_standard_of_its_own_gets_its_rows(self, cycle: str) -> None:
		national = frappe.db.get_value("Reporting Cycle", cycle, "standard")
		refined = frappe.copy_doc(frappe.get_doc("Evaluation Standard", national))
		refined.update({"standard_name": "青海省细化标准", "province": QINGHAI, "refines": national})
		refined.criteria[0].title = "青海省的第一项"
		refined.insert()
		frappe.db.commit()
		try:
			open_here(cycle)
			own = frappe.get_doc("Annual Summary", f"{cycle}-630102")
			other = frappe.get_doc("Annual Summary", f"{cycle}-640104")
			assert (own.standard, own.assessments[0].title) == ("青海省细化标准", "青海省的第一项")
			assert other.standard == national
		finally:
			remove_cycles(YEAR)
			frappe.delete_doc("Evaluation Standard", "青海省细化标准", force=True)
			frappe.db.commit()

	def test_counties_have_until_the_national_deadline(self, cycle: str) -> None:
		open_here(cycle)
		deadlines = frappe.get_all("Provincial Submission", {"cycle": cycle}, pluck="county_deadline")
		assert set(deadlines) == {getdate(add_days(nowdate(), 30))}

	def test_again_changes_nothing_and_says_so(self, cycle: str) -> None:
		open_here(cycle)
		before = content_of(cycle)
		frappe.db.set_value("Annual Summary", f"{cycle}-630102", "on_behalf_of", "城东区科协")
		run = open_here(cycle)
		after = content_of(cycle)
		assert run["counts"]["Annual Summary"] == {"present": len(before["Annual Summary"])}
		assert run["counts"]["Provincial Submission"] == {"present": 32}
		changed = [summary for summary in after["Annual Summary"] if summary not in before["Annual Summary"]]
		assert [summary["on_behalf_of"] for summary in changed] == ["城东区科协"]
		assert after["Annual Summary Summary Section"] == before["Annual Summary Summary Section"]

	def test_a_county_added_later_gets_its_draft_by_opening_again(self, cycle: str) -> None:
		open_here(cycle)
		make_county("640106", "金凤区", NINGXIA, "银川市")
		try:
			run = open_here(cycle)
			assert run["counts"]["Annual Summary"]["created"] == 1
			assert frappe.db.exists("Annual Summary", f"{cycle}-640106")
		finally:
			remove_cycles(YEAR)
			frappe.delete_doc("County", "640106", force=True)
			frappe.db.commit()

	def test_a_county_of_a_frozen_submission_is_left_out_and_named(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.delete("Annual Summary", f"{cycle}-640104")
		frappe.db.set_value("Provincial Submission", f"{cycle}-{NINGXIA}", "workflow_state", "Sent")
		run = open_here(cycle)
		assert [(each["outcome"], each["place"]) for each in run["remarks"]] == [("skipped", "640104 兴庆区")]
		assert not frappe.db.exists("Annual Summary", f"{cycle}-640104")

	def test_a_county_that_is_refused_is_named_with_the_reason_and_stops_no_other(self, cycle: str) -> None:
		frappe.db.set_value("County", "640104", "county_name", "兴" * 138)  # its title becomes too long
		frappe.db.commit()
		try:
			run = open_here(cycle)
		finally:
			frappe.db.set_value("County", "640104", "county_name", "兴庆区")
			frappe.db.commit()
		remark = next(each for each in run["remarks"] if each["place"].startswith("640104"))
		assert remark["outcome"] == "failed"
		assert "140" in remark["reason"]
		assert not frappe.db.exists("Annual Summary", f"{cycle}-640104")
		assert not frappe.db.exists("Summary Section", {"parent": f"{cycle}-640104"})
		assert frappe.db.exists("Annual Summary", f"{cycle}-640105")
		assert (run["state"], frappe.db.get_value("Reporting Cycle", cycle, "status")) == ("Done", "Open")
		assert open_here(cycle)["counts"]["Annual Summary"]["created"] == 1

	def test_an_error_of_another_kind_ends_the_run_and_keeps_what_was_done(self, cycle: str) -> None:
		frappe.db.sql("alter table `tabSummary Assessment` rename to `tabSummary Assessment Away`")
		try:
			with pytest.raises(frappe.db.ProgrammingError):
				open_here(cycle)
		finally:
			frappe.db.rollback()
			frappe.db.sql("alter table `tabSummary Assessment Away` rename to `tabSummary Assessment`")
		run = last_run(cycle)
		assert (run["state"], run["finished"] > run["started"]) == ("Failed", True)
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Draft"
		assert open_here(cycle)["state"] == "Done"


class TestDeadline:
	def test_moves_the_counties_deadlines_with_it(self, cycle: str) -> None:
		open_here(cycle)
		deadline = getdate(add_days(nowdate(), 30))
		frappe.db.set_value("Provincial Submission", f"{cycle}-{QINGHAI}", "county_deadline", nowdate())
		frappe.db.set_value("Provincial Submission", f"{cycle}-{NINGXIA}", "workflow_state", "Sent")
		self._move(cycle, 40)
		assert self._deadline(cycle, "650000") == getdate(add_days(nowdate(), 40))
		assert self._deadline(cycle, QINGHAI) == getdate(nowdate())
		assert self._deadline(cycle, NINGXIA) == deadline

	def test_no_deadline_of_a_county_is_left_behind_it(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.set_value(
			"Provincial Submission", f"{cycle}-{QINGHAI}", "county_deadline", add_days(nowdate(), 20)
		)
		self._move(cycle, 10)
		for province in (QINGHAI, "650000"):
			assert self._deadline(cycle, province) == getdate(add_days(nowdate(), 10))

	def _move(self, cycle: str, days: int) -> None:
		doc = frappe.get_doc("Reporting Cycle", cycle)
		doc.national_deadline = add_days(nowdate(), days)
		doc.save()

	def _deadline(self, cycle: str, province: str) -> Any:
		return frappe.db.get_value("Provincial Submission", f"{cycle}-{province}", "county_deadline")
