"""What the seven reports of a year (``pdf.REPORTS``), the workspace and the calendar of deadlines have in common.

``listed`` is the one place that holds figures to what the reader may list; ``filing`` says what filed,
returned, approved, missing, late and overdue mean. Every report reads with a number of queries that does
not depend on the number of rows, and sums up in the database.
"""
