"""Each step tells the people whose turn it is or whose document it is, and nobody else, in the app and by mail."""

from typing import Any

import frappe
import pytest
from frappe.workflow.doctype.workflow_action.workflow_action import (
	get_next_possible_transitions,
	get_users_next_action_data,
)

from tests.site import factories
from tests.site.factories import (
	APPROVER,
	CITY,
	DEPUTY,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	HOME,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REPORTER,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)


def told(doc: Any) -> set[str]:
	"""Users who found a message about a document since the last look."""
	filters = {"document_type": doc.doctype, "document_name": doc.name}
	users = set(frappe.get_all("Notification Log", filters, pluck="for_user"))
	frappe.db.delete("Notification Log", filters)
	return users


def mailed(doc: Any) -> set[str]:
	"""Addresses that a mail about a document is queued for."""
	filters = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	mails = frappe.get_all("Email Queue", filters, pluck="name")
	return set(frappe.get_all("Email Queue Recipient", {"parent": ["in", mails]}, pluck="recipient"))


class TestNotifications:
	def test_each_step_tells_those_who_may_act_next_and_whose_it_is(self, fresh: World) -> None:
		doc = factories.handed_in_summary(fresh)
		assert told(doc) == {CITY}
		doc = factories.step(doc, CITY, "Pass City Review")
		assert told(doc) == {APPROVER, DEPUTY, REPORTER}
		doc = factories.step(doc, APPROVER, "Return", factories.REASON)
		assert told(doc) == {REPORTER}
		doc = factories.step(doc, REPORTER, "Submit for Review")
		doc = factories.step(doc, CITY, "Pass City Review")
		told(doc)
		doc = factories.step(doc, DEPUTY, "Approve")
		assert told(doc) == {APPROVER, REPORTER}

	def test_a_county_is_told_nothing_of_nominees(self, fresh: World) -> None:
		doc = factories.proposed_nominee(fresh)
		assert told(doc) == {APPROVER}

	def test_officers_are_told_of_what_was_sent(self, fresh: World) -> None:
		doc = frappe.get_doc("Provincial Submission", fresh.submission())
		factories.force_state(doc, "Sent")
		factories.step(doc, OFFICER, "Return", factories.REASON)
		assert told(doc) == {APPROVER, DEPUTY}

	def test_somebody_whose_row_was_taken_away_is_not_told(self, fresh: World) -> None:
		doc = factories.make_case(YEAR)
		row = {"parent": HOME, "user": DEPUTY, "parenttype": "Province"}
		frappe.db.set_value("Province User", row, "user", FOREIGN_APPROVER)
		factories.propose(doc)
		assert DEPUTY not in told(doc)

	def test_without_an_account_the_step_is_taken_all_the_same(self, fresh: World) -> None:
		frappe.db.set_single_value("Kepu Settings", "notify_by_mail", 1)
		doc = factories.proposed_case(fresh)
		assert doc.workflow_state == "Proposed"

	def test_a_step_that_is_undone_tells_nobody(self, fresh: World) -> None:
		doc = factories.make_case(YEAR)
		frappe.db.commit()
		factories.step(doc, REPORTER, "Propose")
		frappe.db.rollback()
		assert told(doc) == set()


@pytest.mark.usefixtures("steps_by_mail")
class TestMail:
	def test_no_mail_unless_it_is_wanted(self, fresh: World) -> None:
		frappe.db.set_single_value("Kepu Settings", "notify_by_mail", 0)
		doc = factories.proposed_case(fresh)
		assert mailed(doc) == set()

	def test_mail_goes_to_the_people_of_the_place_only(self, fresh: World) -> None:
		doc = factories.proposed_case(fresh)
		assert mailed(doc) == {CITY, REPORTER, APPROVER, DEPUTY}
		foreign = factories.proposed_case(fresh, FOREIGN_COUNTY)
		assert mailed(foreign) == {FOREIGN_APPROVER, factories.FOREIGN_DEPUTY}

	def test_officers_get_no_mail(self, fresh: World) -> None:
		doc = frappe.get_doc("Provincial Submission", fresh.submission())
		factories.force_state(doc, "Sent")
		factories.step(doc, OFFICER, "Return", factories.REASON)
		assert mailed(doc) == {APPROVER, DEPUTY}

	def test_frappe_s_own_alert_is_for_nobody_else(self, fresh: World) -> None:
		"""Whom a workflow that is told to send mails asks to act: it begins with every holder of the role."""
		doc = factories.proposed_case(fresh)
		transitions = get_next_possible_transitions("Typical Case Selection", "Proposed", doc)
		asked = set(get_users_next_action_data(transitions, doc))
		assert asked - {"Administrator"} == {APPROVER, DEPUTY}

	def test_a_mail_to_every_holder_of_a_role_reaches_those_who_may_see(self, fresh: World) -> None:
		doc = factories.make_case(YEAR)
		everybody = [APPROVER, FOREIGN_APPROVER, FOREIGN_REPORTER, OTHER_CITY_REVIEWER, "office@example.org"]
		frappe.sendmail(
			recipients=everybody,
			subject="通知",
			message="通知",
			reference_doctype=doc.doctype,
			reference_name=doc.name,
		)
		assert mailed(doc) == {APPROVER, "office@example.org"}
