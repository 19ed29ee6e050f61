"""Mapping of Frappe documents to the core's model; only this package knows both sides' names.

All functions only read. ``cycle`` maps the year's notice with its standard, ``records`` a province, county,
summary, case or nominee. ``submission`` maps all that a province sends; ``values`` reads single fields.
"""
