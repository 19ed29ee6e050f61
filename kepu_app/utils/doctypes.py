"""Names of the four DocTypes with a workflow, in the order of the year."""

from __future__ import annotations

SUMMARY = "Annual Summary"
CASE = "Typical Case"
NOMINEE = "Speaker Nominee"
SUBMISSION = "Provincial Submission"

WORKFLOW_DOCTYPES = (SUMMARY, CASE, NOMINEE, SUBMISSION)
