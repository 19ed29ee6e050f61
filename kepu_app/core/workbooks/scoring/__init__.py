"""综合评估 in the province's workbook: assessors as columns, counties as rows, ranks by formula.

========  ==================================================================
module    what it holds
========  ==================================================================
layout    the rows of the rules and the headers, for writer and reader alike
formulas  totals, means and ranks, worked out by Excel as by the core
write     the sheet, empty or with marks
read      marks with their cells, and what the formulas show against the core
========  ==================================================================
"""

from kepu_app.core.workbooks.scoring.layout import Scoring
from kepu_app.core.workbooks.scoring.read import ScoringContent, read_scoring
from kepu_app.core.workbooks.scoring.write import add_scoring

__all__ = ["Scoring", "ScoringContent", "add_scoring", "read_scoring"]
