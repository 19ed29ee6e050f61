"""What becomes of a file, and which outcomes need a person."""

from __future__ import annotations

from kepu_app.core.workbooks.receipts import Outcome

__all__ = ["FOR_A_PERSON", "IN_WORKBOOK", "OF_ONE_RUN", "Outcome"]

IN_WORKBOOK = frozenset((Outcome.TAKEN, Outcome.REPLACED))
"""In the workbook now."""

FOR_A_PERSON = frozenset((Outcome.WAITING, Outcome.UNPLACED, Outcome.UNREAD))
"""Needs a person's decision or work."""

OF_ONE_RUN = frozenset((Outcome.JUNK, Outcome.MISSING, Outcome.DUPLICATE))
"""Lines that are not kept for the next run, which finds them anew."""
