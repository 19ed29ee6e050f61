"""What becomes of a file, and which of that somebody has to look at."""

from __future__ import annotations

from kepu_app.core.workbooks.receipts import Outcome

__all__ = ["FOR_A_PERSON", "IN_WORKBOOK", "OF_ONE_RUN", "Outcome"]

IN_WORKBOOK = frozenset((Outcome.TAKEN, Outcome.REPLACED))
"""What the workbook holds now."""

FOR_A_PERSON = frozenset((Outcome.WAITING, Outcome.UNPLACED, Outcome.UNREAD))
"""What somebody has to decide or to do."""

OF_ONE_RUN = frozenset((Outcome.JUNK, Outcome.MISSING, Outcome.DUPLICATE))
"""Lines that are not kept for the next run, since they are found anew."""
