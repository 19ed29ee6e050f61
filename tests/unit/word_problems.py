"""What the check of a Word template finds."""

from __future__ import annotations

from kepu_app.core.printing.paper_models import SummaryPaper
from kepu_app.core.word import TemplateProblem, check

DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"


def problems(content: bytes, paper_type: type = SummaryPaper) -> list[TemplateProblem]:
	return check.find_problems(content, paper_type)


def only(content: bytes, paper_type: type = SummaryPaper) -> TemplateProblem:
	found = problems(content, paper_type)
	assert len(found) == 1, found
	return found[0]
