"""综合评估 in the Desk: sheets, rounds of assessors, marks, ranking. The arithmetic is ``core/assessment``.

========== ====================================================================
module     contents
========== ====================================================================
owners     who may write a sheet or a round
sheets     presets, versions, a sheet as the core's model
subjects   subjects of a round: counties, cases or nominees
assessors  assignment of assessors to subjects; ``accounts`` theirs
rounds     opening, closing, revealing the marks
arrivals   submissions and returns during an open round
marking    an assessor's actions on one subject
reading    an assessor's view of a subject
results    the ranking of a round, and the 评分汇总表
choices    from the ranking to cases
comparison counties side by side
api        endpoints of forms, lists and reports
========== ====================================================================
"""
