"""The province's workbook, both ways, and the overview of a package (汇总表.xlsx).

=============  ==============================================================
module         what it holds
=============  ==============================================================
layout         sheets and columns, for writer and reader alike
write          the workbook, empty or filled; ``rows`` are its values,
               ``style``, ``entry_rules``, ``guide`` what a clerk sees
count_formula  字数 by formula
read           the submission of a workbook: ``read_records`` its sheets,
               ``read_assessments`` the self-assessments, ``read_rows`` what
               rows share; ``table`` finds columns and rows, ``values`` says
               what a cell means, ``counties`` which county
load           cells out of a file; ``container`` and ``scan`` look into it
               before, within limits
receipts       收件清单, what came as files
findings       problems and notes, each with its cell
overview       汇总表.xlsx of one province or of all
lists          sheets that are lists of values
scoring        综合评估, the assessment of the counties, both ways
score_table    评分汇总表.xlsx of a ranking
finish         the same bytes for the same content
=============  ==============================================================
"""

from kepu_app.core.workbooks.columns import CustomColumn, ValueType
from kepu_app.core.workbooks.content import WorkbookContent
from kepu_app.core.workbooks.findings import CellAddress, Note
from kepu_app.core.workbooks.overview import write_national_overview, write_overview
from kepu_app.core.workbooks.read import read_workbook
from kepu_app.core.workbooks.receipts import Receipt, read_receipts
from kepu_app.core.workbooks.score_table import write_score_table
from kepu_app.core.workbooks.scoring import Scoring, ScoringContent, read_scoring
from kepu_app.core.workbooks.write import write_workbook

__all__ = [
	"CellAddress",
	"CustomColumn",
	"Note",
	"Receipt",
	"Scoring",
	"ScoringContent",
	"ValueType",
	"WorkbookContent",
	"read_receipts",
	"read_scoring",
	"read_workbook",
	"write_national_overview",
	"write_overview",
	"write_score_table",
	"write_workbook",
]
