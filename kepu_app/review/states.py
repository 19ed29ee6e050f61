"""States and actions that the app itself acts on. An administrator may add others around them."""

from __future__ import annotations

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

FROZEN_STATES = (AWAITING_SEAL, SENT, ACCEPTED)
"""States of a Provincial Submission in which nothing that belongs to it may change."""

HELD = {
	"Annual Summary": (APPROVED, ACCEPTED),
	"Typical Case": (SELECTED, ACCEPTED),
	"Speaker Nominee": (NOMINATED, AWAITING_APPOINTMENT),
}
"""By DocType: the state in which a province's submission holds a document, and the one that it
passes to for good when the submission is accepted."""

CYCLE_DRAFT, CYCLE_OPEN, CYCLE_CLOSED, CYCLE_LOCKED = "Draft", "Open", "Closed", "Locked"
