"""Which paper a document is printed as, and the paper's content."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from kepu_app.core.printing.html import Paper
from kepu_app.core.printing.paper_models import (
	CaseBookPaper,
	NomineeListPaper,
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
	summary_paper,
)
from kepu_app.mappers.cycle import cycle_model
from kepu_app.mappers.records import county_model, province_model, summary_model
from kepu_app.mappers.submission import submission_model

PAPERS: dict[str, type[Paper]] = {
	"Annual Summary": SummaryPaper,
	"Case Book": CaseBookPaper,
	"Nominee List": NomineeListPaper,
}
"""By name of the shipped Print Format, also the option that an own copy has."""

DOCTYPES = {
	"Annual Summary": "Annual Summary",
	"Case Book": "Provincial Submission",
	"Nominee List": "Provincial Submission",
}


def paper_of(doc: Document, kind: str) -> Paper:
	"""Return the paper ``kind`` of a document in its present state.

	Args:
		doc: an Annual Summary or a Provincial Submission.
		kind: a key of ``PAPERS`` that goes with the DocType.
	"""
	if PAPERS[kind] is SummaryPaper:
		county = county_model(frappe.get_cached_doc("County", doc.county))
		summary = summary_model(doc, doc.sections, ())
		return summary_paper(cycle_model(doc.cycle), province_model(doc.province), county, summary)
	make = case_book_paper if PAPERS[kind] is CaseBookPaper else nominee_list_paper
	return make(submission_model(doc.name))
