"""States and actions that the app itself acts on; an administrator may add others."""

from __future__ import annotations

from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY

DRAFT = "Draft"
RETURNED = "Returned"
APPROVED = "Approved"
PENDING_CITY = "Pending City Review"
PENDING_PROVINCE = "Pending Provincial Review"

RECOMMENDED = "Recommended"
PROPOSED = "Proposed"
SELECTED = "Selected"
NOT_SELECTED = "Not Selected"

NOMINATED = "Nominated"
NOT_NOMINATED = "Not Nominated"
AWAITING_APPOINTMENT = "Awaiting Appointment"
APPOINTED = "Appointed"
NOT_APPOINTED = "Not Appointed"

COLLECTING = "Collecting"
AWAITING_SEAL = "Awaiting Seal"
SENT = "Sent"
RETURNED_BY_CAST = "Returned by CAST"
ACCEPTED = "Accepted"

HELD = {
	SUMMARY: (APPROVED, ACCEPTED),
	CASE: (SELECTED, ACCEPTED),
	NOMINEE: (NOMINATED, AWAITING_APPOINTMENT),
}
"""By DocType: the state in which a province's submission holds a document, and the final one that
acceptance gives it."""

WRITING_STATES = (DRAFT, RETURNED)
"""A summary, case or nominee lies with the county that writes it, or with those who recommend."""

NOT_FILED_STATES = (*WRITING_STATES, PENDING_CITY, RECOMMENDED)
"""A summary, case or nominee has not reached the province: it is with its authors, or with their city."""

DECLINED_STATES = (NOT_SELECTED, NOT_NOMINATED)
"""The province has decided not to send a case or nominee."""

APPOINTED_STATES = (APPOINTED, NOT_APPOINTED)
"""A province has sent a nominee, and CAST has decided."""

NOMINATED_STATES = (*HELD[NOMINEE], *APPOINTED_STATES)
"""A province has nominated a person, whatever CAST decides afterwards."""

COLLECTING_STATES = (COLLECTING, RETURNED_BY_CAST)
"""A submission is not finalised: its province still collects."""

FROZEN_STATES = (AWAITING_SEAL, SENT, ACCEPTED)
"""States of a submission in which nothing that belongs to it may change."""

SENT_STATES = (SENT, ACCEPTED)
"""A submission has reached CAST."""

UNFINISHED_STATES = (
	*WRITING_STATES,
	PENDING_CITY,
	PENDING_PROVINCE,
	RECOMMENDED,
	PROPOSED,
	*COLLECTING_STATES,
	AWAITING_SEAL,
)
"""A document of any kind still has to meet the rules and a deadline."""

AUTHOR_STATES = (*WRITING_STATES, *COLLECTING_STATES, AWAITING_SEAL)
"""A document of any kind is with those who write it."""

RECEIVING_STATES = (COLLECTING, AWAITING_SEAL)
"""A submission's form offers to import received files."""

SCANNED_STATES = (AWAITING_SEAL, SENT)
"""A submission's form lists the missing stamped scans."""

FILLABLE_STATES = (*WRITING_STATES, *COLLECTING_STATES)
"""A document of any kind is being filled in."""

SENT_BACK_STATES = (RETURNED, RETURNED_BY_CAST)
"""A document of any kind was returned or reopened."""

DONE_STATES = {
	SUMMARY: HELD[SUMMARY],
	CASE: (*HELD[CASE], NOT_SELECTED),
	NOMINEE: (NOMINATED, NOT_NOMINATED, *APPOINTED_STATES),
	SUBMISSION: (ACCEPTED,),
}
"""By DocType: the review is over. States that an administrator adds count as steps of it."""

UNDOING_ACTIONS = ("Withdraw", "Reopen", "Take Back")
"""Actions that a user may take although nothing waits for them."""

DESK_STATES = {
	"fillable": FILLABLE_STATES,
	"receiving": RECEIVING_STATES,
	"scanned": SCANNED_STATES,
	"sent": SENT_STATES,
	"sent_back": SENT_BACK_STATES,
}
"""Groups of states for the Desk's scripts, by name."""

CYCLE_DRAFT, CYCLE_OPEN, CYCLE_CLOSED, CYCLE_LOCKED = "Draft", "Open", "Closed", "Locked"
