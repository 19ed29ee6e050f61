"""综合评估: scoring sheets, marks and the ranking that comes of them.

* model: scoring sheet, subjects, marks and assessments
* check: validation of a sheet and its marks
* arithmetic: exact means, spread and ranks, and their rounding
* standards: ready-made sheets: of a standard, of speakers, of cases
* naming: equal names made distinct
* ranking: per subject mean, trimmed mean, spread, rank, outliers
* score_paper: 评分汇总表 as PDF; ``workbooks.score_table`` is the Excel
* sentences: the method of the count, recusals and outliers, in words
"""

from kepu_app.core.assessment.check import (
	assessment_problems,
	check_marks,
	check_sheet,
	item_name,
	mark_problems,
	sheet_problems,
	value_problem,
)
from kepu_app.core.assessment.model import (
	Assessment,
	AssessmentState,
	Mark,
	OutlierRule,
	ScoringItem,
	ScoringSheet,
	Subject,
)
from kepu_app.core.assessment.naming import distinct_names
from kepu_app.core.assessment.ranking import (
	FarMark,
	Ranking,
	Score,
	SubjectResult,
	rank_subjects,
	total_of,
)
from kepu_app.core.assessment.standards import (
	case_sheet,
	ready_sheet,
	sheet_of_standard,
	speaker_sheet,
	total_sheet,
)

__all__ = [
	"Assessment",
	"AssessmentState",
	"FarMark",
	"Mark",
	"OutlierRule",
	"Ranking",
	"Score",
	"ScoringItem",
	"ScoringSheet",
	"Subject",
	"SubjectResult",
	"assessment_problems",
	"case_sheet",
	"check_marks",
	"check_sheet",
	"distinct_names",
	"item_name",
	"mark_problems",
	"rank_subjects",
	"ready_sheet",
	"sheet_of_standard",
	"sheet_problems",
	"speaker_sheet",
	"total_of",
	"total_sheet",
	"value_problem",
]
