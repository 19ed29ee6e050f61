"""Makes scoring sheets and assessments for tests."""

from __future__ import annotations

from decimal import Decimal

from kepu_app.core.assessment import Assessment, AssessmentState, Mark, ScoringItem, ScoringSheet, Subject

SUBMITTED, MISSING, RECUSED = AssessmentState
SUBJECTS = (Subject("340123", "肥西县"), Subject("340403", "田家庵区"), Subject("341522", "霍邱县"))


def one_item(**rules: object) -> ScoringSheet:
	return ScoringSheet(
		"评分表", (ScoringItem(1, "", "总体评价", Decimal(100), Decimal(100)),), **{"digits": 2, **rules}
	)


def given_by(
	assessor: str, subject: str, *values: str | None, state: AssessmentState = SUBMITTED
) -> Assessment:
	marks = tuple(
		Mark(assessor, subject, number, None if value is None else Decimal(value))
		for number, value in enumerate(values, start=1)
	)
	return Assessment(assessor, subject, marks, state, "亲属在该县任职" if state is RECUSED else "")
