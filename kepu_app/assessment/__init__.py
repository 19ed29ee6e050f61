"""综合评估 in the Desk: sheets, rounds of assessors, marks, ranking. The arithmetic is ``core/assessment``.

========== ====================================================================
module     what it does
========== ====================================================================
owners     who may write a sheet or a round
sheets     ready made items, versions, a sheet as the core's model
subjects   what a round is about: counties, cases or nominees
assessors  accounts of those who are named, and what each is named for
rounds     opening, closing, showing the marks
arrivals   what is handed in, or goes back, while a round is open
marking    what an assessor does with one subject
reading    what an assessor reads beside the sheet
results    the ranking of a round, and the 评分汇总表
choices    from the ranking to cases
comparison counties side by side
api        what forms, lists and reports call
========== ====================================================================
"""
