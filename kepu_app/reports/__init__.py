"""Shared code of the seven reports of a year (``pdf.REPORTS``), the workspace and the calendar of deadlines.

``listed`` alone limits figures to what the reader may list; ``filing`` defines filed, returned, approved,
missing, late and overdue. Every report uses a constant number of queries and aggregates in the database.
"""
