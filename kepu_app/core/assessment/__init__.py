"""综合评估: scoring sheets, marks and the ranking that comes of them.

==========  ==============================================================
module      what it holds
==========  ==============================================================
model       scoring sheet, subjects, marks and assessments
check       what a sheet and its marks have to fulfil
arithmetic  exact means, spread and ranks, and how they are rounded
ranking     per subject mean, trimmed mean, spread, rank, far marks
==========  ==============================================================
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
from kepu_app.core.assessment.ranking import (
	FarMark,
	Ranking,
	Score,
	SubjectResult,
	rank_subjects,
	total_of,
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
	"check_marks",
	"check_sheet",
	"item_name",
	"mark_problems",
	"rank_subjects",
	"sheet_problems",
	"total_of",
	"value_problem",
]
