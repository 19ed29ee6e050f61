"""States of the workflows as reports and workspace group them.

States that an administrator adds are taken for steps of a review.
"""

from __future__ import annotations

from kepu_app.review.states import (
	ACCEPTED,
	APPOINTED,
	AWAITING_SEAL,
	COLLECTING,
	DRAFT,
	HELD,
	NOT_APPOINTED,
	NOT_NOMINATED,
	NOT_SELECTED,
	RETURNED,
	RETURNED_BY_CAST,
)

NOMINATED_STATES = (*HELD["Speaker Nominee"], APPOINTED, NOT_APPOINTED)
"""States of those whom a province has nominated, whatever CAST decides afterwards."""

AUTHOR_STATES = (DRAFT, RETURNED, COLLECTING, AWAITING_SEAL, RETURNED_BY_CAST)
"""The document is with those who write it."""

DONE_STATES = {
	"Annual Summary": HELD["Annual Summary"],
	"Typical Case": (*HELD["Typical Case"], NOT_SELECTED),
	"Speaker Nominee": (HELD["Speaker Nominee"][0], NOT_NOMINATED, APPOINTED, NOT_APPOINTED),
	"Provincial Submission": (ACCEPTED,),
}
"""By DocType: the review is over."""

SENT_BACK_STATES = (RETURNED, RETURNED_BY_CAST)
"""A document comes to them by being returned or reopened."""

UNDOING_ACTIONS = ("Withdraw", "Reopen", "Take Back")
"""Actions that are open to somebody without anything waiting for them."""
